package main

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/PagerDuty/go-pagerduty"
)

// TestResources reads and changes resources other than incidents, and checks what go-pagerduty decodes.
func TestResources(t *testing.T) {
	t.Parallel()
	_, client := start(t)
	ctx := t.Context()
	var team, override string // made by one step for the next
	for _, step := range []struct {
		what, want string
		do         func() (string, error)
	}{
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
		{"users", "Amara Okafor Europe/London limited_user 2 teams 2 contact methods", func() (string, error) {
			list, err := client.ListUsersWithContext(ctx, pagerduty.ListUsersOptions{Query: "amara", Includes: []string{"contact_methods", "teams"}})
			if err != nil || len(list.Users) != 1 {
				return "", fmt.Errorf("%v, %w", list, err)
			}
			u := list.Users[0]
			return fmt.Sprintf("%s %s %s %d teams %d contact methods", u.Name, u.Timezone, u.Role, len(u.Teams), len(u.ContactMethods)), nil
		}},
		{"contact methods", "amara.okafor@lanternfield.example 5550100; high low", func() (string, error) {
			contacts, err := client.ListUserContactMethodsWithContext(ctx, "PUAMARA")
			if err != nil {
				return "", err
			}
			rules, err := client.ListUserNotificationRulesWithContext(ctx, "PUAMARA")
			if err != nil {
				return "", err
			}
			return contacts.ContactMethods[0].Address + " " + contacts.ContactMethods[1].Address + "; " + rules.NotificationRules[0].Urgency + " " + rules.NotificationRules[1].Urgency, nil
		}},
		{"read and write back a service", "warning; Baskets become orders.; PECHECK", func() (string, error) {
			s, err := client.GetServiceWithContext(ctx, "PSCHKAP", &pagerduty.GetServiceOptions{})
			if err != nil {
				return "", err
			}
			status := s.Status
			s.Description = "Baskets become orders."
			changed, err := client.UpdateServiceWithContext(ctx, *s)
			if err != nil {
				return "", err
			}
			return status + "; " + changed.Description + "; " + changed.EscalationPolicy.ID, nil
		}},
		{"an integration", "Events API v2: Checkout API not-a-real-events-key-of-PSCHKAP", func() (string, error) {
			s, err := client.GetServiceWithContext(ctx, "PSCHKAP", nil)
			if err != nil {
				return "", err
			}
			i, err := client.GetIntegrationWithContext(ctx, "PSCHKAP", s.Integrations[0].ID, pagerduty.GetIntegrationOptions{})
			if err != nil {
				return "", err
			}
			return i.Name + " " + i.IntegrationKey, nil
		}},
		{"create a service", "Vouchers active Checkout", func() (string, error) {
			s, err := client.CreateServiceWithContext(ctx, pagerduty.Service{
				Name: "Vouchers", EscalationPolicy: pagerduty.EscalationPolicy{APIObject: pagerduty.APIObject{ID: "PECHECK", Type: "escalation_policy_reference"}},
			})
			if err != nil {
				return "", err
			}
			return s.Name + " " + s.Status + " " + s.EscalationPolicy.Summary, nil
		}},
		{"create and change a team", "Mobile; Apps", func() (string, error) {
			created, err := client.CreateTeamWithContext(ctx, &pagerduty.Team{Name: "Mobile"})
			if err != nil {
				return "", err
			}
			team = created.ID
			changed, err := client.UpdateTeamWithContext(ctx, team, &pagerduty.Team{Name: "Mobile", Description: "Apps"})
			if err != nil {
				return "", err
			}
			return created.Name + "; " + changed.Description, nil
		}},
		{"members", "PUDIEGO manager", func() (string, error) {
			if err := client.AddUserToTeamWithContext(ctx, pagerduty.AddUserToTeamOptions{TeamID: team, UserID: "PUDIEGO", Role: pagerduty.TeamUserRoleManager}); err != nil {
				return "", err
			}
			members, err := client.ListTeamMembersPaginated(ctx, team)
			if err != nil {
				return "", err
			}
			return members[0].User.ID + " " + members[0].Role, client.RemoveUserFromTeamWithContext(ctx, team, "PUDIEGO")
		}},
		{"delete the team", "", func() (string, error) { return "", client.DeleteTeamWithContext(ctx, team) }},
		{"override a schedule", "Diego Ferreyra; 1", func() (string, error) {
			o, err := client.CreateOverrideWithContext(ctx, "PSCHKP1", pagerduty.Override{
				Start: "2026-10-14T10:00:00Z", End: "2026-10-14T18:00:00Z", User: pagerduty.APIObject{ID: "PUDIEGO", Type: "user_reference"},
			})
			if err != nil {
				return "", err
			}
			override = o.ID
			list, err := client.ListOverridesWithContext(ctx, "PSCHKP1", pagerduty.ListOverridesOptions{Since: "2026-10-14", Until: "2026-10-20"})
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("%s; %d", o.User.Summary, len(list.Overrides)), nil
		}},
		{"who is on call then", "Diego Ferreyra", func() (string, error) {
			users, err := client.ListOnCallUsersWithContext(ctx, "PSCHKP1", pagerduty.ListOnCallUsersOptions{Since: "2026-10-14T11:00:00Z", Until: "2026-10-14T12:00:00Z"})
			if err != nil {
				return "", err
			}
			return users[0].Name, nil
		}},
		{"take it back", "", func() (string, error) { return "", client.DeleteOverrideWithContext(ctx, "PSCHKP1", override) }},
		{"schedules", "Checkout Primary Europe/London 1 layers", func() (string, error) {
			s, err := client.GetScheduleWithContext(ctx, "PSCHKP1", pagerduty.GetScheduleOptions{Since: "2026-10-14", Until: "2026-10-20"})
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("%s %s %d layers", s.Name, s.TimeZone, len(s.ScheduleLayers)), nil
		}},
		{"escalation policies", "Checkout 3 levels 15 minutes", func() (string, error) {
			p, err := client.GetEscalationPolicyWithContext(ctx, "PECHECK", &pagerduty.GetEscalationPolicyOptions{})
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("%s %d levels %d minutes", p.Name, len(p.EscalationRules), p.EscalationRules[0].Delay), nil
		}},
		{"priorities", "P1 P5", func() (string, error) {
			list, err := client.ListPrioritiesWithContext(ctx, pagerduty.ListPrioritiesOptions{})
			if err != nil {
				return "", err
			}
			return list.Priorities[0].Name + " " + list.Priorities[4].Name, nil
		}},
		{"log entries of the account", "100 true", func() (string, error) {
			list, err := client.ListLogEntriesWithContext(ctx, pagerduty.ListLogEntriesOptions{Limit: 100, Includes: []string{"incidents"}})
			if err != nil {
				return "", err
			}
			return fmt.Sprint(len(list.LogEntries), " ", list.More), nil
		}},
		{"event orchestrations", "Office Alarms", func() (string, error) {
			list, err := client.ListOrchestrationsWithContext(ctx, pagerduty.ListOrchestrationsOptions{})
			if err != nil {
				return "", err
			}
			return list.Orchestrations[0].Name, nil
		}},
	} {
		if got, err := step.do(); err != nil || got != step.want {
			t.Errorf("%s: %q, %v; want %q", step.what, got, err, step.want)
		}
	}
}

// TestLifeOfAService creates a service with everything it needs, and deletes it all.
func TestLifeOfAService(t *testing.T) {
	t.Parallel()
	_, client := start(t)
	ctx := t.Context()
	var user *pagerduty.User
	var policy *pagerduty.EscalationPolicy
	var service *pagerduty.Service
	var orchestration *pagerduty.Orchestration
	for _, step := range []struct {
		what, want string
		do         func() (string, error)
	}{
		{"abilities", "true", func() (string, error) {
			list, err := client.ListAbilitiesWithContext(ctx)
			if err != nil {
				return "", err
			}
			return fmt.Sprint(len(list.Abilities) > 0), client.TestAbilityWithContext(ctx, "teams")
		}},
		{"a user", "Olga Marsh limited_user", func() (made string, err error) {
			user, err = client.CreateUserWithContext(ctx, pagerduty.User{Name: "Olga Marsh", Email: "olga.marsh@lanternfield.example", Role: "limited_user"})
			if err != nil {
				return "", err
			}
			return user.Name + " " + user.Role, nil
		}},
		{"a change of the user", "Network Engineer", func() (string, error) {
			user.JobTitle = "Network Engineer"
			changed, err := client.UpdateUserWithContext(ctx, *user)
			if err != nil {
				return "", err
			}
			return changed.JobTitle, nil
		}},
		{"a contact method and a rule", "5550199 5 minutes", func() (string, error) {
			contact, err := client.CreateUserContactMethodWithContext(ctx, user.ID, pagerduty.ContactMethod{Type: "sms_contact_method", Label: "Mobile", Address: "5550199", CountryCode: 1})
			if err != nil {
				return "", err
			}
			rule, err := client.CreateUserNotificationRuleWithContext(ctx, user.ID, pagerduty.NotificationRule{
				Type: "assignment_notification_rule", StartDelayInMinutes: 5, Urgency: "high", ContactMethod: pagerduty.ContactMethod{ID: contact.ID, Type: contact.Type},
			})
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("%s %d minutes", contact.Address, rule.StartDelayInMinutes), client.DeleteUserContactMethodWithContext(ctx, user.ID, contact.ID)
		}},
		{"an escalation policy", "Night 1 levels", func() (made string, err error) {
			policy, err = client.CreateEscalationPolicyWithContext(ctx, pagerduty.EscalationPolicy{Name: "Night", EscalationRules: []pagerduty.EscalationRule{
				{Delay: 10, Targets: []pagerduty.APIObject{{ID: user.ID, Type: "user_reference"}}},
			}})
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("%s %d levels", policy.Name, len(policy.EscalationRules)), nil
		}},
		{"a service with an integration", "Nightly Events", func() (made string, err error) {
			service, err = client.CreateServiceWithContext(ctx, pagerduty.Service{
				Name: "Nightly", EscalationPolicy: pagerduty.EscalationPolicy{APIObject: pagerduty.APIObject{ID: policy.ID, Type: "escalation_policy_reference"}},
			})
			if err != nil {
				return "", err
			}
			integration, err := client.CreateIntegrationWithContext(ctx, service.ID, pagerduty.Integration{
				Name: "Events", APIObject: pagerduty.APIObject{Type: "events_api_v2_inbound_integration"},
			})
			if err != nil {
				return "", err
			}
			if integration.IntegrationKey == "" {
				return "", fmt.Errorf("no key in %+v", integration)
			}
			return service.Name + " " + integration.Name, nil
		}},
		{"an event orchestration", "Staging 1 integrations", func() (made string, err error) {
			orchestration, err = client.CreateOrchestrationWithContext(ctx, pagerduty.Orchestration{Name: "Staging"})
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("%s %d integrations", orchestration.Name, len(orchestration.Integrations)), nil
		}},
		{"its router", "1 rules", func() (string, error) {
			router, err := client.UpdateOrchestrationRouterWithContext(ctx, orchestration.ID, pagerduty.OrchestrationRouter{
				Sets: []*pagerduty.OrchestrationRouterRuleSet{{ID: "start", Rules: []*pagerduty.OrchestrationRouterRule{{
					Label: "All", Conditions: []*pagerduty.OrchestrationRouterRuleCondition{}, Actions: &pagerduty.OrchestrationRouterActions{RouteTo: service.ID},
				}}}},
				CatchAll: &pagerduty.OrchestrationRouterCatchAllRule{Actions: &pagerduty.OrchestrationRouterActions{RouteTo: "unrouted"}},
			})
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("%d rules", len(router.Sets[0].Rules)), nil
		}},
		{"what is in use stays", "services use it", func() (string, error) {
			if err := client.DeleteEscalationPolicyWithContext(ctx, policy.ID); err != nil && strings.Contains(err.Error(), "services use it") {
				return "services use it", nil
			}
			return "it was deleted", nil
		}},
		{"all of it goes", "", func() (string, error) {
			for _, end := range []func() error{
				func() error { return client.DeleteOrchestrationWithContext(ctx, orchestration.ID) },
				func() error { return client.DeleteServiceWithContext(ctx, service.ID) },
				func() error { return client.DeleteEscalationPolicyWithContext(ctx, policy.ID) },
				func() error { return client.DeleteUserWithContext(ctx, user.ID) },
			} {
				if err := end(); err != nil {
					return "", err
				}
			}
			return "", nil
		}},
		{"what the simulator does not have", "501", func() (string, error) {
			_, err := client.ListExtensionsWithContext(ctx, pagerduty.ListExtensionOptions{})
			if failure, ok := errors.AsType[pagerduty.APIError](err); ok {
				return fmt.Sprint(failure.StatusCode), nil
			}
			return "", err
		}},
	} {
		if got, err := step.do(); err != nil || got != step.want {
			t.Errorf("%s: %q, %v; want %q", step.what, got, err, step.want)
		}
	}
}
