package incidents_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

const openStatuses = `"statuses":["triggered","acknowledged"]`

func TestListWithoutAWindowIsTheLastMonth(t *testing.T) {
	t.Parallel()
	s := demo(t)
	list := s.Call("list_incidents", `{"limit":100}`)
	since, until := parseTime(t, list.Text("window.since")), parseTime(t, list.Text("window.until"))
	if !until.AddDate(0, -1, 0).Equal(since) || until.Before(blackbox.Now().Add(-time.Minute)) || until.After(blackbox.Now().Add(time.Minute)) || list.Has("window.all_time") {
		t.Errorf("the window is %v, want the last month", list.At("window"))
	}
	if slices.Contains(list.Column("items", "id"), certOld) {
		t.Error("the list has an incident of 45 days ago")
	}
}

// With one end of a window PagerDuty lists one month. So it gets both ends, and the result has them.
func TestListSendsBothEndsOfTheWindow(t *testing.T) {
	t.Parallel()
	for _, arguments := range []string{
		`{}`, `{"since":"-90d"}`, `{"until":"-90d"}`, `{"since":"-3d","until":"-1d"}`, `{"since":"2026-08-01"}`, `{"until":"yesterday"}`,
		`{"statuses":["resolved"],"since":"-90d"}`, `{"statuses":["triggered","resolved"]}`, `{"since":"-60d","total":true,"limit":150}`,
	} {
		s := demo(t)
		list := s.Call("list_incidents", arguments)
		for _, request := range s.SentTo("GET", "/incidents") {
			if got := request.Query; got.Has("date_range") || got.Get("since") == "" || got.Get("since") != list.Text("window.since") ||
				got.Get("until") == "" || got.Get("until") != list.Text("window.until") {
				t.Errorf("%s: sent since=%s until=%s, and says %v", arguments, got.Get("since"), got.Get("until"), list.At("window"))
			}
		}
	}
	s := demo(t)
	if list := s.Call("list_incidents", `{"since":"-90d","limit":1}`); list.Text("items.0.id") != postgres {
		t.Errorf("the newest of 90 days is %s, want the newest of all", list.Text("items.0.id"))
	}
}

// For open incidents a window may be longer than PagerDuty allows.
func TestListOfOpenIncidentsInAWindow(t *testing.T) {
	t.Parallel()
	s := demo(t)
	all := s.Call("list_incidents", `{`+openStatuses+`}`)
	created := all.Column("items", "created_at")
	tests := map[string]struct {
		arguments string
		within    func(age time.Duration) bool
	}{
		"older than two days":  {`"until":"-48h"`, func(age time.Duration) bool { return age > 48*time.Hour }},
		"of a week":            {`"since":"-7d"`, func(age time.Duration) bool { return age < 7*24*time.Hour }},
		"in between":           {`"since":"-60d","until":"-3h"`, func(age time.Duration) bool { return age > 3*time.Hour && age < 60*24*time.Hour }},
		"longer than 6 months": {`"since":"-400d"`, func(time.Duration) bool { return true }},
		"older than a year":    {`"until":"-366d"`, func(time.Duration) bool { return false }},
	}
	for name, test := range tests {
		want := []string{}
		for i, id := range all.Column("items", "id") {
			if test.within(blackbox.Now().Sub(parseTime(t, created[i]))) {
				want = append(want, id)
			}
		}
		list := s.Call("list_incidents", `{`+openStatuses+`,"total":true,`+test.arguments+`}`)
		if got := list.Column("items", "id"); !slices.Equal(got, want) || list.Number("total") != len(want) || list.At("more") != false {
			t.Errorf("%s: got %v of %v, want %v", name, got, list.At("total"), want)
		}
		if sent := s.SentTo("GET", "/incidents"); len(sent) != 1 || sent[0].Query.Get("date_range") != "all" || sent[0].Query.Has("since") || sent[0].Query.Has("until") {
			t.Errorf("%s: sent %v", name, s.Sent())
		}
		if !strings.Contains(list.Text("notes.0"), "since and until were applied to its list of all time") || list.Has("window.all_time") {
			t.Errorf("%s: the answer says %v of %v", name, list.At("notes"), list.At("window"))
		}
	}
	old := s.Call("list_incidents", `{`+openStatuses+`,"until":"-48h"}`)
	if old.Len("items") != 2 || !slices.Contains(old.Column("items", "id"), certOld) || old.Has("window.since") {
		t.Errorf("older than 48 hours: %s", old.JSON)
	}
	s.Call("list_incidents", `{"incident_key":"k","until":"-48h"}`)
	s.ExpectSent("GET /incidents?date_range=all&incident_key=k&limit=100&sort_by=created_at:desc")
}

// Offsets count the incidents in the window.
func TestListOfOpenIncidentsInAWindowByPages(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Simulator: largeAccount()})
	const window = `"since":"-300d","until":"-1h"`
	whole := s.Call("list_incidents", `{`+openStatuses+`,`+window+`,"limit":1000,"total":true}`)
	want := whole.Column("items", "id")
	if len(want) < 110 || whole.Number("total") != len(want) || !unique(want) {
		t.Fatalf("%d incidents of %v", len(want), whole.At("total"))
	}
	var got []string
	for more, offset := true, 0; more; {
		page := s.Call("list_incidents", fmt.Sprintf(`{`+openStatuses+`,`+window+`,"limit":40,"offset":%d}`, offset))
		got = append(got, page.Column("items", "id")...)
		more, offset = page.At("more") == true, page.Number("next_offset")
		if more && offset != len(got) {
			t.Fatalf("after %d incidents the next offset is %d", len(got), offset)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("page by page %d incidents came, at once %d", len(got), len(want))
	}
}

// A list to which incidents are added while it is read has each incident once, and all of them.
func TestListThatShiftsBetweenPages(t *testing.T) {
	t.Parallel()
	newest := 500
	s := start(t, blackbox.Account{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		newest += 3 // three more since the page before
		writeIncidents(w, r, newest, 1)
	})})
	list := s.Call("list_incidents", `{"limit":250}`)
	numbers := list.Column("items", "number")
	if len(numbers) != 250 || !unique(numbers) || numbers[0] != "503" || numbers[249] != "254" {
		t.Errorf("%d incidents from %s to %s, each once: %t", len(numbers), numbers[0], numbers[len(numbers)-1], unique(numbers))
	}
	next := s.Call("list_incidents", fmt.Sprintf(`{"limit":10,"offset":%d}`, list.Number("next_offset")))
	if first := next.Number("items.0.number"); first > 260 || first < 253 {
		t.Errorf("the list goes on at %d, after 254", first)
	}
}

// writeIncidents responds with a page of incidents with descending numbers.
func writeIncidents(w http.ResponseWriter, r *http.Request, highest, lowest int) {
	var offset, limit int
	_, _ = fmt.Sscan(r.URL.Query().Get("offset"), &offset)
	_, _ = fmt.Sscan(r.URL.Query().Get("limit"), &limit)
	var page []string
	first := highest - offset
	for number := first; number >= lowest && number > first-limit; number-- {
		page = append(page, fmt.Sprintf(`{"id":"Q%d","incident_number":%d}`, number, number))
	}
	_, _ = fmt.Fprintf(w, `{"incidents":[%s],"more":%t}`, strings.Join(page, ","), first-limit >= lowest)
}

func TestListWindow(t *testing.T) {
	t.Parallel()
	s := demo(t)
	day := blackbox.Now().AddDate(0, 0, -10).Format(time.DateOnly)
	list := s.Call("list_incidents", fmt.Sprintf(`{"since":%q,"until":"now"}`, day))
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	since, _ := time.ParseInLocation(time.DateOnly, day, london)
	if got := list.Text("window.since"); got != since.Format(time.RFC3339) || list.Text("window.time_zone") != "Europe/London" {
		t.Errorf("the window is %v, want it to begin with the day in the user's zone, %s", list.At("window"), since.Format(time.RFC3339))
	}
	if got := s.SentTo("GET", "/incidents")[0].Query.Get("since"); got != since.Format(time.RFC3339) {
		t.Errorf("sent since=%s", got)
	}
	if list := s.Call("list_incidents", `{"since":"-7d"}`); list.Has("window.time_zone") || len(s.Requests()) != 1 {
		t.Errorf("for a time that needs no zone, one was asked: %v", s.Sent())
	}
	noUser := start(t, accountKey())
	if list := noUser.Call("list_incidents", fmt.Sprintf(`{"since":%q}`, day)); list.Text("window.since") != day+"T00:00:00Z" || list.Text("window.time_zone") != "UTC" {
		t.Errorf("without a user the window is %v, want UTC", list.At("window"))
	}
}

// A window that ends with a day includes all of the day.
func TestListOfOneDay(t *testing.T) {
	t.Parallel()
	s := demo(t)
	list := s.Call("list_incidents", `{"since":"today","until":"today"}`)
	if since, until := list.Text("window.since"), list.Text("window.until"); since == "" || since == until || list.Text("window.time_zone") == "" {
		t.Errorf("the window is %s to %s", since, until)
	}
}

// A list of what has happened starts in the past, and one that ends in the future starts a month ago.
func TestListOfTheFuture(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for _, arguments := range []string{`"since":"2027-01-01","until":"2027-02-01"`, `"since":"2027-01-01","statuses":["triggered"]`, `"updated_since":"2027-01-01"`} {
		if sentence := s.CallError("list_incidents", `{`+arguments+`}`); !strings.Contains(sentence, "is in the future: give a past time") {
			t.Errorf("%s: %q", arguments, sentence)
		}
	}
	if list := s.Call("list_incidents", `{"until":"+90d"}`); list.Len("items") == 0 {
		t.Error(list.JSON)
	}
}
