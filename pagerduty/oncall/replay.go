package oncall

import (
	"cmp"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// ReplayedIncident is an incident of a service with its alerts, for ReplayGrouping.
type ReplayedIncident struct {
	ID     string
	End    time.Time // zero if it is open
	Alerts []ReplayedAlert
}

// ReplayedAlert is what groupings know about an alert.
type ReplayedAlert struct {
	At                                time.Time
	Summary, Source, Component, Class string
}

// NewReplayedAlert returns what groupings know about an alert.
func NewReplayedAlert(a pagerduty.Alert) ReplayedAlert {
	shown := ReplayedAlert{At: a.CreatedAt.Time, Summary: a.Summary}
	if event := a.Body.CEFDetails; event != nil {
		shown.Source, shown.Component, shown.Class = event.SourceOrigin, event.SourceComponent, event.EventClass
	}
	return shown
}

// Grouping is a way to group alerts into incidents.
type Grouping struct {
	By     string // time, or what the alerts have in common
	Window time.Duration
	field  func(ReplayedAlert) string // nil for grouping by time
}

// Groupings returns the groupings that ReplayGrouping can replay. Grouping by time counts its window from the first alert; the others count
// it from the latest alert that has the same value.
func Groupings() []Grouping {
	return []Grouping{
		{"time", 5 * time.Minute, nil},
		{"time", time.Hour, nil},
		{"same summary", time.Hour, func(a ReplayedAlert) string { return a.Summary }},
		{"summary of the same kind", time.Hour, func(a ReplayedAlert) string { return Kind(a.Summary) }},
		{"same source", time.Hour, func(a ReplayedAlert) string { return a.Source }},
		{"same component", time.Hour, func(a ReplayedAlert) string { return a.Component }},
		{"same class", time.Hour, func(a ReplayedAlert) string { return a.Class }},
	}
}

// replayedGroup is an incident of the replay.
type replayedGroup struct {
	start time.Time
	last  map[string]time.Time // the latest alert, by the value of the field
	end   time.Time            // the latest end of the incidents that went into it
	open  bool                 // one of them is open
}

// ReplayGrouping returns how many of a service's incidents would not have been opened with a grouping, because their first alert would
// have joined an earlier incident. It keeps together what was grouped.
func ReplayGrouping(incidents []ReplayedIncident, g Grouping) (saved int) {
	type event struct {
		incident int
		alert    ReplayedAlert
	}
	var events []event
	for i, incident := range incidents {
		for _, alert := range incident.Alerts {
			events = append(events, event{i, alert})
		}
	}
	slices.SortStableFunc(events, func(a, b event) int {
		return cmp.Or(a.alert.At.Compare(b.alert.At), cmp.Compare(incidents[a.incident].ID, incidents[b.incident].ID))
	})
	var groups []*replayedGroup
	of := map[int]*replayedGroup{}
	for _, e := range events {
		group := of[e.incident]
		if group == nil {
			if group = g.find(groups, e.alert); group != nil {
				saved++
			} else {
				group = &replayedGroup{start: e.alert.At, last: map[string]time.Time{}}
				groups = append(groups, group)
			}
			of[e.incident] = group
			group.join(incidents[e.incident])
		}
		group.last[g.value(e.alert)] = e.alert.At
	}
	return saved
}

func (g Grouping) value(a ReplayedAlert) string {
	if g.field == nil {
		return ""
	}
	return g.field(a)
}

// find returns the latest group that takes an alert; nil if none does.
func (g Grouping) find(groups []*replayedGroup, a ReplayedAlert) *replayedGroup {
	value := g.value(a)
	for _, group := range slices.Backward(groups) {
		if !group.open && group.end.Before(a.At) {
			continue
		}
		since := group.start
		if g.field != nil {
			last, has := group.last[value]
			if value == "" || !has {
				continue
			}
			since = last
		}
		if a.At.Sub(since) <= g.Window {
			return group
		}
	}
	return nil
}

func (r *replayedGroup) join(i ReplayedIncident) {
	r.open = r.open || i.End.IsZero()
	if i.End.After(r.end) {
		r.end = i.End
	}
}

// SampleNoise returns the incidents whose alerts to replay: the latest ones of the services with the most incidents, of at most services
// services and at most incidents in all. Neighbours in time are kept together, since only they could have been grouped. The incidents are in
// the order of MarkRepeated.
func SampleNoise(incidents []NoiseIncident, services, most int) map[string][]NoiseIncident {
	_, groups, _ := CountNoise(incidents)
	groups = groups[:min(len(groups), services)]
	sample := map[string][]NoiseIncident{}
	for n, group := range slices.Backward(groups) { // the smallest first, so that the larger ones get what it leaves
		share := most / (n + 1)
		var all []NoiseIncident
		for _, i := range slices.Backward(incidents) {
			if i.ServiceID == group.ServiceID && len(all) < share {
				all = append(all, i)
			}
		}
		sample[group.ServiceID] = all
		most -= len(all)
	}
	return sample
}
