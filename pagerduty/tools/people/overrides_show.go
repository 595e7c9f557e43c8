package people

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

type overridesView struct {
	Schedule  view.Reference `json:"schedule"`
	TimeZone  string         `json:"time_zone,omitzero"`
	Created   int            `json:"created"`
	Refused   int            `json:"refused"`
	Unchanged int            `json:"unchanged,omitzero"`
	Unknown   int            `json:"unknown,omitzero"`
	Notes     []string       `json:"notes,omitempty"`
	Overrides []overrideView `json:"overrides"`
}

// overrideView is the outcome of one override.
type overrideView struct {
	Outcome string `json:"outcome"` // created, refused, unknown or unchanged; of shifts also created in part
	ID      string `json:"id,omitzero"`
	schedule.Shift
	Parts         []addedShift      `json:"parts,omitempty"` // several overrides, one for each shift that is replaced
	AddedShifts   []addedShift      `json:"added_shifts,omitempty"`
	Gaps          []schedule.Shift  `json:"gaps,omitempty"` // hours that were asked for and still have nobody on call
	Replaces      []schedule.Shift  `json:"replaces,omitempty"`
	AlreadyOnCall []schedule.Shift  `json:"already_on_call,omitempty"` // in this schedule, without the override
	AlsoOnCall    []schedule.OnCall `json:"also_on_call,omitempty"`    // outside this schedule
	Errors        []string          `json:"errors,omitempty"`
}

// showOverrides returns the outcome of each override and whom it replaces. It returns an error if PagerDuty refused all.
func (p *overridePlan) showOverrides(before scheduleSnapshot, existing []*pagerduty.Override, results []*pagerduty.OverrideResult) (*overridesView, error) {
	shown := &overridesView{Schedule: view.Reference{ID: before.schedule.ID, Name: before.schedule.Name}}
	location, err := when.Named("", cmp.Or(p.zone, before.schedule.TimeZone))
	if err == nil {
		shown.TimeZone = location.String()
	}
	var unknown []string // overrides of which it is unknown whom they replace
	for i, wanted := range p.overrides {
		if existing[i] != nil {
			shown.add(p.showExisting(i, *existing[i], location))
			continue
		}
		one := showOverride(wanted, results[i])
		if one.Outcome == "created" {
			others, own, known := before.shiftsDuring(wanted)
			one.Replaces, one.AlreadyOnCall = schedule.Shifts(inZone(location, others)), schedule.Shifts(inZone(location, own))
			one.AlsoOnCall = before.otherShiftsDuring(wanted)
			if !known {
				unknown = append(unknown, fmt.Sprintf("overrides[%d]", i))
			}
			before.apply(wanted, one.User)
		}
		one.Start, one.End = timeIn(location, wanted.Start), timeIn(location, wanted.End)
		shown.add(one)
	}
	if shown.Refused == len(p.overrides) {
		return nil, refusedOverrides(shown.Overrides)
	}
	shown.Notes = shown.notes(unknown)
	return shown, nil
}

// showExisting returns the outcome of an override that exists already, with the times of that one.
func (p *overridePlan) showExisting(i int, existing pagerduty.Override, location *time.Location) overrideView {
	return overrideView{Outcome: "unchanged", ID: existing.ID, Shift: schedule.Shift{
		Start: timeIn(location, existing.Start.Time), End: timeIn(location, existing.End.Time), User: &view.Reference{ID: existing.User.ID, Name: p.who[i].Name},
	}}
}

func (v *overridesView) notes(unknown []string) []string {
	var notes []string
	if v.Refused > 0 {
		notes = append(notes, fmt.Sprintf("%d of %d overrides failed: see their errors. Do not repeat the others.", v.Refused, len(v.Overrides)))
	}
	if v.Unknown > 0 {
		notes = append(notes, fmt.Sprintf("PagerDuty's response does not report the outcome of %d of %d overrides: check the schedule before you repeat any.", v.Unknown, len(v.Overrides)))
	}
	if len(unknown) > 0 {
		notes = append(notes, "Whom these overrides replace could not be read: "+strings.Join(unknown, ", ")+".")
	}
	return notes
}

// matchResults returns the result of each override; nil if it has none. The results are in the order of the overrides unless some are
// missing.
func matchResults(wanted []pagerduty.NewOverride, results []pagerduty.OverrideResult) []*pagerduty.OverrideResult {
	found := make([]*pagerduty.OverrideResult, len(wanted))
	left := slices.Clone(results)
	for i, override := range wanted {
		if len(results) == len(wanted) {
			found[i] = &results[i]
			continue
		}
		at := slices.IndexFunc(left, func(r pagerduty.OverrideResult) bool { return isOf(r.Override, override) })
		if at >= 0 {
			found[i] = new(left[at])
			left = slices.Delete(left, at, at+1)
		}
	}
	return found
}

// isOf reports whether an override is the wanted one.
func isOf(override pagerduty.Override, wanted pagerduty.NewOverride) bool {
	return override.User.ID == wanted.UserID && override.Start.Equal(wanted.Start) && override.End.Equal(wanted.End)
}

func showOverride(wanted pagerduty.NewOverride, result *pagerduty.OverrideResult) overrideView {
	shown := overrideView{Outcome: "unknown", Shift: schedule.Shift{User: &view.Reference{ID: wanted.UserID}}}
	if result == nil {
		return shown
	}
	shown.ID, shown.Errors = result.Override.ID, result.Errors
	if user := view.Of(result.Override.User); user != nil {
		shown.User = user
	}
	switch {
	case result.Unknown():
	case result.Created():
		shown.Outcome = "created"
	case len(shown.Errors) == 0:
		shown.Outcome, shown.Errors = "refused", []string{fmt.Sprintf("PagerDuty refused it (%d).", result.Status)}
	default:
		shown.Outcome = "refused"
	}
	return shown
}

// timeIn formats a moment, in the zone if it is not nil.
func timeIn(zone *time.Location, moment time.Time) string {
	if zone != nil {
		moment = moment.In(zone)
	}
	return moment.Format(time.RFC3339)
}

// inZone sets the times of shifts to a zone, if it is not nil.
func inZone(zone *time.Location, shifts []pagerduty.ScheduleEntry) []pagerduty.ScheduleEntry {
	for i := range shifts {
		if zone != nil {
			shifts[i].Start.Time, shifts[i].End.Time = shifts[i].Start.In(zone), shifts[i].End.In(zone)
		}
	}
	return shifts
}

// refusedOverrides returns the error for overrides that were all refused.
func refusedOverrides(overrides []overrideView) error {
	var reasons []string
	for i, override := range overrides {
		reason := fmt.Sprintf("overrides[%d] (%s to %s): %s", i, override.Start, override.End, strings.Join(override.Errors, "; "))
		reasons = append(reasons, strings.TrimSuffix(reason, "."))
	}
	const most = 10
	if len(reasons) > most {
		reasons = append(slices.Clip(reasons[:most]), "and so on")
	}
	return errors.New("PagerDuty confirmed none of the overrides: " + strings.Join(reasons, ". ") + ". Correct them and try again")
}
