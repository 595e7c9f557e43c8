package simulator_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

func TestPagesCoverTheList(t *testing.T) {
	t.Parallel()
	a := newAPI(t, simulator.WithSeed(simulator.Large))
	for list, c := range map[string]struct {
		query string
		want  int
	}{
		"users": {"&total=true", 450}, "services": {"&total=true", 450}, "incidents": {"&total=true&date_range=all", 1200},
		"event_orchestrations": {"", 120},
	} {
		t.Run(list, func(t *testing.T) {
			t.Parallel()
			seen := map[string]bool{}
			for offset, more := 0, true; more; {
				answer := a.ok("GET", fmt.Sprintf("/%s?limit=100&offset=%d%s", list, offset, c.query), "")
				ids := answer.column(strings.TrimPrefix(list, "event_"), "id")
				for _, id := range ids {
					if seen[id] {
						t.Errorf("%s comes twice", id)
					}
					seen[id] = true
				}
				a.equal(answer, "offset", offset)
				a.equal(answer, "limit", 100)
				if c.query != "" {
					a.equal(answer, "total", c.want)
				}
				offset, more = offset+len(ids), answer.at("more").(bool)
			}
			if len(seen) != c.want {
				t.Errorf("%d records, want %d", len(seen), c.want)
			}
		})
	}
}

func TestPage(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]struct {
		length, limit int
		more          bool
		total         any
	}{
		"":                      {14, 25, false, nil},
		"?limit=5":              {5, 5, true, nil},
		"?limit=5&offset=10":    {4, 5, false, nil},
		"?limit=7&offset=7":     {7, 7, false, nil},
		"?offset=14":            {0, 25, false, nil},
		"?offset=900":           {0, 25, false, nil},
		"?limit=1&total=true":   {1, 1, true, 14},
		"?limit=1&total=1":      {1, 1, true, 14},
		"?limit=1&total=false":  {1, 1, true, nil},
		"?query=CHECKOUT":       {0, 25, false, nil},
		"?query=AMARA":          {1, 25, false, nil},
		"?query=novak@":         {1, 25, false, nil},
		"?team_ids[]=PTCHECK":   {4, 25, false, nil},
		"?team_ids[]=PNOTHING":  {0, 25, false, nil},
		"?limit=100&offset=900": {0, 100, false, nil},
	} {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			answer := a.ok("GET", "/users"+query, "")
			if length := len(answer.at("users").([]any)); length != want.length {
				t.Errorf("%d users, want %d", length, want.length)
			}
			a.equal(answer, "limit", want.limit)
			a.equal(answer, "more", want.more)
			a.equal(answer, "total", want.total)
		})
	}
	if answer := newAPI(t, simulator.Lenient(), simulator.WithSeed(simulator.Large)).ok("GET", "/users?limit=1000", ""); len(answer.at("users").([]any)) != 100 {
		t.Errorf("a lenient page has %d records, want 100", len(answer.at("users").([]any)))
	}
}
