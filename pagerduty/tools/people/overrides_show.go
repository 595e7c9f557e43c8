package people

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

type overridesView struct {
	Schedule  view.Reference `json:"schedule"`
	TimeZone  string         `json:"time_zone,omitzero"`
	Created   int            `json:"created"`
	Refused   int            `json:"refused"`
	Unknown   int            `json:"unknown,omitzero"`
	Notes     []string       `json:"notes,omitempty"`
	Overrides []overrideView `json:"overrides"`
}

// overrideView is what became of one override.
type overrideView struct {
	Outcome string `json:"outcome"` // created, refused or unknown
	ID      string `json:"id,omitzero"`
	entryView
	Replaces      []entryView  `json:"replaces,omitempty"`
	AlreadyOnCall []entryView  `json:"already_on_call,omitempty"` // in this schedule, without the override
	AlsoOnCall    []onCallView `json:"also_on_call,omitempty"`    // elsewhere
	Errors        []string     `json:"errors,omitempty"`
}

// showOverrides says of each override what became of it and whom it replaces. It is an error if all were refused.
func showOverrides(b before, zone string, wanted []pagerduty.NewOverride, results []pagerduty.OverrideResult) (*overridesView, error) {
	shown := &overridesView{Schedule: view.Reference{ID: b.schedule.ID, Name: b.schedule.Name}}
	location, err := when.Named("", zone)
	if err == nil {
		shown.TimeZone = zone
	}
	var silent []string // of whom they replace
	for i, result := range matched(wanted, results) {
		one := showOverride(wanted[i], result)
		switch one.Outcome {
		case "created":
			shown.Created++
			others, own, known := b.during(wanted[i])
			one.Replaces, one.AlreadyOnCall = showEntries(within(location, others)), showEntries(within(location, own))
			one.AlsoOnCall = b.elsewhereDuring(wanted[i])
			if !known {
				silent = append(silent, fmt.Sprintf("overrides[%d]", i))
			}
			b.take(wanted[i], one.User)
		case "refused":
			shown.Refused++
		default:
			shown.Unknown++
		}
		one.Start, one.End = timeIn(location, wanted[i].Start), timeIn(location, wanted[i].End)
		shown.Overrides = append(shown.Overrides, one)
	}
	if shown.Refused == len(wanted) {
		return nil, refusedOverrides(shown.Overrides)
	}
	shown.Notes = shown.notes(silent)
	return shown, nil
}

func (v *overridesView) notes(silent []string) []string {
	var notes []string
	if v.Refused > 0 && v.Created > 0 {
		notes = append(notes, fmt.Sprintf("Only %d of %d overrides were created. Do not repeat those; the others name their errors.", v.Created, len(v.Overrides)))
	}
	if v.Unknown > 0 {
		notes = append(notes, fmt.Sprintf("PagerDuty's answer does not say what became of %d of %d overrides: look at the schedule before repeating any.", v.Unknown, len(v.Overrides)))
	}
	if len(silent) > 0 {
		notes = append(notes, "PagerDuty did not tell whom these replace: "+strings.Join(silent, ", ")+".")
	}
	return notes
}

// matched finds the result of each override, nil where there is none. They stand in the same order, unless some are missing.
func matched(wanted []pagerduty.NewOverride, results []pagerduty.OverrideResult) []*pagerduty.OverrideResult {
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

// isOf reports whether an override is the one that was wanted; PagerDuty knows whole seconds.
func isOf(override pagerduty.Override, wanted pagerduty.NewOverride) bool {
	return override.User.ID == wanted.UserID && override.Start.Equal(wanted.Start.Truncate(time.Second)) && override.End.Equal(wanted.End.Truncate(time.Second))
}

func showOverride(wanted pagerduty.NewOverride, result *pagerduty.OverrideResult) overrideView {
	shown := overrideView{Outcome: "unknown", entryView: entryView{User: &view.Reference{ID: wanted.UserID}}}
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

// timeIn writes a moment in a zone; without one, as it is.
func timeIn(zone *time.Location, moment time.Time) string {
	if zone != nil {
		moment = moment.In(zone)
	}
	return moment.Format(time.RFC3339)
}

// within gives the turns in a zone; without one, as they are.
func within(zone *time.Location, turns []pagerduty.ScheduleEntry) []pagerduty.ScheduleEntry {
	for i := range turns {
		if zone != nil {
			turns[i].Start.Time, turns[i].End.Time = turns[i].Start.In(zone), turns[i].End.In(zone)
		}
	}
	return turns
}

// refusedOverrides tells that none was accepted.
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
