package command_test

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

const (
	adasToken = "ada-0123456789abcdef0123456789abcdef"
	bobsToken = "bob-0123456789abcdef0123456789abcdef"
)

// secretFile writes a file that only its owner can read, and returns its path.
func secretFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A server that would not be safe, or not be reached as meant, does not start. Its standard input is open and silent, as that of a service.
func TestHTTPRefusesToStart(t *testing.T) {
	t.Parallel()
	tokens := func(text string) string { return "--server-token-file=" + secretFile(t, "tokens", text) }
	const http = "--transport=streamable-http"
	keyIs := "PAGERDUTY_USER_API_KEY=" + simulator.UserKey
	for _, test := range []struct {
		name      string
		variables []string
		arguments []string
		says      []string
	}{
		{"every network without tokens", nil, []string{http, "--demo", "--host=0.0.0.0"}, []string{"--host 0.0.0.0 can be reached from the network", "--server-token-file", "--auth caller"}},
		{"every network in IPv6", nil, []string{http, "--demo", "--host=::"}, []string{"can be reached from the network"}},
		{"every network, as PagerDuty's own server is configured", []string{"MCP_HOST=0.0.0.0", "MCP_PORT=8000"}, []string{http, "--demo"}, []string{"can be reached from the network"}},
		{"transport of old", nil, []string{"--demo", "--transport=sse"}, []string{`--transport is "sse": must be stdio or streamable-http`}},
		{"transport of old, by variable", []string{"MCP_TRANSPORT=sse"}, []string{"--demo"}, []string{`MCP_TRANSPORT is "sse": must be stdio or streamable-http`}},
		{"port in words", []string{"MCP_PORT=abc"}, []string{"--demo"}, []string{"MCP_PORT", "must be an integer"}},
		{"port that there is not", nil, []string{http, "--demo", "--port=99999"}, []string{"--port (PAGERDUTY_PORT) is 99999", "65535"}},
		{"no host", nil, []string{http, "--demo", "--host="}, []string{"--host is empty"}},
		{"host with a port", nil, []string{http, "--demo", "--host=127.0.0.1:8000"}, []string{"use --port"}},
		{"host with a space", nil, []string{http, "--demo", "--host=bad host"}, []string{"without spaces"}},
		{"host that is PagerDuty's", []string{"PAGERDUTY_HOST=https://api.eu.pagerduty.com"}, []string{http, "--demo"}, []string{"is a URL", "PAGERDUTY_API_HOST is the address of PagerDuty's API"}},
		{"auth that there is not", nil, []string{http, "--demo", "--auth=none"}, []string{`--auth is "none": must be shared, caller or app`}},
		{"auth on stdio", nil, []string{"--demo", "--auth=caller"}, []string{"--auth (PAGERDUTY_AUTH) is for --transport streamable-http, and this server uses stdio"}},
		{"TLS on stdio, by variable", []string{"PAGERDUTY_TLS_CERT=cert.pem"}, []string{"--demo"}, []string{"--tls-cert (PAGERDUTY_TLS_CERT) is for --transport streamable-http"}},
		{"key of the server with keys of callers", []string{keyIs}, []string{http, "--auth=caller"}, []string{"PAGERDUTY_USER_API_KEY is set", "--auth caller never uses it", "Unset"}},
		{"key file with keys of callers", []string{"PAGERDUTY_USER_API_KEY_FILE=x"}, []string{http, "--auth=caller"}, []string{"PAGERDUTY_USER_API_KEY_FILE is set"}},
		{"From with keys of callers", []string{"PAGERDUTY_FROM_EMAIL=a@example.com"}, []string{http, "--auth=caller"}, []string{"PAGERDUTY_FROM_EMAIL is set"}},
		{"API without TLS with keys of callers", []string{"PAGERDUTY_API_HOST=http://api.pagerduty.com"}, []string{http, "--auth=caller"}, []string{"PAGERDUTY_API_HOST must be https"}},
		{"tokens with keys of callers", nil, []string{http, "--auth=caller", tokens(adasToken)}, []string{"--server-token-file is for --auth shared"}},
		{"no key", nil, []string{http}, []string{"there is no PagerDuty API key"}},
		{"tokens that are not there", nil, []string{http, "--demo", "--server-token-file=missing"}, []string{"--server-token-file", "no such file"}},
		{"no tokens", nil, []string{http, "--demo", tokens("# none yet\n\n")}, []string{"there is no token in it"}},
		{"short token", nil, []string{http, "--demo", tokens(adasToken + "\nVeryPrivate\n")}, []string{"line 2 holds no token", "16 characters"}},
		{"PagerDuty key as a token", nil, []string{http, "--demo", tokens("u+aVeryPrivateKey123456")}, []string{"line 1 looks like a PagerDuty key"}},
		{"name with a space", nil, []string{http, "--demo", tokens("Very Private:" + adasToken)}, []string{"line 1: the name"}},
		{"token twice", nil, []string{http, "--demo", tokens("ada:" + adasToken + "\nbob:" + adasToken)}, []string{"line 2 repeats a token"}},
		{"no name of a file of tokens", nil, []string{http, "--demo", "--server-token-file="}, []string{"--server-token-file is empty"}},
		{"no names of the files of TLS", nil, []string{http, "--demo", "--tls-cert=", "--tls-key= "}, []string{"--tls-cert is empty"}},
		{"no public URL", nil, []string{http, "--demo", "--public-url="}, []string{"--public-url is empty"}},
		{"half of TLS", nil, []string{http, "--demo", "--tls-cert=cert.pem"}, []string{"--tls-cert and --tls-key belong together"}},
		{"TLS without its files", nil, []string{http, "--demo", "--tls-cert=cert.pem", "--tls-key=key.pem"}, []string{"--tls-cert and --tls-key", "no such file"}},
		{"host name that is a URL", nil, []string{http, "--demo", "--allowed-hosts=https://mcp.example.com"}, []string{"--allowed-hosts", "must be a name"}},
		{"any host name", nil, []string{http, "--demo", "--allowed-hosts=*"}, []string{"--allowed-hosts", "must be a name"}},
		{"origin that is a name", nil, []string{http, "--demo", "--allowed-origins=chat.example.com"}, []string{"--allowed-origins", "must be an origin"}},
		{"any origin", nil, []string{http, "--demo", "--allowed-origins=*"}, []string{"--allowed-origins", "must be an origin"}},
		{"proxy that is a name", nil, []string{http, "--demo", "--trusted-proxies=proxy.example.com"}, []string{"--trusted-proxies", "10.0.0.0/8"}},
		{"store on stdio", nil, []string{"--demo", "--state=redis://127.0.0.1:1/0"}, []string{"--state (PAGERDUTY_STATE) is for --transport streamable-http"}},
		{"password in the URL of the store", nil, []string{http, "--demo", "--state=redis://:VeryPrivate@127.0.0.1:1/0"}, []string{"--state (PAGERDUTY_STATE) must have no password", "--state-password-file"}},
		{"password in the variable", []string{"PAGERDUTY_STATE=rediss://ada:VeryPrivate@127.0.0.1:1/0"}, []string{http, "--demo"}, []string{"must have no password"}},
		{"password that breaks the URL", nil, []string{http, "--demo", "--state=redis://:VeryPrivate/%zz@127.0.0.1:1/0"}, []string{"--state (PAGERDUTY_STATE) must be redis://host:port/database"}},
		{"store of another kind", nil, []string{http, "--demo", "--state=memcached://127.0.0.1:1"}, []string{"must be redis://host:port/database"}},
		{"database with a name", nil, []string{http, "--demo", "--state=redis://127.0.0.1:1/pages"}, []string{"must be redis://host:port/database"}},
		{"option in the URL of the store", nil, []string{http, "--demo", "--state=redis://127.0.0.1:1/0?db=2"}, []string{"must be redis://host:port/database"}},
		{"no store", nil, []string{http, "--demo", "--state="}, []string{"--state is empty"}},
		{"password for no store", nil, []string{http, "--demo", "--state-password-file=x"}, []string{"--state-password-file (PAGERDUTY_STATE_PASSWORD_FILE) is for --state, which is not set"}},
		{"prefix for no store", nil, []string{http, "--demo", "--state-prefix=x"}, []string{"--state-prefix (PAGERDUTY_STATE_PREFIX) is for --state"}},
		{"prefix with a space", nil, []string{http, "--demo", "--state=redis://127.0.0.1:1", "--state-prefix=a b"}, []string{"--state-prefix must be 1 to 64"}},
		{"password that is not there", nil, []string{http, "--demo", "--state=redis://127.0.0.1:1", "--state-password-file=missing"}, []string{"--state-password-file", "no such file"}},
		{"empty password", nil, []string{http, "--demo", "--state=redis://127.0.0.1:1", "--state-password-file=" + secretFile(t, "password", "\n")}, []string{"must have one line, the password"}},
		{"two passwords", nil, []string{http, "--demo", "--state=redis://127.0.0.1:1", "--state-password-file=" + secretFile(t, "password", "VeryPrivate\nVeryPrivate\n")}, []string{"must have one line, the password"}},
		{"public URL without TLS", nil, []string{http, "--demo", "--public-url=http://mcp.example.com"}, []string{"--public-url must be https://"}},
		{"public URL with a path", nil, []string{http, "--demo", "--public-url=https://mcp.example.com/mcp"}, []string{"--public-url", "without a path"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			silent, end, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer silent.Close()
			defer end.Close()
			var stdin io.Reader = strings.NewReader("")
			if test.arguments[0] == http {
				stdin = silent
			}
			got := incidents.RunHere(t, described, stdin, test.variables, test.arguments...)
			if got.Code != 2 {
				t.Errorf("the server ended with %d, want 2", got.Code)
			}
			for _, want := range test.says {
				if !strings.Contains(got.Stderr, want) {
					t.Errorf("it does not say %q: %s", want, got.Stderr)
				}
			}
			if strings.Contains(got.Stderr, "VeryPrivate") {
				t.Errorf("it tells a secret: %s", got.Stderr)
			}
		})
	}
}

// A port that is taken is a sentence.
func TestPortIsTaken(t *testing.T) {
	t.Parallel()
	first := incidents.StartHTTP(t, nil, "--demo")
	port := first.URL[strings.LastIndex(first.URL, ":")+1 : strings.LastIndex(first.URL, "/")]
	got := incidents.Run(t, "", nil, "--demo", "--transport=streamable-http", "--port="+port)
	if got.Code != 1 || !strings.Contains(got.Stderr, "cannot listen on 127.0.0.1:"+port+", see --host and --port (0 for any free one): ") {
		t.Errorf("got %+v", got)
	}
}

// An address on stdio has no effect, and PagerDuty's own server takes one as well.
func TestAddressOnStdio(t *testing.T) {
	t.Parallel()
	got := incidents.Run(t, "", []string{"MCP_HOST=0.0.0.0", "MCP_PORT=99999"}, "--demo")
	if got.Code != 0 || !strings.Contains(got.Stderr, "these have no effect: --host, --port") {
		t.Errorf("got %+v", got)
	}
}

const initialize = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}`

// post sends a message to a server, with headers as name and value, and returns the answer.
func post(t *testing.T, url, message string, headers ...string) (response *http.Response, text string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(message))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json, text/event-stream")
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			request.Host = headers[i+1]
		}
		request.Header.Add(headers[i], headers[i+1])
	}
	response, err = commandtest.NewHTTPClient(t).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Error(err)
	}
	return response, string(body)
}

// What a request without the right to it gets.
func TestHTTPRefusesRequests(t *testing.T) {
	t.Parallel()
	tokens := secretFile(t, "tokens", "# who may call\r\nada:"+adasToken+"\r\n\r\n"+bobsToken+"\r\n")
	shared := incidents.StartHTTP(t, nil, "--demo", "--log-level=debug", "--server-token-file", tokens)
	callers := incidents.StartHTTP(t, nil, "--demo", "--log-level=debug", "--auth=caller")
	open := incidents.StartHTTP(t, nil, "--demo", "--log-level=debug")
	const key = "Token token=" + simulator.UserKey
	for _, test := range []struct {
		name    string
		server  *commandtest.HTTPServer
		path    string
		headers []string
		status  int
		says    string
	}{
		{"a named token", shared, "/mcp", []string{"Authorization", "Bearer " + adasToken}, 200, "protocolVersion"},
		{"a token without a name, and the scheme in lower case", shared, "/mcp/", []string{"Authorization", "bearer  " + bobsToken}, 200, "protocolVersion"},
		{"no token", shared, "/mcp", nil, 401, "Bearer and a token that its operator gave you"},
		{"another token", shared, "/mcp", []string{"Authorization", "Bearer " + adasToken + "x"}, 401, "not one of this server's"},
		{"a token with its name", shared, "/mcp", []string{"Authorization", "Bearer ada:" + adasToken}, 401, "the token alone, without the name"},
		{"an empty token", shared, "/mcp", []string{"Authorization", "Bearer "}, 401, "not one of this server's"},
		{"a PagerDuty key where a token is wanted", shared, "/mcp", []string{"Authorization", key}, 401, "Bearer and a token"},
		{"two tokens", shared, "/mcp", []string{"Authorization", "Bearer " + adasToken, "Authorization", "Bearer " + bobsToken}, 401, "several headers"},

		{"a user's key", callers, "/mcp", []string{"Authorization", key}, 200, "protocolVersion"},
		{"a user's key without token=", callers, "/mcp", []string{"Authorization", "Token " + simulator.UserKey}, 200, "protocolVersion"},
		{"a user's key as a bearer token", callers, "/mcp", []string{"Authorization", "Bearer " + simulator.UserKey}, 200, "protocolVersion"},
		{"no key", callers, "/mcp", nil, 401, "your PagerDuty key is missing"},
		{"an empty header", callers, "/mcp", []string{"Authorization", ""}, 401, "your PagerDuty key is missing"},
		{"an empty key", callers, "/mcp", []string{"Authorization", "Token token="}, 401, "the PagerDuty key is empty"},
		{"a variable that was not set", callers, "/mcp", []string{"Authorization", "Token token=${PAGERDUTY_KEY}"}, 401, "a variable that was not set"},
		{"a key in quotation marks", callers, "/mcp", []string{"Authorization", `Token token="` + simulator.UserKey + `"`}, 401, "remove the quotation marks"},
		{"a key in two parts", callers, "/mcp", []string{"Authorization", "Bearer VeryPrivate VeryPrivate"}, 401, "copy it again"},
		{"a key alone", callers, "/mcp", []string{"Authorization", simulator.UserKey}, 401, "and your PagerDuty key, or Bearer"},
		{"a password", callers, "/mcp", []string{"Authorization", "Basic VmVyeVByaXZhdGU="}, 401, "and your PagerDuty key, or Bearer"},
		{"a token of the other region", callers, "/mcp", []string{"Authorization", "Bearer pdeu+_VeryPrivate1"}, 200, "protocolVersion"},
		{"two keys", callers, "/mcp", []string{"Authorization", key, "Authorization", "Bearer VeryPrivate"}, 401, "several headers"},

		{"a key in the URL", callers, "/mcp?token=VeryPrivate", []string{"Authorization", key}, 400, "revoke it"},
		{"an empty question", open, "/mcp?", nil, 400, "after a question mark"},
		{"another path", open, "/sse", nil, 404, "MCP is served at /mcp"},
		{"a path of another kind", open, "/mcp/VeryPrivate", nil, 404, "MCP is served at /mcp"},
		{"another host", open, "/mcp", []string{"Host", "evil.example.com"}, 403, "Host"},
		{"another origin", open, "/mcp", []string{"Origin", "https://evil.example.com"}, 403, "Origin"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			response, text := post(t, test.server.Endpoint(test.path), initialize, test.headers...)
			if response.StatusCode != test.status || !strings.Contains(text, test.says) {
				t.Errorf("got %d %s, want %d and %q", response.StatusCode, text, test.status, test.says)
			}
			if challenge := response.Header.Get("WWW-Authenticate"); (challenge != "") != (test.status == 401) {
				t.Errorf("the challenge is %q", challenge)
			}
			if strings.Contains(text+test.server.Stderr(), "VeryPrivate") {
				t.Errorf("a secret is told: %s, %s", text, test.server.Stderr())
			}
		})
	}
}

// A token counts from the moment it is in the file, and no longer than that.
func TestServerTokensAreReadAgain(t *testing.T) {
	t.Parallel()
	file := secretFile(t, "tokens", "ada:"+adasToken+"\n")
	server := incidents.StartHTTP(t, nil, "--demo", "--server-token-file", file)
	check := func(token string, want int) {
		t.Helper()
		if response, text := post(t, server.URL, initialize, "Authorization", "Bearer "+token); response.StatusCode != want {
			t.Errorf("%.3s gets %d %s, want %d", token, response.StatusCode, text, want)
		}
		if status, text := get(t, server.Endpoint("/readyz")); (status == 503) != (want == 503) {
			t.Errorf("%.3s gets %d, and the server is %d %s", token, want, status, text)
		}
	}
	check(adasToken, 200)
	check(bobsToken, 401)
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("bob:" + bobsToken + "\n") // as long as before
	check(adasToken, 401)
	check(bobsToken, 200)
	write("rubbish")
	check(bobsToken, 503)
	server.AwaitStderr("line 1 holds no token")
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	check(bobsToken, 503)
	write(adasToken)
	check(adasToken, 200)
}
