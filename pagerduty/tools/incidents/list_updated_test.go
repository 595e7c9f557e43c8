package incidents_test

import (
	"fmt"
	"math"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// Incidents with activity are listed however old they are, the latest first.
func TestListOfWhatWasTouched(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("add_note_to_incident", `{"incident_id":"`+certOld+`","note":"Renewing it."}`)
	list := s.Call("list_incidents", `{"updated_since":"-2h"}`)
	list.Expect(map[string]any{"items.0.id": certOld, "more": false, "window.all_time": nil})
	if parseTime(t, list.Text("items.0.updated_at")).Before(parseTime(t, list.Text("items.0.created_at")).AddDate(0, 0, 40)) {
		t.Errorf("the certificate was updated at %s", list.Text("items.0.updated_at"))
	}
	query := s.SentTo("GET", "/log_entries")[0].Query
	if query.Get("since") == "" || query.Get("since") != list.Text("window.since") || query.Get("until") != list.Text("window.until") || len(s.SentTo("GET", "/incidents")) != 0 {
		t.Errorf("sent %v, and says %v", s.Sent(), list.At("window"))
	}
	if updated := list.Column("items", "updated_at"); !slices.IsSortedFunc(updated, func(a, b string) int { return strings.Compare(b, a) }) {
		t.Errorf("updated at %v, want the latest first", updated)
	}
	whole := list.Column("items", "id")
	if !unique(whole) || len(whole) < 4 {
		t.Errorf("listed %v", whole)
	}
	second := s.Call("list_incidents", `{"updated_since":"-2h","limit":1,"offset":1}`)
	second.Expect(map[string]any{"items.0.id": whole[1], "items.1": nil, "more": true, "next_offset": 2})
	for filter, want := range map[string][]string{
		`"statuses":["acknowledged"]`:      {cart, checkout},
		`"priorities":["P1"]`:              {checkout},
		`"service_ids":["Checkout API"]`:   {checkout},
		`"team_ids":["Checkout"]`:          {payments, checkout},
		`"user_ids":["Bruno Castellani"]`:  {payments},
		`"incident_key":"none"`:            {},
		`"urgencies":["low"],"limit":1000`: nil,
	} {
		list := s.Call("list_incidents", `{"updated_since":"-2h",`+filter+`}`)
		got := slices.DeleteFunc(list.Column("items", "id"), func(id string) bool { return id == certOld })
		slices.Sort(got)
		if slices.Sort(want); want != nil && !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", filter, got, want)
		}
	}
	if s.Call("list_incidents", `{"updated_since":"-2h","service_ids":["Checkout API"]}`); len(s.SentTo("GET", "/incidents/"+cart)) != 0 {
		t.Errorf("read incidents of other services: %v", s.Sent())
	}
	for _, contradiction := range []string{`"since":"-1d"`, `"all_time":true`, `"sort_by":["urgency"]`, `"total":true`} {
		if sentence := s.CallError("list_incidents", `{"updated_since":"-2h",`+contradiction+`}`); !strings.Contains(sentence, "updated_since excludes") || len(s.Requests()) != 0 {
			t.Errorf("%s: %q", contradiction, sentence)
		}
	}
}

// One call reads a limited number of incidents, and its note says how to continue.
func TestListOfVeryManyThatWereTouched(t *testing.T) {
	t.Parallel()
	const inAll = 500
	read := 0
	s := start(t, blackbox.Account{Handler: logOf(inAll, func(n int) string {
		return fmt.Sprintf(`{"id":"R%d","incident":{"id":"Q%d"},"created_at":"2026-11-22T12:%02d:00Z"}`, n, n, 59-n/10)
	})})
	list := s.Call("list_incidents", `{"updated_since":"-1d","limit":1000}`)
	for _, request := range s.Requests() {
		if strings.HasPrefix(request.Path, "/incidents/") {
			read++
		}
	}
	list.Expect(map[string]any{"more": true, "next_offset": 200})
	if list.Len("items") != 200 || read != 200 || !strings.Contains(list.Text("notes.1"), "offset 200 and until 2026-11-22T12:59:01Z") {
		t.Errorf("%d items of %d that were read: %v", list.Len("items"), read, list.At("notes"))
	}
	few := s.Call("list_incidents", `{"updated_since":"-1d","limit":5}`)
	few.Expect(map[string]any{"items.4.id": "Q4", "items.5": nil, "more": true, "next_offset": 5})
	if got := len(s.Requests()); got > 60 {
		t.Errorf("for 5 incidents %d requests were made", got)
	}
	none := s.Call("list_incidents", `{"updated_since":"-1d","statuses":["triggered"]}`)
	none.Expect(map[string]any{"items.0": nil, "more": true, "next_offset": 200})
}

// A model that follows the notes sees every incident once, also if there is new activity meanwhile. The short pages are fewer by default, and
// those of two weeks with FULL_TESTS.
func TestListOfWhatWasTouchedGoesOn(t *testing.T) {
	t.Parallel()
	short := "-3d"
	if os.Getenv("FULL_TESTS") != "" {
		short = "-14d"
	}
	for filter, since := range map[string]string{``: "-14d", `,"urgencies":["low"]`: "-14d", `,"statuses":["resolved"],"limit":7`: short} {
		s := start(t, blackbox.Account{Simulator: simulator.New(simulator.WithSeed(simulator.Large), simulator.WithClock(blackbox.Now)), Unchecked: true})
		goesOn := regexp.MustCompile(`pass offset (\d+) and until (\S+),`)
		var ids, whole []string
		arguments, pages := `"limit":1000`+filter, 1
		if strings.Contains(filter, "limit") {
			arguments = filter[1:]
			one := s.Call("list_incidents", `{"updated_since":"`+since+`",`+strings.Replace(arguments, `"limit":7`, `"limit":1000`, 1)+`}`)
			whole = one.Column("items", "id")
		}
		for rest := ""; ; pages++ {
			list := s.Call("list_incidents", `{"updated_since":"`+since+`",`+arguments+rest+`}`)
			ids = append(ids, list.Column("items", "id")...)
			if list.At("more") != true {
				break
			}
			said := goesOn.FindStringSubmatch(list.Text("notes.1"))
			if said == nil || said[1] != fmt.Sprint(list.At("next_offset")) || pages > 200 {
				t.Fatalf("%s: page %d says %v", filter, pages, list.At("notes"))
			}
			rest = fmt.Sprintf(`,"offset":%s,"until":%q`, said[1], said[2])
			s.Call("add_note_to_incident", `{"incident_id":"`+ids[len(ids)-1]+`","note":"Looking."}`)
		}
		if !unique(ids) || pages < 2 || len(ids) < 30 {
			t.Errorf("%s: %d incidents on %d pages, each once: %t", filter, len(ids), pages, unique(ids))
		}
		if len(ids) < len(whole) || !slices.Equal(ids[:len(whole)], whole) {
			t.Errorf("%s: the pages begin with other incidents than one long page", filter)
		}
	}
}

// If PagerDuty lists no further log entries, a note says how far the list goes back.
func TestListOfMoreThanPagerDutyLists(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Handler: logOf(math.MaxInt, func(n int) string {
		return fmt.Sprintf(`{"id":"R%d","incident":{"id":"Q%d"},"created_at":"2026-11-22T%02d:00:00Z"}`, n, n%50, 23-n/1000)
	})})
	list := s.Call("list_incidents", `{"updated_since":"2026-11-01","limit":100}`)
	list.Expect(map[string]any{"more": true, "next_offset": nil, "items.49.id": "Q49", "items.50": nil})
	if note := list.Text("notes.1"); !strings.Contains(note, "back to 2026-11-22T14:00:00Z") || !strings.Contains(note, "set until to that time") {
		t.Errorf("it says %q", note)
	}
}

// logOf is an account with resolved incidents and a log of so many entries.
func logOf(entries int, entry func(n int) string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/log_entries" {
			_, _ = fmt.Fprintf(w, `{"incident":{"id":%q,"status":"resolved"}}`, strings.TrimPrefix(r.URL.Path, "/incidents/"))
			return
		}
		var offset, limit int
		_, _ = fmt.Sscan(r.URL.Query().Get("offset"), &offset)
		_, _ = fmt.Sscan(r.URL.Query().Get("limit"), &limit)
		var page []string
		for n := offset; n < min(offset+limit, entries); n++ {
			page = append(page, entry(n))
		}
		_, _ = fmt.Fprintf(w, `{"log_entries":[%s],"more":%t}`, strings.Join(page, ","), offset+limit < entries)
	})
}
