package redisstore_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/allareas"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// program is pagerduty-mcp. Each instance is a process of its own.
var program commandtest.Command

func TestMain(m *testing.M) {
	_ = flag.Set("test.parallel", "8") // most tests only wait; -parallel still counts
	os.Exit(commandtest.Run(m, &program, "pagerduty-mcp", func() { command.Main(allareas.Server()) }))
}

// fleet is an account, and instances of a server that work with it.
type fleet struct {
	t         testing.TB
	api       *commandtest.API
	instances []*commandtest.HTTPServer
	client    *http.Client
}

// startFleet starts instances with these arguments. Every key is that of the same user of the account.
func startFleet(t testing.TB, instances int, variables []string, arguments ...string) *fleet {
	t.Helper()
	account := simulator.New()
	f := &fleet{t: t, client: commandtest.NewHTTPClient(t)}
	f.api = commandtest.NewAPI(t, func(w http.ResponseWriter, r *http.Request) {
		r.Header.Set("Authorization", "Token token="+simulator.UserKey)
		account.ServeHTTP(w, r)
	})
	variables = append([]string{"PAGERDUTY_API_HOST=" + f.api.URL}, variables...)
	for range instances {
		f.instances = append(f.instances, program.StartHTTP(t, variables, append([]string{"--enable-write-tools"}, arguments...)...))
	}
	return f
}

// sharedKey holds the variables of a server with a key for all callers.
var sharedKey = []string{"PAGERDUTY_USER_API_KEY=" + simulator.UserKey}

// created returns how many incidents were created.
func (f *fleet) created() (n int) {
	for _, request := range f.api.Requests() {
		if request.Method == http.MethodPost && request.Path == "/incidents" {
			n++
		}
	}
	return n
}

// proxy starts a proxy that sends each request to the next instance, or if that cannot be reached to the one after it.
func (f *fleet) proxy(begun func(instance int, r *http.Request)) string {
	f.t.Helper()
	var next atomic.Int64
	transport := &http.Transport{DisableKeepAlives: true} // so that no request is sent to an instance that has gone
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			f.t.Error(err)
		}
		first := int(next.Add(1))
		for attempts := range f.instances {
			instance := (first + attempts) % len(f.instances)
			begun(instance, r)
			target, _ := url.Parse(f.instances[instance].Endpoint(""))
			attempt := r.Clone(r.Context())
			attempt.Body = io.NopCloser(bytes.NewReader(body))
			unreachable := false
			forward := &httputil.ReverseProxy{
				Rewrite:   func(p *httputil.ProxyRequest) { p.SetURL(target) },
				Transport: transport,
				ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
					if unreachable = isRefused(err); !unreachable {
						http.Error(w, err.Error(), http.StatusBadGateway)
					}
				},
			}
			if forward.ServeHTTP(w, attempt); !unreachable {
				return
			}
		}
		http.Error(w, "no instance is left", http.StatusServiceUnavailable)
	}))
	f.t.Cleanup(proxy.Close)
	return proxy.URL + "/mcp"
}

// isRefused reports whether nothing was sent, because nothing listens.
func isRefused(err error) bool {
	failure, ok := errors.AsType[*net.OpError](err)
	return ok && failure.Op == "dial"
}

// reply is what a stateless client got.
type reply struct {
	status  int
	text    string // of the result, or of the error
	isError bool
	state   string // requestState, if the user is asked
	problem error  // there was no answer
}

// call calls a tool as a client of 2026-07-28 that can ask its user. state is that of a question which the user has said yes to.
func (f *fleet) call(address, tool, arguments, state string, headers ...string) (r reply) {
	answer := ""
	if state != "" {
		answer = fmt.Sprintf(`,"requestState":%q,"inputResponses":{"question":{"action":"accept","content":{"confirm":true}}}`, state)
	}
	message := fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":%q,"arguments":%s%s,"_meta":`+
		`{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"elicitation":{"form":{}}}}}}`, tool, arguments, answer)
	request, err := http.NewRequestWithContext(f.t.Context(), http.MethodPost, address, strings.NewReader(message))
	if err != nil {
		return reply{problem: err}
	}
	headers = append([]string{
		"Content-Type", "application/json", "Accept", "application/json, text/event-stream",
		"Mcp-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/call", "Mcp-Name", tool,
	}, headers...)
	for pair := range slices.Chunk(headers, 2) {
		request.Header.Set(pair[0], pair[1])
	}
	response, err := f.client.Do(request)
	if err != nil {
		return reply{problem: err}
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return reply{status: response.StatusCode, problem: err}
	}
	return readReply(response.StatusCode, body)
}

func readReply(status int, body []byte) reply {
	var message struct {
		Result struct {
			Content      []struct{ Text string }
			IsError      bool
			RequestState string
		}
		Error *struct{ Message string }
	}
	if err := json.Unmarshal(body, &message); err != nil {
		return reply{status: status, problem: fmt.Errorf("%.200q: %w", body, err)}
	}
	r := reply{status: status, isError: message.Result.IsError, state: message.Result.RequestState}
	switch {
	case message.Error != nil:
		r.text, r.isError = message.Error.Message, true
	case len(message.Result.Content) > 0:
		r.text = message.Result.Content[0].Text
	}
	return r
}

// expect calls a tool, whose text must contain want.
func (f *fleet) expect(instance int, tool, arguments, state, want string) {
	f.t.Helper()
	if r := f.call(f.instances[instance].URL, tool, arguments, state); r.problem != nil || !strings.Contains(r.text, want) {
		f.t.Errorf("%s on %d: %+v, want %q", tool, instance, r, want)
	}
}

// ready returns the answer of /readyz.
func (f *fleet) ready(instance int) string {
	f.t.Helper()
	response, err := f.client.Get(f.instances[instance].Endpoint("/readyz"))
	if err != nil {
		f.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		f.t.Fatal(err)
	}
	return fmt.Sprintf("%d %s", response.StatusCode, strings.TrimSpace(string(body)))
}

// incident returns the arguments of create_incident.
func incident(title string) string {
	return fmt.Sprintf(`{"title":%q,"service_id":"Checkout API"}`, title)
}
