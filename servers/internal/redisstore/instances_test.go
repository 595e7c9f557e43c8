package redisstore_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// inFleets runs a test with two and with five instances.
func inFleets(t *testing.T, test func(t *testing.T, instances int)) {
	for _, instances := range []int{2, 5} {
		t.Run(fmt.Sprint(instances), func(t *testing.T) {
			t.Parallel()
			test(t, instances)
		})
	}
}

// Clients behind a proxy that sends each request elsewhere do not notice, even when their users are asked.
func TestClientsDoNotNotice(t *testing.T) {
	t.Parallel()
	inFleets(t, func(t *testing.T, instances int) {
		f := startFleet(t, instances, sharedKey, "--state="+startRedis(t).url(), "--confirm=pages", "--max-pages-per-hour=100")
		reached := make([]atomic.Int32, instances)
		proxy := f.proxy(func(instance int, _ *http.Request) { reached[instance].Add(1) })
		const clients = 8
		var asked atomic.Int32
		var all sync.WaitGroup
		for i := range clients {
			all.Go(func() {
				host := commandtest.Host{Answer: func(string) mcp.ElicitationResponseAction {
					asked.Add(1)
					return mcp.ElicitationResponseActionAccept
				}}
				connection, err := host.Connect(t, proxy, nil)
				if err != nil {
					t.Error(err)
					return
				}
				for tool, arguments := range map[string]map[string]any{
					"list_incidents":  {"limit": 1},
					"create_incident": {"title": fmt.Sprint("Trouble ", i), "service_id": "Checkout API"},
				} {
					var request mcp.CallToolRequest
					request.Params.Name, request.Params.Arguments = tool, arguments
					if result, err := connection.CallTool(t.Context(), request); err != nil || result.IsError {
						t.Errorf("%s: %+v, %v", tool, result, err)
					}
				}
			})
		}
		all.Wait()
		if f.created() != clients || asked.Load() != clients {
			t.Errorf("%d incidents were created after %d questions, want %d", f.created(), asked.Load(), clients)
		}
		for i := range reached {
			if reached[i].Load() == 0 {
				t.Errorf("instance %d was never reached: the test tests nothing", i)
			}
		}
	})
}

// When an instance is killed, only the calls in flight on it are lost.
func TestInstanceIsKilled(t *testing.T) {
	t.Parallel()
	const victim = 1
	f := startFleet(t, 3, sharedKey, "--state="+startRedis(t).url(), "--max-pages-per-hour=1000")
	var gone atomic.Bool
	var on sync.Map // the instance of a call, and whether it was sent there before the instance was gone
	type sent struct {
		instance int
		before   bool
	}
	proxy := f.proxy(func(instance int, r *http.Request) { on.Store(r.Header.Get("X-Call"), sent{instance, !gone.Load()}) })
	var lost, answered, after atomic.Int32
	stop := make(chan struct{})
	var workers sync.WaitGroup
	for worker := range 8 {
		workers.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				name := fmt.Sprintf("%d-%d", worker, i)
				tool, arguments := "list_incidents", `{"limit":1}`
				if worker == 0 {
					tool, arguments = "create_incident", incident(name)
				}
				r := f.call(proxy, tool, arguments, "", "X-Call", name)
				if r.problem == nil && r.status == http.StatusOK && !r.isError {
					if answered.Add(1); gone.Load() {
						after.Add(1)
					}
					continue
				}
				lost.Add(1)
				if where, _ := on.Load(name); where != (sent{victim, true}) {
					t.Errorf("a call was lost on %+v: %+v", where, r)
				}
			}
		})
	}
	for answered.Load() < 50 {
		time.Sleep(time.Millisecond)
	}
	f.instances[victim].Kill()
	gone.Store(true)
	for after.Load() < 50 {
		time.Sleep(time.Millisecond)
	}
	close(stop)
	workers.Wait()
	t.Logf("%d calls were answered, %d after the kill; %d were lost", answered.Load(), after.Load(), lost.Load())
}

// The limit of pages is one for all instances, for each caller if each brings a key.
func TestPagesOfAllInstances(t *testing.T) {
	t.Parallel()
	for name, callers := range map[string][]string{"shared": {""}, "caller": {"u+caller-number-one", "u+caller-number-two"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFleets(t, func(t *testing.T, instances int) {
				variables := sharedKey
				if name == "caller" {
					variables = nil
				}
				f := startFleet(t, instances, variables, "--auth="+name, "--state="+startRedis(t).url(), "--max-pages-per-hour=5")
				var ran, refused atomic.Int32
				var calls sync.WaitGroup
				for i := range 200 {
					calls.Go(func() {
						r := f.call(f.instances[i%instances].URL, "create_incident", incident(fmt.Sprint("Trouble ", i)), "", "Authorization", "Token token="+callers[i/instances%len(callers)])
						switch {
						case strings.Contains(r.text, `"created":true`):
							ran.Add(1)
						case strings.Contains(r.text, "the limit for such calls is 5 within 1 hour"):
							refused.Add(1)
						default:
							t.Errorf("%+v", r)
						}
					})
				}
				calls.Wait()
				want := 5 * len(callers)
				if int(ran.Load()) != want || f.created() != want || int(refused.Load()) != 200-want {
					t.Errorf("%d ran, %d incidents were created, %d calls were refused; want %d", ran.Load(), f.created(), refused.Load(), want)
				}
			})
		})
	}
}

// The user's answer to a question of one instance counts once, on whichever.
func TestAnswerIsUsedUp(t *testing.T) {
	t.Parallel()
	inFleets(t, func(t *testing.T, instances int) {
		f := startFleet(t, instances, sharedKey, "--state="+startRedis(t).url(), "--confirm=pages")
		asked := f.call(f.instances[0].URL, "create_incident", incident("Trouble"), "")
		if asked.state == "" {
			t.Fatalf("the user is not asked: %+v", asked)
		}
		var ran, used atomic.Int32
		var calls sync.WaitGroup
		for i := range 50 {
			calls.Go(func() {
				switch r := f.call(f.instances[(i+1)%instances].URL, "create_incident", incident("Trouble"), asked.state); {
				case strings.Contains(r.text, `"created":true`):
					ran.Add(1)
				case strings.Contains(r.text, "was used before"):
					used.Add(1)
				default:
					t.Errorf("%+v", r)
				}
			})
		}
		calls.Wait()
		if ran.Load() != 1 || used.Load() != 49 || f.created() != 1 {
			t.Errorf("%d ran, %d answers were used before, %d incidents were created", ran.Load(), used.Load(), f.created())
		}
	})
}

// A create that is repeated on another instance wakes nobody, since PagerDuty refuses a second open incident with the same key. No store
// is needed for that.
func TestCreateIsRepeatedElsewhere(t *testing.T) {
	t.Parallel()
	inFleets(t, func(t *testing.T, instances int) {
		f := startFleet(t, instances, sharedKey)
		var created, repeated atomic.Int32
		var calls sync.WaitGroup
		for i := range 4 * instances {
			calls.Go(func() {
				switch r := f.call(f.instances[i%instances].URL, "create_incident", incident("Trouble"), ""); {
				case strings.Contains(r.text, `"created":true`):
					created.Add(1)
				case strings.Contains(r.text, `"created":false`):
					repeated.Add(1)
				default:
					t.Errorf("%+v", r)
				}
			})
		}
		calls.Wait()
		if created.Load() != 1 || int(repeated.Load()) != 4*instances-1 {
			t.Errorf("%d were created, %d repeated", created.Load(), repeated.Load())
		}
		r := f.call(f.instances[0].URL, "list_incidents", `{"statuses":["triggered","acknowledged"],"limit":100}`, "")
		if strings.Count(r.text, `"title":"Trouble"`) != 1 {
			t.Errorf("the incidents are %s", r.text)
		}
	})
}

// Every tool that creates something does the same when it is repeated, on the same instance and on another.
func TestRepeatsAreTheSameElsewhere(t *testing.T) {
	t.Parallel()
	here, elsewhere := startFleet(t, 1, sharedKey, "--toolsets=all"), startFleet(t, 2, sharedKey, "--toolsets=all")
	for _, tool := range additive() {
		arguments := string(tool.Example)
		first, second := here.call(here.instances[0].URL, tool.Name, arguments, ""), here.call(here.instances[0].URL, tool.Name, arguments, "")
		other, another := elsewhere.call(elsewhere.instances[0].URL, tool.Name, arguments, ""), elsewhere.call(elsewhere.instances[1].URL, tool.Name, arguments, "")
		if first.problem != nil || first.isError != other.isError || second.isError != another.isError || writes(here) != writes(elsewhere) {
			t.Errorf("%s: here %+v, then %+v (%v); elsewhere %+v, then %+v (%v)", tool.Name, first, second, writes(here), other, another, writes(elsewhere))
		}
	}
	if len(additive()) < 5 {
		t.Errorf("only %d tools: the test tests nothing", len(additive()))
	}
}

// writes returns how many requests of the fleet may have changed something.
func writes(f *fleet) (n int) {
	for _, request := range f.api.Requests() {
		if request.Method != http.MethodGet {
			n++
		}
	}
	return n
}

// No key of a caller, no argument and no id is readable in the store.
func TestCallersAreNotReadable(t *testing.T) {
	t.Parallel()
	server := startRedis(t)
	f := startFleet(t, 2, nil, "--auth=caller", "--state="+server.url(), "--max-pages-per-hour=5", "--confirm=pages")
	authorization := []string{"Authorization", "Token token=" + simulator.UserKey}
	asked := f.call(f.instances[0].URL, "create_incident", incident("Very private"), "", authorization...)
	if r := f.call(f.instances[1].URL, "create_incident", incident("Very private"), asked.state, authorization...); !strings.Contains(r.text, `"created":true`) {
		t.Fatalf("%+v", r)
	}
	text := server.allText(t.Context())
	for _, secret := range []string{simulator.UserKey, simulator.UserKey[2:], "Very", "private", "create_incident", "Checkout"} {
		if strings.Contains(text, secret) {
			t.Errorf("the store has %q in\n%s", secret, text)
		}
	}
	if kinds := []string{":count:", ":used:", ":secret:"}; slices.ContainsFunc(kinds, func(kind string) bool { return !strings.Contains(text, kind) }) {
		t.Errorf("the store has only\n%s", text)
	}
}
