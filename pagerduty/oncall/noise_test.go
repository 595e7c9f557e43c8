package oncall_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
)

func noon() time.Time { return time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC) }

// someIncidents returns incidents of a few services and kinds.
func someIncidents(random *rand.Rand, n int) []oncall.NoiseIncident {
	incidents := make([]oncall.NoiseIncident, 0, n)
	for i := range n {
		created := noon().Add(time.Duration(random.IntN(20*24*60)) * time.Minute)
		one := oncall.NoiseIncident{
			ID: fmt.Sprintf("Q%03d", i), ServiceID: fmt.Sprintf("PS%d", random.IntN(4)), Kind: fmt.Sprintf("kind %d", random.IntN(5)),
			High: random.IntN(3) > 0, Created: created, Night: random.IntN(3) == 0, LogKnown: random.IntN(10) > 0,
		}
		if random.IntN(5) > 0 {
			one.Resolved = created.Add(time.Duration(random.IntN(1200)) * time.Second)
			one.Merged = random.IntN(8) == 0
			one.ByItself = !one.Merged && random.IntN(2) == 0
		}
		if one.LogKnown && random.IntN(2) == 0 {
			one.Acknowledged = created.Add(time.Duration(random.IntN(600)) * time.Second)
		}
		one.Night = one.Night && one.LogKnown
		incidents = append(incidents, one)
	}
	return incidents
}

// plainNoise counts by going through all incidents for each number.
func plainNoise(all []oncall.NoiseIncident, in func(oncall.NoiseIncident) bool) oncall.Noise {
	number := func(is func(oncall.NoiseIncident) bool) (n int) {
		for _, i := range all {
			if in(i) && is(i) {
				n++
			}
		}
		return n
	}
	var toAcknowledge, toResolve []time.Duration
	for _, i := range all {
		if in(i) && i.LogKnown && !i.Acknowledged.IsZero() {
			toAcknowledge = append(toAcknowledge, i.Acknowledged.Sub(i.Created))
		}
		if in(i) && !i.Resolved.IsZero() && !i.Merged {
			toResolve = append(toResolve, i.Resolved.Sub(i.Created))
		}
	}
	return oncall.Noise{
		Incidents:    number(func(oncall.NoiseIncident) bool { return true }),
		Open:         number(func(i oncall.NoiseIncident) bool { return i.Resolved.IsZero() }),
		ByItself:     number(func(i oncall.NoiseIncident) bool { return i.ByItself }),
		ByItselfSoon: number(func(i oncall.NoiseIncident) bool { return i.ByItself && i.Resolved.Sub(i.Created) <= 5*time.Minute }),
		Repeated: number(func(i oncall.NoiseIncident) bool {
			return slices.ContainsFunc(all, func(o oncall.NoiseIncident) bool {
				earlier := o.Created.Before(i.Created) || o.Created.Equal(i.Created) && o.ID < i.ID
				return earlier && o.ServiceID == i.ServiceID && o.Kind == i.Kind && i.Created.Sub(o.Created) <= 24*time.Hour
			})
		}),
		LogKnown:          number(func(i oncall.NoiseIncident) bool { return i.LogKnown }),
		NeverAcknowledged: number(func(i oncall.NoiseIncident) bool { return i.LogKnown && i.Acknowledged.IsZero() && !i.Merged }),
		AtNight:           number(func(i oncall.NoiseIncident) bool { return i.LogKnown && i.Night && i.High }),
		Acknowledged:      len(toAcknowledge), ToAcknowledge: plainMedian(toAcknowledge), Resolved: len(toResolve), ToResolve: plainMedian(toResolve),
	}
}

// plainMedian returns the smallest value that at least half of the values do not exceed.
func plainMedian(values []time.Duration) time.Duration {
	best := time.Duration(-1)
	for _, candidate := range values {
		atMost := 0
		for _, v := range values {
			if v <= candidate {
				atMost++
			}
		}
		if 2*atMost >= len(values) && (best < 0 || candidate < best) {
			best = candidate
		}
	}
	return max(best, 0)
}

func TestCountNoise(t *testing.T) {
	t.Parallel()
	for seed := range uint64(50) {
		incidents := someIncidents(rand.New(rand.NewPCG(seed, 1)), int(seed)*6)
		oncall.MarkRepeated(incidents)
		all, services, kinds := oncall.CountNoise(incidents)
		expectNoise(t, "all", all, plainNoise(incidents, func(oncall.NoiseIncident) bool { return true }))
		sum, latest := 0, map[string]string{}
		for _, i := range incidents {
			latest[i.ServiceID] = i.ID
		}
		for _, group := range services {
			expectNoise(t, group.ServiceID, group.Noise, plainNoise(incidents, func(i oncall.NoiseIncident) bool { return i.ServiceID == group.ServiceID }))
			if group.LatestID != latest[group.ServiceID] {
				t.Errorf("the latest of %s is %s, want %s", group.ServiceID, group.LatestID, latest[group.ServiceID])
			}
		}
		for _, group := range kinds {
			sum += group.Incidents
			expectNoise(t, group.ServiceID+group.Kind, group.Noise, plainNoise(incidents, func(i oncall.NoiseIncident) bool { return i.ServiceID == group.ServiceID && i.Kind == group.Kind }))
		}
		if sum != len(incidents) || !slices.IsSortedFunc(kinds, func(a, b oncall.NoiseGroup) int { return b.Incidents - a.Incidents }) {
			t.Errorf("the kinds have %d of %d incidents: %v", sum, len(incidents), kinds)
		}
		for _, saving := range oncall.ReplayPauses(incidents, 0, 5*time.Minute, time.Hour) {
			expectPause(t, incidents, saving)
		}
	}
}

func expectNoise(t *testing.T, name string, got, want oncall.Noise) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: %+v, want %+v", name, got, want)
	}
}

func expectPause(t *testing.T, incidents []oncall.NoiseIncident, got oncall.PauseSaving) {
	t.Helper()
	saved := slices.DeleteFunc(slices.Clone(incidents), func(i oncall.NoiseIncident) bool { return !i.ByItself || i.Resolved.After(i.Created.Add(got.Pause)) })
	night := slices.DeleteFunc(slices.Clone(saved), func(i oncall.NoiseIncident) bool { return !i.Night || !i.High })
	if got.Saved != len(saved) || got.AtNight != len(night) || got.Delayed != len(incidents)-len(saved) {
		t.Errorf("%+v, want %d and %d of %d", got, len(saved), len(night), len(incidents))
	}
}

// What an incident and its log say, whatever the order of the entries.
func TestHistories(t *testing.T) {
	t.Parallel()
	at := func(minutes int) pagerduty.Time {
		return pagerduty.Time{Time: noon().Add(time.Duration(minutes) * time.Minute)}
	}
	is := pagerduty.Reference{ID: "Q1"}
	users := func(ids ...string) (users []pagerduty.Reference) {
		for _, id := range ids {
			users = append(users, pagerduty.Reference{ID: id})
		}
		return users
	}
	entries := []pagerduty.LogEntry{
		{Type: "trigger_log_entry", CreatedAt: at(0), Incident: is},
		{Type: "assign_log_entry", CreatedAt: at(0), Incident: is, Assignees: users("PU2", "PU1")},
		{Type: "acknowledge_log_entry", CreatedAt: at(7), Incident: is},
		{Type: "unacknowledge_log_entry", CreatedAt: at(37), Incident: is},
		{Type: "assign_log_entry", CreatedAt: at(38), Incident: is, Assignees: users("PU3")},
		{Type: "acknowledge_log_entry", CreatedAt: at(40), Incident: is},
		{Type: "acknowledge_log_entry", CreatedAt: at(1)}, // of no incident
		{Type: "trigger_log_entry", CreatedAt: at(3), Incident: pagerduty.Reference{ID: "Q2"}},
	}
	for seed := range uint64(20) {
		rand.New(rand.NewPCG(seed, 2)).Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
		histories := oncall.Histories{}
		for _, entry := range entries {
			histories.Add(entry)
		}
		first := histories["Q1"]
		if len(histories) != 2 || !first.Acknowledged.Equal(at(7).Time) || !slices.Equal(first.FirstUsers, []string{"PU1", "PU2"}) || !histories["Q2"].Acknowledged.IsZero() {
			t.Fatalf("%v: %+v", slices.Sorted(maps.Keys(histories)), first)
		}
	}
}

func TestNoiseIncidents(t *testing.T) {
	t.Parallel()
	at := func(minutes int) pagerduty.Time {
		return pagerduty.Time{Time: noon().Add(time.Duration(minutes) * time.Minute)}
	}
	user, service := &pagerduty.Reference{Type: "user_reference"}, &pagerduty.Reference{Type: "service_reference"}
	for name, test := range map[string]struct {
		incident       pagerduty.Incident
		byItself, open bool
	}{
		"by a person":            {pagerduty.Incident{Status: "resolved", ResolvedAt: at(9), LastStatusChangeBy: user}, false, false},
		"by a service":           {pagerduty.Incident{Status: "resolved", ResolvedAt: at(9), LastStatusChangeBy: service}, true, false},
		"nobody knows":           {pagerduty.Incident{Status: "resolved", ResolvedAt: at(9)}, false, false},
		"merged":                 {pagerduty.Incident{Status: "resolved", ResolvedAt: at(9), LastStatusChangeBy: service, ResolveReason: &pagerduty.ResolveReason{}}, false, false},
		"without its resolution": {pagerduty.Incident{Status: "resolved", LastStatusChangeAt: at(9), LastStatusChangeBy: service}, true, false},
		"acknowledged":           {pagerduty.Incident{Status: "acknowledged", LastStatusChangeAt: at(9), LastStatusChangeBy: user}, false, true},
		"triggered by a service": {pagerduty.Incident{Status: "triggered", LastStatusChangeAt: at(0), LastStatusChangeBy: service}, false, true},
	} {
		test.incident.CreatedAt = at(0)
		got := oncall.NewNoiseIncident(test.incident)
		if got.ByItself != test.byItself || got.Resolved.IsZero() != test.open || !test.open && !got.Resolved.Equal(at(9).Time) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	night := oncall.NewNoiseIncident(pagerduty.Incident{CreatedAt: at(11 * 60)}) // 23:00
	night.AddHistory(&oncall.History{FirstUsers: []string{"PU1", "PU2"}}, func(id string) *time.Location { return time.FixedZone(id, map[string]int{"PU2": -12 * 3600}[id]) })
	day := oncall.NewNoiseIncident(pagerduty.Incident{CreatedAt: at(11 * 60), Urgency: "low"})
	day.AddHistory(&oncall.History{FirstUsers: []string{"PU2"}}, func(string) *time.Location { return time.FixedZone("", -12*3600) })
	lost := oncall.NewNoiseIncident(pagerduty.Incident{CreatedAt: at(11 * 60)})
	lost.AddHistory(&oncall.History{FirstUsers: []string{"PU1"}}, func(string) *time.Location { return nil })
	if all, _, _ := oncall.CountNoise([]oncall.NoiseIncident{lost}); lost.Night || all.AtNight != 0 || all.NightUnknown != 1 || night.NightUnknown {
		t.Errorf("without a time zone: %+v", lost)
	}
	if !night.Night || !night.High || day.Night || day.High {
		t.Errorf("night: %+v, day: %+v", night, day)
	}
}
