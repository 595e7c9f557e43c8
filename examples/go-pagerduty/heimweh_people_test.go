//go:build full

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
