package operations

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/ask"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// maintenanceState is what was open on services, and which maintenance windows they had, before a change.
type maintenanceState struct {
	incidents []pagerduty.Incident
	more      bool // there are more incidents
	windows   []pagerduty.MaintenanceWindow
	missing   incident.Missing
}

// readState reads the state of services. What cannot be read is missing, and does not keep anyone from maintaining them.
func readState(ctx context.Context, client *pagerduty.Client, serviceIDs []string) *maintenanceState {
	ctx, cancel := incident.BeforeDeadline(ctx)
	defer cancel()
	state := &maintenanceState{}
	var failed, unlisted error
	_ = parallel.Do(ctx,
		func(ctx context.Context) error {
			state.incidents, state.more, failed = openOn(ctx, client, serviceIDs)
			slices.SortStableFunc(state.incidents, byPriority)
			return nil
		},
		func(ctx context.Context) error {
			state.windows, unlisted = windowsOn(ctx, client, serviceIDs)
			return nil
		},
	)
	state.missing.Add("stays_open", failed)
	state.missing.Add("overlaps", unlisted)
	return state
}

// maxWindows limits the maintenance windows that are read to find overlaps.
const maxWindows = 1000

// windowsOn returns the ongoing and future maintenance windows of services, at most maxWindows.
func windowsOn(ctx context.Context, client *pagerduty.Client, serviceIDs []string) ([]pagerduty.MaintenanceWindow, error) {
	return paging.First(client.MaintenanceWindows.All(ctx, pagerduty.ListMaintenanceWindowsOptions{
		PageOptions: pagerduty.PageOptions{PageSize: 100}, ServiceIDs: serviceIDs, Filter: pagerduty.MaintenanceOpen,
	}), maxWindows)
}

// afterWrite returns the time as of which a window is shown after it was written. One that PagerDuty began with the write has begun, even if
// its clock is a little ahead.
func afterWrite(ctx context.Context, window pagerduty.MaintenanceWindow) time.Time {
	now := when.Now(ctx)
	if ahead := window.Start.Sub(now); ahead > 0 && ahead < time.Minute {
		return window.Start.Time
	}
	return now
}

func (s *maintenanceState) describe(window pagerduty.MaintenanceWindow, services []identify.Candidate, now time.Time) *createdWindow {
	shown := &createdWindow{windowView: showWindow(window, now), Missing: s.missing}
	for _, i := range s.incidents[:min(maxShown, len(s.incidents))] {
		shown.StaysOpen = append(shown.StaysOpen, showOpen(i))
	}
	shown.Overlaps = s.overlapping(window, now)
	if left := len(shown.Overlaps) - maxShown; left > 0 {
		shown.Overlaps, shown.Notes = shown.Overlaps[:maxShown], append(shown.Notes, ask.Count(left, "more window")+" of these services overlap.")
	}
	if len(s.windows) == maxWindows {
		shown.Notes = append(shown.Notes, fmt.Sprintf("Only the first %d ongoing and future windows of these services were compared.", maxWindows))
	}
	from := "From " + shown.Start + " to "
	if shown.Status == statusOngoing {
		from = "Until "
	}
	shown.Effect = fmt.Sprintf("%s%s%s no incidents are opened on %s.", s.staysOpen(), from, shown.End, strings.Join(namesOf(services), ", "))
	return shown
}

// staysOpen returns a sentence on what the window does not silence. It names the most important incident.
func (s *maintenanceState) staysOpen() string {
	n := len(s.incidents)
	if n == 0 {
		return ""
	}
	count := ask.Count(n, "incident")
	if s.more {
		count = "more than " + count
	}
	if first := s.incidents[0]; incident.Priority(first) != "" {
		return fmt.Sprintf("%s incident #%d stays open, as does all that was open before (%s). ", incident.Priority(first), first.Number, count)
	}
	return "What was open before stays open: " + count + ". "
}

// byPriority orders incidents by the names of their priorities, such as P1; those without one come last.
func byPriority(a, b pagerduty.Incident) int {
	first, second := incident.Priority(a), incident.Priority(b)
	if (first == "") != (second == "") {
		return len(second) - len(first)
	}
	return strings.Compare(first, second)
}

// maxShown is the number of open incidents, and of overlapping windows, that a result names.
const maxShown = 10

// overlapping returns the other windows at the time of a window.
func (s *maintenanceState) overlapping(window pagerduty.MaintenanceWindow, now time.Time) []windowView {
	var shown []windowView
	for _, other := range s.windows {
		if other.ID != window.ID && other.Start.Before(window.End.Time) && window.Start.Before(other.End.Time) {
			shown = append(shown, showWindow(other, now))
		}
	}
	return shown
}

func idsOf(candidates []identify.Candidate) []string {
	var ids []string
	for _, c := range candidates {
		ids = append(ids, c.ID)
	}
	return ids
}

// namesOf returns names, or ids where the key cannot read the names.
func namesOf(candidates []identify.Candidate) []string {
	var names []string
	for _, c := range candidates {
		if c.Name == "" {
			c.Name = c.ID
		}
		names = append(names, c.Name)
	}
	return names
}
