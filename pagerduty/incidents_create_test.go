package pagerduty_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

const (
	created      = `{"incident":{"id":"PNEW","status":"triggered"}}`
	duplicate    = `{"error":{"message":"Arguments Caused Error","code":2001,"errors":["Open incident already exists on this service with the same incident_key"]}}`
	openIncident = `{"incidents":[{"id":"POPEN","status":"triggered","created_at":"2000-01-01T00:00:01Z"}]}` // synctest's clock starts in 2000
	oldIncident  = `{"incidents":[{"id":"POPEN","status":"triggered","created_at":"1999-12-31T09:00:00Z"}]}`
	lookup       = "GET /incidents?date_range=all&incident_key=disk-7&limit=1&service_ids[]=PSVC&statuses[]=triggered&statuses[]=acknowledged"
)

func everyPartOfAnIncident() pagerduty.NewIncident {
	return pagerduty.NewIncident{
		Title: "Disk full", ServiceID: "PSVC", Urgency: pagerduty.UrgencyHigh, Details: "df says 100%", IncidentKey: "disk-7", PriorityID: "PPRIO",
		EscalationPolicyID: "PPOL", AssigneeID: "PADA", IncidentType: "major_incident",
		ConferenceBridge: &pagerduty.ConferenceBridge{URL: "https://meet.example.com/x"},
	}
}

func TestCreateBody(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		incident pagerduty.NewIncident
		want     string
	}{
		"least": {
			pagerduty.NewIncident{Title: "Disk full", ServiceID: "PSVC"},
			`{"incident":{"type":"incident","title":"Disk full","service":{"id":"PSVC","type":"service_reference"}}}`,
		},
		"everything": {
			everyPartOfAnIncident(),
			`{"incident":{"type":"incident","title":"Disk full","service":{"id":"PSVC","type":"service_reference"},"urgency":"high",` +
				`"body":{"type":"incident_body","details":"df says 100%"},"incident_key":"disk-7","priority":{"id":"PPRIO","type":"priority_reference"},` +
				`"escalation_policy":{"id":"PPOL","type":"escalation_policy_reference"},"assignments":[{"assignee":{"id":"PADA","type":"user_reference"}}],` +
				`"incident_type":{"name":"major_incident"},"conference_bridge":{"conference_url":"https://meet.example.com/x"}}}`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, sent := newClient(t, inTurn(t, answer(http.StatusCreated, created)), pagerduty.WithFrom(testEmail))
			incident, err := client.Incidents.Create(t.Context(), test.incident)
			if err != nil || incident.ID != "PNEW" || !incident.IsOpen() {
				t.Fatalf("got %v, %v", incident, err)
			}
			if got := sent.requests()[0].Body; got != test.want {
				t.Errorf("sent\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// After a failed request, an open incident with the key means success if this call created it, else an IncidentExistsError.
func TestCreateIsRepeatedOnlyWithAKey(t *testing.T) {
	t.Parallel()
	status := func(status int) httpmock.Responder { return answer(status, "") }
	yes, no := answer(http.StatusCreated, created), answer(http.StatusBadRequest, duplicate)
	found, none := answer(http.StatusOK, openIncident), answer(http.StatusOK, emptyIncidents)
	const post = "POST /incidents"
	tests := map[string]struct {
		withoutKey bool
		answers    []httpmock.Responder
		sent       []string
		id         string // id of the incident that Create returns; empty for an error
		exists     string // id of the incident in an IncidentExistsError
		is         error
	}{
		"500, then created":          {answers: []httpmock.Responder{status(500), yes}, sent: []string{post, post}, id: "PNEW"},
		"500, then duplicate":        {answers: []httpmock.Responder{status(500), no, found}, sent: []string{post, post, lookup}, id: "POPEN"},
		"no answer, then duplicate":  {answers: []httpmock.Responder{httpmock.ConnectionFailure, no, found}, sent: []string{post, post, lookup}, id: "POPEN"},
		"duplicate":                  {answers: []httpmock.Responder{no, found}, sent: []string{post, lookup}, exists: "POPEN", is: pagerduty.ErrInvalid},
		"429, then duplicate":        {answers: []httpmock.Responder{status(429), no, found}, sent: []string{post, post, lookup}, exists: "POPEN", is: pagerduty.ErrInvalid},
		"500, 429, then duplicate":   {answers: []httpmock.Responder{status(500), status(429), no, found}, sent: []string{post, post, post, lookup}, id: "POPEN"},
		"400 for another reason":     {answers: []httpmock.Responder{no, none}, sent: []string{post, lookup}, is: pagerduty.ErrInvalid},
		"lookup fails":               {answers: []httpmock.Responder{no, status(403)}, sent: []string{post, lookup}, is: pagerduty.ErrInvalid},
		"no key, 500":                {withoutKey: true, answers: []httpmock.Responder{status(500)}, sent: []string{post}, is: pagerduty.ErrUnavailable},
		"no key, no answer":          {withoutKey: true, answers: []httpmock.Responder{httpmock.ConnectionFailure}, sent: []string{post}, is: pagerduty.ErrUnreachable},
		"no key, 400":                {withoutKey: true, answers: []httpmock.Responder{no}, sent: []string{post}, is: pagerduty.ErrInvalid},
		"no key, 429, then created":  {withoutKey: true, answers: []httpmock.Responder{status(429), yes}, sent: []string{post, post}, id: "PNEW"},
		"key, 403":                   {answers: []httpmock.Responder{status(403)}, sent: []string{post}, is: pagerduty.ErrForbidden},
		"accepted, unreadable":       {withoutKey: true, answers: []httpmock.Responder{answer(201, "<html>")}, sent: []string{post}, is: pagerduty.ErrUndecided},
		"500, then an old duplicate": {answers: []httpmock.Responder{status(500), no, answer(http.StatusOK, oldIncident)}, sent: []string{post, post, lookup}, exists: "POPEN", is: pagerduty.ErrInvalid},
		"no connection, then old":    {answers: []httpmock.Responder{refused, no, found}, sent: []string{post, post, lookup}, exists: "POPEN", is: pagerduty.ErrInvalid},
		"accepted, then found":       {answers: []httpmock.Responder{answer(201, "<html>"), found}, sent: []string{post, lookup}, id: "POPEN"},
		"accepted, then not found":   {answers: []httpmock.Responder{answer(201, "<html>"), none}, sent: []string{post, lookup}, is: pagerduty.ErrUndecided},
		"accepted, with no incident": {answers: []httpmock.Responder{answer(201, `{"incident":null}`), none}, sent: []string{post, lookup}, is: pagerduty.ErrUndecided},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, sent := newClient(t, inTurn(t, test.answers...), pagerduty.WithFrom(testEmail))
				incident := everyPartOfAnIncident()
				if test.withoutKey {
					incident.IncidentKey = ""
				}
				got, err := client.Incidents.Create(t.Context(), incident)
				if (err == nil) != (test.id != "") || err == nil && got.ID != test.id || err != nil && got != nil {
					t.Errorf("got %v, %v; want incident %q", got, err, test.id)
				}
				if !errors.Is(err, test.is) {
					t.Errorf("error %v is not %v", err, test.is)
				}
				exists, ok := errors.AsType[*pagerduty.IncidentExistsError](err)
				if ok != (test.exists != "") || ok && exists.Incident.ID != test.exists {
					t.Errorf("error %v; want IncidentExistsError with %q", err, test.exists)
				}
				if ok && !strings.Contains(err.Error(), "incident POPEN with this key is open already") {
					t.Errorf("error says %q", err)
				}
				sent.expect(t, test.sent...)
				for _, request := range sent.requests() {
					if request.Method == http.MethodPost && request.Body != sent.requests()[0].Body {
						t.Errorf("the body changed from %s to %s", sent.requests()[0].Body, request.Body)
					}
				}
			})
		})
	}
}

// Create uses PagerDuty's clock to find out if it created an incident, so that it works even if this machine's clock is wrong.
func TestCreateWithAClockThatIsOff(t *testing.T) {
	t.Parallel()
	for _, ahead := range []time.Duration{-3 * time.Hour, -10 * time.Minute, 0, 10 * time.Minute, 3 * time.Hour} {
		for name, failure := range map[string]httpmock.Responder{"no answer": httpmock.ConnectionFailure, "cut": cutShort(201), "failed": answer(503, "")} {
			for age, isNew := range map[time.Duration]bool{0: true, 5 * time.Minute: false} {
				synctest.Test(t, func(t *testing.T) {
					theirs := func() time.Time { return time.Now().Add(ahead).UTC() }
					open := func(request *http.Request) (*http.Response, error) {
						body := `{"incidents":[{"id":"POPEN","status":"triggered","created_at":"` + theirs().Add(-age).Format(time.RFC3339) + `"}]}`
						return answer(200, body, "Date: "+theirs().Format(http.TimeFormat))(request)
					}
					// Only the answer to the lookup has a Date.
					client, _ := newClient(t, inTurn(t, failure, answer(http.StatusBadRequest, duplicate), open), pagerduty.WithFrom(testEmail))
					got, err := client.Incidents.Create(t.Context(), everyPartOfAnIncident())
					if _, exists := errors.AsType[*pagerduty.IncidentExistsError](err); exists == isNew || (err == nil) != isNew || isNew && got.ID != "POPEN" {
						t.Errorf("%s, PagerDuty's clock %s ahead, %s old: got %v, %v", name, ahead, age, got, err)
					}
				})
			}
		}
	}
}
