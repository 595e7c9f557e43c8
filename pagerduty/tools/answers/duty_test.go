package answers

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
)

// roundTrip is an http.RoundTripper.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// demoClient returns a client of a demo account that calls before with each path first.
func demoClient(t *testing.T, before func(path string)) *pagerduty.Client {
	t.Helper()
	account := simulator.New()
	client, err := pagerduty.New(pagerduty.APIKey(simulator.UserKey), pagerduty.WithMaxRetryWait(0), pagerduty.WithTransport(roundTrip(func(r *http.Request) (*http.Response, error) {
		before(r.URL.Path)
		if r.Context().Err() != nil {
			return nil, r.Context().Err()
		}
		if r.Body == nil {
			r.Body = http.NoBody
		}
		answered := httptest.NewRecorder()
		account.ServeHTTP(answered, r)
		return answered.Result(), nil
	})))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// When the time to read ends with the first person, who is on call is known, and that is the answer.
func TestDutyWithoutTimeForPeople(t *testing.T) {
	t.Parallel()
	for name, ask := range map[string]func(*reading, *pagerduty.Client, clock, []*subject, oncall.Window) (int, error){
		"who_is_on_call": func(r *reading, client *pagerduty.Client, c clock, subjects []*subject, window oncall.Window) (int, error) {
			a := &onCallAnswer{subjects: subjects, window: window, clock: c}
			err := a.read(r, client)
			return len(a.rosters), err
		},
		"find_coverage_gaps": func(r *reading, client *pagerduty.Client, c clock, subjects []*subject, window oncall.Window) (int, error) {
			a := &coverage{subjects: subjects, window: window, clock: c}
			err := a.read(r, client)
			return len(a.rosters), err
		},
	} {
		r := startReading(t.Context())
		client := demoClient(t, func(path string) {
			if strings.HasPrefix(path, "/users/P") {
				r.stop()
			}
		})
		c := r.askersClock(client)
		subjects, err := findSubjects(r, client, identify.Staffed(false, nil), "for", []string{"PECHECK"}, oncall.Window{})
		if err != nil {
			t.Fatal(err)
		}
		policies, err := ask(r, client, c, subjects, oncall.Window{Since: c.now, Until: c.now.Add(coverageLength)})
		if err != nil || policies != 1 || r.knows("the time zone and contact methods of the user PUELENA") {
			t.Errorf("%s: %d policies, error %v, not known: %q", name, policies, err, r.notKnown)
		}
	}
}

// A part of who is on call is never taken for the whole.
func TestDutyThatIsNotWhole(t *testing.T) {
	t.Parallel()
	client := demoClient(t, func(path string) {
		if path == "/oncalls" {
			panic("broken")
		}
	})
	r := startReading(t.Context())
	defer r.stop()
	if d, err := readDuty(r, client, []string{"PECHECK"}, nil, oncall.Window{}); err == nil || d != nil {
		t.Errorf("duty %+v, error %v", d, err)
	}
}
