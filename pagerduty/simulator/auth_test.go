package simulator_test

import (
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

func TestKeys(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for name, c := range map[string]struct {
		authorization string
		status, code  int
	}{
		"user key":                {"Token token=" + simulator.UserKey, 200, 0},
		"user key as bearer":      {"Bearer " + simulator.UserKey, 200, 0},
		"account key":             {"Token token=" + simulator.AccountKey, 400, 2001},
		"account key as bearer":   {"Bearer " + simulator.AccountKey, 400, 2001},
		"missing":                 {"", 401, 2006},
		"unknown":                 {"Token token=y_NbAkKc66ryYTWUXYEu", 401, 2006},
		"bare key":                {simulator.UserKey, 401, 2006},
		"wrong scheme":            {"Token " + simulator.UserKey, 401, 2006},
		"key with something else": {"Bearer " + simulator.UserKey + "x", 401, 2006},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, answer := a.do("GET", "/users/me", "", header{"Authorization", c.authorization})
			if code := answer.at("error.code"); status != c.status || c.code != 0 && code != float64(c.code) {
				t.Errorf("%d with code %v, want %d with %d: %v", status, code, c.status, c.code, answer)
			}
			if status == 200 && answer.at("user.email") != amara {
				t.Errorf("the user is %v", answer.at("user"))
			}
		})
	}
	if status, _ := a.do("GET", "/incidents", "", header{"Authorization", "Bearer " + simulator.AccountKey}); status != 200 {
		t.Errorf("the account key may list incidents, got %d", status)
	}
}

func TestFrom(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, c := range []struct{ method, path, body string }{
		{"POST", "/incidents", `{"incident":{}}`},
		{"PUT", "/incidents", `{"incidents":[]}`},
		{"PUT", "/incidents/Q2CHECKOUTLATE", `{"incident":{}}`},
		{"POST", "/incidents/Q2CHECKOUTLATE/notes", `{"note":{}}`},
	} {
		a.refused(400, 2016, `user's email address in the "From" header`, c.method, c.path, c.body, header{"From", ""})
		a.refused(400, 1028, "From", c.method, c.path, c.body, header{"From", "not an address"})
		a.refused(400, 1028, "From", c.method, c.path, c.body, header{"From", "Amara <" + amara + ">"})
		a.refused(400, 1008, "Requester User Not Found", c.method, c.path, c.body, header{"From", "nobody@lanternfield.example"})
	}
	status, _ := a.do("POST", "/incidents/Q2CHECKOUTLATE/notes", `{"note":{"content":"x"}}`, header{"From", "AMARA.okafor@lanternfield.example"})
	if status != 200 {
		t.Errorf("an e-mail address in another case is refused with %d", status)
	}
}
