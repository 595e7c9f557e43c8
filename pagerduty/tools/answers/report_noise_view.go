package answers

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// noiseReport is the result of report_noise.
type noiseReport struct {
	*noiseCounts                // nil if no incident could be read
	Services      []noiseRow    `json:"services,omitempty"`
	OtherServices *noiseRest    `json:"other_services,omitzero"`
	Kinds         []noiseRow    `json:"kinds,omitempty"`
	OtherKinds    *noiseRest    `json:"other_kinds,omitzero"`
	Pauses        []pauseRow    `json:"pauses,omitempty"`
	Groupings     []groupingRow `json:"groupings,omitempty"`
	Night         string        `json:"night"`
	Source        string        `json:"source"`
	basis
}

// noiseCounts are counts of incidents. Those that are 0 are left out.
type noiseCounts struct {
	Incidents           int    `json:"incidents"`
	Open                int    `json:"open,omitzero"`
	ByThemselves        int    `json:"resolved_by_themselves,omitzero"`
	Within5m            int    `json:"resolved_by_themselves_within_5m,omitzero"`
	Repeated            int    `json:"repeated,omitzero"`
	LogKnown            *int   `json:"log_read_of,omitzero"` // number of incidents behind what follows, if it is not all
	NeverAcknowledged   int    `json:"never_acknowledged,omitzero"`
	AtNight             int    `json:"at_night,omitzero"`
	MedianToAcknowledge string `json:"median_to_acknowledge,omitzero"`
	MedianToResolve     string `json:"median_to_resolve,omitzero"`
}

// noiseRow counts the incidents of a service, or of a kind on a service.
type noiseRow struct {
	Service *view.Reference `json:"service,omitzero"`
	Kind    string          `json:"kind,omitzero"`
	On      string          `json:"service_id,omitzero"` // of a kind
	Latest  string          `json:"latest_incident_id"`
	Share   string          `json:"share"`
	noiseCounts
}

// noiseRest sums up the rows that are not shown.
type noiseRest struct {
	Count     int    `json:"count"`
	Incidents int    `json:"incidents"`
	Share     string `json:"share"`
}

// pauseRow is what a pause before notifications would have saved.
type pauseRow struct {
	Pause   string `json:"pause"`
	Saved   int    `json:"incidents_saved"`
	AtNight *int   `json:"saved_at_night,omitzero"`
	Delayed int    `json:"incidents_delayed"`
}

// groupingRow is what groupings would have saved on a service.
type groupingRow struct {
	ServiceID string   `json:"service_id"`
	Incidents int      `json:"sampled_incidents"`
	Alerts    int      `json:"sampled_alerts"`
	Saved     []string `json:"incidents_saved,omitempty"` // such as "time, 5m: 12"
	None      string   `json:"result,omitzero"`           // if no grouping would have saved any
}

// The numbers of rows in brief and in full.
const (
	briefServices, fullServices = 8, 100
	briefKinds, fullKinds       = 12, 100
	maxKind                     = 120 // characters
)

// report computes the result.
func (n *noiseReading) report(full bool) *noiseReport {
	all, services, kinds := oncall.CountNoise(n.incidents)
	report := &noiseReport{
		Pauses: showPauses(n.incidents, all.LogKnown > 0), Groupings: n.groupings(),
		Night:  "22:00 to 07:00, local time of the user to whom the incident was first assigned",
		Source: "incidents, log entries and alerts; no paid analytics",
	}
	if !n.incidentList.isUnread() {
		report.noiseCounts = new(showNoise(all))
	}
	serviceRows, kindRows := briefServices, briefKinds
	if full {
		serviceRows, kindRows = fullServices, fullKinds
	}
	report.Services, report.OtherServices = n.rows(services, serviceRows, all.Incidents)
	report.Kinds, report.OtherKinds = n.rows(kinds, kindRows, all.Incidents)
	report.NotKnown, report.LookedAt, report.Notes = n.notKnown, n.lookedAt(), n.notes(all)
	if len(report.Kinds) > 0 {
		report.Untrusted = []string{"kind"}
	}
	return report
}

func showNoise(n oncall.Noise) noiseCounts {
	shown := noiseCounts{
		Incidents: n.Incidents, Open: n.Open, ByThemselves: n.ByItself, Within5m: n.ByItselfSoon, Repeated: n.Repeated,
		NeverAcknowledged: n.NeverAcknowledged, AtNight: n.AtNight,
	}
	if n.Resolved > 0 {
		shown.MedianToResolve = view.Length(n.ToResolve)
	}
	if n.Acknowledged > 0 {
		shown.MedianToAcknowledge = view.Length(n.ToAcknowledge)
	}
	if n.LogKnown < n.Incidents {
		shown.LogKnown = new(n.LogKnown)
	}
	return shown
}

// rows returns the first most groups, and the sum of the others. In brief, a kind that occurred once is one of the others.
func (n *noiseReading) rows(groups []oncall.NoiseGroup, most, all int) (rows []noiseRow, rest *noiseRest) {
	for i, group := range groups {
		if i >= most || group.Kind != "" && group.Incidents == 1 && most == briefKinds {
			if rest == nil {
				rest = &noiseRest{}
			}
			rest.Count++
			rest.Incidents += group.Incidents
			rest.Share = percent(rest.Incidents, all)
			continue
		}
		row := noiseRow{Latest: group.LatestID, Share: percent(group.Incidents, all), noiseCounts: showNoise(group.Noise)}
		if group.Kind != "" {
			row.Kind, row.On = mcptools.Clean(group.Kind, maxKind), group.ServiceID
		} else if group.ServiceID != "" {
			row.Service = &view.Reference{ID: group.ServiceID, Name: n.serviceNames[group.ServiceID]}
		}
		rows = append(rows, row)
	}
	return rows, rest
}

func percent(part, all int) string {
	return fmt.Sprintf("%.1f%%", 100*float64(part)/float64(max(all, 1)))
}

// showPauses shows the pauses that PagerDuty offers.
func showPauses(incidents []oncall.NoiseIncident, nightKnown bool) (rows []pauseRow) {
	if len(incidents) == 0 {
		return nil
	}
	for _, saving := range oncall.ReplayPauses(incidents, 2*time.Minute, 3*time.Minute, 5*time.Minute, 10*time.Minute, 15*time.Minute) {
		row := pauseRow{Pause: fmt.Sprintf("%d s", saving.Pause/time.Second), Saved: saving.Saved, Delayed: saving.Delayed}
		if nightKnown {
			row.AtNight = new(saving.AtNight)
		}
		rows = append(rows, row)
	}
	return rows
}

// groupings replays the groupings over the sample.
func (n *noiseReading) groupings() (rows []groupingRow) {
	for _, sampled := range n.sample {
		if len(sampled.incidents) == 0 {
			continue
		}
		row := groupingRow{ServiceID: sampled.id, Incidents: len(sampled.incidents), Alerts: sampled.alerts}
		for _, g := range oncall.Groupings() {
			if saved := oncall.ReplayGrouping(sampled.incidents, g); saved > 0 {
				row.Saved = append(row.Saved, fmt.Sprintf("%s, %s: %d", g.By, view.Duration(g.Window), saved))
			}
		}
		if row.Saved == nil {
			row.None = "no grouping would have saved an incident"
		}
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b groupingRow) int {
		return cmp.Or(b.Incidents-a.Incidents, cmp.Compare(a.ServiceID, b.ServiceID))
	})
	return rows
}

func (n *noiseReading) lookedAt() []string {
	looked := []string{n.incidentList.lookedAt(), n.logList.lookedAt()}
	incidents, alerts := 0, 0
	for _, sampled := range n.sample {
		incidents, alerts = incidents+len(sampled.incidents), alerts+sampled.alerts
	}
	if incidents == 0 {
		return append(looked, "alerts: none")
	}
	return append(looked, fmt.Sprintf("alerts: %d, of a sample of %d of %d incidents (the latest ones of up to %d services with the most incidents)", alerts, incidents, len(n.incidents), sampledServices))
}

// zeroes returns what it means if a count is left out.
func zeroes(all oncall.Noise) string {
	if all.LogKnown < all.Incidents {
		return "Counts that are left out are 0. Those of acknowledgements and nights are of the incidents of log_read_of only."
	}
	return "Counts that are left out are 0."
}

// notes defines the counts.
func (n *noiseReading) notes(all oncall.Noise) []string {
	if n.incidentList.isUnread() {
		return []string{"There are no counts, since the incidents could not be read."}
	}
	notes := []string{
		zeroes(all),
		"resolved_by_themselves: by the integration or a timeout, and not by a person.",
		"repeated: within 24 hours after an incident of the same kind on the same service.",
		"at_night: of high urgency. never_acknowledged: without merged incidents.",
		"pauses: counted over all incidents. An incident is saved if it resolved by itself within the pause.",
		"groupings: replayed over the alerts of the sample only. An incident is saved if its first alert would have joined an earlier open incident of its service.",
	}
	if n.cutAlerts > 0 {
		notes = append(notes, fmt.Sprintf("groupings: of the alerts of %d incidents only the first %d were read.", n.cutAlerts, sampledAlerts))
	}
	if all.NightUnknown > 0 {
		notes = append(notes, fmt.Sprintf("at_night leaves out %d incidents: the time zone of their assignee is not known.", all.NightUnknown))
	}
	if len(n.incidentList.missing) > 0 {
		notes = append(notes, fmt.Sprintf("The counts cover only the %d incidents that could be read.", all.Incidents))
		if len(n.incidentList.missing) == 1 && all.Incidents > 0 {
			notes = append(notes, "These are all since "+n.clock.show(n.incidentList.missing[0].until)+".")
		}
	}
	return notes
}
