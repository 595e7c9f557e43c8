package pagerduty_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Analytics are paged by cursors in bodies. The answer names its last incident on the last page, too.
func TestEveryPageOfAnalyticsIsRead(t *testing.T) {
	t.Parallel()
	page := func(body string) string { return `{"first":"F","limit":1000,"data":[` + body + `}` }
	client, sent := newClient(t, inTurn(t,
		answer(http.StatusOK, page(`{"id":"QA","seconds_to_resolve":null,"seconds_to_first_ack":0}],"last":"two","more":true`)),
		answer(http.StatusOK, page(`{"id":"QA"},{"id":"QB","seconds_to_resolve":90}],"last":"three","more":false`))))
	options := pagerduty.AnalyticsIncidentsOptions{IncidentSelection: pagerduty.IncidentSelection{Since: since(), TeamIDs: []string{"PTEAM"}}}
	incidents, err := drain(client.Analytics.AllIncidents(t.Context(), options))
	if err != nil || len(incidents) != 2 || incidents[1].ID != "QB" || *incidents[1].SecondsToResolve != 90 {
		t.Fatalf("got %+v, %v", incidents, err)
	}
	if first := incidents[0]; first.SecondsToResolve != nil || first.SecondsToAcknowledge == nil {
		t.Errorf("an open incident, acknowledged at once: %+v", first)
	}
	const filters = `{"filters":{"created_at_start":"2026-03-01T09:00:00+01:00","team_ids":["PTEAM"]},"limit":1000`
	for i, body := range []string{filters + `}`, filters + `,"starting_after":"two"}`} {
		if got := sent.requests()[i]; got.Body != body || got.line() != "POST /analytics/raw/incidents" {
			t.Errorf("sent %s %s, want %s", got.line(), got.Body, body)
		}
	}
}

func TestAnalyticsPageSize(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, everywhere(answer(http.StatusOK, `{"data":[],"last":"x","more":false}`)))
	for size, legal := range map[int]bool{-1: false, 1000: true, 1001: false} {
		page, err := client.Analytics.Incidents(t.Context(), pagerduty.AnalyticsIncidentsOptions{PageSize: size})
		if legal != (err == nil) || !legal && !errors.Is(err, pagerduty.ErrInvalid) || legal && page.NextCursor != "" {
			t.Errorf("%d: %+v, %v", size, page, err)
		}
	}
	sent.expect(t, "POST /analytics/raw/incidents")
}

// A row may lack values, or have them as fractions. All zero is a row, too.
func TestMetricsAreReadLeniently(t *testing.T) {
	t.Parallel()
	client, _ := newClient(t, everywhere(answer(http.StatusOK, `{"data":[{"total_incident_count":0,"mean_seconds_to_resolve":null,"service_id":7},
		{"total_incident_count":3,"mean_seconds_to_resolve":12.5,"mean_seconds_to_engage":"long","total_interruptions":"many","service_id":"PSVC"}]}`)))
	rows, err := client.Analytics.IncidentMetricsByService(t.Context(), pagerduty.IncidentMetricsOptions{})
	if err != nil || len(rows) != 2 || rows[0].MeanSecondsToResolve != nil || *rows[1].MeanSecondsToResolve != 12.5 || rows[1].Incidents != 3 || rows[1].MeanSecondsToEngage != nil || rows[1].ServiceID != "PSVC" {
		t.Errorf("got %+v, %v", rows, err)
	}
}

// A failed read may be sent again: it changes nothing, although it is a POST.
func TestAnalyticsAreReadAgain(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, inTurn(t, answer(http.StatusBadGateway, ""), answer(http.StatusOK, `{"data":[]}`)), pagerduty.WithReadOnly())
	if rows, err := client.Analytics.ResponderMetrics(t.Context(), pagerduty.ResponderMetricsOptions{}); err != nil || len(rows) != 0 {
		t.Errorf("got %+v, %v", rows, err)
	}
	sent.expect(t, "POST /analytics/metrics/responders/all", "POST /analytics/metrics/responders/all")
}
