package staffing

import (
	"fmt"
	"math"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// outlook is who will be on call in the next two weeks.
type outlook struct {
	Window   *mcptools.Window `json:"window"`
	Turns    []turnView       `json:"turns,omitempty"`
	Hours    []shareView      `json:"hours,omitempty"`
	Gaps     []gapView        `json:"gaps,omitempty"`
	GapHours float64          `json:"gap_hours"`
}

// turnView is a turn of a user. Its parts are the times on call, between which nobody is.
type turnView struct {
	User  view.Reference `json:"user"`
	Start string         `json:"start"`
	End   string         `json:"end"`
	Hours float64        `json:"hours"`
	Parts int            `json:"parts,omitzero"` // if there are several
}

// shareView is how long a user is on call.
type shareView struct {
	User  view.Reference `json:"user"`
	Hours float64        `json:"hours"`
}

// gapView is a time in which nobody is on call. It may be the same on several days in a row.
type gapView struct {
	Start string  `json:"start"`
	End   string  `json:"end"`
	Hours float64 `json:"hours"`
	Days  int     `json:"on_days_in_a_row,omitzero"` // if there are several
}

const (
	outlookDays = 14
	maxTurns    = 20
	maxGaps     = 12
)

// outlookWindow returns two weeks from now, or from the first turn if that is later.
func outlookWindow(now, firstTurn time.Time, zone *time.Location) oncall.Window {
	now = now.In(zone)
	if firstTurn.After(now) {
		now = firstTurn.In(zone)
	}
	return oncall.Window{Since: now, Until: now.AddDate(0, 0, outlookDays)}
}

// newOutlook returns the outlook of turns, and notes on what it leaves out.
func newOutlook(turns []oncall.Turn, window oncall.Window, zone *time.Location, names map[string]string) (*outlook, []string) {
	o := &outlook{Window: &mcptools.Window{Since: timeIn(window.Since, zone), Until: timeIn(window.Until, zone), TimeZone: zone.String()}}
	turns = oncall.Cut(oncall.Joined(turns), window)
	o.Turns = showTurns(turns, zone, names)
	for _, share := range oncall.Shares(turns) {
		o.Hours = append(o.Hours, shareView{view.Reference{ID: share.UserID, Name: names[share.UserID]}, hours(share.Time)})
	}
	gaps := oncall.Gaps(turns, window)
	var gap time.Duration
	for _, one := range gaps {
		gap += one.Until.Sub(one.Since)
	}
	o.Gaps, o.GapHours = showGaps(gaps, zone), hours(gap)
	var notes []string
	if left := len(o.Turns) - maxTurns; left > 0 {
		o.Turns, notes = o.Turns[:maxTurns], append(notes, fmt.Sprintf("%d later turns are left out.", left))
	}
	if left := len(o.Gaps) - maxGaps; left > 0 {
		o.Gaps, notes = o.Gaps[:maxGaps], append(notes, fmt.Sprintf("%d later gaps are left out; gap_hours counts all.", left))
	}
	if gap == 0 {
		notes = append(notes, "Somebody is on call all the time.")
	}
	return o, notes
}

// showTurns returns turns in order. Times of the same user without a time of another user between them are one turn.
func showTurns(turns []oncall.Turn, zone *time.Location, names map[string]string) []turnView {
	var shown []turnView
	for _, turn := range turns {
		if last := len(shown) - 1; last >= 0 && shown[last].User.ID == turn.UserID {
			same := &shown[last]
			same.End, same.Hours, same.Parts = timeIn(turn.End, zone), round(same.Hours+hours(turn.Length())), max(same.Parts, 1)+1
			continue
		}
		shown = append(shown, turnView{
			User: view.Reference{ID: turn.UserID, Name: names[turn.UserID]}, Start: timeIn(turn.Start, zone), End: timeIn(turn.End, zone), Hours: hours(turn.Length()),
		})
	}
	return shown
}

// showGaps returns gaps in order. Gaps at the same time on successive days are one.
func showGaps(gaps []oncall.Window, zone *time.Location) []gapView {
	var shown []gapView
	for _, gap := range oncall.ByDay(gaps, zone) {
		one := gapView{Start: timeIn(gap.Since, zone), End: timeIn(gap.Until, zone), Hours: hours(gap.Until.Sub(gap.Since))}
		if gap.Days > 1 {
			one.Days = gap.Days
		}
		shown = append(shown, one)
	}
	return shown
}

func timeIn(at time.Time, zone *time.Location) string { return at.In(zone).Format(time.RFC3339) }

func hours(length time.Duration) float64 { return round(length.Hours()) }

// round rounds hours to a hundredth.
func round(hours float64) float64 { return math.Round(hours*100) / 100 }
