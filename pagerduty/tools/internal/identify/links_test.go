package identify_test

import (
	"context"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
)

// linkedClient returns a client of an account at acme.pagerduty.com with one object of each kind.
func linkedClient(t *testing.T) (*pagerduty.Client, *account) {
	t.Helper()
	object := func(root, id, path string) string {
		return `{"` + root + `":{"id":"` + id + `","name":"x","html_url":"https://acme.pagerduty.com/` + path + `/` + id + `"}}`
	}
	a := &account{answers: map[string]string{
		"/services/PSERV01":            object("service", "PSERV01", "service-directory"),
		"/business_services/PBUSI01":   object("business_service", "PBUSI01", "service-directory/business"),
		"/users/PUSER01":               object("user", "PUSER01", "users"),
		"/teams/PTEAM01":               object("team", "PTEAM01", "teams"),
		"/schedules/PSCHE01":           object("schedule", "PSCHE01", "schedules"),
		"/escalation_policies/PPOLI01": object("escalation_policy", "PPOLI01", "escalation_policies"),
		"/incident_workflows/PWORK01":  object("incident_workflow", "PWORK01", "incident-workflows/workflows"),
		"/event_orchestrations/1b49abe7-26db-4439-a715-c6d883acfb3e": `{"orchestration":{"id":"1b49abe7-26db-4439-a715-c6d883acfb3e","name":"x"}}`,
	}}
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	client, err := pagerduty.New(pagerduty.APIKey("key"), pagerduty.WithBaseURL(server.URL), pagerduty.WithTransport(server.Client().Transport), pagerduty.WithMaxRetryWait(0))
	if err != nil {
		t.Fatal(err)
	}
	return client, a
}

// every is the kinds that have pages, with each way to write the addresses of one object.
var every = map[string]struct {
	kind  identify.Kind
	id    string
	pages []string
}{
	"service":             {identify.Service(), "PSERV01", []string{"service-directory/PSERV01", "services/PSERV01", "service-directory/PSERV01/activity"}},
	"business service":    {identify.BusinessService(), "PBUSI01", []string{"service-directory/business/PBUSI01", "business-services/PBUSI01"}},
	"user":                {identify.User(), "PUSER01", []string{"users/PUSER01", "users/PUSER01/on-call/month?since=x"}},
	"team":                {identify.Team(), "PTEAM01", []string{"teams/PTEAM01", "teams/PTEAM01/members"}},
	"schedule":            {identify.Schedule(), "PSCHE01", []string{"schedules/PSCHE01", "schedules#PSCHE01", "schedules/#PSCHE01"}},
	"escalation policy":   {identify.EscalationPolicy(), "PPOLI01", []string{"escalation_policies/PPOLI01", "escalation_policies#PPOLI01"}},
	"incident workflow":   {identify.IncidentWorkflow(), "PWORK01", []string{"incident-workflows/workflows/PWORK01/edit"}},
	"event orchestration": {identify.EventOrchestration(), "1b49abe7-26db-4439-a715-c6d883acfb3e", []string{"event-orchestrations/1b49abe7-26db-4439-a715-c6d883acfb3e/router"}},
}

// ways returns what resolves a link of a kind.
func ways(t *testing.T, client *pagerduty.Client, kind identify.Kind) map[string]func(text string) (string, error) {
	found := func(_ context.Context, id string) (string, error) { return id, nil }
	return map[string]func(string) (string, error){
		"change": func(text string) (id string, err error) {
			err = identify.Resolve(t.Context(), client, identify.One(kind, "x_id", &text, &id))
			return id, err
		},
		"filter": func(text string) (string, error) {
			var ids []string
			filters := identify.NewFilters(client, identify.Many(kind, "x_ids", []string{text}, &ids))
			err := filters.Resolve(t.Context())
			return strings.Join(ids, " "), err
		},
		"find": func(text string) (string, error) {
			return identify.Find(t.Context(), client, kind, "x_id", text, found)
		},
		"namesakes": func(text string) (string, error) {
			all, err := identify.Namesakes(t.Context(), client, kind, "x_id", text)
			if err != nil {
				return "", err
			}
			return all[0].ID, nil
		},
	}
}

func TestLinks(t *testing.T) {
	t.Parallel()
	client, _ := linkedClient(t)
	staffed := []string{"service", "user", "team", "schedule", "escalation policy"}
	for noun, test := range every {
		kinds := map[string]identify.Kind{noun: test.kind}
		if slices.Contains(staffed, noun) {
			kinds["staffed"] = identify.Staffed(true, nil)
		}
		for name, kind := range kinds {
			for way, resolve := range ways(t, client, kind) {
				for _, page := range test.pages {
					for _, form := range []string{"https://acme.pagerduty.com/" + page, " ACME.pagerduty.com/" + page, "<https://acme.pagerduty.com/" + page + "|It>", "<http://acme.pagerduty.com/" + page + ">"} {
						if id, err := resolve(form); id != test.id || err != nil {
							t.Errorf("%s, %s, %q: got %q and %v", name, way, form, id, err)
						}
					}
				}
			}
		}
	}
}

func TestLinksToOthers(t *testing.T) {
	t.Parallel()
	for noun, test := range every {
		client, account := linkedClient(t)
		for other, of := range every {
			if other == noun {
				continue
			}
			for way, resolve := range ways(t, client, test.kind) {
				if _, err := resolve("https://acme.pagerduty.com/" + of.pages[0]); err == nil || !strings.Contains(err.Error(), " "+other+", not of a") {
					t.Errorf("%s, %s: a link to a %s: %v", noun, way, other, err)
				}
			}
		}
		for way, resolve := range ways(t, client, test.kind) {
			for _, page := range []string{"", "x", "users/me", "services/..%2fusers", "incidents"} {
				if _, err := resolve("https://acme.pagerduty.com/" + page); err == nil || !strings.Contains(err.Error(), "give the id or the name of one "+noun) {
					t.Errorf("%s, %s: a link to %q: %v", noun, way, page, err)
				}
			}
		}
		if len(account.asked) > 0 {
			t.Errorf("%s: asked %v", noun, account.asked)
		}
		for way, resolve := range ways(t, client, test.kind) {
			if noun == "event orchestration" { // has no page in PagerDuty's answers
				continue
			}
			if _, err := resolve("https://other.pagerduty.com/" + test.pages[0]); err == nil || !strings.Contains(err.Error(), `the link leads to "other.pagerduty.com", and this account is at acme.pagerduty.com`) {
				t.Errorf("%s, %s: a link to another account: %v", noun, way, err)
			}
			unknown := strings.ReplaceAll(test.pages[0], test.id, "PNONE01")
			if _, err := resolve("https://other.pagerduty.com/" + unknown); err == nil || !strings.Contains(err.Error(), "this account has no "+noun+" PNONE01; the link may lead to another account") {
				t.Errorf("%s, %s: a link to nothing: %v", noun, way, err)
			}
		}
	}
}

func TestLinksToNoneOfSeveralKinds(t *testing.T) {
	t.Parallel()
	text := "https://acme.pagerduty.com/incidents/Q2CHECKOUTLATE"
	err := identify.Check(identify.One(identify.Target(), "target", &text, nil))
	if err == nil || err.Error() != "target is the page of an incident: give the id or the name of one user or schedule" {
		t.Error(err)
	}
}

// An id without a search behind it has a page, or none.
func TestPageID(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"https://acme.pagerduty.com/maintenance_windows#/show/PWINDOW": "PWINDOW", "acme.pagerduty.com/maintenance_windows/PWINDOW": "PWINDOW", " PWINDOW ": "PWINDOW",
	} {
		if id, host, err := identify.PageID("maintenance window", "window_id", text); id != want || (host != "") != strings.Contains(text, "acme") || err != nil {
			t.Errorf("%q: got %q and %v", text, id, err)
		}
	}
	for text, want := range map[string]string{
		"https://acme.pagerduty.com/users/PUSER01": "window_id is the page of a user, not of a maintenance window",
		"https://acme.example/x":                   "not PagerDuty",
		"nope":                                     "cannot be an id",
	} {
		if id, host, err := identify.PageID("maintenance window", "window_id", text); id != "" || host != "" || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %q and %v, want %q", text, id, err, want)
		}
	}
	if id, err := identify.ID("note_id", "https://acme.pagerduty.com/users/PUSER01"); id != "" || err == nil || !strings.Contains(err.Error(), "is the page of a user: give an id") {
		t.Errorf("a page for what has none: %q, %v", id, err)
	}
}

// A link says what it leads to: only that is asked for, and known even if the key cannot read it.
func TestLinksOfSeveralKinds(t *testing.T) {
	t.Parallel()
	for noun, test := range map[string]struct {
		kind   identify.Kind
		path   string
		status string // "" for an object that can be read
		want   identify.Type
	}{
		"team":                         {identify.Staffed(true, nil), "/teams/PTEAM01", "", identify.IsTeam},
		"team that cannot be read":     {identify.Staffed(true, nil), "/teams/PTEAM01", "403", identify.IsTeam},
		"business service":             {identify.AnyService(), "/business_services/PBUSI01", "", identify.IsBusinessService},
		"schedule":                     {identify.Target(), "/schedules/PSCHE01", "", identify.IsLayered},
		"user that cannot be read":     {identify.Target(), "/users/PUSER01", "403", identify.IsUser},
		"schedule of what is staffed":  {identify.Staffed(false, nil), "/schedules/PSCHE01", "", identify.IsLayered},
		"schedule that cannot be read": {identify.Target(), "/schedules/PSCHE01", "403", ""},
	} {
		client, account := linkedClient(t)
		if test.status != "" {
			account.answers[test.path] = test.status
		}
		var found identify.Candidate
		text := "https://acme.pagerduty.com" + strings.Replace(test.path, "business_services", "business-services", 1)
		err := identify.Resolve(t.Context(), client, identify.OneOf(test.kind, "x_id", text, &found))
		if err != nil || found.Type != test.want || !slices.Equal(account.asked, []string{test.path}) {
			t.Errorf("%s: got %v of the type %q, %v after %v", noun, found, found.Type, err, account.asked)
		}
	}
}

// A host name may be the name of a service.
func TestHostNamesAsNames(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"app.pagerduty.com", "events.pagerduty.com/v2"} {
		client, account := linkedClient(t)
		account.answers["/services?"+text] = services("PSERV01=" + text)
		var id string
		if err := identify.Resolve(t.Context(), client, identify.One(identify.Service(), "service_id", &text, &id)); err != nil || id != "PSERV01" {
			t.Errorf("%s: got %q and %v", text, id, err)
		}
	}
}
