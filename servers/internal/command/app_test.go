package command_test

import (
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

const amaras = "PAGERDUTY_FROM_EMAIL=amara.okafor@lanternfield.example"

// appAccount is a simulated account with an app, and what a server needs to work with it.
type appAccount struct {
	*simulator.Simulator
	url        string
	secretFile string
}

func newAppAccount(t *testing.T, options ...simulator.Option) *appAccount {
	t.Helper()
	s := simulator.New(options...)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return &appAccount{s, server.URL, secretFile(t, "client-secret", simulator.ClientSecret)}
}

// variables returns the environment of a server, with changes: "NAME=" removes a variable.
func (a *appAccount) variables(scopes string, changes ...string) []string {
	all := []string{
		"PAGERDUTY_AUTH=app", "PAGERDUTY_CLIENT_ID=" + simulator.ClientID, "PAGERDUTY_CLIENT_SECRET_FILE=" + a.secretFile, "PAGERDUTY_SCOPES=" + scopes,
		"PAGERDUTY_SUBDOMAIN=" + simulator.Subdomain, "PAGERDUTY_API_HOST=" + a.url, "PAGERDUTY_TOKEN_URL=" + a.url + "/oauth/token", amaras,
	}
	return append(all, changes...) // the last of a name counts
}

// tokenRequests returns how many tokens were requested.
func (a *appAccount) tokenRequests() (n int) {
	for _, request := range a.Requests() {
		if request.Path == "/oauth/token" {
			n++
		}
	}
	return n
}

func TestCheckOfAnApp(t *testing.T) {
	t.Parallel()
	const all = "incidents.read,incidents.write,services.read,users.read,oncalls.read"
	account := newAppAccount(t)
	narrow := newAppAccount(t, simulator.WithoutScopes("incidents.write"))
	down := newAppAccount(t, simulator.WithFaults(simulator.Fault{Kind: simulator.FaultServerError, Path: "/oauth/token"}))
	away := newAppAccount(t)
	wrongSecret := secretFile(t, "wrong", "ANOTHER-CLIENT-SECRET")
	for name, test := range map[string]struct {
		variables []string
		arguments []string
		code      int
		says      []string
	}{
		"demo": {[]string{"PAGERDUTY_AUTH=app"}, []string{"--demo"}, 0, []string{"key      tokens of an app, which belongs to no user\n", "All is well."}},
		"all scopes": {account.variables(all), []string{"--enable-write-tools"}, 0, []string{
			"tokens of an app, which belongs to no user; changes are recorded for Amara Okafor <amara.okafor@lanternfield.example>\n",
			"key from PAGERDUTY_CLIENT_SECRET_FILE " + account.secretFile, "scopes   as_account-us.lanternfield-demo incidents.read incidents.write", "allowed  9 of 9 tools", "All is well."}},
		"reading": {account.variables("incidents.read", amaras[:len("PAGERDUTY_FROM_EMAIL=")]), nil, 0, []string{
			"allowed  5 of 5 tools", "partial  get_related_incidents shows less without services.read\n", "All is well."}},
		"a scope that some tools need": {account.variables("incidents.read services.read"), []string{"--enable-write-tools"}, 0, []string{
			"allowed  5 of 9 tools", "refused  create_incident needs incidents.write\n", "warning  some tools need scopes", "without the scope users.read, it cannot be checked"}},
		"nobody to act for": {account.variables(all, "PAGERDUTY_FROM_EMAIL="), []string{"--enable-write-tools"}, 1, []string{"set PAGERDUTY_FROM_EMAIL to the e-mail address"}},
		"over HTTP": {account.variables(all), []string{"--transport=http", "--server-token-file", secretFile(t, "tokens", adasToken)}, 0, []string{
			"for callers with a token of ", ", with the tokens of this server's app\n"}},
		"a scope that was not granted": {narrow.variables(all), nil, 1, []string{
			"key      no token for the app", "invalid_scope", "the app was not granted the scope incidents.write", "Check --scopes and --subdomain and PAGERDUTY_API_HOST"}},
		"another account": {account.variables(all, "PAGERDUTY_SUBDOMAIN=acme"), nil, 1, []string{"invalid_scope", "--subdomain"}},
		"a wrong secret": {account.variables(all, "PAGERDUTY_CLIENT_SECRET_FILE="+wrongSecret), nil, 1, []string{
			"invalid_client", "Check PAGERDUTY_CLIENT_ID and PAGERDUTY_CLIENT_SECRET_FILE"}},
		"an endpoint that fails":   {down.variables(all), nil, 1, []string{"500 Internal Server Error", "Try again in a minute"}},
		"an endpoint that is away": {away.variables(all, "PAGERDUTY_TOKEN_URL=http://127.0.0.1:1/oauth/token"), nil, 1, []string{"no answer came", "Check PAGERDUTY_TOKEN_URL"}},
		"no endpoint":              {account.variables(all, "PAGERDUTY_TOKEN_URL="+account.url+"/nothing"), nil, 1, []string{"Check PAGERDUTY_TOKEN_URL"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := runHere(t, test.variables, append(test.arguments, "--check")...)
			if got.Code != test.code {
				t.Errorf("the code is %d, want %d", got.Code, test.code)
			}
			for _, words := range test.says {
				if !strings.Contains(got.Stdout, words) {
					t.Errorf("%q is missing in\n%s%s", words, got.Stdout, got.Stderr)
				}
			}
			if all := got.Stdout + got.Stderr; strings.Contains(all, "CLIENT-SECRET\n") || strings.Contains(all, simulator.ClientSecret) || strings.Contains(all, "ANOTHER") || strings.Contains(all, "SIMULATOR-TOKEN") {
				t.Errorf("a secret is told:\n%s", all)
			}
		})
	}
}

func TestSettingsOfAnAppThatDoNotFit(t *testing.T) {
	t.Parallel()
	account := newAppAccount(t)
	const scopes = "incidents.read"
	for name, test := range map[string]struct {
		variables []string
		arguments []string
		says      string
	}{
		"a key beside it":       {account.variables(scopes, "PAGERDUTY_USER_API_KEY="+key), nil, "PAGERDUTY_USER_API_KEY is set, and --auth app never uses it"},
		"a profile beside it":   {account.variables(scopes), []string{"--profile=work"}, "--profile is set, and --auth app never uses it"},
		"no client id":          {account.variables(scopes, "PAGERDUTY_CLIENT_ID="), nil, "PAGERDUTY_CLIENT_ID must be the one that PagerDuty shows"},
		"no secret":             {account.variables(scopes, "PAGERDUTY_CLIENT_SECRET_FILE="), nil, "set PAGERDUTY_CLIENT_SECRET_FILE to a file that holds it"},
		"two secrets":           {account.variables(scopes, "PAGERDUTY_CLIENT_SECRET=x"), nil, "are both set"},
		"a file that is away":   {account.variables(scopes, "PAGERDUTY_CLIENT_SECRET_FILE=/no/such"), nil, "PAGERDUTY_CLIENT_SECRET_FILE /no/such"},
		"a placeholder":         {account.variables(scopes, "PAGERDUTY_CLIENT_SECRET_FILE=", "PAGERDUTY_CLIENT_SECRET=your-secret"), nil, "PAGERDUTY_CLIENT_SECRET: "},
		"no scopes":             {account.variables(""), []string{"--tools=get_incident,list_incidents"}, "--auth app needs --scopes (PAGERDUTY_SCOPES), which the app must have in PagerDuty. The tools that would be served use incidents.read\n"},
		"no subdomain":          {account.variables(scopes, "PAGERDUTY_SUBDOMAIN="), nil, "--subdomain (PAGERDUTY_SUBDOMAIN) must be the first part"},
		"a token URL to spy":    {account.variables(scopes, "PAGERDUTY_TOKEN_URL=http://identity.example.com/"), nil, "PAGERDUTY_TOKEN_URL must be https"},
		"scopes without app":    {account.variables(scopes, "PAGERDUTY_AUTH="), nil, "--scopes and --subdomain are for --auth app"},
		"the network, no token": {account.variables(scopes), []string{"--transport=http", "--host=0.0.0.0"}, "Set --server-token-file"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := runHere(t, test.variables, append(test.arguments, "--check")...)
			if got.Code != 2 || !strings.Contains(got.Stderr, test.says) {
				t.Errorf("code %d, %s does not say %q", got.Code, got.Stderr, test.says)
			}
		})
	}
}

// Callers share the token, and it is requested once.
func TestAppServesCallers(t *testing.T) {
	t.Parallel()
	account := newAppAccount(t, simulator.WithTokenLifetime(time.Hour))
	tokens := secretFile(t, "tokens", "ada:"+adasToken+"\nbob:"+strings.Repeat("b", 32))
	url := startAreas(t, account.variables("incidents.read,users.read,incidents.write"), "--server-token-file="+tokens, "--enable-write-tools", "--call-timeout=20s") + "/mcp"
	client := commandtest.NewHTTPClient(t)
	ada := map[string]string{"Authorization": "Bearer " + adasToken}
	list := func() (string, bool) {
		_, text := callOver(t, client, url, "list_incidents", `{}`, ada)
		return text, strings.Contains(text, `"items"`)
	}
	var calls sync.WaitGroup
	for range map[bool]int{false: 50, true: 200}[os.Getenv("FULL_TESTS") != ""] {
		calls.Go(func() {
			if text, ok := list(); !ok {
				t.Error(text)
			}
		})
	}
	calls.Wait()
	if n := account.tokenRequests(); n != 1 {
		t.Errorf("%d requests for a token", n)
	}
	_, text := callOver(t, client, url, "add_note_to_incident", `{"incident_id":"4197","note":"Seen."}`, map[string]string{"Authorization": "Bearer " + strings.Repeat("b", 32)})
	if !strings.Contains(text, `"by":"Amara Okafor"`) {
		t.Error(text)
	}
	_, text = callOver(t, client, url, "list_teams", `{}`, ada)
	if !strings.Contains(text, "teams.read (403)") || !strings.Contains(text, "On this server: --scopes") {
		t.Errorf("without a scope: %s", text)
	}
}

// The file with the secret is read for each token: a rotation needs no restart, and no call notices it.
func TestAppsSecretIsRotatedWhileTheServerRuns(t *testing.T) {
	t.Parallel()
	account := newAppAccount(t, simulator.WithTokenLifetime(2*time.Second))
	server := incidents.Start(t, account.variables("incidents.read"))
	server.Initialize()
	list := func(id string) {
		t.Helper()
		server.Call(id, "list_incidents", `{}`)
		if text, isError := server.Expect(id).ToolText(t); isError {
			t.Error(text)
		}
	}
	list("1")
	account.RotateSecret("THE-NEXT-CLIENT-SECRET")
	if err := os.WriteFile(account.secretFile, []byte("THE-NEXT-CLIENT-SECRET\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	time.Sleep(2200 * time.Millisecond)
	list("2")
	if n := account.tokenRequests(); n != 2 {
		t.Errorf("%d requests for tokens", n)
	}
	server.End()
}

// Without an endpoint the server starts, and says what is wrong. When it comes back, calls work.
func TestAppStartsWithoutItsEndpoint(t *testing.T) {
	t.Parallel()
	account := newAppAccount(t)
	account.Inject(simulator.Fault{Kind: simulator.FaultStatus, Status: 503, Path: "/oauth/token"})
	server := incidents.Start(t, account.variables("incidents.read"))
	server.Initialize()
	server.Call("1", "list_incidents", `{}`)
	if text, isError := server.Expect("1").ToolText(t); !isError || !strings.Contains(text, "got no access token from PagerDuty") || !strings.Contains(text, "Try again in a minute") {
		t.Error(text)
	}
	account.ClearFaults()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(200 * time.Millisecond) {
		server.Call("2", "list_incidents", `{}`)
		text, isError := server.Expect("2").ToolText(t)
		if !isError {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal(text)
		}
	}
	server.End()
}
