package pagerduty_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// inFlight makes every request take a second, and counts those in flight.
type inFlight struct {
	respond      httpmock.Responder
	now, highest atomic.Int64
	remaining    string // Ratelimit-Remaining of every answer
}

func (f *inFlight) RoundTrip(request *http.Request) (*http.Response, error) {
	now := f.now.Add(1)
	defer f.now.Add(-1)
	for highest := f.highest.Load(); now > highest && !f.highest.CompareAndSwap(highest, now); highest = f.highest.Load() {
	}
	select {
	case <-time.After(time.Second):
	case <-request.Context().Done():
		return nil, request.Context().Err()
	}
	response, err := f.respond(request)
	if err == nil && f.remaining != "" {
		response.Header.Set("Ratelimit-Remaining", f.remaining)
		response.Header.Set("Ratelimit-Reset", "30")
	}
	return response, err
}

func usersAt(offset int) string {
	if offset == 0 {
		return "GET /users?limit=100"
	}
	return fmt.Sprintf("GET /users?limit=100&offset=%d&total=true", offset)
}

func TestAllReadsEveryPageOnce(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		total, requests int
	}{
		"none": {0, 1}, "one": {1, 1}, "one page": {100, 1}, "a record more": {101, 2}, "two pages": {200, 2}, "five pages": {450, 5}, "many": {2_500, 25},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				flight := &inFlight{respond: userList{total: test.total}.respond}
				client, sent := newClient(t, flight)
				users, err := drain(client.Users.All(t.Context(), pagerduty.ListUsersOptions{}))
				if err != nil {
					t.Fatal(err)
				}
				expectUsers(t, users, 0, test.total)
				want := make([]string, test.requests)
				for i := range want {
					want[i] = usersAt(100 * i)
				}
				slices.Sort(want)
				if got := slices.Sorted(slices.Values(sent.lines())); !slices.Equal(got, want) {
					t.Errorf("requests %q, want %q", got, want)
				}
			})
		})
	}
}

func TestUpToEightPagesAreInFlight(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		remaining string
		want      int64
	}{
		"no rate limit": {"", 8}, "plenty left": {"900", 8}, "three left": {"3", 3}, "none left": {"0", 1}, "rubbish": {"many", 8},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				flight := &inFlight{respond: userList{total: 3_000}.respond, remaining: test.remaining}
				client, _ := newClient(t, flight)
				start := time.Now()
				users, err := drain(client.Users.All(t.Context(), pagerduty.ListUsersOptions{}))
				if err != nil {
					t.Fatal(err)
				}
				expectUsers(t, users, 0, 3_000)
				if got := flight.highest.Load(); got != test.want {
					t.Errorf("%d pages in flight, want %d", got, test.want)
				}
				if took, limit := time.Since(start), time.Duration(2+28/test.want+1)*time.Second; took > limit {
					t.Errorf("took %v, want at most %v", took, limit)
				}
			})
		})
	}
}

// A rate limit is respected until its reset.
func TestRateLimitIsForgottenAfterItsReset(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		flight := &inFlight{respond: userList{total: 3_000}.respond, remaining: "1"}
		client, _ := newClient(t, flight)
		if _, err := client.Users.Get(t.Context(), "PADA"); err == nil {
			t.Fatal("a list was taken for a user")
		}
		flight.remaining = ""
		time.Sleep(31 * time.Second)
		if _, err := drain(client.Users.All(t.Context(), pagerduty.ListUsersOptions{})); err != nil {
			t.Fatal(err)
		}
		if got := flight.highest.Load(); got != 8 {
			t.Errorf("%d pages in flight, want 8", got)
		}
	})
}

// A synctest bubble does not end before all its goroutines.
func TestLeavingAListSendsNothingMore(t *testing.T) {
	t.Parallel()
	for _, records := range []int{1, 100, 101, 250} {
		t.Run(fmt.Sprint(records), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				flight := &inFlight{respond: userList{total: 5_000}.respond}
				client, sent := newClient(t, flight)
				var seen, requests int
				for _, err := range client.Users.All(t.Context(), pagerduty.ListUsersOptions{}) {
					if err != nil {
						t.Fatal(err)
					}
					if seen++; seen == records {
						requests = len(sent.requests())
						break
					}
				}
				if flight.now.Load() != 0 {
					t.Errorf("%d requests are still under way", flight.now.Load())
				}
				time.Sleep(time.Minute)
				if got := len(sent.requests()); got != requests || records <= 100 && got != 1 || got > 10 {
					t.Errorf("%d requests for %d records, %d of them before the end", got, records, requests)
				}
			})
		})
	}
}

func TestAListCanBeReadTwice(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, everywhere(userList{total: 150}.respond))
	list := client.Users.All(t.Context(), pagerduty.ListUsersOptions{})
	for range 2 {
		users, err := drain(list)
		if err != nil {
			t.Fatal(err)
		}
		expectUsers(t, users, 0, 150)
	}
	sent.expect(t, usersAt(0), usersAt(100), usersAt(0), usersAt(100))
}

// Users that are created while the list is read move other users to the next page.
func TestAListThatShiftsShowsNoRecordTwice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		list, start := userList{total: 500}, time.Now()
		flight := &inFlight{respond: func(request *http.Request) (*http.Response, error) {
			shifted, added := list, int(time.Since(start)/time.Second)
			shifted.total += added
			shifted.idAt = func(i int) string { return fmt.Sprintf("P%05d", 1_000+i-added) }
			return shifted.respond(request)
		}}
		client, _ := newClient(t, flight)
		users, err := drain(client.Users.All(t.Context(), pagerduty.ListUsersOptions{}))
		if err != nil {
			t.Fatal(err)
		}
		got := slices.Sorted(slices.Values(ids(users)))
		if twice := len(got) - len(slices.Compact(slices.Clone(got))); twice > 0 {
			t.Errorf("%d users came twice", twice)
		}
		if len(got) < 500 {
			t.Errorf("%d of 500 users", len(got))
		}
	})
}

// If PagerDuty sends fewer records than asked for, the next page starts where they end.
func TestShortPagesAreFollowed(t *testing.T) {
	t.Parallel()
	tests := map[string]userList{
		"half the limit":  {total: 1_000, atMost: 50},
		"an odd number":   {total: 1_000, atMost: 30},
		"one at a time":   {total: 40, atMost: 1},
		"one short of it": {total: 1_000, atMost: 99},
	}
	for name, list := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				flight := &inFlight{respond: list.respond}
				client, sent := newClient(t, flight)
				users, err := drain(client.Users.All(t.Context(), pagerduty.ListUsersOptions{}))
				if err != nil {
					t.Fatal(err)
				}
				expectUsers(t, users, 0, list.total)
				if got := flight.highest.Load(); got > 8 {
					t.Errorf("%d pages in flight", got)
				}
				pages := (list.total + list.atMost - 1) / list.atMost
				if got := len(sent.requests()); got > pages+8 {
					t.Errorf("%d requests for %d pages", got, pages)
				}
			})
		})
	}
}

// The page after a short page may start at the same offset as a page that was dropped.
func TestPagesThatBecomeShort(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		list := userList{total: 1_000}
		flight := &inFlight{respond: func(request *http.Request) (*http.Response, error) {
			some := list
			if number, _ := strconv.Atoi(request.URL.Query().Get("offset")); number >= 200 {
				if some.atMost = 50; number > 200 { // so that these are in flight when the first short page comes
					select {
					case <-time.After(time.Second):
					case <-request.Context().Done():
						return nil, request.Context().Err()
					}
				}
			}
			return some.respond(request)
		}}
		client, _ := newClient(t, flight)
		users, err := drain(client.Users.All(t.Context(), pagerduty.ListUsersOptions{}))
		if err != nil {
			t.Fatal(err)
		}
		expectUsers(t, users, 0, 1_000)
	})
}

// Requests for pages that turn out useless are cancelled, so that they do not add to those in flight.
func TestPagesReadInVainAreGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		list := userList{total: 5_000}
		flight := &inFlight{respond: func(request *http.Request) (*http.Response, error) {
			some := list
			if number, _ := strconv.Atoi(request.URL.Query().Get("offset")); number%100 == 0 && number >= 200 {
				if some.atMost = 90; number > 200 { // only the page that the short one makes useless
					select {
					case <-time.After(time.Minute):
					case <-request.Context().Done():
					}
				}
			}
			return some.respond(request)
		}}
		client, _ := newClient(t, flight)
		start := time.Now()
		for user, err := range client.Users.All(t.Context(), pagerduty.ListUsersOptions{}) {
			if err != nil {
				t.Fatal(err)
			}
			if got := flight.now.Load(); got != 0 && user.ID > "P00290" {
				t.Fatalf("%d requests are under way at %s", got, user.ID)
			}
			if user.ID == "P00400" {
				break
			}
		}
		if got := flight.highest.Load(); got > 8 || time.Since(start) > 30*time.Second {
			t.Errorf("%d pages in flight, %v", got, time.Since(start))
		}
	})
}

func TestAFailedPageEndsTheListInItsPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		list := userList{total: 3_000}
		flight := &inFlight{respond: func(request *http.Request) (*http.Response, error) {
			if request.URL.Query().Get("offset") == "700" {
				return answer(http.StatusForbidden, `{"error":{"message":"Access Denied","code":2010}}`)(request)
			}
			return list.respond(request)
		}}
		client, sent := newClient(t, flight)
		users, err := drain(client.Users.All(t.Context(), pagerduty.ListUsersOptions{}))
		if !errors.Is(err, pagerduty.ErrForbidden) {
			t.Errorf("error %v", err)
		}
		expectUsers(t, users, 0, 700)
		if got := len(sent.requests()); got > 16 {
			t.Errorf("%d requests", got)
		}
	})
}

func TestCancellationEndsAList(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 2500*time.Millisecond)
		defer cancel()
		client, _ := newClient(t, &inFlight{respond: userList{total: 3_000}.respond})
		start := time.Now()
		users, err := drain(client.Users.All(ctx, pagerduty.ListUsersOptions{}))
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 2500*time.Millisecond {
			t.Errorf("error %v after %v", err, time.Since(start))
		}
		expectUsers(t, users, 0, 200)
	})
}

func TestFiltersAreOnEveryPage(t *testing.T) {
	t.Parallel()
	var missing atomic.Int64
	list := userList{total: 950, first: func(query url.Values) {
		if strings.Join(query["team_ids[]"], ",") != "PONE,PTWO" || query.Get("query") != "ada" {
			missing.Add(1)
		}
	}}
	client, sent := newClient(t, everywhere(list.respond))
	users, err := drain(client.Users.All(t.Context(), pagerduty.ListUsersOptions{Query: "ada", TeamIDs: []string{"PONE", "PTWO"}}))
	if err != nil || len(users) != 950 || len(sent.requests()) != 10 || missing.Load() != 0 {
		t.Errorf("%d users by %d requests, %d without filters, error %v", len(users), len(sent.requests()), missing.Load(), err)
	}
}
