package people

import (
	"context"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
)

// existing returns, for each wanted override of a schedule made of layers, the override that has put its user on call for all of its time
// already; nil if there is none. PagerDuty would stack another one upon it. They are read only if the schedule shows that there are some.
// Shift-based schedules have none: their overrides replace shifts.
func (p *overridePlan) existing(ctx context.Context, client *pagerduty.Client, before scheduleSnapshot) []*pagerduty.Override {
	found := make([]*pagerduty.Override, len(p.overrides))
	if before.schedule.Shifts != nil {
		return found
	}
	var options pagerduty.ListOverridesOptions
	var repeated []int
	for i, wanted := range p.overrides {
		if p.isHidden(i) || !before.isOverridden(wanted) {
			continue
		}
		repeated = append(repeated, i)
		if options.Since.IsZero() || wanted.Start.Before(options.Since) {
			options.Since = wanted.Start
		}
		if wanted.End.After(options.Until) {
			options.Until = wanted.End
		}
	}
	if repeated == nil {
		return found
	}
	ctx, cancel := incident.BeforeDeadline(ctx)
	defer cancel()
	options.Overflow = true
	listed, _ := client.Schedules.Overrides(ctx, before.schedule.ID, options) // without them, the overrides are created
	for _, i := range repeated {
		wanted := p.overrides[i]
		at := slices.IndexFunc(listed, func(o pagerduty.Override) bool {
			return o.User.ID == wanted.UserID && !o.Start.After(wanted.Start) && !o.End.Before(wanted.End)
		})
		if at >= 0 {
			found[i] = &listed[at]
		}
	}
	return found
}

// isHidden reports whether an earlier override of the call puts another user on call during override i. PagerDuty applies the one that was
// created last, so override i has to be created after it.
func (p *overridePlan) isHidden(i int) bool {
	wanted := p.overrides[i]
	return slices.ContainsFunc(p.overrides[:i], func(o pagerduty.NewOverride) bool {
		return o.UserID != wanted.UserID && o.Start.Before(wanted.End) && wanted.Start.Before(o.End)
	})
}

// isOverridden reports whether overrides have put the user of an override on call for all of its time.
func (s scheduleSnapshot) isOverridden(wanted pagerduty.NewOverride) bool {
	others, own, known := s.shiftsDuring(wanted)
	if !known || others != nil {
		return false
	}
	window := oncall.Window{Since: wanted.Start, Until: wanted.End}
	overrides := slices.DeleteFunc(slices.Clone(s.rendered[s.windowOf(wanted)].Overrides.Entries), func(e pagerduty.ScheduleEntry) bool { return e.User.ID != wanted.UserID })
	return len(oncall.Gaps(oncall.Cut(schedule.TurnsOf(own), window), window)) == 0 && len(oncall.Gaps(oncall.Cut(schedule.TurnsOf(overrides), window), window)) == 0
}
