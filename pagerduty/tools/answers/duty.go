package answers

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
)

const (
	onCallAhead = 90 * 24 * time.Hour // how far PagerDuty knows who is on call
	maxOnCalls  = 5000                // entries that an answer reads
)

// duty is who is on call at the levels of escalation policies in a window.
type duty struct {
	policies []*pagerduty.EscalationPolicy // nil for one that could not be read
	onCalls  []pagerduty.OnCall
	whole    bool // all entries were read
}

var errNotWhole = errors.New("who is on call could not be read to its end, so the answer is not known")

// readDuty reads the policies with the ids, except those that are known, and who is on call. It fails if that cannot be read: an answer without it would take
// everybody for absent.
func readDuty(r *reading, client *pagerduty.Client, ids []string, known map[string]*pagerduty.EscalationPolicy, window oncall.Window) (*duty, error) {
	d := &duty{policies: make([]*pagerduty.EscalationPolicy, len(ids))}
	if len(ids) == 0 {
		return d, nil
	}
	var failed error
	parts := []part{{"who is on call", func(ctx context.Context) error {
		for onCall, err := range client.OnCalls.All(ctx, pagerduty.ListOnCallsOptions{EscalationPolicyIDs: ids, Since: window.Since, Until: window.Until}) {
			if failed = err; err != nil || len(d.onCalls) == maxOnCalls {
				return err
			}
			d.onCalls = append(d.onCalls, onCall)
		}
		d.whole = true
		return nil
	}}}
	for i, id := range ids {
		if d.policies[i] = known[id]; d.policies[i] != nil {
			continue
		}
		parts = append(parts, part{"the levels of the escalation policy " + id, func(ctx context.Context) (err error) {
			d.policies[i], err = client.EscalationPolicies.Get(ctx, id, pagerduty.IncludeAssignmentStrategies)
			return err
		}})
	}
	if err := r.all(parts...); err != nil {
		return nil, err
	}
	switch {
	case d.whole:
		return d, nil
	case failed == nil && len(d.onCalls) == maxOnCalls:
		failed = errTooMany
	case failed == nil:
		failed = errNotWhole
	}
	return nil, failed
}

// people are users with their contact methods and notification rules, as far as they could be read.
type people struct {
	users   map[string]*pagerduty.User
	deleted map[string]bool // PagerDuty has no such user any more
}

// readPeople reads users. not_known says who could not be read.
func readPeople(r *reading, client *pagerduty.Client, ids []string) (people, error) {
	users, missing := make([]*pagerduty.User, len(ids)), make([]bool, len(ids))
	var parts []part
	for i, id := range ids {
		parts = append(parts, part{"the time zone and contact methods of the user " + id, func(ctx context.Context) (err error) {
			users[i], err = client.Users.Get(ctx, id, pagerduty.IncludeContactMethods, pagerduty.IncludeNotificationRules)
			if missing[i] = errors.Is(err, pagerduty.ErrNotFound); missing[i] {
				return nil
			}
			return err
		}})
	}
	found := people{map[string]*pagerduty.User{}, map[string]bool{}}
	err := r.all(parts...)
	for i, id := range ids {
		if users[i] != nil {
			found.users[id] = users[i]
		}
		if missing[i] {
			found.deleted[id] = true
		}
	}
	return found, err
}

// readSchedules reads the schedules among targets, rendered for a window.
func readSchedules(r *reading, client *pagerduty.Client, targets []pagerduty.Reference, window oncall.Window) (map[string]*schedule.Schedule, error) {
	found := make([]*schedule.Schedule, len(targets))
	var parts []part
	for i, target := range targets {
		parts = append(parts, part{"the rotations and overrides of the schedule " + target.ID, func(ctx context.Context) (err error) {
			found[i], err = schedule.Read(ctx, client, target.ID, kindOf(target), pagerduty.ScheduleWindow{Since: window.Since, Until: window.Until})
			return err
		}})
	}
	byID := map[string]*schedule.Schedule{}
	err := r.all(parts...)
	for i, target := range targets {
		if found[i] != nil {
			byID[target.ID] = found[i]
		}
	}
	return byID, err
}

// kindOf returns the kind of a schedule, as its reference tells.
func kindOf(reference pagerduty.Reference) identify.Type {
	if strings.HasPrefix(reference.Type, "schedule_v3") {
		return identify.IsShiftBased
	}
	return identify.IsLayered
}

// isSchedule reports whether a target of a policy is a schedule of either kind.
func isSchedule(target pagerduty.Reference) bool { return strings.HasPrefix(target.Type, "schedule") }

// former returns the note for an answer about the past; none for one about now or later.
func former(at, now time.Time) []string {
	if !at.Before(now) {
		return nil
	}
	return []string{"About the past: worked out from the escalation policies, schedules and users of today. PagerDuty does not show how a policy was before: its levels and the people whom it names may have been others, and a schedule shows nobody before it existed."}
}

// addReference adds a reference unless its id is there already.
func addReference(all []pagerduty.Reference, one pagerduty.Reference) []pagerduty.Reference {
	if slices.ContainsFunc(all, func(known pagerduty.Reference) bool { return known.ID == one.ID }) {
		return all
	}
	return append(all, one)
}

// rosters returns the rosters of a policy's levels. Of a policy that could not be read only the levels are known at which somebody is on call.
func (d *duty) rosters(id string, policy *pagerduty.EscalationPolicy) []oncall.Roster {
	if policy != nil {
		return oncall.Rosters(*policy, d.onCalls)
	}
	return oncall.StaffedRosters(id, d.onCalls)
}

// addID adds an id unless it is empty or there already.
func addID(ids []string, id string) []string {
	if id == "" || slices.Contains(ids, id) {
		return ids
	}
	return append(ids, id)
}
