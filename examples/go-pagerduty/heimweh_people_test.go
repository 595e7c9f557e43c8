package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	terraform "github.com/heimweh/go-pagerduty/pagerduty"
)

func TestTerraformUsers(t *testing.T) {
	account, client := startTerraform(t)
	wanted := terraform.User{
		Type: "user", Name: "Olga Marsh", Email: "olga.marsh@lanternfield.example", Role: "limited_user", JobTitle: "Network Engineer",
		License: &terraform.LicenseReference{ID: "PLFULLU", Type: "license_reference"},
	}
	var user *terraform.User
	check(t, []step{
		{"search", "PUAMARA", func() (string, error) {
			found, _, err := client.Users.List(&terraform.ListUsersOptions{Query: "amara", TeamIDs: []string{"PTCHECK"}})
			if err != nil {
				return "", err
			}
			return list(found.Users, func(u *terraform.User) string { return u.ID }), nil
		}},
		{"list all with their addresses", "14 users; amara.okafor@lanternfield.example high Checkout", func() (string, error) {
			all, err := client.Users.ListAll(&terraform.ListUsersOptions{Limit: 5, Include: []string{"contact_methods", "notification_rules", "teams"}})
			if err != nil {
				return "", err
			}
			u := all[0]
			return fmt.Sprintf("%d users; %s %s %s", len(all), u.ContactMethods[0].Address, u.NotificationRules[0].Urgency, u.Teams[0].Name), nil
		}},
		{"list all with their licenses", "14 users; PLSTAKE", func() (string, error) {
			all, err := client.Users.ListAllWithLicenses(&terraform.ListUsersOptions{})
			if err != nil {
				return "", err
			}
			n := slices.IndexFunc(all, func(u *terraform.User) bool { return u.ID == "PUNADIA" })
			return fmt.Sprintf("%d users; %s", len(all), all[n].License.ID), nil
		}},
		{"create", "Olga Marsh limited_user Network Engineer", func() (made string, err error) {
			user, _, err = client.Users.Create(&wanted)
			if err != nil {
				return "", err
			}
			return user.Name + " " + user.Role + " " + user.JobTitle, nil
		}},
		{"creating the same user again finds it", "true", func() (string, error) {
			again, _, err := client.Users.Create(&wanted)
			if err != nil {
				return "", err
			}
			return fmt.Sprint(again.ID == user.ID), nil
		}},
		{"change", "Lead PLFULLU", func() (string, error) {
			wanted.JobTitle = "Lead"
			if _, _, err := client.Users.Update(user.ID, &wanted); err != nil {
				return "", err
			}
			u, err := client.Users.GetWithLicense(user.ID, &terraform.GetUserOptions{})
			if err != nil {
				return "", err
			}
			return u.JobTitle + " " + u.License.ID, nil
		}},
		{"read with addresses", "olga.marsh@lanternfield.example, 2 rules", func() (string, error) {
			u, _, err := client.Users.GetFull(user.ID)
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("%s, %d rules", u.ContactMethods[0].Address, len(u.NotificationRules)), nil
		}},
		{"delete", "404", func() (string, error) {
			if _, err := client.Users.Delete(user.ID); err != nil {
				return "", err
			}
			_, _, err := client.Users.Get(user.ID, &terraform.GetUserOptions{})
			return terraformRefusal(err)
		}},
	})
	if asked := account.RequestsTo("GET", "/users/*/license"); len(asked) != 1 {
		t.Errorf("%d requests for a license", len(asked))
	}
}

// TestTerraformContactMethods: if an address or a rule exists already, the provider takes it over. It recognises PagerDuty's refusal by its text.
func TestTerraformContactMethods(t *testing.T) {
	_, client := startTerraform(t)
	const user = "PUAMARA"
	contact := &terraform.ContactMethod{Type: "phone_contact_method", Label: "Desk", Address: "5550188", CountryCode: 44}
	var made, other *terraform.ContactMethod
	var rule *terraform.NotificationRule
	ruleOf := func(delay int) *terraform.NotificationRule {
		return &terraform.NotificationRule{
			Type: "assignment_notification_rule", Urgency: "high", StartDelayInMinutes: delay,
			ContactMethod: &terraform.ContactMethodReference{ID: made.ID, Type: "phone_contact_method"},
		}
	}
	check(t, []step{
		{"create a contact method", "Desk 44 5550188", func() (done string, err error) {
			made, _, err = client.Users.CreateContactMethod(user, contact)
			if err != nil {
				return "", err
			}
			return fmt.Sprint(made.Label, " ", made.CountryCode, " ", made.Address), nil
		}},
		{"creating it again finds it", "true; 3 contact methods", func() (string, error) {
			again, _, err := client.Users.CreateContactMethod(user, contact)
			if err != nil {
				return "", err
			}
			all, _, err := client.Users.ListContactMethods(user)
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("%v; %d contact methods", again.ID == made.ID, len(all.ContactMethods)), nil
		}},
		{"change it", "Office", func() (string, error) {
			if _, _, err := client.Users.UpdateContactMethod(user, made.ID, &terraform.ContactMethod{Type: "phone_contact_method", Label: "Office", Address: "5550188", CountryCode: 44}); err != nil {
				return "", err
			}
			m, _, err := client.Users.GetContactMethod(user, made.ID)
			if err != nil {
				return "", err
			}
			return m.Label, nil
		}},
		{"changing another to the same address replaces it", "5550188 true; 404", func() (done string, err error) {
			other, _, err = client.Users.CreateContactMethod(user, &terraform.ContactMethod{Type: "phone_contact_method", Label: "Old", Address: "5550189", CountryCode: 44})
			if err != nil {
				return "", err
			}
			changed, _, err := client.Users.UpdateContactMethod(user, other.ID, contact)
			if err != nil {
				return "", err
			}
			_, _, err = client.Users.GetContactMethod(user, made.ID)
			status, err := terraformRefusal(err)
			same := changed.ID == other.ID
			made = changed
			return fmt.Sprint(changed.Address, " ", same, "; ", status), err
		}},
		{"create a notification rule", "high 15", func() (done string, err error) {
			rule, _, err = client.Users.CreateNotificationRule(user, ruleOf(15))
			if err != nil {
				return "", err
			}
			return fmt.Sprint(rule.Urgency, " ", rule.StartDelayInMinutes), nil
		}},
		{"creating it again finds it", "true", func() (string, error) {
			again, _, err := client.Users.CreateNotificationRule(user, ruleOf(15))
			if err != nil {
				return "", err
			}
			return fmt.Sprint(again.ID == rule.ID), nil
		}},
		{"change it", "20 phone_contact_method", func() (string, error) {
			if _, _, err := client.Users.UpdateNotificationRule(user, rule.ID, ruleOf(20)); err != nil {
				return "", err
			}
			r, _, err := client.Users.GetNotificationRule(user, rule.ID)
			if err != nil {
				return "", err
			}
			return fmt.Sprint(r.StartDelayInMinutes, " ", r.ContactMethod.Type), nil
		}},
		{"delete both", "2 rules", func() (string, error) {
			if _, err := client.Users.DeleteNotificationRule(user, rule.ID); err != nil {
				return "", err
			}
			if _, err := client.Users.DeleteContactMethod(user, made.ID); err != nil {
				return "", err
			}
			all, _, err := client.Users.ListNotificationRules(user)
			if err != nil {
				return "", err
			}
			return fmt.Sprint(len(all.NotificationRules), " rules"), nil
		}},
	})
}

func TestTerraformTeams(t *testing.T) {
	_, client := startTerraform(t)
	var team *terraform.Team
	members := func() (string, error) {
		all, _, err := client.Teams.GetMembers(team.ID, &terraform.GetMembersOptions{})
		if err != nil {
			return "", err
		}
		return list(all.Members, func(m *terraform.Member) string { return m.User.ID + " " + m.Role }), nil
	}
	check(t, []step{
		{"search", "Checkout", func() (string, error) {
			found, _, err := client.Teams.List(&terraform.ListTeamsOptions{Query: "check", Limit: 100})
			if err != nil {
				return "", err
			}
			return list(found.Teams, func(t *terraform.Team) string { return t.Name }), nil
		}},
		{"create", "Mobile manager", func() (made string, err error) {
			team, _, err = client.Teams.Create(&terraform.Team{Type: "team", Name: "Mobile", Description: "Apps", DefaultRole: "manager"})
			if err != nil {
				return "", err
			}
			return team.Name + " " + team.DefaultRole, nil
		}},
		{"change", "Phones", func() (string, error) {
			if _, _, err := client.Teams.Update(team.ID, &terraform.Team{Type: "team", Name: "Mobile", Description: "Phones"}); err != nil {
				return "", err
			}
			read, _, err := client.Teams.Get(team.ID)
			if err != nil {
				return "", err
			}
			return read.Description, nil
		}},
		{"add members", "PUAMARA responder, PUDIEGO responder", func() (string, error) {
			if _, err := client.Teams.AddUser(team.ID, "PUAMARA"); err != nil {
				return "", err
			}
			if _, err := client.Teams.AddUserWithRole(team.ID, "PUDIEGO", "responder"); err != nil {
				return "", err
			}
			return members()
		}},
		{"remove a member", "PUDIEGO responder", func() (string, error) {
			if _, err := client.Teams.RemoveUser(team.ID, "PUAMARA"); err != nil {
				return "", err
			}
			return members()
		}},
		{"add and remove an escalation policy", "1, then 0", func() (string, error) {
			var counts []string
			for _, change := range []func(string, string) (*terraform.Response, error){client.Teams.AddEscalationPolicy, client.Teams.RemoveEscalationPolicy} {
				if _, err := change(team.ID, "PECHECK"); err != nil {
					return "", err
				}
				found, _, err := client.EscalationPolicies.List(&terraform.ListEscalationPoliciesOptions{TeamIDs: []string{team.ID}})
				if err != nil {
					return "", err
				}
				counts = append(counts, fmt.Sprint(len(found.EscalationPolicies)))
			}
			return strings.Join(counts, ", then "), nil
		}},
		{"delete", "", func() (string, error) {
			_, err := client.Teams.Delete(team.ID)
			return "", err
		}},
	})
}

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
