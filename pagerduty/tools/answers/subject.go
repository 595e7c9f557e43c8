package answers

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
)

// subject is something that a question about on-call duty names, with the escalation policies that answer it.
type subject struct {
	identify.Candidate
	policies []string                     // ids
	schedule *schedule.Schedule           // of a schedule
	onCalls  []pagerduty.OnCall           // of a user
	known    []pagerduty.EscalationPolicy // those of the policies that were read already
	notes    []string
	paused   bool // a service that is in maintenance now
}

// subjectView is a subject in a result.
type subjectView struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
	Name string `json:"name,omitzero"`
}

func (s *subject) show() subjectView {
	kind := strings.ReplaceAll(string(s.Type), "_", " ")
	if s.Type == identify.IsShiftBased {
		kind = "shift-based schedule"
	}
	return subjectView{kind, s.ID, s.Name}
}

// unsearched records that a kind of objects could not be searched for a name.
func (r *reading) unsearched(kind string, err error) {
	r.lacks("whether a "+kind+" has the name", err)
}

// findSubjects returns what each text names: one object, or several of different kinds that share the name. It reads what leads to their
// escalation policies, and leaves out those of which it cannot read that, unless these are all.
func findSubjects(r *reading, client *pagerduty.Client, kind identify.Kind, argument string, texts []string, window oncall.Window) ([]*subject, error) {
	found := make([][]identify.Candidate, len(texts))
	err := parallel.Each(r.ctx, len(texts), func(ctx context.Context, i int) (err error) {
		name := argument
		if len(texts) > 1 {
			name = fmt.Sprintf("%s[%d]", argument, i)
		}
		found[i], err = identify.Namesakes(ctx, client, kind, name, texts[i])
		return err
	})
	if err != nil {
		return nil, err
	}
	var subjects []*subject
	for _, candidate := range slices.Concat(found...) {
		if !slices.ContainsFunc(subjects, func(s *subject) bool { return s.ID == candidate.ID && s.Type == candidate.Type }) {
			subjects = append(subjects, &subject{Candidate: candidate})
		}
	}
	return readSubjects(r, client, subjects, window)
}

// readSubjects returns the subjects that could be read. It fails if that is none.
func readSubjects(r *reading, client *pagerduty.Client, subjects []*subject, window oncall.Window) (read []*subject, err error) {
	failures := make([]error, len(subjects))
	_ = parallel.Each(r.ctx, len(subjects), func(ctx context.Context, i int) error {
		failures[i] = parallel.Safely(func() error { return subjects[i].read(ctx, client, window) })
		return nil // what fails does not stop the others
	})
	for i, failure := range failures {
		if failure == nil {
			read = append(read, subjects[i])
		}
	}
	if len(read) == 0 {
		return nil, cmp.Or(cmp.Or(failures...), context.Cause(r.ctx))
	}
	for i, failure := range failures {
		r.lacks(fmt.Sprintf("who is on call for the %s %s (%s)", subjects[i].show().Kind, subjects[i].Name, subjects[i].ID), failure)
	}
	return read, r.gone()
}

// read finds the escalation policies of the subject.
func (s *subject) read(ctx context.Context, client *pagerduty.Client, window oncall.Window) error {
	switch s.Type {
	case identify.IsService:
		return s.readService(ctx, client, window.Since)
	case identify.IsTeam:
		return s.readTeam(ctx, client)
	case identify.IsPolicy:
		s.policies = []string{s.ID}
		return nil
	case identify.IsUser:
		return s.readUser(ctx, client, window)
	}
	found, err := schedule.Read(ctx, client, s.ID, s.Type, pagerduty.ScheduleWindow{Since: window.Since, Until: window.Until, Overflow: true})
	if err != nil {
		return err
	}
	s.schedule, s.Name, s.notes = found, found.Name, found.UnusedNote()
	for _, policy := range found.EscalationPolicies {
		s.policies = append(s.policies, policy.ID)
	}
	return nil
}

func (s *subject) readService(ctx context.Context, client *pagerduty.Client, at time.Time) error {
	service, err := client.Services.Get(ctx, s.ID)
	if err != nil {
		return err
	}
	if service.EscalationPolicy.ID == "" {
		return fmt.Errorf("PagerDuty sent no escalation policy for %s, so who is on call for it is unknown", service.Name)
	}
	s.policies, s.paused = []string{service.EscalationPolicy.ID}, service.Status == "maintenance"
	if service.Status == "disabled" {
		s.notes = []string{fmt.Sprintf("The service %s (%s) is disabled: no incident is created on it.", service.Name, s.ID)}
	}
	if at.Before(service.CreatedAt.Time) {
		s.notes = append(s.notes, fmt.Sprintf("The service %s (%s) did not exist then: it was created on %s.", service.Name, s.ID, service.CreatedAt.Format(time.DateOnly)))
	}
	return nil
}

func (s *subject) readTeam(ctx context.Context, client *pagerduty.Client) error {
	for policy, err := range client.EscalationPolicies.All(ctx, pagerduty.ListEscalationPoliciesOptions{TeamIDs: []string{s.ID}, Include: []pagerduty.EscalationPolicyInclude{pagerduty.IncludeAssignmentStrategies}}) {
		if err != nil {
			return err
		}
		s.policies, s.known = append(s.policies, policy.ID), append(s.known, policy)
	}
	if s.policies == nil {
		s.notes = []string{fmt.Sprintf("The team %s (%s) has no escalation policy.", s.Name, s.ID)}
	}
	return nil
}

// readUser finds the policies at which the user is on call when the window begins.
func (s *subject) readUser(ctx context.Context, client *pagerduty.Client, window oncall.Window) error {
	for onCall, err := range client.OnCalls.All(ctx, pagerduty.ListOnCallsOptions{UserIDs: []string{s.ID}, Since: window.Since, Until: window.Until}) {
		if err != nil {
			return err
		}
		s.onCalls = append(s.onCalls, onCall)
		if oncall.IsCurrent(onCall, window.Since) && !slices.Contains(s.policies, onCall.EscalationPolicy.ID) {
			s.policies = append(s.policies, onCall.EscalationPolicy.ID)
		}
	}
	return nil
}

// policiesOf returns the ids of the policies of subjects, each once, in the order of the subjects.
func policiesOf(subjects []*subject) []string {
	var ids []string
	for _, s := range subjects {
		for _, id := range s.policies {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// known returns the policies of subjects that were read already, by id.
func known(subjects []*subject) map[string]*pagerduty.EscalationPolicy {
	policies := map[string]*pagerduty.EscalationPolicy{}
	for _, s := range subjects {
		for i := range s.known {
			policies[s.known[i].ID] = &s.known[i]
		}
	}
	return policies
}

// notesOf returns the notes on subjects.
func notesOf(subjects []*subject) []string {
	var notes []string
	for _, s := range subjects {
		notes = append(notes, s.notes...)
	}
	return notes
}

// people returns the ids of those who are on call in the subject itself: the user, or those in a schedule.
func (s *subject) people(at time.Time) []string {
	if s.Type == identify.IsUser {
		return []string{s.ID}
	}
	var ids []string
	if s.schedule != nil {
		for _, turn := range s.schedule.Turns() {
			if !turn.Start.After(at) && turn.End.After(at) {
				ids = addID(ids, turn.UserID)
			}
		}
	}
	return ids
}
