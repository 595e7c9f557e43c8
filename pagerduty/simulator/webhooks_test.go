package simulator_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// receiver keeps what it receives.
type receiver struct {
	url string

	mutex    sync.Mutex
	received []received
}

type received struct {
	header http.Header
	body   []byte
	event  object
}

func newReceiver(t *testing.T, status int) *receiver {
	t.Helper()
	r := &receiver{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(request.Body)
		var whole object
		if err != nil || json.Unmarshal(body, &whole) != nil {
			t.Errorf("received %q, %v", body, err)
		}
		r.mutex.Lock()
		defer r.mutex.Unlock()
		r.received = append(r.received, received{request.Header, body, object(whole.at("event").(map[string]any))})
		w.WriteHeader(status)
	}))
	t.Cleanup(server.Close)
	r.url = server.URL
	return r
}

// events returns the types of the events that were received, in order.
func (r *receiver) events() string {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	var types []string
	for _, one := range r.received {
		types = append(types, strings.TrimPrefix(fmt.Sprint(one.event.at("event_type")), "incident."))
	}
	return strings.Join(types, " ")
}

// subscribe creates a subscription and returns its id and its secret.
func (f *feed) subscribe(to, filter string, events ...string) (id, secret string) {
	f.t.Helper()
	created := f.ok("POST", "/webhook_subscriptions", webhookBody(fmt.Sprintf(`"events":["%s"],"filter":%s,
		"delivery_method":{"type":"http_delivery_method","url":%q,"custom_headers":[{"name":"X-Queue","value":"7"}]}`, strings.Join(events, `","`), filter, to)))
	return fmt.Sprint(created.at("webhook_subscription.id")), fmt.Sprint(created.at("webhook_subscription.delivery_method.secret"))
}

func (f *feed) deliveries() []simulator.Delivery {
	f.t.Helper()
	all, err := f.account.Deliveries(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	return all
}

var lifeEvents = []string{
	"incident.triggered", "incident.acknowledged", "incident.unacknowledged", "incident.escalated", "incident.reassigned", "incident.resolved", "incident.reopened", "incident.annotated",
	"incident.priority_updated", "incident.custom_field_values.updated", "incident.conference_bridge.updated",
}

const wholeAccount = `{"type":"account_reference"}`

func TestWebhooksAreDelivered(t *testing.T) {
	t.Parallel()
	f, hook := newFeed(t, pipelineKey, simulator.WithWebhooks()), newReceiver(t, 200)
	id, secret := f.subscribe(hook.url+"/in", wholeAccount, lifeEvents...)
	f.event("trigger", "k", "")
	incident := fmt.Sprint("/incidents/", f.only("k").at("id"))
	f.ok("PUT", incident, `{"incident":{"type":"incident_reference","status":"acknowledged"}}`)
	f.ok("POST", incident+"/notes", `{"note":{"content":"Looking"}}`)
	f.ok("PUT", incident, `{"incident":{"type":"incident_reference","assignments":[{"assignee":{"id":"PUDIEGO","type":"user_reference"}}],"priority":{"id":"PPRIOR2","type":"priority_reference"}}}`)
	f.event("resolve", "k", "")
	f.ok("PUT", incident, `{"incident":{"type":"incident_reference","status":"triggered"}}`)
	all := slices.DeleteFunc(f.deliveries(), func(d simulator.Delivery) bool { return d.Subscription != id })
	if got := hook.events(); !strings.HasPrefix(got, "triggered acknowledged annotated ") || !strings.HasSuffix(got, " resolved reopened") || !strings.Contains(got, "priority_updated") {
		t.Errorf("received %s", got)
	}
	for n, one := range hook.received {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write(one.body)
		if want := "v1=" + hex.EncodeToString(mac.Sum(nil)); one.header.Get("X-PagerDuty-Signature") != want || all[n].Signature != want {
			t.Errorf("%d is signed %q and %q, want %q", n, one.header.Get("X-PagerDuty-Signature"), all[n].Signature, want)
		}
		if one.header.Get("X-Webhook-Subscription") != id || one.header.Get("X-Queue") != "7" || all[n].Status != 200 || string(all[n].Body) != string(one.body) {
			t.Errorf("%d has the header %v, and is listed as %s with status %d", n, one.header, all[n].Body, all[n].Status)
		}
	}
	first := hook.received[0].event
	for path, want := range map[string]any{
		"resource_type": "incident", "occurred_at": "2026-10-14T12:00:00.000Z", "agent.type": "integration_reference", "data.type": "incident", "data.status": "triggered",
		"data.title": "Disk full on db-1", "data.incident_key": "k", "data.service.id": "PSORDER", "data.self": f.url + incident,
	} {
		f.equal(first, path, want)
	}
	if len(first.at("data.assignees").([]any)) == 0 {
		t.Error("the incident has no assignees")
	}
	f.equal(hook.received[1].event, "data.status", "acknowledged")
	f.equal(hook.received[2].event, "data.content", "Looking")
}

func TestWebhookFilters(t *testing.T) {
	t.Parallel()
	f := newFeed(t, pipelineKey, simulator.WithWebhooks())
	right, wrong := newReceiver(t, 200), newReceiver(t, 200)
	f.subscribe(right.url, `{"type":"service_reference","id":"PSORDER"}`, "incident.triggered")
	f.subscribe(right.url, `{"type":"team_reference","id":"PTDATAE"}`, "incident.resolved")
	f.subscribe(wrong.url, `{"type":"service_reference","id":"PSKUBER"}`, lifeEvents...)
	f.subscribe(wrong.url, `{"type":"team_reference","id":"PTCHECK"}`, lifeEvents...)
	off, _ := f.subscribe(wrong.url, wholeAccount, lifeEvents...)
	f.ok("PUT", "/webhook_subscriptions/"+off, `{"webhook_subscription":{"active":false}}`)
	f.event("trigger", "k", "")
	f.event("resolve", "k", "")
	f.deliveries()
	if right.events() != "triggered resolved" || wrong.events() != "" {
		t.Errorf("received %q and %q", right.events(), wrong.events())
	}
}

// TestWebhooksStayOnThisMachine: other addresses are never contacted, and their deliveries are listed.
func TestWebhooksStayOnThisMachine(t *testing.T) {
	t.Parallel()
	f := newFeed(t, pipelineKey, simulator.WithWebhooks())
	f.ok("POST", "/webhook_subscriptions/PWHCHAT/ping", "")
	for _, to := range []string{"https://192.0.2.1/x", "https://127.0.0.1.example.com/x"} {
		f.subscribe(to, wholeAccount, "incident.triggered")
	}
	f.event("trigger", "k", "")
	all := f.deliveries()
	if len(all) != 4 { // the demo's chat wants it, too
		t.Fatalf("%d deliveries", len(all))
	}
	for _, d := range all {
		if d.Status != 0 || !strings.Contains(d.Problem, "only addresses of this machine") || len(d.Body) == 0 {
			t.Errorf("%s to %s: %d, %s", d.Event, d.URL, d.Status, d.Problem)
		}
	}
	f.refused(400, 2001, "https", "POST", "/webhook_subscriptions", webhookBody(someEvents+","+anyAccount+`,"delivery_method":{"type":"http_delivery_method","url":"http://192.0.2.1/x"}`))
}

func TestWebhookFailures(t *testing.T) {
	t.Parallel()
	f := newFeed(t, pipelineKey, simulator.WithWebhooks(), simulator.WithControl())
	broken, closed, elsewhere := newReceiver(t, 500), newReceiver(t, 200), newReceiver(t, 200)
	redirecting := httptest.NewServer(http.RedirectHandler(elsewhere.url, http.StatusTemporaryRedirect))
	t.Cleanup(redirecting.Close)
	for _, to := range []string{broken.url, "http://127.0.0.1:1/closed", redirecting.URL} {
		f.subscribe(to, `{"type":"service_reference","id":"PSORDER"}`, "incident.triggered")
	}
	closed.url = ""
	f.event("trigger", "k", "")
	listed := f.ok("GET", "/_simulator/webhooks", "")
	status := map[string]bool{}
	for _, d := range f.deliveries() {
		status[fmt.Sprint(d.Status, d.Problem != "")] = true
	}
	if !status["500 false"] || !status["0 true"] || !status["307 false"] || elsewhere.events() != "" {
		t.Errorf("delivered %v", status)
	}
	if got := len(listed.at("webhooks").([]any)); got != 4 {
		t.Errorf("the control lists %d", got)
	}
	f.account.Reset()
	if got := f.deliveries(); len(got) != 0 {
		t.Errorf("after a reset: %v", got)
	}
	f.none("k")
}

// TestWebhooksChangeNothing: an account with deliveries is the same as one without, and without the option nothing is delivered.
func TestWebhooksChangeNothing(t *testing.T) {
	t.Parallel()
	hook := newReceiver(t, 200)
	with, without := newFeed(t, pipelineKey, simulator.WithWebhooks()), newFeed(t, pipelineKey)
	for _, f := range []*feed{with, without} {
		f.subscribe(hook.url, wholeAccount, lifeEvents...)
		f.event("trigger", "", "")
		f.ok("POST", "/webhook_subscriptions/PWHCHAT/ping", "")
		f.event("trigger", "k", "")
	}
	with.deliveries()
	for _, path := range []string{"/incidents?limit=100", "/webhook_subscriptions", "/log_entries?limit=100"} {
		if one, two := string(whole(with.api, path)), string(whole(without.api, path)); one != two {
			t.Errorf("%s differs:\n%s\n%s", path, one, two)
		}
	}
	if hook.events() != "triggered triggered" || len(without.deliveries()) != 0 {
		t.Errorf("received %s", hook.events())
	}
}

// TestWebhooksOfLiveTime: what happens by itself is delivered in order, with its times.
func TestWebhooksOfLiveTime(t *testing.T) {
	t.Parallel()
	f, hook := newFeed(t, checkoutKey, simulator.WithWebhooks(), simulator.WithLiveTime()), newReceiver(t, 200)
	f.subscribe(hook.url, `{"type":"service_reference","id":"PSCHKAP"}`, lifeEvents...)
	f.event("trigger", "k", "")
	f.advance(40 * time.Minute)
	i := f.only("k")
	f.deliveries()
	if got := hook.events(); !strings.HasPrefix(got, "triggered ") || !strings.Contains(got, "escalated") {
		t.Errorf("received %s of %v", got, i)
	}
	last := ""
	for _, one := range hook.received {
		if at := fmt.Sprint(one.event.at("occurred_at")); at < last {
			t.Errorf("%s comes after %s", at, last)
		} else {
			last = at
		}
	}
}

func TestWebhookTest(t *testing.T) {
	t.Parallel()
	f, hook := newFeed(t, pipelineKey, simulator.WithWebhooks()), newReceiver(t, 200)
	id, _ := f.subscribe(hook.url, wholeAccount, "incident.resolved")
	f.ok("POST", "/webhook_subscriptions/"+id+"/ping", "")
	f.deliveries()
	if hook.events() != "pagey.ping" {
		t.Errorf("received %s", hook.events())
	}
}
