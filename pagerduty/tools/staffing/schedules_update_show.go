package staffing

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// updatedSchedule is a schedule after a change: its next two weeks, and whose turns the change affects.
type updatedSchedule struct {
	scheduleSettings
	Kind schedule.Kind `json:"kind"`
	view.Change
	Gains []turnView `json:"gains,omitempty"`
	Loses []turnView `json:"loses,omitempty"`
	*outlook
	HTMLURL string   `json:"html_url,omitzero"`
	Notes   []string `json:"notes,omitempty"`
}

// scheduleSettings are what an update changes beside the rotations.
type scheduleSettings struct {
	ID                 string           `json:"id"`
	Name               string           `json:"name,omitzero"`
	TimeZone           string           `json:"time_zone,omitzero"`
	Description        string           `json:"description,omitzero"`
	Teams              []view.Reference `json:"teams,omitempty"`
	EscalationPolicies []view.Reference `json:"escalation_policies,omitempty"`
}

func settingsOf(s *schedule.Schedule) scheduleSettings {
	return scheduleSettings{s.ID, s.Name, s.TimeZone, s.Description, view.References(s.Teams), view.References(s.EscalationPolicies)}
}

// showUpdated reads a schedule again after a change, and compares it with before. The change is a success even if it cannot be read.
func (p *schedulePlan) showUpdated(ctx context.Context, lookup *schedule.Lookup, before *schedule.Schedule, window oncall.Window, in updateScheduleInput) *updatedSchedule {
	shown := &updatedSchedule{scheduleSettings: settingsOf(before), Kind: p.kind, HTMLURL: before.HTMLURL}
	after, err := lookup.Again(ctx, pagerduty.ScheduleWindow{Since: window.Since, Until: window.Until})
	names := before.Names()
	maps.Copy(names, p.names())
	turns := oncall.Cut(before.Turns(), oncall.Window{Since: window.Since, Until: p.start()}) // these end then
	turns = append(turns, p.turns(window)...)
	if err == nil {
		maps.Copy(names, after.Names())
		turns, shown.scheduleSettings = after.Turns(), settingsOf(after)
		shown.Change = view.Changes(settingsOf(before), shown.scheduleSettings, "name", "time_zone", "description", "teams")
	} else {
		shown.Notes = append(shown.Notes, "The schedule was changed, but could not be read again: what follows is computed, without overrides.")
		if in.Rotations == nil {
			turns = before.Turns()
			shown.Notes[0] = "The schedule was changed, but could not be read again: what follows is as it was before."
		}
	}
	if in.Rotations != nil {
		shown.addRotations(before)
	}
	if in.TimeZone != nil && in.Rotations == nil {
		shown.Notes = append(shown.Notes, p.keptZones(before)...)
	}
	if in.duties() > 0 {
		window = sinceInForce(turns, window)
		outlook, notes := newOutlook(turns, window, p.zone, names)
		shown.outlook = outlook
		shown.compare(before.Turns(), turns, window, p.zone, names)
		shown.Notes = slices.Concat(shown.Notes, p.rotationsPlan.notes, notes)
	}
	shown.Notes = append(shown.Notes, shown.Unchanged("schedule")...)
	return shown
}

// sinceInForce returns the window without the moments in which the change was made: PagerDuty ends former turns by its own clock.
func sinceInForce(turns []oncall.Turn, window oncall.Window) oncall.Window {
	latest := window.Since.Add(time.Minute)
	for _, turn := range turns {
		if turn.End.After(window.Since) && turn.End.Before(latest) {
			window.Since = turn.End.In(window.Since.Location())
		}
	}
	return window
}

// keptZones returns a note on the zones of shifts that a new zone of the schedule does not change: each event has its own.
func (p *schedulePlan) keptZones(before *schedule.Schedule) []string {
	if before.Shifts == nil {
		return nil
	}
	var zones []string
	for _, r := range before.Shifts.Rotations {
		for _, event := range r.Events {
			ended := !event.EffectiveUntil.IsZero() && !event.EffectiveUntil.After(p.now)
			if zone := event.Start.TimeZone; !ended && zone != p.zoneName && zone != "" && !slices.Contains(zones, zone) {
				zones = append(zones, zone)
			}
		}
	}
	if zones == nil {
		return nil
	}
	return []string{fmt.Sprintf("The shifts keep %s hours; give rotations to move them.", strings.Join(zones, " and "))}
}

// addRotations adds the former rotations to the change.
func (v *updatedSchedule) addRotations(before *schedule.Schedule) {
	v.Changed = append(v.Changed, "rotations")
	if former := formerRotations(before); former != nil {
		if v.Before == nil {
			v.Before = map[string]any{}
		}
		v.Before["rotations"] = former
	}
}

// compare sets who gains and who loses turns.
func (v *updatedSchedule) compare(before, after []oncall.Turn, window oncall.Window, zone *time.Location, names map[string]string) {
	gained, lost := oncall.Difference(oncall.Cut(before, window), oncall.Cut(after, window))
	v.Gains, v.Loses = showTurns(gained, zone, names), showTurns(lost, zone, names)
	if v.Gains == nil && v.Loses == nil {
		v.Notes = append(v.Notes, "Nobody gains or loses a turn in this time.")
	}
	for name, turns := range map[string]*[]turnView{"gains": &v.Gains, "loses": &v.Loses} {
		if left := len(*turns) - maxTurns; left > 0 {
			*turns = (*turns)[:maxTurns]
			v.Notes = append(v.Notes, fmt.Sprintf("%d later turns are left out of %s.", left, name))
		}
	}
}
