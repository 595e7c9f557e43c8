package pagerduty_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/changes"
)

// If the outcome of an attempt is unknown, later answers do not decide it.
func TestNoRefusalMakesAnUncertainAttemptCertain(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]httpmock.Responder{"no answer": httpmock.ConnectionFailure, "cut": cutShort(200), "failed": answer(503, "")} {
		for _, status := range []int{302, 400, 401, 402, 403, 404, 409, 418, 422, 429} {
			client, sent := newClient(t, inTurn(t, first, answer(status, "", "Ratelimit-Reset: 60")), pagerduty.WithFrom(testEmail))
			err := update(t.Context(), client)
			failure, ok := errors.AsType[*pagerduty.Error](err)
			if !ok || failure.StatusCode != status || !failure.Undecided() || !errors.Is(err, pagerduty.ErrUndecided) {
				t.Errorf("%s, then %d: error %v", name, status, err)
			}
			sent.expect(t, "PUT /incidents", "PUT /incidents")
		}
	}
}

// A retried deletion that finds nothing succeeded only if the object was seen before.
func TestDeletionThatFindsNothingAfterAll(t *testing.T) {
	t.Parallel()
	gone := answer(404, `{"error":{"message":"Not Found","code":2100}}`)
	there := answer(200, `{"team":{"id":"PID"}}`)
	for name, test := range map[string]struct {
		answers []httpmock.Responder
		read    bool
		done    bool
	}{
		"seen before":            {[]httpmock.Responder{there, answer(503, ""), gone, gone}, true, true},
		"seen before and after":  {[]httpmock.Responder{there, answer(503, ""), gone, there}, true, false},
		"seen before, then lost": {[]httpmock.Responder{there, answer(503, ""), gone, answer(403, "")}, true, false},
		"never seen":             {[]httpmock.Responder{answer(503, ""), gone}, false, false},
		"seen, and refused":      {[]httpmock.Responder{there, gone}, true, false},
		"seen, and not allowed":  {[]httpmock.Responder{there, answer(503, ""), answer(403, ""), there}, true, false},
		"lost, and gone":         {[]httpmock.Responder{there, answer(302, "", "Location: https://x.example"), gone}, true, true},
		"lost, and there":        {[]httpmock.Responder{there, answer(200, ""), there}, true, false},
		"looked for, not found":  {[]httpmock.Responder{gone, answer(503, ""), gone}, true, false},
		"seen, and another page": {[]httpmock.Responder{answer(200, "<html>"), answer(503, ""), gone}, true, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			client, _ := newClient(t, inTurn(t, test.answers...))
			ctx, _ := changes.ContextWithWatch(t.Context())
			if test.read {
				_, _ = client.Teams.Get(ctx, "PID")
			}
			if err := client.Teams.Delete(ctx, "PID", ""); (err == nil) != test.done {
				t.Errorf("%s: error %v", name, err)
			}
		})
	}
}

// incidentNow answers a request for the incident PINC.
func incidentNow(status string) httpmock.Responder {
	return answer(200, fmt.Sprintf(`{"incident":{"id":"PINC","status":%q}}`, status))
}

// A retried acknowledgement must not reopen an incident that somebody has resolved meanwhile.
func TestStatusIsLookedAtBeforeItIsRepeated(t *testing.T) {
	t.Parallel()
	const put, look = "PUT /incidents", "GET /incidents/PINC"
	lost, done := answer(504, ""), answer(200, everyRoot)
	for name, test := range map[string]struct {
		status  pagerduty.IncidentStatus
		answers []httpmock.Responder
		sent    []string
		fails   bool
	}{
		"acknowledged by it":            {pagerduty.StatusAcknowledged, []httpmock.Responder{lost, incidentNow("acknowledged")}, []string{put, look}, false},
		"resolved by it":                {pagerduty.StatusResolved, []httpmock.Responder{lost, incidentNow("resolved")}, []string{put, look}, false},
		"not yet":                       {pagerduty.StatusAcknowledged, []httpmock.Responder{lost, incidentNow("triggered"), done}, []string{put, look, put}, false},
		"resolved by somebody":          {pagerduty.StatusAcknowledged, []httpmock.Responder{lost, incidentNow("resolved")}, []string{put, look}, true},
		"no look":                       {pagerduty.StatusAcknowledged, []httpmock.Responder{lost, answer(403, "")}, []string{put, look}, true},
		"refused, then resolved by it":  {pagerduty.StatusResolved, []httpmock.Responder{lost, incidentNow("triggered"), answer(400, ""), incidentNow("resolved")}, []string{put, look, put, look}, false},
		"refused":                       {pagerduty.StatusResolved, []httpmock.Responder{answer(400, "")}, []string{put}, true},
		"an answer that is none":        {pagerduty.StatusResolved, []httpmock.Responder{answer(200, `{"incidents":[]}`), incidentNow("resolved")}, []string{put, look}, false},
		"a redirection":                 {pagerduty.StatusResolved, []httpmock.Responder{answer(302, "", "Location: https://elsewhere.example")}, []string{put}, true},
		"lost for ever":                 {pagerduty.StatusResolved, []httpmock.Responder{lost, incidentNow("triggered"), lost, incidentNow("triggered"), lost}, []string{put, look, put, look, put}, true},
		"triggered, which pages, never": {pagerduty.StatusTriggered, []httpmock.Responder{lost}, []string{put}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, sent := newClient(t, inTurn(t, test.answers...), pagerduty.WithFrom(testEmail))
				incidents, err := client.Incidents.Update(t.Context(), pagerduty.IncidentUpdate{ID: "PINC", Status: new(test.status)})
				if (err != nil) != test.fails || err == nil && (len(incidents) != 1 || incidents[0].ID != "PINC") {
					t.Errorf("got %v, %v", incidents, err)
				}
				if refused := name == "refused"; test.fails && errors.Is(err, pagerduty.ErrUndecided) == refused {
					t.Errorf("error %v", err)
				}
				sent.expect(t, test.sent...)
			})
		})
	}
}

// A retry of several updates sends only those that are not applied.
func TestOnlyWhatIsLeftIsRepeated(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		left := 2
		client, sent := newClient(t, everywhere(func(request *http.Request) (*http.Response, error) {
			switch {
			case request.Method == http.MethodPut:
				if left--; left == 1 {
					return answer(502, "")(request)
				}
				return answer(200, `{"incidents":[{"id":"PTWO","status":"resolved"}]}`)(request)
			case strings.HasSuffix(request.URL.Path, "PONE"):
				return answer(200, `{"incident":{"id":"PONE","status":"resolved","title":"x"}}`)(request)
			}
			return answer(200, `{"incident":{"id":"PTWO","status":"triggered","title":"x"}}`)(request)
		}), pagerduty.WithFrom(testEmail))
		resolve := func(id string) pagerduty.IncidentUpdate {
			return pagerduty.IncidentUpdate{ID: id, Status: new(pagerduty.StatusResolved), Title: new("x")}
		}
		incidents, err := client.Incidents.Update(t.Context(), resolve("PONE"), resolve("PTWO"))
		if err != nil || len(incidents) != 2 || incidents[0].ID != "PONE" || incidents[1].ID != "PTWO" {
			t.Fatalf("got %v, %v", incidents, err)
		}
		requests := sent.requests()
		if last := requests[len(requests)-1].Body; strings.Contains(last, "PONE") || !strings.Contains(last, `"id":"PTWO"`) {
			t.Errorf("repeated %s", last)
		}
	})
}

// If an incident has its new status but not another change, only that is retried.
func TestWhatStandsBesideTheStatusIsComparedToo(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]pagerduty.IncidentUpdate{
		"priority": {PriorityID: new("PP1")}, "title": {Title: new("y")}, "urgency": {Urgency: new(pagerduty.UrgencyHigh)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, sent := newClient(t, inTurn(t, answer(504, ""),
					answer(200, `{"incident":{"id":"PINC","status":"resolved","title":"x","urgency":"low","priority":{"id":"PP2"}}}`), answer(200, everyRoot)),
					pagerduty.WithFrom(testEmail))
				change.ID, change.Status = "PINC", new(pagerduty.StatusResolved)
				if _, err := client.Incidents.Update(t.Context(), change); err != nil {
					t.Fatal(err)
				}
				sent.expect(t, "PUT /incidents", "GET /incidents/PINC", "PUT /incidents")
				if last := sent.requests()[2].Body; strings.Contains(last, `"status"`) {
					t.Errorf("repeated %s", last)
				}
			})
		})
	}
}

// A request that notifies people is sent only if there is time for its answer.
func TestWhatPagesIsNotSentTooLate(t *testing.T) {
	t.Parallel()
	slow := func(delay time.Duration, respond httpmock.Responder) http.RoundTripper {
		return roundTripper(func(request *http.Request) (*http.Response, error) {
			select {
			case <-time.After(delay):
				return respond(request)
			case <-request.Context().Done():
				return nil, request.Context().Err()
			}
		})
	}
	for name, test := range map[string]struct {
		latency, limit time.Duration
		call           func(context.Context, *pagerduty.Client) error
		sent           bool
	}{
		"enough time":               {8 * time.Second, 45 * time.Second, escalate, true},
		"less than a lookup took":   {25 * time.Second, 45 * time.Second, escalate, false},
		"no limit":                  {25 * time.Second, 0, escalate, true},
		"what does not page":        {25 * time.Second, 45 * time.Second, update, true},
		"an incident":               {25 * time.Second, 45 * time.Second, open, false},
		"a request for responders":  {25 * time.Second, 45 * time.Second, askForHelp, false},
		"an incident, with time":    {8 * time.Second, 45 * time.Second, open, true},
		"less than the least there": {0, 200 * time.Millisecond, escalate, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, sent := newClient(t, slow(test.latency, answer(200, everyRoot)), pagerduty.WithFrom(testEmail))
				ctx, watch := changes.ContextWithWatch(t.Context())
				if test.limit > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, test.limit)
					defer cancel()
				}
				if err := read(ctx, client); err != nil {
					t.Fatal(err)
				}
				err := test.call(ctx, client)
				if writes := sent.writes(); (len(writes) > 0) != test.sent {
					t.Errorf("sent %q", writes)
				}
				if !test.sent && (!errors.Is(err, pagerduty.ErrTooLate) || errors.Is(err, pagerduty.ErrUndecided) || errors.Is(err, pagerduty.ErrUnreachable) || !watch.None()) {
					t.Errorf("error %v", err)
				}
			})
		})
	}
}

func open(ctx context.Context, c *pagerduty.Client) error {
	return second(c.Incidents.Create(ctx, pagerduty.NewIncident{Title: "x", ServiceID: "PSVC"}))
}

func askForHelp(ctx context.Context, c *pagerduty.Client) error {
	return second(c.Incidents.RequestResponders(ctx, "PINC", pagerduty.NewResponderRequest{RequesterID: "PADA", UserIDs: []string{"PBOB"}}))
}

// A batch with a change that notifies people is not retried, and its outcome is not guessed from the statuses.
func TestBatchThatPagesIsNotRepeated(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, sent := newClient(t, inTurn(t, answer(503, "")), pagerduty.WithFrom(testEmail))
		incidents, err := client.Incidents.Update(t.Context(),
			pagerduty.IncidentUpdate{ID: "PONE", Status: new(pagerduty.StatusAcknowledged)},
			pagerduty.IncidentUpdate{ID: "PTWO", AssigneeIDs: []string{"PADA"}})
		if incidents != nil || !errors.Is(err, pagerduty.ErrUndecided) {
			t.Errorf("got %v, %v", incidents, err)
		}
		sent.expect(t, "PUT /incidents")
	})
}

// A change that raises the urgency or reopens an incident may notify people, so it is not sent too late either.
func TestRiseAndReopeningAreNotSentTooLate(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]pagerduty.IncidentUpdate{
		"a rise":       {ID: "PINC", Urgency: new(pagerduty.UrgencyHigh)},
		"a reopening":  {ID: "PINC", Status: new(pagerduty.StatusAcknowledged), Reopens: true},
		"a retriggers": {ID: "PINC", Status: new(pagerduty.StatusTriggered)},
	} {
		client, sent := newClient(t, inTurn(t), pagerduty.WithFrom(testEmail))
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if _, err := client.Incidents.Update(ctx, change); !errors.Is(err, pagerduty.ErrTooLate) {
			t.Errorf("%s: error %v, sent %q", name, err, sent.lines())
		}
	}
}

// With an ended context nothing is sent, and the error shows that.
func TestNothingIsSentAfterTheEnd(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	client, sent := newClient(t, inTurn(t, answer(200, ada)))
	if _, err := client.Users.Acting(ctx); err != nil {
		t.Fatal(err)
	}
	cancel()
	for _, call := range []func(context.Context, *pagerduty.Client) error{update, addNote, escalate} {
		if err := call(ctx, client); !errors.Is(err, context.Canceled) || errors.Is(err, pagerduty.ErrUndecided) {
			t.Errorf("error %v", err)
		}
	}
	sent.expect(t, "GET /users/me")
}

func TestStatusThatChangedIsTyped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, _ := newClient(t, inTurn(t, answer(504, ""), incidentNow("resolved")), pagerduty.WithFrom(testEmail))
		_, err := client.Incidents.Update(t.Context(), pagerduty.IncidentUpdate{ID: "PINC", Status: new(pagerduty.StatusAcknowledged)})
		changed, ok := errors.AsType[*pagerduty.StatusChangedError](err)
		if !ok || changed.Incident.ID != "PINC" || changed.Wanted != pagerduty.StatusAcknowledged || !errors.Is(err, pagerduty.ErrUndecided) || !strings.Contains(err.Error(), "was not repeated") {
			t.Errorf("error %v", err)
		}
	})
}

// The cause of an ended context may be another request's failure to connect. It does not mean that this request was not sent.
func TestCauseOfAnEndedContextIsNotTheRequests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, _ := newClient(t, roundTripper(func(request *http.Request) (*http.Response, error) {
			<-request.Context().Done()
			return nil, context.Cause(request.Context())
		}), pagerduty.WithFrom(testEmail))
		ctx, cancel := context.WithCancelCause(t.Context())
		_, err := refused(nil)
		time.AfterFunc(time.Millisecond, func() { cancel(err) })
		if err := addNote(ctx, client); !errors.Is(err, pagerduty.ErrUndecided) {
			t.Errorf("error %v, want that it is not known whether the note was written", err)
		}
	})
}

// The look at many incidents after an unknown outcome ends at its first failure.
func TestLookAtManyIncidentsEndsAtTheFirstFailure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, sent := newClient(t, everywhere(answer(503, "")), pagerduty.WithFrom(testEmail))
		var updates []pagerduty.IncidentUpdate
		for i := range 200 {
			updates = append(updates, pagerduty.IncidentUpdate{ID: fmt.Sprintf("PINC%d", i), Status: new(pagerduty.StatusResolved)})
		}
		start := time.Now()
		_, err := client.Incidents.Update(t.Context(), updates...)
		if !errors.Is(err, pagerduty.ErrUndecided) || !errors.Is(err, pagerduty.ErrUnavailable) {
			t.Errorf("error %v", err)
		}
		if took := time.Since(start); took > 45*time.Second || len(sent.requests()) > 60 {
			t.Errorf("%d requests in %v", len(sent.requests()), took)
		}
	})
}
