package tools_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// everything is a toolset with the tools, prompts and resources of all areas.
func everything(source pagerduty.ClientSource) mcptools.Toolset {
	var all mcptools.Toolset
	for _, area := range tools.All(source) {
		all.Tools, all.Prompts, all.Resources = append(all.Tools, area.Tools...), append(all.Prompts, area.Prompts...), append(all.Resources, area.Resources...)
	}
	return all
}

// attached are objects of the demo account, by the address of their resource.
var attached = map[string]string{
	"pagerduty://incidents":                "",
	"pagerduty://oncalls":                  "",
	"pagerduty://incidents/{id}":           "4197",
	"pagerduty://services/{id}":            "Checkout API",
	"pagerduty://schedules/{id}":           "Warehouse Shifts",
	"pagerduty://escalation_policies/{id}": "PECHECK",
	"pagerduty://teams/{id}":               "Checkout",
	"pagerduty://users/{id}":               "bruno.castellani@lanternfield.example",
}

// Every resource is served as Markdown and as JSON with the same content: each text of the JSON is in the Markdown.
func TestEveryResource(t *testing.T) {
	t.Parallel()
	s := blackbox.Start(t, everything, blackbox.Account{})
	for _, resource := range everything(nil).Resources {
		address, isJSON := strings.CutSuffix(resource.URI, ".json")
		id, known := attached[address]
		if !known {
			t.Errorf("%s: add an object of the demo account to this test", resource.URI)
		}
		uri := strings.Replace(resource.URI, "{id}", url.PathEscape(id), 1)
		content := s.Read(uri)
		if content.URI != uri || content.MIMEType != resource.MIMEType || len(s.Writes()) > 0 {
			t.Errorf("%s: got %+v", uri, content)
		}
		if !isJSON {
			continue
		}
		var value any
		if err := json.Unmarshal([]byte(content.Text), &value); err != nil {
			t.Errorf("%s is not JSON: %v", uri, err)
		}
		markdown := s.Read(strings.TrimSuffix(uri, ".json")).Text
		for _, text := range textsIn(value) {
			if !strings.Contains(markdown, text) {
				t.Errorf("%s lacks %q:\n%s", address, text, markdown)
			}
		}
	}
}

var isTime = regexp.MustCompile(`^\d{4}-\d\d-\d\dT`)

// textsIn returns the texts in a JSON value that Markdown shows unchanged.
func textsIn(value any) []string {
	var texts []string
	switch v := value.(type) {
	case string:
		if !isTime.MatchString(v) && !strings.ContainsAny(v, "[]*`<~\n\\") {
			return []string{v}
		}
	case []any:
		for _, item := range v {
			texts = append(texts, textsIn(item)...)
		}
	case map[string]any:
		for _, item := range v {
			texts = append(texts, textsIn(item)...)
		}
	}
	return texts
}

// A text of an outsider stays a text: it is clean, and cannot become a heading, a link, an image or HTML.
func TestResourcesWithTextOfOutsiders(t *testing.T) {
	t.Parallel()
	s := blackbox.Start(t, everything, blackbox.Account{})
	hostile := "a\n## Resolved\n![x](https://evil.example/?q=1) [click](https://evil.example) <img src=x> `code` *bold* \u202eright\u200b"
	arguments, err := json.Marshal(map[string]string{"title": hostile, "service_id": "Checkout API"})
	if err != nil {
		t.Fatal(err)
	}
	incident := s.Call("create_incident", string(arguments))
	arguments, err = json.Marshal(map[string]string{"incident_id": incident.Text("incident.id"), "note": hostile})
	if err != nil {
		t.Fatal(err)
	}
	s.Call("add_note_to_incident", string(arguments))
	for _, uri := range []string{"pagerduty://incidents/" + incident.Text("incident.id"), "pagerduty://incidents"} {
		text := s.Read(uri).Text
		if !strings.Contains(text, `!\[x\](https://evil.example/?q=1) \[click\](https://evil.example) \<img src=x>`) {
			t.Errorf("%s: the text is missing or not escaped:\n%s", uri, text)
		}
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, "## Resolved") {
				t.Errorf("%s: an outsider wrote a heading:\n%s", uri, text)
			}
		}
		if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Cf, r) }) {
			t.Errorf("%s: an invisible character was shown: %q", uri, text)
		}
	}
}

// Ids, numbers, links and names lead to the same resource; what names nothing is not found, and a hostile id sends nothing.
func TestAddressesOfResources(t *testing.T) {
	t.Parallel()
	s := blackbox.Start(t, everything, blackbox.Account{})
	for _, id := range []string{"Q2CHECKOUTLATE", "4197", "%234197", "https%3A%2F%2Flanternfield-demo.pagerduty.com%2Fincidents%2FQ2CHECKOUTLATE", " 4197 "} {
		if text := s.Read("pagerduty://incidents/" + id).Text; !strings.HasPrefix(text, "# Incident 4197: Checkout latency") {
			t.Errorf("%s: got %.100s", id, text)
		}
	}
	for uri, sends := range map[string]bool{
		"pagerduty://incidents/nope": false, "pagerduty://incidents/LATEST": true, "pagerduty://incidents/https%3A%2F%2Flanternfield-demo.pagerduty.com%2Fteams%2FPTCHECK": false,
		"pagerduty://incidents/99999": true, "pagerduty://services/PNOSUC1": true, "pagerduty://services/No%20such%20service.json": true,
		"pagerduty://users/Nobody": true, "pagerduty://teams/PNOSUC1": true, "pagerduty://schedules/PNOSUC1": true,
		"pagerduty://incidents/..%2F..%2Fservices%2FPSCHKAP": false, "pagerduty://incidents/%00": false, "pagerduty://incidents/null": false,
		"pagerduty://incidents/https%3A%2F%2Fevil.example%2Fincidents%2FQ2CHECKOUTLATE": false, "pagerduty://incidents/4197/notes": false,
		"pagerduty://incidents/": false, "pagerduty://nothing/1": false, "PAGERDUTY://incidents/4197": false, "https://example.com": false,
		"pagerduty://incidents/4197?x=1": false, "pagerduty://services/%20": false,
	} {
		content, err := s.TryRead(uri)
		if err == nil || !strings.Contains(err.Error(), "Resource not found") {
			t.Errorf("%s: got %.200s, %v", uri, content.Text, err)
		}
		if sent := s.Sent(); len(sent) > 0 != sends || len(s.Writes()) > 0 {
			t.Errorf("%s: sent %v", uri, sent)
		}
	}
}

// PagerDuty's failures are sentences, as in the tools.
func TestResourceFails(t *testing.T) {
	t.Parallel()
	for status, says := range map[int]string{http.StatusUnauthorized: "401", http.StatusForbidden: "403", http.StatusInternalServerError: "500"} {
		s := blackbox.Start(t, everything, blackbox.Account{
			Options: []pagerduty.Option{pagerduty.WithMaxRetryWait(0)},
			Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }),
		})
		if _, err := s.TryRead("pagerduty://services/PSCHKAP"); err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "not found") {
			t.Errorf("%d: got %v", status, err)
		}
		if got := s.CompleteResource("pagerduty://services/{id}", "a"); len(got) > 0 {
			t.Errorf("%d: suggested %q", status, got)
		}
	}
}

func TestResourceSuggestions(t *testing.T) {
	t.Parallel()
	s := blackbox.Start(t, everything, blackbox.Account{})
	for uri, test := range map[string]struct {
		typed string
		want  []string
	}{
		"pagerduty://incidents/{id}":           {"checkout latency", []string{"4197", "4190"}},
		"pagerduty://incidents/{id}.json":      {"420", []string{"4200"}},
		"pagerduty://services/{id}":            {"check", []string{"Checkout API"}},
		"pagerduty://schedules/{id}":           {"secondary", []string{"Checkout Secondary"}},
		"pagerduty://escalation_policies/{id}": {"sec", []string{"Security"}},
		"pagerduty://teams/{id}":               {"sto", []string{"Search and Storefront"}},
		"pagerduty://users/{id}":               {"okafor", []string{"Amara Okafor"}},
	} {
		got := s.CompleteResource(uri, test.typed)
		if len(got) < len(test.want) || !slices.Equal(got[:len(test.want)], test.want) {
			t.Errorf("%s %q: got %q, want %q", uri, test.typed, got, test.want)
		}
	}
}
