package pagerduty_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// userList answers as PagerDuty lists users: at most limit users from offset on.
type userList struct {
	total    int
	atMost   int                // maximum of users on a page, even if the limit is larger; 0 for no maximum
	first    func(url.Values)   // called first, with the query of each request
	idAt     func(i int) string // id of the user at an index; by default "P" and the index
	moreEver bool               // more is true even at the end
}

func (l userList) respond(request *http.Request) (*http.Response, error) {
	query := request.URL.Query()
	if l.first != nil {
		l.first(query)
	}
	number := func(name string, otherwise int) int {
		if value, err := strconv.Atoi(query.Get(name)); err == nil {
			return value
		}
		return otherwise
	}
	limit, offset := number("limit", 25), number("offset", 0)
	if l.atMost > 0 {
		limit = min(limit, l.atMost)
	}
	if l.idAt == nil {
		l.idAt = func(i int) string { return fmt.Sprintf("P%05d", i) }
	}
	var answer struct {
		Users  []map[string]string `json:"users"`
		Offset int                 `json:"offset"`
		Limit  int                 `json:"limit"`
		More   bool                `json:"more"`
		Total  *int                `json:"total"`
	}
	answer.Users = []map[string]string{}
	for i := offset; i < min(offset+limit, l.total); i++ {
		answer.Users = append(answer.Users, map[string]string{"id": l.idAt(i), "name": "User"})
	}
	answer.Offset, answer.Limit, answer.More = offset, limit, l.moreEver || offset+limit < l.total
	if query.Get("total") == "true" {
		answer.Total = &l.total
	}
	body, err := json.Marshal(answer)
	if err != nil {
		return nil, err
	}
	return httpmock.NewBytesResponse(http.StatusOK, body), nil
}

func ids(users []pagerduty.User) []string {
	var ids []string
	for _, user := range users {
		ids = append(ids, user.ID)
	}
	return ids
}

// expectUsers fails the test unless users are those from first up to but not including end.
func expectUsers(t *testing.T, users []pagerduty.User, first, end int) {
	t.Helper()
	if len(users) != end-first {
		t.Fatalf("%d users, want %d", len(users), end-first)
	}
	for i, user := range users {
		if want := fmt.Sprintf("P%05d", first+i); user.ID != want {
			t.Fatalf("user %d is %s, want %s", i, user.ID, want)
		}
	}
}

func TestListIsOneRequest(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		options pagerduty.PageOptions
		want    string
		next    int
		total   bool
	}{
		"no options":   {pagerduty.PageOptions{}, "GET /users", 25, false},
		"one record":   {pagerduty.PageOptions{PageSize: 1}, "GET /users?limit=1", 1, false},
		"further on":   {pagerduty.PageOptions{PageSize: 100, Offset: 30}, "GET /users?limit=100&offset=30", 130, false},
		"with a total": {pagerduty.PageOptions{Total: true}, "GET /users?total=true", 25, true},
		"the last":     {pagerduty.PageOptions{PageSize: 100, Offset: 400}, "GET /users?limit=100&offset=400", 0, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, sent := newClient(t, everywhere(userList{total: 450}.respond))
			page, err := client.Users.List(t.Context(), pagerduty.ListUsersOptions{PageOptions: test.options})
			if err != nil {
				t.Fatal(err)
			}
			sent.expect(t, test.want)
			if page.NextOffset != test.next || page.More != (test.next > 0) || len(page.Items) == 0 {
				t.Errorf("%d users, more = %t, next = %d, want next = %d", len(page.Items), page.More, page.NextOffset, test.next)
			}
			if (page.Total != nil) != test.total || page.Total != nil && *page.Total != 450 {
				t.Errorf("total %v, want one: %t", page.Total, test.total)
			}
		})
	}
}

func TestPageOptionsAreChecked(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		options pagerduty.PageOptions
		want    error
		alone   bool // wrong for List only: Pages and All choose the size of the page
	}{
		"too large":             {pagerduty.PageOptions{PageSize: 101}, pagerduty.ErrInvalid, false},
		"negative size":         {pagerduty.PageOptions{PageSize: -1}, pagerduty.ErrInvalid, false},
		"negative offset":       {pagerduty.PageOptions{Offset: -1}, pagerduty.ErrInvalid, false},
		"past the window":       {pagerduty.PageOptions{PageSize: 100, Offset: 9_901}, pagerduty.ErrWindow, true},
		"past it by 25":         {pagerduty.PageOptions{Offset: 9_976}, pagerduty.ErrWindow, true},
		"at the end of it":      {pagerduty.PageOptions{Offset: 10_000}, pagerduty.ErrWindow, false},
		"far past it":           {pagerduty.PageOptions{PageSize: 1, Offset: math.MaxInt}, pagerduty.ErrWindow, false},
		"negative size, far on": {pagerduty.PageOptions{PageSize: -1, Offset: 9_999}, pagerduty.ErrInvalid, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, sent := newClient(t, everywhere(userList{total: 20_000}.respond))
			options := pagerduty.ListUsersOptions{PageOptions: test.options}
			if _, err := client.Users.List(t.Context(), options); !errors.Is(err, test.want) {
				t.Errorf("List: error %v", err)
			}
			if !test.alone {
				if _, err := drain(client.Users.All(t.Context(), options)); !errors.Is(err, test.want) {
					t.Errorf("All: error %v", err)
				}
			}
			sent.expect(t)
		})
	}
}

func TestLastPageOfTheWindowIsRead(t *testing.T) {
	t.Parallel()
	for _, options := range []pagerduty.PageOptions{{PageSize: 100, Offset: 9_900}, {Offset: 9_975}} {
		client, sent := newClient(t, everywhere(userList{total: 10_000}.respond))
		page, err := client.Users.List(t.Context(), pagerduty.ListUsersOptions{PageOptions: options})
		if err != nil || page.More || len(sent.requests()) != 1 {
			t.Errorf("%+v: %v, %v", options, page, err)
		}
	}
}

func TestListWithoutEndStopsAtTheWindow(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		list     userList
		options  pagerduty.PageOptions
		records  int
		requests int
	}{
		"more than the window": {userList{total: 12_345}, pagerduty.PageOptions{}, 10_000, 100},
		"says more for ever":   {userList{total: 1_000_000, moreEver: true}, pagerduty.PageOptions{}, 10_000, 100},
		"from an odd offset":   {userList{total: 1_000_000}, pagerduty.PageOptions{Offset: 9_850}, 150, 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, sent := newClient(t, everywhere(test.list.respond))
			users, err := drain(client.Users.All(t.Context(), pagerduty.ListUsersOptions{PageOptions: test.options}))
			if !errors.Is(err, pagerduty.ErrWindow) || !strings.Contains(err.Error(), "narrow") {
				t.Errorf("error %v", err)
			}
			if len(users) != test.records {
				t.Errorf("%d users, want %d", len(users), test.records)
			}
			if got := len(sent.requests()); got != test.requests {
				t.Errorf("%d requests, want %d", got, test.requests)
			}
		})
	}
}

func TestListOfExactlyTheWindowHasNoError(t *testing.T) {
	t.Parallel()
	client, _ := newClient(t, everywhere(userList{total: 10_000}.respond))
	users, err := drain(client.Users.All(t.Context(), pagerduty.ListUsersOptions{}))
	if err != nil {
		t.Fatal(err)
	}
	expectUsers(t, users, 0, 10_000)
}

func TestEmptyPageThatSaysMoreIsAnError(t *testing.T) {
	t.Parallel()
	for _, total := range []int{0, 250} { // the total is within the first page, or far beyond it
		client, sent := newClient(t, everywhere(userList{total: total, moreEver: true}.respond))
		users, err := drain(client.Users.All(t.Context(), pagerduty.ListUsersOptions{}))
		if err == nil || !strings.Contains(err.Error(), "page is empty") || errors.Is(err, pagerduty.ErrWindow) {
			t.Errorf("error %v", err)
		}
		if len(users) != total || len(sent.requests()) > total/100+2 {
			t.Errorf("%d users by %d requests", len(users), len(sent.requests()))
		}
	}
}

func TestPagesGiveTotalAndMore(t *testing.T) {
	t.Parallel()
	client, _ := newClient(t, everywhere(userList{total: 250}.respond))
	options := pagerduty.ListUsersOptions{PageOptions: pagerduty.PageOptions{Total: true}}
	var records, pages int
	for page, err := range client.Users.Pages(t.Context(), options) {
		if err != nil {
			t.Fatal(err)
		}
		pages, records = pages+1, records+len(page.Items)
		if page.Total == nil || *page.Total != 250 || page.More != (records < 250) {
			t.Errorf("page %d: total %v, more %t", pages, page.Total, page.More)
		}
	}
	if pages != 3 || records != 250 {
		t.Errorf("%d records on %d pages", records, pages)
	}
	for page, err := range client.Users.Pages(t.Context(), pagerduty.ListUsersOptions{}) {
		if err != nil || page.Total != nil {
			t.Errorf("a total that was not asked for: %+v, %v", page, err)
		}
	}
}

func TestPastIncidentsAreOnePage(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, inTurn(t,
		answer(http.StatusOK, `{"past_incidents":[{"incident":{"id":"POLD","title":"Disk full","created_at":"2026-01-02T03:04:05Z"},"score":46.5}],"total":3,"limit":5}`),
		answer(http.StatusPaymentRequired, `{"error":{"message":"Account does not have the ability"}}`)))
	page, err := client.Incidents.Past(t.Context(), "PINC", 0, false)
	if err != nil || page.Items[0].Incident.ID != "POLD" || page.Items[0].Score != 46.5 || *page.Total != 3 {
		t.Errorf("got %+v, %v", page, err)
	}
	if _, err := client.Incidents.Past(t.Context(), "PINC", 999, true); !errors.Is(err, pagerduty.ErrPlan) {
		t.Errorf("error %v", err)
	}
	sent.expect(t, "GET /incidents/PINC/past_incidents", "GET /incidents/PINC/past_incidents?limit=999&total=true")
}

// The same page may come twice, since a new record at the front moves the others, but a list of the same page ends in an error.
func TestPageThatRepeatsItself(t *testing.T) {
	t.Parallel()
	same := userList{total: 1_000_000, idAt: func(i int) string { return fmt.Sprintf("P%05d", i%100) }}
	client, sent := newClient(t, everywhere(same.respond))
	users, err := drain(client.Users.All(t.Context(), pagerduty.ListUsersOptions{}))
	if err == nil || !strings.Contains(err.Error(), "the same page came again") || len(users) != 100 || len(sent.requests()) > 12 {
		t.Errorf("%d users by %d requests, error %v", len(users), len(sent.requests()), err)
	}
	var pages int
	for _, err := range client.Users.Pages(t.Context(), pagerduty.ListUsersOptions{}) {
		if pages++; err != nil {
			break
		}
	}
	if pages != 3 {
		t.Errorf("%d pages", pages)
	}
	twice := userList{total: 5, idAt: func(i int) string { return fmt.Sprintf("P%d", max(i-1, 0)) }}
	client, _ = newClient(t, everywhere(twice.respond))
	users, err = drain(client.Users.All(t.Context(), pagerduty.ListUsersOptions{PageOptions: pagerduty.PageOptions{PageSize: 1}}))
	if err != nil || len(users) != 4 {
		t.Errorf("got %v, %v", ids(users), err)
	}
}
