package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/PagerDuty/go-pagerduty"
)

// TestUsers creates a user, changes their addresses and notification rules, and deletes them.
func TestUsers(t *testing.T) {
	t.Parallel()
	_, client := start(t)
	ctx := t.Context()
	var user *pagerduty.User
	var contact *pagerduty.ContactMethod
	var rule *pagerduty.NotificationRule
	check(t, []step{
		{"search", "Amara Okafor Europe/London limited_user 2 teams 2 contact methods", func() (string, error) {
			list, err := client.ListUsersWithContext(ctx, pagerduty.ListUsersOptions{Query: "amara", Includes: []string{"contact_methods", "teams"}})
			if err != nil || len(list.Users) != 1 {
				return "", fmt.Errorf("%v, %w", list, err)
			}
			u := list.Users[0]
			return fmt.Sprintf("%s %s %s %d teams %d contact methods", u.Name, u.Timezone, u.Role, len(u.Teams), len(u.ContactMethods)), nil
		}},
		{"members of a team", "Elena Petrova 4 of 4", func() (string, error) {
			list, err := client.ListUsersWithContext(ctx, pagerduty.ListUsersOptions{TeamIDs: []string{"PTCHECK"}, Total: true})
			if err != nil {
				return "", err
			}
			last := list.Users[len(list.Users)-1]
			return fmt.Sprintf("%s %d of %d", last.Name, len(list.Users), list.Total), nil
		}},
		{"the user of the key", "PUAMARA high low", func() (string, error) {
			me, err := client.GetCurrentUserWithContext(ctx, pagerduty.GetCurrentUserOptions{Includes: []string{"notification_rules"}})
			if err != nil {
				return "", err
			}
			return fmt.Sprint(me.ID, " ", me.NotificationRules[0].Urgency, " ", me.NotificationRules[1].Urgency), nil
		}},
		{"create", "Olga Marsh limited_user", func() (made string, err error) {
			user, err = client.CreateUserWithContext(ctx, pagerduty.User{Name: "Olga Marsh", Email: "olga.marsh@lanternfield.example", Role: "limited_user"})
			if err != nil {
				return "", err
			}
			return user.Name + " " + user.Role, nil
		}},
		{"change", "Network Engineer", func() (string, error) {
			user.JobTitle = "Network Engineer"
			if _, err := client.UpdateUserWithContext(ctx, *user); err != nil {
				return "", err
			}
			read, err := client.GetUserWithContext(ctx, user.ID, pagerduty.GetUserOptions{Includes: []string{"contact_methods"}})
			if err != nil {
				return "", err
			}
			return read.JobTitle, nil
		}},
		{"create a contact method", "sms_contact_method Mobile 1 5550199", func() (made string, err error) {
			contact, err = client.CreateUserContactMethodWithContext(ctx, user.ID, pagerduty.ContactMethod{Type: "sms_contact_method", Label: "Mobile", Address: "5550199", CountryCode: 1})
			if err != nil {
				return "", err
			}
			return fmt.Sprint(contact.Type, " ", contact.Label, " ", contact.CountryCode, " ", contact.Address), nil
		}},
		{"change the contact method", "On-call phone 5550199", func() (string, error) {
			contact.Label = "On-call phone"
			if _, err := client.UpdateUserContactMethodWthContext(ctx, user.ID, *contact); err != nil {
				return "", err
			}
			read, err := client.GetUserContactMethodWithContext(ctx, user.ID, contact.ID)
			if err != nil {
				return "", err
			}
			return read.Label + " " + read.Address, nil
		}},
		{"contact methods", "email_contact_method olga.marsh@lanternfield.example; sms_contact_method 5550199", func() (string, error) {
			list, err := client.ListUserContactMethodsWithContext(ctx, user.ID)
			if err != nil {
				return "", err
			}
			first, last := list.ContactMethods[0], list.ContactMethods[len(list.ContactMethods)-1]
			return fmt.Sprint(first.Type, " ", first.Address, "; ", last.Type, " ", last.Address), nil
		}},
		{"create a notification rule", "high after 5 minutes", func() (made string, err error) {
			rule, err = client.CreateUserNotificationRuleWithContext(ctx, user.ID, pagerduty.NotificationRule{
				Type: "assignment_notification_rule", StartDelayInMinutes: 5, Urgency: "high", ContactMethod: pagerduty.ContactMethod{ID: contact.ID, Type: contact.Type},
			})
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("%s after %d minutes", rule.Urgency, rule.StartDelayInMinutes), nil
		}},
		{"change the notification rule", "10 minutes, sms_contact_method", func() (string, error) {
			rule.StartDelayInMinutes = 10
			if _, err := client.UpdateUserNotificationRuleWithContext(ctx, user.ID, *rule); err != nil {
				return "", err
			}
			read, err := client.GetUserNotificationRuleWithContext(ctx, user.ID, rule.ID)
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("%d minutes, %s", read.StartDelayInMinutes, read.ContactMethod.Type), nil
		}},
		{"delete the notification rule", "0 low, 0 high", func() (string, error) {
			if err := client.DeleteUserNotificationRuleWithContext(ctx, user.ID, rule.ID); err != nil {
				return "", err
			}
			list, err := client.ListUserNotificationRulesWithContext(ctx, user.ID)
			if err != nil {
				return "", err
			}
			var rules []string
			for _, r := range list.NotificationRules {
				rules = append(rules, fmt.Sprint(r.StartDelayInMinutes, " ", r.Urgency))
			}
			slices.Reverse(rules)
			return strings.Join(rules, ", "), nil
		}},
		{"delete the contact method and the user", "", func() (string, error) {
			if err := client.DeleteUserContactMethodWithContext(ctx, user.ID, contact.ID); err != nil {
				return "", err
			}
			return "", client.DeleteUserWithContext(ctx, user.ID)
		}},
	})
}

// TestTeams creates a team and changes its members and escalation policies.
func TestTeams(t *testing.T) {
	t.Parallel()
	_, client := start(t)
	ctx := t.Context()
	var team *pagerduty.Team
	check(t, []step{
		{"search", "Checkout", func() (string, error) {
			list, err := client.ListTeamsWithContext(ctx, pagerduty.ListTeamOptions{Query: "check"})
			if err != nil {
				return "", err
			}
			return list.Teams[0].Name, nil
		}},
		{"create", "Mobile", func() (made string, err error) {
			team, err = client.CreateTeamWithContext(ctx, &pagerduty.Team{Name: "Mobile"})
			if err != nil {
				return "", err
			}
			return team.Name, nil
		}},
		{"change", "Apps", func() (string, error) {
			if _, err := client.UpdateTeamWithContext(ctx, team.ID, &pagerduty.Team{Name: "Mobile", Description: "Apps"}); err != nil {
				return "", err
			}
			read, err := client.GetTeamWithContext(ctx, team.ID)
			if err != nil {
				return "", err
			}
			return read.Description, nil
		}},
		{"add members", "PUDIEGO manager, PUAMARA responder", func() (string, error) {
			for user, role := range map[string]pagerduty.TeamUserRole{"PUDIEGO": pagerduty.TeamUserRoleManager, "PUAMARA": pagerduty.TeamUserRoleResponder} {
				if err := client.AddUserToTeamWithContext(ctx, pagerduty.AddUserToTeamOptions{TeamID: team.ID, UserID: user, Role: role}); err != nil {
					return "", err
				}
			}
			members, err := client.ListTeamMembersPaginated(ctx, team.ID)
			if err != nil {
				return "", err
			}
			var all []string
			for _, m := range members {
				all = append(all, m.User.ID+" "+m.Role)
			}
			slices.SortFunc(all, func(a, b string) int { return strings.Compare(b, a) })
			return strings.Join(all, ", "), nil
		}},
		{"remove a member", "PUDIEGO", func() (string, error) {
			if err := client.RemoveUserFromTeamWithContext(ctx, team.ID, "PUAMARA"); err != nil {
				return "", err
			}
			members, err := client.ListTeamMembers(ctx, team.ID, pagerduty.ListTeamMembersOptions{Limit: 1})
			if err != nil {
				return "", err
			}
			return members.Members[0].User.ID, nil
		}},
		{"give it an escalation policy", "Mobile; Checkout", func() (string, error) {
			if err := client.AddEscalationPolicyToTeamWithContext(ctx, team.ID, "PECHECK"); err != nil {
				return "", err
			}
			policies, err := client.ListEscalationPoliciesWithContext(ctx, pagerduty.ListEscalationPoliciesOptions{TeamIDs: []string{team.ID}, Includes: []string{"teams"}})
			if err != nil {
				return "", err
			}
			return team.Name + "; " + policies.EscalationPolicies[0].Name, client.RemoveEscalationPolicyFromTeamWithContext(ctx, team.ID, "PECHECK")
		}},
		{"delete", "", func() (string, error) { return "", client.DeleteTeamWithContext(ctx, team.ID) }},
	})
}

// TestAccount reads what belongs to the account: abilities, licenses and priorities.
func TestAccount(t *testing.T) {
	t.Parallel()
	_, client := start(t)
	ctx := t.Context()
	check(t, []step{
		{"abilities", "true", func() (string, error) {
			list, err := client.ListAbilitiesWithContext(ctx)
			if err != nil {
				return "", err
			}
			return fmt.Sprint(slices.Contains(list.Abilities, "teams")), client.TestAbilityWithContext(ctx, "teams")
		}},
		{"licenses", "Full User 13, Stakeholder 1", func() (string, error) {
			list, err := client.ListLicensesWithContext(ctx)
			if err != nil {
				return "", err
			}
			return fmt.Sprint(list.Licenses[0].Name, " ", list.Licenses[0].CurrentValue, ", ", list.Licenses[1].Name, " ", list.Licenses[1].CurrentValue), nil
		}},
		{"license allocations", "Amara Okafor Full User", func() (string, error) {
			list, err := client.ListLicenseAllocationsWithContext(ctx, pagerduty.ListLicenseAllocationsOptions{Limit: 1})
			if err != nil {
				return "", err
			}
			return list.LicenseAllocations[0].User.Summary + " " + list.LicenseAllocations[0].License.Name, nil
		}},
		{"priorities", "P1 P5", func() (string, error) {
			list, err := client.ListPrioritiesWithContext(ctx, pagerduty.ListPrioritiesOptions{})
			if err != nil {
				return "", err
			}
			return list.Priorities[0].Name + " " + list.Priorities[4].Name, nil
		}},
		{"vendors", "Amazon CloudWatch, Datadog; more", func() (string, error) {
			list, err := client.ListVendorsWithContext(ctx, pagerduty.ListVendorOptions{Limit: 2})
			if err != nil || !list.More {
				return "", fmt.Errorf("%v, %w", list, err)
			}
			return list.Vendors[0].Name + ", " + list.Vendors[1].Name + "; more", nil
		}},
		{"a vendor", "Prometheus", func() (string, error) {
			v, err := client.GetVendorWithContext(ctx, "PKN5TC7")
			if err != nil {
				return "", err
			}
			return v.Name, nil
		}},
		{"what the simulator does not have", "501", func() (string, error) {
			_, err := client.ListExtensionsWithContext(ctx, pagerduty.ListExtensionOptions{})
			return refusal(err)
		}},
	})
}
