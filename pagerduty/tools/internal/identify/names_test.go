package identify_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
)

// account returns scripted answers, by path and query, and records the requests.
type account struct {
	answers map[string]string // a number such as "404" is a status

	mutex   sync.Mutex
	asked   []string      // in order of arrival
	awaited int           // requests that must arrive before any is answered
	arrived chan struct{} // closed when they have arrived
}

// together holds the answers to the next n requests back until all of them have arrived.
func (a *account) together(n int) { a.awaited, a.arrived = n, make(chan struct{}) }

func (a *account) note(line string) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.asked = append(a.asked, line)
	if a.awaited--; a.awaited == 0 {
		close(a.arrived)
	}
}

func (a *account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	line := r.URL.Path
	if query := r.URL.Query().Get("query"); query != "" {
		line += "?" + query
	}
	a.note(line)
	if a.arrived != nil {
		select {
		case <-a.arrived:
		case <-time.After(10 * time.Second):
			w.WriteHeader(http.StatusTeapot)
			return
		}
	}
	answer, ok := a.answers[line]
	if query := r.URL.Query().Get("query"); !ok && utf8.RuneCountInString(query) == 1 {
		answer, ok = list(path.Base(r.URL.Path)), true
	}
	var status int
	if !ok {
		status = http.StatusNotFound
	} else if _, err := fmt.Sscanf(answer, "%3d", &status); err != nil {
		status = http.StatusOK
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, answer)
}

// resolver resolves arguments as a list does, or as a change.
type resolver struct {
	client  *pagerduty.Client
	changes bool
	guessed bool // see Filters.Guessed
}

func (r *resolver) resolve(t *testing.T, arguments ...identify.Argument) error {
	if r.changes {
		return identify.Resolve(t.Context(), r.client, arguments...)
	}
	filters := identify.NewFilters(r.client, arguments...)
	err := filters.Resolve(t.Context())
	r.guessed = filters.Guessed()
	return err
}

func names(t *testing.T, answers map[string]string) (*resolver, *account) {
	t.Helper()
	a := &account{answers: answers}
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	client, err := pagerduty.New(pagerduty.APIKey("key"), pagerduty.WithBaseURL(server.URL), pagerduty.WithTransport(server.Client().Transport), pagerduty.WithMaxRetryWait(0))
	if err != nil {
		t.Fatal(err)
	}
	return &resolver{client: client}, a
}

// services returns a list of services; each pair is "id=name".
func services(pairs ...string) string { return list("services", pairs...) }

func list(root string, pairs ...string) string {
	var items []string
	for _, pair := range pairs {
		id, name, _ := strings.Cut(pair, "=")
		name, email, _ := strings.Cut(name, "|")
		items = append(items, fmt.Sprintf(`{"id":%q,"name":%q,"email":%q}`, id, name, email))
	}
	return fmt.Sprintf(`{%q:[%s],"more":false}`, root, strings.Join(items, ","))
}

func one(t *testing.T, found *resolver, kind identify.Kind, argument, text string) (id string, err error) {
	err = found.resolve(t, identify.One(kind, argument, &text, &id))
	return id, err
}

func many(t *testing.T, found *resolver, kind identify.Kind, argument string, texts []string) (ids []string, err error) {
	err = found.resolve(t, identify.Many(kind, argument, texts, &ids))
	return ids, err
}

func TestArgumentsAreCheckedBeforeAnythingIsAsked(t *testing.T) {
	t.Parallel()
	found, account := names(t, map[string]string{"/services?api": services("P1=API")})
	service, bad, team := "api", "null", ""
	if err := found.resolve(t, identify.One(identify.Service(), "service_id", &service, &service), identify.One(identify.Team(), "team_id", &bad, &team)); err == nil {
		t.Error("an invalid name was accepted")
	}
	if err := found.resolve(t, identify.One(identify.Team(), "team_id", nil, &team)); err != nil || team != "" {
		t.Errorf("an argument that is not given: %q, %v", team, err)
	}
	if len(account.asked) > 0 {
		t.Errorf("asked %v", account.asked)
	}
}

func TestNamesToIDs(t *testing.T) {
	t.Parallel()
	const uuid = "9ff2a1b0-1b1c-4d2e-8f3a-5b6c7d8e9f00"
	for name, test := range map[string]struct {
		text    string
		verify  bool
		answers map[string]string
		want    string   // the id; empty for an error
		says    []string // in the error
		asked   []string
	}{
		"nothing":                 {text: "", says: []string{"service_id is empty"}},
		"an id":                   {text: "PABC123", want: "PABC123"},
		"a long id":               {text: "Q0ABCDEFGHIJKL", want: "Q0ABCDEFGHIJKL"},
		"an id to look up":        {text: " PABC123 ", verify: true, answers: map[string]string{"/services/PABC123": `{"service":{"id":"PABC123"}}`}, want: "PABC123", asked: []string{"/services/PABC123"}},
		"an id without a digit":   {text: "PABCDEF", answers: map[string]string{"/services/PABCDEF": `{"service":{"id":"PABCDEF"}}`}, want: "PABCDEF", asked: []string{"/services/PABCDEF"}},
		"a uuid":                  {text: uuid, answers: map[string]string{"/services/" + uuid: `{"service":{"id":"` + uuid + `"}}`}, want: uuid, asked: []string{"/services/" + uuid}},
		"an id that is forbidden": {text: "PABC123", verify: true, answers: map[string]string{"/services/PABC123": "403"}, want: "PABC123", asked: []string{"/services/PABC123"}},
		"an id when all fails":    {text: "PABC123", verify: true, answers: map[string]string{"/services/PABC123": "500"}, says: []string{"500"}, asked: []string{"/services/PABC123"}},
		"a name like an id": {text: "CHECKOUT", answers: map[string]string{"/services?CHECKOUT": services("P1=Checkout API", "P2=Checkout")}, want: "P2",
			asked: []string{"/services/CHECKOUT", "/services?CHECKOUT"}},
		"a name like a usual id": {text: "PHASE12", verify: true, answers: map[string]string{"/services?PHASE12": services("P1=phase12")}, want: "P1",
			asked: []string{"/services/PHASE12", "/services?PHASE12"}},
		"no such id":    {text: "PABC123", verify: true, answers: map[string]string{"/services?PABC123": services()}, says: []string{`service_id "PABC123"`, "no service has this id or exactly this name"}, asked: []string{"/services/PABC123", "/services?PABC123"}},
		"a name":        {text: "checkout api", answers: map[string]string{"/services?checkout api": services("P1=Checkout API", "P2=Checkout API 2")}, want: "P1", asked: []string{"/services?checkout api"}},
		"misspelled":    {text: "chekout", answers: map[string]string{"/services?chekout": services(), "/services?c": services("P1=Checkout", "P2=Chat", "P3=Cheké")}, says: []string{"Similar: Checkout (P1)"}, asked: []string{"/services?chekout", "/services?c"}},
		"no accent":     {text: "Chloe L", answers: map[string]string{"/services?Chloe L": services(), "/services?C": services("P1=Chloé L")}, says: []string{"Similar: Chloé L (P1)"}, asked: []string{"/services?Chloe L", "/services?C"}},
		"a part":        {text: "api", answers: map[string]string{"/services?api": services("P1=Checkout API", "P2=API 2")}, says: []string{"Similar: Checkout API (P1), API 2 (P2)"}, asked: []string{"/services?api", "/services?a"}},
		"nothing close": {text: "api", answers: map[string]string{"/services?api": services()}, says: []string{"no service has this id or exactly this name"}, asked: []string{"/services?api", "/services?a"}},
		"one of several": {text: "api", answers: map[string]string{"/services?api": services("P1=API", "P2=api", "P3=Api", "P4=API", "P5=API", "P6=API", "P7=API", "P8=API x")},
			says: []string{"7 have this name; give the id", "API (P1), api (P2), Api (P3), API (P4), API (P5)"}, asked: []string{"/services?api"}},
		"the search fails": {text: "api", answers: map[string]string{"/services?api": "500"}, says: []string{"500"}, asked: []string{"/services?api"}},
		"a control":        {text: "a\x00b", says: []string{"service_id", "the id or the name of one service"}},
		"with a slash":     {text: "CI/CD", answers: map[string]string{"/services?CI/CD": services("P1=CI/CD")}, want: "P1", asked: []string{"/services?CI/CD"}},
		"with marks":       {text: "50%? #1", answers: map[string]string{"/services?50%? #1": services("P1=50%? #1")}, want: "P1", asked: []string{"/services?50%? #1"}},
		"dots":             {text: "..", verify: true, answers: map[string]string{"/services?..": services("P1=..")}, want: "P1", asked: []string{"/services?.."}},
		"composed, shown decomposed": {text: "E\u0301quipe", answers: map[string]string{"/services?E\u0301quipe": services(), "/services?q": services("P1=\u00c9quipe", "P2=Quai")},
			want: "P1", asked: []string{"/services?E\u0301quipe", "/services?q"}},
		"decomposed, given composed": {text: "\u00e9quipe", answers: map[string]string{"/services?\u00e9quipe": services(), "/services?q": services("P1=E\u0301quipe")},
			want: "P1", asked: []string{"/services?\u00e9quipe", "/services?q"}},
		"both forms": {text: "\u00c9q", answers: map[string]string{"/services?\u00c9q": services("P1=\u00c9q", "P2=E\u0301q")}, says: []string{"2 have this name"}, asked: []string{"/services?\u00c9q"}},
		"a part, in the other form": {text: "\u00e9qui", answers: map[string]string{"/services?\u00e9qui": services(), "/services?q": services("P1=E\u0301quipe", "P2=Quai")},
			says: []string{"Similar: E\u0301quipe (P1)"}, asked: []string{"/services?\u00e9qui", "/services?q"}},
		"no letter in one form": {text: "\uac00", answers: map[string]string{"/services?\uac00": services(), "/services": services("P1=\u1100\u1161")}, want: "P1",
			asked: []string{"/services?\uac00", "/services"}},
		"with an unseen": {text: "می\u200cخواهم", answers: map[string]string{"/services?می\u200cخواهم": services("P1=می\u200cخواهم")}, want: "P1", asked: []string{"/services?می\u200cخواهم"}},
		"as it is shown": {text: "میخواهم", answers: map[string]string{"/services?میخواهم": services(), "/services?م": services("P2=می", "P1=می\u200cخواهم")},
			want: "P1", asked: []string{"/services?میخواهم", "/services?م"}},
		"several as shown":      {text: "Ops", answers: map[string]string{"/services?Ops": services("P1=Ops\u200b", "P2=O\u00adps")}, says: []string{"2 have this name"}, asked: []string{"/services?Ops"}},
		"only unseen":           {text: "\u200b", says: []string{"service_id is empty"}},
		"the wide search fails": {text: "api", answers: map[string]string{"/services?api": services(), "/services?a": "500"}, says: []string{"500"}, asked: []string{"/services?api", "/services?a"}},
		"blank":                 {text: "  ", says: []string{"service_id is empty"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, account := names(t, test.answers)
			if test.verify {
				found.changes = true
			}
			got, err := one(t, found, identify.Service(), "service_id", test.text)
			if got != test.want && test.says == nil || (err == nil) != (test.says == nil) {
				t.Fatalf("got %q and %v, want %q", got, err, test.want)
			}
			for _, words := range test.says {
				if !strings.Contains(err.Error(), words) {
					t.Errorf("%q does not say %q", err, words)
				}
			}
			if !slices.Equal(account.asked, test.asked) {
				t.Errorf("asked %v, want %v", account.asked, test.asked)
			}
			if guessed := test.want != "" && test.asked == nil; found.guessed != guessed {
				t.Errorf("guessed is %v, want %v", found.guessed, guessed)
			}
		})
	}
}

func TestEveryKind(t *testing.T) {
	t.Parallel()
	found, _ := names(t, map[string]string{
		"/teams?ops": list("teams", "P1=Ops"), "/users?ada": list("users", "P2=Ada Lovelace|ada@example.com"), "/users?ada@example.com": list("users", "P2=Ada|ADA@example.com", "P3=Ada B|xada@example.com"),
		"/escalation_policies?ops": list("escalation_policies", "P4=Ops"), "/services?ops": services("P5=ops"),
		"/priorities":    `{"priorities":[{"id":"PRIO001","name":"P1"},{"id":"PRIO002","summary":"P2"}],"more":false}`,
		"/teams/PTEAM12": `{"team":{"id":"PTEAM12"}}`, "/users/PUSER12": `{"user":{"id":"PUSER12"}}`, "/escalation_policies/PPOLI12": `{"escalation_policy":{"id":"PPOLI12"}}`,
	})
	found.changes = true
	for _, test := range []struct {
		kind       identify.Kind
		text, want string
	}{
		{identify.Team(), "ops", "P1"}, {identify.User(), "ada@example.com", "P2"}, {identify.EscalationPolicy(), "ops", "P4"}, {identify.Service(), "ops", "P5"},
		{identify.Priority(), "p1", "PRIO001"}, {identify.Priority(), "P2", "PRIO002"}, {identify.Priority(), "PRIO002", "PRIO002"},
		{identify.Team(), "PTEAM12", "PTEAM12"}, {identify.User(), "PUSER12", "PUSER12"}, {identify.EscalationPolicy(), "PPOLI12", "PPOLI12"},
	} {
		if got, err := one(t, found, test.kind, "x", test.text); got != test.want || err != nil {
			t.Errorf("%q: got %q and %v, want %q", test.text, got, err, test.want)
		}
	}
	if _, err := one(t, found, identify.User(), "x", "ada"); err == nil || !strings.Contains(err.Error(), "no user") {
		t.Errorf("part of an address: %v", err)
	}
	if _, err := one(t, found, identify.Priority(), "priority", "P9"); err == nil || !strings.Contains(err.Error(), "P1 (PRIO001), P2 (PRIO002)") {
		t.Errorf("an unknown priority: %v", err)
	}
}

func TestListsOfNames(t *testing.T) {
	t.Parallel()
	found, account := names(t, map[string]string{
		"/services?api": services("PABC123=API"), "/services?API": services("PABC123=API"), "/services?shop": services("P2=Shop"),
	})
	got, err := many(t, found, identify.Service(), "service_ids", []string{"api", "PABC123", "shop", "API"})
	if err != nil || !slices.Equal(got, []string{"PABC123", "P2"}) {
		t.Errorf("got %v and %v, want each id once, in order", got, err)
	}
	asked := len(account.asked)
	for _, bad := range []string{"", " ", "a\x00b", "null"} {
		_, err := many(t, found, identify.Service(), "service_ids", []string{"new name", bad})
		if err == nil || !strings.HasPrefix(err.Error(), "service_ids[1] ") || len(account.asked) != asked {
			t.Errorf("%q: %v after %v, want an error before any request", bad, err, account.asked[asked:])
		}
	}
	if ids, err := many(t, found, identify.Service(), "service_ids", nil); ids != nil || err != nil {
		t.Errorf("no names: %v and %v", ids, err)
	}
	if _, err := many(t, found, identify.Service(), "service_ids", []string{"gone"}); err == nil || !errors.Is(err, pagerduty.ErrNotFound) {
		t.Errorf("the cause is lost: %v", err)
	}
}

// The names of a call are looked up in parallel, each once, and the error is that of the first argument that fails.
func TestNamesAreLookedUpInParallel(t *testing.T) {
	t.Parallel()
	const wanted = 6
	answers := map[string]string{"/services?gone": services(), "/teams?lost": list("teams")}
	var texts, want []string
	for i := range wanted {
		answers[fmt.Sprintf("/services?s%d", i)] = services(fmt.Sprintf("P%d=s%d", i, i))
		texts, want = append(texts, fmt.Sprintf("s%d", i)), append(want, fmt.Sprintf("P%d", i))
	}
	found, account := names(t, answers)
	account.together(wanted)
	var ids, again []string
	if err := found.resolve(t, identify.Many(identify.Service(), "a", texts, &ids), identify.Many(identify.Service(), "b", append(texts, " s0"), &again)); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(ids, want) || !slices.Equal(again, want) || len(account.asked) != wanted {
		t.Errorf("got %v and %v after %v", ids, again, account.asked)
	}
	gone, lost, none := "gone", "lost", ""
	if err := found.resolve(t, identify.One(identify.Service(), "service_id", &gone, &none), identify.One(identify.Team(), "team_id", &lost, &none)); err == nil || !strings.HasPrefix(err.Error(), `service_id "gone"`) {
		t.Errorf("the first that fails is %v", err)
	}
}

// TestTruncatedSearch: only the first 1,000 objects are searched for a name. The error says so, and a name found among them is not taken
// for the only one.
func TestTruncatedSearch(t *testing.T) {
	t.Parallel()
	full := make([]string, 0, 1001)
	full = append(full, "PFIRST1=First", "PTWICE1=Twice", "PTWICE2=twice")
	for i := len(full); i < 1000; i++ {
		full = append(full, fmt.Sprintf("P%06d=Number %d", i, i))
	}
	longer := append(full, "PBEYON1=Beyond")
	for name, test := range map[string]struct {
		kind    identify.Kind
		answers map[string]string
		text    string
		want    string   // the id; empty for an error
		says    []string // in the error
	}{
		"all are searched":       {identify.EventOrchestration(), map[string]string{"/event_orchestrations": list("orchestrations", full...)}, "first", "PFIRST1", nil},
		"none of all":            {identify.EventOrchestration(), map[string]string{"/event_orchestrations": list("orchestrations", full...)}, "beyond", "", []string{"no event orchestration has this id or exactly this name"}},
		"one of the first":       {identify.EventOrchestration(), map[string]string{"/event_orchestrations": list("orchestrations", longer...)}, "first", "", []string{"only the first 1000 were searched", "a later event orchestration may", "give the id", "First (PFIRST1)"}},
		"several of the first":   {identify.EventOrchestration(), map[string]string{"/event_orchestrations": list("orchestrations", longer...)}, "twice", "", []string{"2 have this name; give the id", "Twice (PTWICE1), twice (PTWICE2)"}},
		"none of the first":      {identify.EventOrchestration(), map[string]string{"/event_orchestrations": list("orchestrations", longer...)}, "beyond", "", []string{"only the first 1000 were searched", "for a later event orchestration, give the id"}},
		"one of a query":         {identify.Service(), map[string]string{"/services?first": services(longer...)}, "first", "", []string{"only the first 1000 were searched", "First (PFIRST1)"}},
		"one of a wider query":   {identify.Service(), map[string]string{"/services?first": services(), "/services?f": services(longer...)}, "first", "", []string{"only the first 1000 were searched", "First (PFIRST1)"}},
		"none of a wider query":  {identify.Service(), map[string]string{"/services?other": services(), "/services?o": services(longer...)}, "other", "", []string{"no service has this id or exactly this name"}},
		"a query that finds few": {identify.Service(), map[string]string{"/services?first": services("PFIRST1=First")}, "first", "PFIRST1", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, _ := names(t, test.answers)
			got, err := one(t, found, test.kind, "x", test.text)
			if got != test.want || (err == nil) != (test.says == nil) {
				t.Fatalf("got %q and %v, want %q", got, err, test.want)
			}
			for _, words := range test.says {
				if !strings.Contains(err.Error(), words) {
					t.Errorf("%q does not say %q", err, words)
				}
			}
		})
	}
}

func TestMe(t *testing.T) {
	t.Parallel()
	found, _ := names(t, map[string]string{"/users/me": `{"user":{"id":"PADA","name":"Ada"}}`})
	if id, err := one(t, found, identify.User(), "assignee_id", "Me"); id != "PADA" || err != nil {
		t.Errorf("me is %q, %v", id, err)
	}
}

// A filter that looks like an id is looked up if the list is empty: it may be a name.
func TestFiltersThatWereGuessed(t *testing.T) {
	t.Parallel()
	found, account := names(t, map[string]string{"/services?PABC123": services("P7=PABC123"), "/services/PABC124": `{"service":{"id":"PABC124"}}`})
	for text, want := range map[string]struct {
		id      string
		changed bool
	}{"PABC123": {"P7", true}, "PABC124": {"PABC124", false}} {
		id := ""
		filters := identify.NewFilters(found.client, identify.One(identify.Service(), "service_id", &text, &id))
		if err := filters.Resolve(t.Context()); err != nil || id != text || !filters.Guessed() {
			t.Errorf("%s: %q, %v", text, id, err)
		}
		if changed, err := filters.Verify(t.Context()); err != nil || changed != want.changed || id != want.id || filters.Guessed() {
			t.Errorf("%s is %q, changed: %t, %v", text, id, changed, err)
		}
	}
	if len(account.asked) != 3 {
		t.Errorf("asked %v", account.asked)
	}
	account.answers["/services?shop"] = services("P2=Shop")
	for _, texts := range [][]string{{"PABC124", "shop"}, {"shop", "PABC124"}} {
		var ids []string
		filters := identify.NewFilters(found.client, identify.Many(identify.Service(), "service_ids", texts, &ids))
		if err := filters.Resolve(t.Context()); err != nil || !filters.Guessed() {
			t.Errorf("%v: guessed is %t, %v", texts, filters.Guessed(), err)
		}
	}
}

// Only near names are similar. Of a kind that is listed whole, an error lists few objects and counts many.
func TestWhatIsSimilar(t *testing.T) {
	t.Parallel()
	few := []string{"P1=Amazon CloudWatch", "P2=Datadog", "P3=Sentry", "P4=Prometheus", "P5=Data Pipes"}
	many := append(slices.Clone(few), "P6=Grafana", "P7=Zabbix")
	for text, test := range map[string]struct {
		vendors []string
		want    string // the end of the error
	}{
		"Datadgo": {many, "Similar: Datadog (P2)"}, "data": {many, "Similar: Datadog (P2), Data Pipes (P5)"}, "Sentry Cloud": {many, "Similar: Sentry (P3)"},
		"pager": {many, "None of the 7 that exist is similar; list them for their names"}, "bot": {nil, "exactly this name"},
		"webhook": {few, "There are: Amazon CloudWatch (P1), Datadog (P2), Sentry (P3), Prometheus (P4), Data Pipes (P5)"},
	} {
		found, _ := names(t, map[string]string{"/vendors": list("vendors", test.vendors...)})
		_, err := one(t, found, identify.Vendor(), "vendor", text)
		if err == nil || !strings.HasSuffix(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", text, err, test.want)
		}
	}
	answers := map[string]string{"/services?Data": services(), "/business_services": list("business_services", "PB1=Shop", "PB2=Data warehouse", "PB3=Search")}
	found, _ := names(t, answers)
	if _, err := one(t, found, identify.AnyService(), "service", "Data"); err == nil || !strings.HasSuffix(err.Error(), "Similar: Data warehouse (PB2)") {
		t.Errorf("of both: %v", err)
	}
}
