package answers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

func (t *tools) coverageGaps() mcptools.Tool {
	return mcptools.Read("find_coverage_gaps", "Finds who is missing: empty levels, people at two levels, one-person rotations, people who cannot be notified, breaks under 12 h.", t.answerCoverage,
		mcptools.WithExample(`{"for":["Help Desk","Checkout"]}`))
}

type coverageInput struct {
	For   []string `json:"for,omitempty" jsonschema_description:"Services, teams, policies, schedules. Default: all policies in use."`
	Since string   `json:"since,omitempty" jsonschema_description:"Default: now."`
	Until string   `json:"until,omitempty" jsonschema_description:"Default: +14d."`
	detailArgument
}

const (
	coverageLength = 14 * 24 * time.Hour
	leastBreak     = 12 * time.Hour
)

// How much the answer reads.
const (
	maxPoliciesChecked  = 50
	maxSchedulesChecked = 80
	maxPeopleChecked    = 120
)

func (t *tools) answerCoverage(ctx context.Context, in coverageInput) (*coverageView, error) {
	full := in.full(ctx)
	r := startReading(ctx)
	defer r.stop()
	kind := identify.Staffed(false, r.unsearched)
	if err := identify.Check(identify.Many(kind, "for", in.For, nil)); err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	times := r.parser(client)
	window, err := in.window(times)
	if err != nil {
		return nil, err
	}
	c := r.askersClock(client)
	a := &coverage{clock: c, window: window, full: full, named: len(in.For) > 0}
	if !a.named {
		err = a.findInUse(r, client)
	} else {
		a.subjects, err = findSubjects(r, client, kind, "for", in.For, a.withBreak())
	}
	if err != nil {
		return nil, err
	}
	if err := a.read(r, client); err != nil {
		return nil, err
	}
	shown := a.show()
	shown.Window = &mcptools.Window{Since: c.show(window.Since), Until: c.show(window.Until), TimeZone: c.zone.String()}
	shown.Notes = append(shown.Notes, times.Notes()...)
	shown.NotKnown = r.notKnown
	return shown, nil
}

func (in coverageInput) window(times *when.Parser) (oncall.Window, error) {
	since, until, err := times.Span(in.Since, in.Until, coverageLength)
	window := oncall.Window{Since: since, Until: until}
	switch {
	case err != nil:
		return window, err
	case until.After(times.Now.Add(onCallAhead)):
		return window, errors.New("until: PagerDuty knows who is on call at most 90 days ahead; give an earlier time")
	case until.Sub(since) > onCallAhead:
		return window, errors.New("since and until are more than 90 days apart; ask for a shorter time")
	}
	return window, nil
}

// coverage is what the answer rests on.
type coverage struct {
	clock    clock
	window   oncall.Window
	full     bool
	named    bool // the question names the subjects
	subjects []*subject

	ids       []string // of the policies
	duty      *duty
	rosters   [][]oncall.Roster // of each policy
	schedules map[string]*schedule.Schedule
	people    people
	notes     []string
	lookedAt  []string
}

// withBreak returns the window with the time before it in which a turn may end that leaves too short a break.
func (a *coverage) withBreak() oncall.Window {
	longer := oncall.Window{Since: a.window.Since.Add(-leastBreak), Until: a.window.Until}
	if earliest := longer.Until.Add(-onCallAhead); longer.Since.Before(earliest) {
		longer.Since = earliest
	}
	return longer
}

// endsBefore reports whether a turn with this end lies before the window.
func (a *coverage) endsBefore(end pagerduty.Time) bool {
	return !end.IsZero() && !end.After(a.window.Since)
}

// findInUse makes the policies that services use the subjects.
func (a *coverage) findInUse(r *reading, client *pagerduty.Client) error {
	inUse := 0
	for policy, err := range client.EscalationPolicies.All(r.ctx, pagerduty.ListEscalationPoliciesOptions{}) {
		if err != nil {
			return err
		}
		if len(policy.Services) == 0 {
			continue
		}
		if inUse++; inUse <= maxPoliciesChecked {
			a.subjects = append(a.subjects, &subject{Candidate: identify.Candidate{ID: policy.ID, Name: policy.Name, Type: identify.IsPolicy}, policies: []string{policy.ID}, known: []pagerduty.EscalationPolicy{policy}})
		}
	}
	a.lookedAt = append(a.lookedAt, fmt.Sprintf("escalation policies that services use: %d of %d", len(a.subjects), inUse))
	return nil
}

// read reads who is on call, and then the people and the schedules.
func (a *coverage) read(r *reading, client *pagerduty.Client) error {
	if a.ids = a.policyIDs(); len(a.ids) > maxPoliciesChecked {
		a.notes = append(a.notes, fmt.Sprintf("%d more escalation policies are left out; ask for them by name.", len(a.ids)-maxPoliciesChecked))
		a.ids = a.ids[:maxPoliciesChecked]
	}
	var err error
	if a.duty, err = readDuty(r, client, a.ids, known(a.subjects), a.withBreak()); err != nil {
		return err
	}
	people, schedules := a.involved()
	err = parallel.Do(r.caller, // not r.ctx: what was read in time is the answer
		func(context.Context) (err error) { a.people, err = readPeople(r, client, people); return err },
		func(context.Context) (err error) {
			a.schedules, err = readSchedules(r, client, schedules, oncall.Window{})
			return err
		},
	)
	if err != nil {
		return err
	}
	a.duty.onCalls = slices.DeleteFunc(a.duty.onCalls, func(onCall pagerduty.OnCall) bool { return a.people.deleted[onCall.User.ID] })
	for i, policy := range a.duty.policies {
		a.rosters = append(a.rosters, a.duty.rosters(a.ids[i], policy))
	}
	for _, s := range a.subjects {
		if s.schedule != nil {
			a.schedules[s.ID] = s.schedule
		}
	}
	a.lookedAt = append(a.lookedAt, fmt.Sprintf("schedules: %d, people: %d", len(a.schedules), len(people)))
	return nil
}

// policyIDs returns the policies to check. A schedule that the question names is checked itself.
func (a *coverage) policyIDs() []string {
	return policiesOf(slices.DeleteFunc(slices.Clone(a.subjects), func(s *subject) bool { return s.schedule != nil }))
}

// involved returns the people and the schedules that the answer checks.
func (a *coverage) involved() (people []string, schedules []pagerduty.Reference) {
	for _, policy := range a.duty.policies {
		if policy == nil {
			continue
		}
		for _, rule := range policy.Rules {
			for _, target := range rule.Targets {
				if isSchedule(target) {
					schedules = addReference(schedules, target)
				} else {
					people = addID(people, target.ID)
				}
			}
		}
	}
	for _, onCall := range a.duty.onCalls {
		if !a.endsBefore(onCall.End) {
			people = addID(people, onCall.User.ID)
		}
	}
	for _, s := range a.subjects {
		if s.schedule != nil {
			for _, entry := range s.schedule.Final.Entries {
				if !a.endsBefore(entry.End) {
					people = addID(people, entry.User.ID)
				}
			}
			schedules = slices.DeleteFunc(schedules, func(known pagerduty.Reference) bool { return known.ID == s.ID })
		}
	}
	if left := len(people) - maxPeopleChecked; left > 0 {
		a.notes = append(a.notes, fmt.Sprintf("How PagerDuty notifies %d more people was not checked.", left))
		people = people[:maxPeopleChecked]
	}
	if left := len(schedules) - maxSchedulesChecked; left > 0 {
		a.notes = append(a.notes, fmt.Sprintf("The rotations of %d more schedules were not checked.", left))
		schedules = schedules[:maxSchedulesChecked]
	}
	return people, schedules
}
