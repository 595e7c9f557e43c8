package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/PagerDuty/go-pagerduty"
)

// TestSchedules creates a schedule, changes it, previews it and deletes it.
func TestSchedules(t *testing.T) {
	t.Parallel()
	_, client := start(t)
	ctx := t.Context()
	wanted := pagerduty.Schedule{Name: "Nights", TimeZone: "Europe/London", Description: "From eight to eight.", ScheduleLayers: []pagerduty.ScheduleLayer{{
		Name: "Weekly", Start: "2026-10-14T20:00:00+01:00", RotationVirtualStart: "2026-10-12T20:00:00+01:00", RotationTurnLengthSeconds: 7 * 24 * 60 * 60,
		Users:        []pagerduty.UserReference{{User: pagerduty.APIObject{ID: "PUDIEGO", Type: "user_reference"}}, {User: pagerduty.APIObject{ID: "PUBRUNO", Type: "user_reference"}}},
		Restrictions: []pagerduty.Restriction{{Type: "daily_restriction", StartTimeOfDay: "20:00:00", DurationSeconds: 12 * 60 * 60}},
	}}}
	var schedule *pagerduty.Schedule
	check(t, []step{
		{"search", "Checkout Primary, Checkout Secondary", func() (string, error) {
			list, err := client.ListSchedulesWithContext(ctx, pagerduty.ListSchedulesOptions{Query: "checkout", Limit: 5, Includes: []string{"schedule_layers"}})
			if err != nil {
				return "", err
			}
			return list.Schedules[0].Name + ", " + list.Schedules[1].Name, nil
		}},
		{"read", "Checkout Primary Europe/London Weekly; 1 policies, 3 users; PUAMARA until 2026-10-19T09:00:00+01:00", func() (string, error) {
			s, err := client.GetScheduleWithContext(ctx, "PSCHKP1", pagerduty.GetScheduleOptions{Since: "2026-10-14", Until: "2026-10-20", TimeZone: "Europe/London"})
			if err != nil {
				return "", err
			}
			entry := s.FinalSchedule.RenderedScheduleEntries[0]
			return fmt.Sprintf("%s %s %s; %d policies, %d users; %s until %s", s.Name, s.TimeZone, s.ScheduleLayers[0].Name, len(s.EscalationPolicies), len(s.Users), entry.User.ID, entry.End), nil
		}},
		{"preview", "", func() (string, error) {
			return "", client.PreviewScheduleWithContext(ctx, wanted, pagerduty.PreviewScheduleOptions{Since: "2026-10-14", Until: "2026-10-28"})
		}},
		{"create", "Nights; Diego Ferreyra, Bruno Castellani from 20:00:00", func() (made string, err error) {
			schedule, err = client.CreateScheduleWithContext(ctx, wanted)
			if err != nil {
				return "", err
			}
			layer := schedule.ScheduleLayers[0]
			return fmt.Sprintf("%s; %s, %s from %s", schedule.Name, layer.Users[0].User.Summary, layer.Users[1].User.Summary, layer.Restrictions[0].StartTimeOfDay), nil
		}},
		{"change", "Late nights; 22:00:00, 43200 s, 1 layers", func() (string, error) {
			schedule.Name, schedule.ScheduleLayers[0].Restrictions[0].StartTimeOfDay = "Late nights", "22:00:00"
			s, err := client.UpdateScheduleWithContext(ctx, schedule.ID, *schedule)
			if err != nil {
				return "", err
			}
			r := s.ScheduleLayers[0].Restrictions[0]
			return fmt.Sprintf("%s; %s, %d s, %d layers", s.Name, r.StartTimeOfDay, r.DurationSeconds, len(s.ScheduleLayers)), nil
		}},
		{"delete", "404", func() (string, error) {
			if err := client.DeleteScheduleWithContext(ctx, schedule.ID); err != nil {
				return "", err
			}
			_, err := client.GetScheduleWithContext(ctx, schedule.ID, pagerduty.GetScheduleOptions{})
			return refusal(err)
		}},
	})
}

// TestOverrides overrides a schedule, and asks who is on call.
func TestOverrides(t *testing.T) {
	t.Parallel()
	_, client := start(t)
	ctx := t.Context()
	var override string
	overrides := func() (string, error) {
		list, err := client.ListOverridesWithContext(ctx, "PSCHKP1", pagerduty.ListOverridesOptions{Since: "2026-10-14", Until: "2026-10-20"})
		if err != nil {
			return "", err
		}
		return fmt.Sprint(len(list.Overrides)), nil
	}
	check(t, []step{
		{"on-calls", "Checkout 1 Amara Okafor Checkout Primary 2026-10-19T08:00:00Z; Checkout 2 Bruno Castellani Checkout Secondary 2026-10-19T08:00:00Z", func() (string, error) {
			list, err := client.ListOnCallsWithContext(ctx, pagerduty.ListOnCallOptions{ScheduleIDs: []string{"PSCHKP1", "PSCHKP2"}, Includes: []string{"users"}, Earliest: true})
			if err != nil {
				return "", err
			}
			var all []string
			for _, o := range list.OnCalls {
				all = append(all, fmt.Sprint(o.EscalationPolicy.Summary, " ", o.EscalationLevel, " ", o.User.Name, " ", o.Schedule.Summary, " ", o.End))
			}
			return strings.Join(all, "; "), nil
		}},
		{"override a schedule", "Diego Ferreyra", func() (string, error) {
			o, err := client.CreateOverrideWithContext(ctx, "PSCHKP1", pagerduty.Override{
				Start: "2026-10-14T10:00:00Z", End: "2026-10-14T18:00:00Z", User: pagerduty.APIObject{ID: "PUDIEGO", Type: "user_reference"},
			})
			if err != nil {
				return "", err
			}
			override = o.ID
			return o.User.Summary, nil
		}},
		{"overrides", "1", overrides},
		{"who is on call then", "Diego Ferreyra", func() (string, error) {
			users, err := client.ListOnCallUsersWithContext(ctx, "PSCHKP1", pagerduty.ListOnCallUsersOptions{Since: "2026-10-14T11:00:00Z", Until: "2026-10-14T12:00:00Z"})
			if err != nil {
				return "", err
			}
			return users[0].Name, nil
		}},
		{"take it back", "", func() (string, error) { return "", client.DeleteOverrideWithContext(ctx, "PSCHKP1", override) }},
		{"no overrides", "0", overrides},
	})
}

// TestEscalationPolicies creates an escalation policy, changes it and deletes it.
func TestEscalationPolicies(t *testing.T) {
	t.Parallel()
	_, client := start(t)
	ctx := t.Context()
	var policy *pagerduty.EscalationPolicy
	check(t, []step{
		{"search", "Checkout", func() (string, error) {
			list, err := client.ListEscalationPoliciesWithContext(ctx, pagerduty.ListEscalationPoliciesOptions{Query: "check", UserIDs: []string{"PUELENA"}, SortBy: "name"})
			if err != nil {
				return "", err
			}
			return list.EscalationPolicies[0].Name, nil
		}},
		{"read", "Checkout; 3 levels, 15 minutes, 2 loops", func() (string, error) {
			p, err := client.GetEscalationPolicyWithContext(ctx, "PECHECK", &pagerduty.GetEscalationPolicyOptions{Includes: []string{"targets"}})
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("%s; %d levels, %d minutes, %d loops", p.Name, len(p.EscalationRules), p.EscalationRules[0].Delay, p.NumLoops), nil
		}},
		{"create", "Night; 1 levels", func() (made string, err error) {
			policy, err = client.CreateEscalationPolicyWithContext(ctx, pagerduty.EscalationPolicy{Name: "Night", EscalationRules: []pagerduty.EscalationRule{
				{Delay: 10, Targets: []pagerduty.APIObject{{ID: "PUDIEGO", Type: "user_reference"}, {ID: "PSCHKP1", Type: "schedule_reference"}}},
			}})
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("%s; %d levels", policy.Name, len(policy.EscalationRules)), nil
		}},
		{"change", "Night; 2 levels, 20 minutes, Diego Ferreyra, Checkout Primary; 1 teams", func() (string, error) {
			policy.EscalationRules[0].Delay = 20
			policy.EscalationRules = append(policy.EscalationRules, pagerduty.EscalationRule{Delay: 30, Targets: []pagerduty.APIObject{{ID: "PUGRACE", Type: "user_reference"}}})
			policy.Teams = []pagerduty.APIReference{{ID: "PTPLATF", Type: "team_reference"}}
			p, err := client.UpdateEscalationPolicyWithContext(ctx, policy.ID, *policy)
			if err != nil {
				return "", err
			}
			first := p.EscalationRules[0]
			return fmt.Sprintf("%s; %d levels, %d minutes, %s, %s; %d teams", p.Name, len(p.EscalationRules), first.Delay, first.Targets[0].Summary, first.Targets[1].Summary, len(p.Teams)), nil
		}},
		{"what is in use stays", "400", func() (string, error) { return refusal(client.DeleteEscalationPolicyWithContext(ctx, "PECHECK")) }},
		{"delete", "", func() (string, error) { return "", client.DeleteEscalationPolicyWithContext(ctx, policy.ID) }},
	})
}
