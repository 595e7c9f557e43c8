//go:build full

package main

import (
	"fmt"
	"testing"

	terraform "github.com/heimweh/go-pagerduty/pagerduty"
)

func TestTerraformSchedules(t *testing.T) {
	_, client := startTerraform(t)
	layer := func(name string, users ...string) *terraform.ScheduleLayer {
		l := &terraform.ScheduleLayer{
			Name: name, Start: "2026-10-14T09:00:00Z", RotationVirtualStart: "2026-10-14T09:00:00Z", RotationTurnLengthSeconds: 86400,
			Restrictions: []*terraform.Restriction{{Type: "weekly_restriction", StartTimeOfDay: "08:00:00", DurationSeconds: 28800, StartDayOfWeek: 1}},
		}
		for _, u := range users {
			l.Users = append(l.Users, &terraform.UserReferenceWrapper{User: &terraform.UserReference{ID: u, Type: "user_reference"}})
		}
		return l
	}
	wanted := &terraform.Schedule{Type: "schedule", Name: "Mobile", TimeZone: "Europe/London", Description: "Managed by Terraform", ScheduleLayers: []*terraform.ScheduleLayer{layer("First", "PUDIEGO", "PUBRUNO")}}
	var schedule *terraform.Schedule
	var override *terraform.Override
	check(t, []step{
		{"search", "Checkout Primary, Checkout Secondary", func() (string, error) {
			found, _, err := client.Schedules.List(&terraform.ListSchedulesOptions{Query: "checkout"})
			if err != nil {
				return "", err
			}
			return list(found.Schedules, func(s *terraform.Schedule) string { return s.Name }), nil
		}},
		{"create", "Mobile; First", func() (made string, err error) {
			schedule, _, err = client.Schedules.Create(wanted, &terraform.CreateScheduleOptions{Overflow: true})
			if err != nil {
				return "", err
			}
			return schedule.Name + "; " + schedule.ScheduleLayers[0].Name, nil
		}},
		{"add a layer and end the first", "Second, First until 2026-12-01T09:00:00Z", func() (string, error) {
			end := "2026-12-01T09:00:00Z"
			first := schedule.ScheduleLayers[0]
			first.End = &end
			wanted.ScheduleLayers = []*terraform.ScheduleLayer{layer("Second", "PUAMARA"), first}
			if _, _, err := client.Schedules.Update(schedule.ID, wanted, &terraform.UpdateScheduleOptions{Overflow: true}); err != nil {
				return "", err
			}
			s, _, err := client.Schedules.Get(schedule.ID, &terraform.GetScheduleOptions{TimeZone: "UTC"})
			if err != nil {
				return "", err
			}
			return list(s.ScheduleLayers, func(l *terraform.ScheduleLayer) string {
				if l.End == nil {
					return l.Name
				}
				return l.Name + " until " + *l.End
			}), nil
		}},
		{"override", "PUGRACE; PUGRACE", func() (done string, err error) {
			override, _, err = client.Schedules.CreateOverride(schedule.ID, &terraform.Override{
				Start: "2026-10-15T09:00:00Z", End: "2026-10-15T17:00:00Z", User: &terraform.UserReference{ID: "PUGRACE", Type: "user_reference"},
			})
			if err != nil {
				return "", err
			}
			found, _, err := client.Schedules.ListOverrides(schedule.ID, &terraform.ListOverridesOptions{Since: "2026-10-15", Until: "2026-10-16"})
			if err != nil {
				return "", err
			}
			return override.User.ID + "; " + found.Overrides[0].User.ID, nil
		}},
		{"who is on call then", "Grace Tanaka", func() (string, error) {
			found, _, err := client.Schedules.ListOnCalls(schedule.ID, &terraform.ListOnCallsOptions{Since: "2026-10-15T10:00:00Z", Until: "2026-10-15T11:00:00Z"})
			if err != nil {
				return "", err
			}
			return list(found.Users, func(u *terraform.User) string { return u.Name }), nil
		}},
		{"delete", "404", func() (string, error) {
			if _, err := client.Schedules.DeleteOverride(schedule.ID, override.ID); err != nil {
				return "", err
			}
			if _, err := client.Schedules.Delete(schedule.ID); err != nil {
				return "", err
			}
			_, _, err := client.Schedules.Get(schedule.ID, &terraform.GetScheduleOptions{})
			return terraformRefusal(err)
		}},
	})
}

func TestTerraformEscalationPolicies(t *testing.T) {
	_, client := startTerraform(t)
	var policy *terraform.EscalationPolicy
	loops := 2
	wanted := &terraform.EscalationPolicy{
		Type: "escalation_policy", Name: "Mobile", NumLoops: &loops, Teams: []*terraform.TeamReference{{ID: "PTPLATF", Type: "team_reference"}},
		EscalationRules: []*terraform.EscalationRule{{
			EscalationDelayInMinutes: 10, EscalationRuleAssignmentStrategy: &terraform.EscalationRuleAssignmentStrategy{Type: "round_robin"},
			Targets: []*terraform.EscalationTargetReference{{ID: "PUDIEGO", Type: "user_reference"}, {ID: "PSCHKP1", Type: "schedule_reference"}},
		}},
	}
	check(t, []step{
		{"create", "Mobile 2 loops, 10 minutes", func() (made string, err error) {
			policy, _, err = client.EscalationPolicies.Create(wanted)
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("%s %d loops, %d minutes", policy.Name, *policy.NumLoops, policy.EscalationRules[0].EscalationDelayInMinutes), nil
		}},
		{"change", "Phones; round_robin, assign_to_everyone; 0 teams", func() (string, error) {
			wanted.Name, wanted.Teams = "Phones", []*terraform.TeamReference{}
			wanted.EscalationRules = append(wanted.EscalationRules, &terraform.EscalationRule{
				EscalationDelayInMinutes: 30, Targets: []*terraform.EscalationTargetReference{{ID: "PUGRACE", Type: "user_reference"}},
			})
			if _, _, err := client.EscalationPolicies.Update(policy.ID, wanted); err != nil {
				return "", err
			}
			p, _, err := client.EscalationPolicies.Get(policy.ID, &terraform.GetEscalationPolicyOptions{Includes: []string{"escalation_rule_assignment_strategies"}})
			if err != nil {
				return "", err
			}
			strategies := list(p.EscalationRules, func(r *terraform.EscalationRule) string { return r.EscalationRuleAssignmentStrategy.Type })
			return fmt.Sprintf("%s; %s; %d teams", p.Name, strategies, len(p.Teams)), nil
		}},
		{"delete", "404", func() (string, error) {
			if _, err := client.EscalationPolicies.Delete(policy.ID); err != nil {
				return "", err
			}
			_, _, err := client.EscalationPolicies.Get(policy.ID, &terraform.GetEscalationPolicyOptions{})
			return terraformRefusal(err)
		}},
	})
}
