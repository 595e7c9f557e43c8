package answers

import (
	"context"
	"iter"
	"slices"
	"sync/atomic"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
)

// listIncidents prepares the list of incidents, newest first: if the time runs out, the latest ones are known.
func (n *noiseReading) listIncidents() {
	n.incidentList = &spanList[pagerduty.Incident]{
		name: "incidents",
		pages: func(ctx context.Context, s span) iter.Seq2[*pagerduty.Page[pagerduty.Incident], error] {
			return n.client.Incidents.Pages(ctx, pagerduty.ListIncidentsOptions{
				PageOptions: pagerduty.PageOptions{Total: true}, ServiceIDs: n.services, TeamIDs: n.teams,
				Since: s.since, Until: s.until, SortBy: []string{"created_at:desc"},
			})
		},
		at: func(i pagerduty.Incident) time.Time { return i.CreatedAt.Time },
		take: func(i pagerduty.Incident) {
			n.incidents = append(n.incidents, oncall.NewNoiseIncident(i))
			n.serviceNames[i.Service.ID] = i.Service.Label()
		},
	}
}

// listLog prepares the list of log entries, without notifications and notes. It cannot be filtered by service.
func (n *noiseReading) listLog() {
	n.logList = &spanList[pagerduty.LogEntry]{
		name: "log entries",
		pages: func(ctx context.Context, s span) iter.Seq2[*pagerduty.Page[pagerduty.LogEntry], error] {
			return n.client.LogEntries.Pages(ctx, pagerduty.ListAccountLogEntriesOptions{
				ListLogEntriesOptions: pagerduty.ListLogEntriesOptions{
					PageOptions: pagerduty.PageOptions{Total: true}, Since: s.since, Until: s.until, Overview: true,
				},
				TeamIDs: n.teams,
			})
		},
		at: func(e pagerduty.LogEntry) time.Time { return e.CreatedAt.Time },
		take: func(e pagerduty.LogEntry) {
			if len(n.services) == 0 || slices.Contains(n.services, e.Service.ID) {
				n.histories.Add(e)
			}
		},
	}
}

// addHistories adds the log to the incidents whose log was read. until is the end of the log.
func (n *noiseReading) addHistories(until time.Time) {
	var assigned []string
	for _, i := range n.incidents {
		if history := n.histories[i.ID]; history != nil {
			assigned = append(assigned, history.FirstUsers...)
		}
	}
	zones := zonesOf(n.users(n.client, assigned))
	for i := range n.incidents {
		incident := &n.incidents[i]
		end := incident.Resolved
		if end.IsZero() || end.After(until) {
			end = until
		}
		if n.logList.isRead(span{incident.Created, end}) {
			incident.AddHistory(n.histories[incident.ID], zones)
		}
	}
}

// takeSample chooses the incidents whose alerts are read.
func (n *noiseReading) takeSample() {
	for service, incidents := range oncall.SampleNoise(n.incidents, sampledServices, sampledIncidents) {
		sampled := sampledService{id: service}
		for _, i := range incidents {
			sampled.incidents = append(sampled.incidents, oncall.ReplayedIncident{ID: i.ID, End: i.Resolved})
		}
		n.sample = append(n.sample, sampled)
	}
}

// sampledAlerts is how many alerts of an incident are read: the first ones, since those decide whether it would have joined another.
const sampledAlerts = 100

// readAlerts reads the alerts of the sample.
func (n *noiseReading) readAlerts() {
	var incidents []*oncall.ReplayedIncident
	for _, sampled := range n.sample {
		for i := range sampled.incidents {
			incidents = append(incidents, &sampled.incidents[i])
		}
	}
	var cut atomic.Int64
	n.many("alerts", "incidents", len(incidents), func(ctx context.Context, i int) error {
		page, err := n.client.Incidents.Alerts(ctx, incidents[i].ID, pagerduty.ListAlertsOptions{
			PageOptions: pagerduty.PageOptions{PageSize: sampledAlerts}, SortBy: "created_at:asc",
		})
		if err != nil {
			return err
		}
		if page.More {
			cut.Add(1)
		}
		for _, alert := range page.Items {
			incidents[i].Alerts = append(incidents[i].Alerts, oncall.NewReplayedAlert(alert))
		}
		return nil
	})
	n.cutAlerts = int(cut.Load())
	for i := range n.sample {
		sampled := &n.sample[i]
		sampled.incidents = slices.DeleteFunc(sampled.incidents, func(i oncall.ReplayedIncident) bool { return len(i.Alerts) == 0 })
		for _, incident := range sampled.incidents {
			sampled.alerts += len(incident.Alerts)
		}
	}
}
