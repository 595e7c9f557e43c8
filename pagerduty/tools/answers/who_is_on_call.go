package answers

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

func (t *tools) whoIsOnCall() mcptools.Tool {
	return mcptools.Read("who_is_on_call", "Returns whom to call and who follows: per level who is on call until when and who is next, empty levels, local times, how PagerDuty notifies them.", t.answerOnCall,
		mcptools.WithExample(`{"for":"Checkout API"}`))
}

type onCallInput struct {
	For string `json:"for" jsonschema_description:"Service, team, escalation policy, schedule or user: id or name."`
	At  string `json:"at,omitempty" jsonschema_description:"Default: now."`
	detailArgument
}

// nextAhead is how far ahead the next turns are looked for.
const nextAhead = 35 * 24 * time.Hour

// How much an answer in brief reads and shows.
const (
	maxPolicies  = 10
	maxPeople    = 40
	maxSchedules = 20
)

func (t *tools) answerOnCall(ctx context.Context, in onCallInput) (*whoView, error) {
	in.full(ctx)
	r := startReading(ctx)
	defer r.stop()
	kind := identify.Staffed(true, r.unsearched)
	if err := identify.Check(identify.One(kind, "for", &in.For, nil)); err != nil {
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
	subjects, err := findSubjects(r, client, kind, "for", []string{in.For}, window)
	if err != nil {
		return nil, err
	}
	a := &onCallAnswer{subjects: subjects, window: window, clock: c}
	if err := a.read(r, client); err != nil {
		return nil, err
	}
	shown := a.show()
	shown.Notes = append(shown.Notes, times.Notes()...)
	shown.NotKnown = r.notKnown
	return shown, nil
}

// window returns the window that begins at the moment of the question and reaches to where the next turns are looked for.
func (in onCallInput) window(times *when.Parser) (oncall.Window, error) {
	window := oncall.Window{Since: times.Now}
	if in.At != "" {
		times.Plans = true
		var err error
		if window.Since, err = times.Parse("at", in.At); err != nil {
			return window, err
		}
	}
	window.Until = window.Since.Add(nextAhead)
	if last := times.Now.Add(onCallAhead); window.Until.After(last) {
		window.Until = last
	}
	if !window.Since.Before(window.Until) {
		return window, errors.New("at: PagerDuty knows who is on call at most 90 days ahead; give an earlier time")
	}
	return window, nil
}

// onCallAnswer is what the answer rests on.
type onCallAnswer struct {
	subjects  []*subject
	window    oncall.Window
	clock     clock
	duty      *duty
	rosters   [][]oncall.Roster // of each policy
	schedules map[string]*schedule.Schedule
	people    people
	overrides map[heldBy]string // ids of the overrides that are in force
	paused    []string          // what is said of maintenance
	notes     []string
}

// read reads who is on call, and then the people and schedules that are found.
func (a *onCallAnswer) read(r *reading, client *pagerduty.Client) error {
	ids := policiesOf(a.subjects)
	if left := len(ids) - maxPolicies; left > 0 {
		a.notes = append(a.notes, fmt.Sprintf("%d more escalation policies are left out; ask for one by its name.", left))
		ids = ids[:maxPolicies]
	}
	var err error
	if a.duty, err = readDuty(r, client, ids, known(a.subjects), a.window); err != nil {
		return err
	}
	var people []string
	var schedules []pagerduty.Reference
	for i, policy := range a.duty.policies {
		a.rosters = append(a.rosters, a.duty.rosters(ids[i], policy))
		for _, roster := range a.rosters[i] {
			for _, onCall := range roster.At(a.window.Since) {
				people = addID(people, onCall.User.ID)
			}
			for _, target := range roster.Targets {
				if isSchedule(target) && a.asked(target.ID) == nil {
					schedules = addReference(schedules, target)
				}
			}
		}
	}
	for _, s := range a.subjects {
		people = append(people, s.people(a.window.Since)...)
	}
	people, schedules = a.most(people), a.mostSchedules(schedules)
	at := oncall.Window{Since: a.window.Since, Until: a.window.Since.Add(time.Second)}
	return parallel.Do(r.caller, // not r.ctx: what was read in time is the answer
		func(context.Context) (err error) { a.people, err = readPeople(r, client, people); return err },
		func(context.Context) (err error) {
			if a.schedules, err = readSchedules(r, client, schedules, at); err != nil {
				return err
			}
			return a.readOverrides(r, client)
		},
		func(context.Context) error {
			return r.all(part{maintenancePart, func(ctx context.Context) error { return a.readMaintenance(ctx, client) }})
		},
	)
}

// readMaintenance reads whether paging is off for the services in question: the named one, or those of the policies.
func (a *onCallAnswer) readMaintenance(ctx context.Context, client *pagerduty.Client) (err error) {
	var services []string
	ofPolicies := false
	for _, s := range a.subjects {
		if s.Type == identify.IsService && (s.paused || !a.window.Since.Equal(a.clock.now)) {
			services = addID(services, s.ID)
		}
		ofPolicies = ofPolicies || s.Type != identify.IsService && s.Type != identify.IsUser
	}
	for _, policy := range a.duty.policies {
		if policy == nil || !ofPolicies {
			continue
		}
		for _, service := range policy.Services {
			services = addID(services, service.ID)
		}
	}
	if a.paused, err = maintenanceOf(ctx, client, a.clock, services, a.window.Since); err == nil || !a.window.Since.Equal(a.clock.now) {
		return err
	}
	for _, s := range a.subjects {
		if s.paused && len(a.paused) == 0 {
			a.paused = []string{fmt.Sprintf("%s (%s) is in maintenance: PagerDuty opens no new incident on it and pages nobody for it.", s.Name, s.ID)}
		}
	}
	return err
}

// most returns the people to read.
func (a *onCallAnswer) most(people []string) []string {
	var once []string
	for _, id := range people {
		once = addID(once, id)
	}
	if left := len(once) - maxPeople; left > 0 {
		a.notes = append(a.notes, fmt.Sprintf("The local time and contacts of %d more people were not read.", left))
		once = once[:maxPeople]
	}
	return once
}

// mostSchedules returns the schedules to read.
func (a *onCallAnswer) mostSchedules(schedules []pagerduty.Reference) []pagerduty.Reference {
	left := len(schedules) - maxSchedules
	if left <= 0 {
		return schedules
	}
	a.notes = append(a.notes, fmt.Sprintf("The overrides of %d more schedules were not read, so none is shown for them.", left))
	return schedules[:maxSchedules]
}

// asked returns the schedule with an id if it is what the question names.
func (a *onCallAnswer) asked(id string) *schedule.Schedule {
	for _, s := range a.subjects {
		if s.schedule != nil && s.ID == id {
			return s.schedule
		}
	}
	return a.schedules[id]
}
