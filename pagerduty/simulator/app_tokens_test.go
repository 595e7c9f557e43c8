package simulator_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

const accountScope = "as_account-us." + simulator.Subdomain

// tokenForm returns the form of a request for a token, with changes such as "client_id=x"; "client_id" removes it.
func tokenForm(scopes string, changes ...string) string {
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {simulator.ClientID}, "client_secret": {simulator.ClientSecret}, "scope": {accountScope + " " + scopes},
	}
	for _, change := range changes {
		name, value, given := strings.Cut(change, "=")
		form.Del(name)
		if given {
			form.Set(name, value)
		}
	}
	return form.Encode()
}

var formHeaders = []header{{"Authorization", ""}, {"Accept", "application/json"}, {"Content-Type", "application/x-www-form-urlencoded"}, {"From", ""}}

func (a *api) token(form string) (int, object) {
	return a.do("POST", "/oauth/token", form, formHeaders...)
}

func TestTokensOfTheApp(t *testing.T) {
	t.Parallel()
	a := newAPI(t, simulator.WithControl(), simulator.WithTokenLifetime(time.Hour))
	status, answer := a.token(tokenForm("incidents.read users.read"))
	if status != 200 || answer.at("expires_in") != float64(3600) || answer.at("token_type") != "bearer" || answer.at("scope") != accountScope+" incidents.read users.read" {
		t.Fatalf("%d %v", status, answer)
	}
	token := answer.at("access_token").(string)
	expect := func(want int, method, path, body string) object {
		t.Helper()
		status, answer := a.do(method, path, body, header{"Authorization", "Bearer " + token})
		if status != want {
			t.Errorf("%s %s: %d %v, want %d", method, path, status, answer, want)
		}
		return answer
	}
	expect(200, "GET", "/incidents", "")
	expect(400, "GET", "/users/me", "") // an app is no user
	if refused := expect(403, "POST", noteOf, `{"note":{"content":"x"}}`); refused.at("error.required_scopes") != "incidents.write" {
		t.Errorf("refused with %v", refused)
	}
	a.control(200, "PUT", "clock", `{"advance":"59m"}`)
	expect(200, "GET", "/incidents", "")
	a.control(200, "PUT", "clock", `{"advance":"1m"}`)
	expect(401, "GET", "/incidents", "")
	_, answer = a.token(tokenForm("incidents.read"))
	token = answer.at("access_token").(string)
	expect(200, "GET", "/incidents", "")
	a.control(204, "DELETE", "tokens", "")
	expect(401, "GET", "/incidents", "")
	logged := a.control(200, "GET", "requests?path=/oauth/token", "")
	if body := logged.at("requests.0.body").(string); strings.Contains(body, simulator.ClientSecret) || !strings.Contains(body, "redacted") {
		t.Errorf("logged %q", body)
	}
}

// What PagerDuty would refuse is refused, and what it may not understand as well.
func TestTokensThatAreRefused(t *testing.T) {
	t.Parallel()
	a := newAPI(t, simulator.WithoutScopes("analytics.write"))
	for name, c := range map[string]struct {
		form, code string
		headers    []header
	}{
		"grant":              {form: tokenForm("users.read", "grant_type=password"), code: "unsupported_grant_type"},
		"no grant":           {form: tokenForm("users.read", "grant_type"), code: "unsupported_grant_type"},
		"client":             {form: tokenForm("users.read", "client_id=other"), code: "invalid_client"},
		"secret":             {form: tokenForm("users.read", "client_secret=other"), code: "invalid_client"},
		"no account":         {form: tokenForm("", "scope=users.read"), code: "invalid_scope"},
		"another account":    {form: tokenForm("", "scope=as_account-us.other users.read"), code: "invalid_scope"},
		"another region":     {form: tokenForm("", "scope=as_account-eu."+simulator.Subdomain), code: "invalid_scope"},
		"unknown scope":      {form: tokenForm("users.fly"), code: "invalid_scope"},
		"scope not granted":  {form: tokenForm("analytics.write"), code: "invalid_scope"},
		"scope twice":        {form: tokenForm("users.read users.read"), code: "invalid_scope"},
		"unknown parameter":  {form: tokenForm("users.read", "audience=x"), code: "invalid_request"},
		"parameter twice":    {form: tokenForm("users.read") + "&client_id=x", code: "invalid_request"},
		"no form":            {form: "%", code: "invalid_request"},
		"JSON":               {form: `{}`, code: "invalid_request", headers: []header{{"Content-Type", "application/json"}}},
		"secret in a header": {form: tokenForm("users.read"), code: "invalid_request", headers: []header{{"Authorization", "Basic eDp5"}}},
	} {
		status, answer := a.do("POST", "/oauth/token", c.form, append(formHeaders[:4:4], c.headers...)...)
		want := 400
		if c.code == "invalid_client" {
			want = 401
		}
		if status != want || answer.at("error") != c.code || answer.at("error_description") == "" || answer.at("access_token") != nil {
			t.Errorf("%s: %d %v", name, status, answer)
		}
	}
}

func TestSecretOfTheAppIsRotated(t *testing.T) {
	t.Parallel()
	a := newAPI(t, simulator.WithControl())
	a.control(400, "PUT", "secret", `{}`)
	a.control(204, "PUT", "secret", `{"secret":"another-secret"}`)
	if status, _ := a.token(tokenForm("users.read")); status != 401 {
		t.Errorf("the old secret: %d", status)
	}
	if status, _ := a.token(tokenForm("users.read", "client_secret=another-secret")); status != 200 {
		t.Errorf("the new secret: %d", status)
	}
	a.control(204, "POST", "reset", "")
	if status, _ := a.token(tokenForm("users.read")); status != 200 {
		t.Errorf("the first secret after a reset: %d", status)
	}
}

// The client's credential works with the simulator's endpoint, through faults and a rotated secret.
func TestAppCredentialWithTheSimulator(t *testing.T) {
	t.Parallel()
	s := simulator.New(simulator.WithFaults(simulator.Fault{Kind: simulator.FaultServerError, Path: "/oauth/token", Times: 1}))
	a := serve(t, s)
	secret := pagerduty.APIKey(simulator.ClientSecret)
	credential, err := pagerduty.NewAppCredential(pagerduty.App{
		ClientID: simulator.ClientID, Secret: secret, Scopes: simulator.Scopes(), Subdomain: simulator.Subdomain, TokenURL: a.url + "/oauth/token",
	})
	if err != nil {
		t.Fatal(err)
	}
	client, err := pagerduty.New(credential, pagerduty.WithBaseURL(a.url))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Incidents.Get(t.Context(), checkoutIncident); err != nil {
		t.Error(err)
	}
	if granted, err := credential.Scopes(t.Context()); err != nil || len(granted) != len(simulator.Scopes())+1 {
		t.Errorf("granted %q, %v", granted, err)
	}
}
