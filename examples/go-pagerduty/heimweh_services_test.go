//go:build full

package main

import (
	"fmt"
	"strings"
	"testing"

	terraform "github.com/heimweh/go-pagerduty/pagerduty"
)

func TestTerraformServices(t *testing.T) {
	_, client := startTerraform(t)
	wanted := &terraform.Service{
		Type: "service", Name: "Vouchers", Description: "Managed by Terraform", Status: "active", AlertCreation: "create_alerts_and_incidents",
		AutoResolveTimeout: new(14400), AlertGrouping: new((*string)(nil)),
		EscalationPolicy: &terraform.EscalationPolicyReference{ID: "PECHECK", Type: "escalation_policy_reference"},
		IncidentUrgencyRule: &terraform.IncidentUrgencyRule{
			Type:                "use_support_hours",
			DuringSupportHours:  &terraform.IncidentUrgencyType{Type: "constant", Urgency: "high"},
			OutsideSupportHours: &terraform.IncidentUrgencyType{Type: "constant", Urgency: "low"},
		},
		SupportHours:                     &terraform.SupportHours{Type: "fixed_time_per_day", TimeZone: "Europe/London", StartTime: "09:00:00", EndTime: "17:00:00", DaysOfWeek: []int{1, 2, 3, 4, 5}},
		ScheduledActions:                 []*terraform.ScheduledAction{{Type: "urgency_change", ToUrgency: "high", At: &terraform.At{Type: "named_time", Name: "support_hours_start"}}},
		AutoPauseNotificationsParameters: &terraform.AutoPauseNotificationsParameters{Enabled: true, Timeout: new(300)},
		AlertGroupingParameters:          &terraform.AlertGroupingParameters{Type: new("time"), Config: &terraform.AlertGroupingConfig{Timeout: new(60)}},
	}
	var service *terraform.Service
	show := func(s *terraform.Service) string {
		timeouts := list([]*int{s.AutoResolveTimeout, s.AcknowledgementTimeout}, func(seconds *int) string {
			if seconds == nil {
				return "none"
			}
			return fmt.Sprint(*seconds)
		})
		return fmt.Sprint(s.Name, "; ", timeouts, "; ", s.IncidentUrgencyRule.Type, "; ", *s.AlertGroupingParameters.Type)
	}
	check(t, []step{
		{"search", "Checkout API", func() (string, error) {
			found, _, err := client.Services.List(&terraform.ListServicesOptions{Query: "checkout", TeamIDs: []string{"PTCHECK"}, SortBy: "name", Includes: []string{"teams"}, Limit: 100})
			if err != nil {
				return "", err
			}
			return list(found.Services, func(s *terraform.Service) string { return s.Name }), nil
		}},
		{"create", "Vouchers; 14400, none; use_support_hours; time", func() (made string, err error) {
			service, _, err = client.Services.Create(wanted)
			if err != nil {
				return "", err
			}
			return show(service), nil
		}},
		{"read", "09:00:00-17:00:00 [1 2 3 4 5]; support_hours_start high; 300; 60", func() (string, error) {
			s, _, err := client.Services.Get(service.ID, &terraform.GetServiceOptions{Includes: []string{"auto_pause_notifications_parameters"}})
			if err != nil {
				return "", err
			}
			h, a := s.SupportHours, s.ScheduledActions[0]
			return fmt.Sprint(h.StartTime, "-", h.EndTime, " ", h.DaysOfWeek, "; ", a.At.Name, " ", a.ToUrgency, "; ", *s.AutoPauseNotificationsParameters.Timeout, "; ", *s.AlertGroupingParameters.Config.Timeout), nil
		}},
		{"change", "Gift vouchers; none, 1800; constant; content_based", func() (string, error) {
			wanted.Name, wanted.AutoResolveTimeout, wanted.AcknowledgementTimeout = "Gift vouchers", nil, new(1800)
			wanted.IncidentUrgencyRule, wanted.SupportHours, wanted.ScheduledActions = &terraform.IncidentUrgencyRule{Type: "constant", Urgency: "severity_based"}, nil, nil
			wanted.AlertGroupingParameters = &terraform.AlertGroupingParameters{Type: new("content_based"), Config: &terraform.AlertGroupingConfig{
				Aggregate: new("all"), Fields: []string{"custom_details.region"}, TimeWindow: new(900),
			}}
			s, _, err := client.Services.Update(service.ID, wanted)
			if err != nil {
				return "", err
			}
			return show(s), nil
		}},
		{"delete", "404", func() (string, error) {
			if _, err := client.Services.Delete(service.ID); err != nil {
				return "", err
			}
			_, _, err := client.Services.Get(service.ID, &terraform.GetServiceOptions{})
			return terraformRefusal(err)
		}},
	})
}

func TestTerraformIntegrations(t *testing.T) {
	_, client := startTerraform(t)
	const service = "PSORDER"
	var events, mail *terraform.Integration
	check(t, []step{
		{"create one for a vendor", "Datadog events_api_v2_inbound_integration, with a key", func() (made string, err error) {
			events, _, err = client.Services.CreateIntegration(service, &terraform.Integration{
				Name: "Datadog", Type: "events_api_v2_inbound_integration_reference", Vendor: &terraform.VendorReference{ID: "PAM4FGS", Type: "vendor"},
				Service: &terraform.ServiceReference{ID: service, Type: "service"},
			})
			if err != nil || events.IntegrationKey == "" {
				return "", fmt.Errorf("%+v, %w", events, err)
			}
			return events.Name + " " + events.Type + ", with a key", nil
		}},
		{"create one that receives e-mail", "orders@lanternfield-demo.pagerduty.com and-rules-email no-match", func() (made string, err error) {
			mail, _, err = client.Services.CreateIntegration(service, &terraform.Integration{
				Name: "Mail", Type: "generic_email_inbound_integration", IntegrationEmail: "orders@lanternfield-demo.pagerduty.com", EmailIncidentCreation: "use_rules",
				EmailFilterMode: "and-rules-email", EmailFilters: []*terraform.EmailFilter{{SubjectMode: "match", SubjectRegex: "(ORDER)", BodyMode: "always", FromEmailMode: "no-match", FromEmailRegex: "(@foo)"}},
				EmailParsingFallback: "open_new_incident", EmailParsers: []*terraform.EmailParser{{
					Action: "resolve", MatchPredicate: &terraform.MatchPredicate{Type: "any", Predicates: []*terraform.Predicate{{Matcher: "done", Part: "subject", Type: "contains"}}},
					ValueExtractors: []*terraform.ValueExtractor{{Part: "subject", StartsAfter: "start", EndsBefore: "end", Type: "between", ValueName: "incident_key"}},
				}},
			})
			if err != nil {
				return "", err
			}
			return mail.IntegrationEmail + " " + mail.EmailFilterMode + " " + mail.EmailFilters[0].FromEmailMode, nil
		}},
		{"change", "Monitoring PAM4FGS", func() (string, error) {
			if _, _, err := client.Services.UpdateIntegration(service, events.ID, &terraform.Integration{
				Name: "Monitoring", Type: "events_api_v2_inbound_integration", Service: &terraform.ServiceReference{ID: service, Type: "service"},
			}); err != nil {
				return "", err
			}
			i, _, err := client.Services.GetIntegration(service, events.ID, &terraform.GetIntegrationOptions{Includes: []string{"services", "vendors"}})
			if err != nil {
				return "", err
			}
			return i.Name + " " + i.Vendor.ID, nil
		}},
		{"delete", "404", func() (string, error) {
			if _, err := client.Services.DeleteIntegration(service, mail.ID); err != nil {
				return "", err
			}
			_, _, err := client.Services.GetIntegration(service, mail.ID, &terraform.GetIntegrationOptions{})
			return terraformRefusal(err)
		}},
	})
}

func TestTerraformMaintenanceWindows(t *testing.T) {
	_, client := startTerraform(t)
	var window *terraform.MaintenanceWindow
	wanted := &terraform.MaintenanceWindow{
		Type: "maintenance_window", Description: "New index", StartTime: "2026-10-15T12:00:00+01:00", EndTime: "2026-10-15T14:00:00+01:00",
		Services: []*terraform.ServiceReference{{ID: "PSSEARC", Type: "service_reference"}},
	}
	check(t, []step{
		{"create", "New index 2026-10-15T11:00:00Z PSSEARC", func() (made string, err error) {
			window, _, err = client.MaintenanceWindows.Create(wanted)
			if err != nil {
				return "", err
			}
			return window.Description + " " + window.StartTime + " " + window.Services[0].ID, nil
		}},
		{"change", "2026-10-15T14:00:00Z", func() (string, error) {
			wanted.EndTime = "2026-10-15T15:00:00+01:00"
			if _, _, err := client.MaintenanceWindows.Update(window.ID, wanted); err != nil {
				return "", err
			}
			w, _, err := client.MaintenanceWindows.Get(window.ID)
			if err != nil {
				return "", err
			}
			return w.EndTime, nil
		}},
		{"list", "New index", func() (string, error) {
			found, _, err := client.MaintenanceWindows.List(&terraform.ListMaintenanceWindowsOptions{Filter: "future", Query: "index", ServiceIDs: []string{"PSSEARC"}, TeamIDs: []string{"PTSEARC"}, Include: []string{"teams"}})
			if err != nil {
				return "", err
			}
			return list(found.MaintenanceWindows, func(w *terraform.MaintenanceWindow) string { return w.Description }), nil
		}},
		{"delete", "404", func() (string, error) {
			if _, err := client.MaintenanceWindows.Delete(window.ID); err != nil {
				return "", err
			}
			_, _, err := client.MaintenanceWindows.Get(window.ID)
			return terraformRefusal(err)
		}},
	})
}

func TestTerraformBusinessServices(t *testing.T) {
	_, client := startTerraform(t)
	var made *terraform.BusinessService
	show := func(found *terraform.ListServiceDependencies, _ *terraform.Response, err error) (string, error) {
		if err != nil {
			return "", err
		}
		all := list(found.Relationships, func(d *terraform.ServiceDependency) string {
			return d.DependentService.ID + " needs " + d.SupportingService.ID
		})
		return strings.ReplaceAll(all, made.ID, "it"), nil
	}
	dependency := &terraform.ListServiceDependencies{Relationships: []*terraform.ServiceDependency{{
		SupportingService: &terraform.ServiceObj{ID: "PSCHKAP", Type: "service"}, DependentService: &terraform.ServiceObj{Type: "business_service"},
	}}}
	check(t, []step{
		{"list", "Checkout and Payments, Customer Accounts, Online Shop, Stock and Warehouse", func() (string, error) {
			found, _, err := client.BusinessServices.List()
			if err != nil {
				return "", err
			}
			return list(found.BusinessServices, func(b *terraform.BusinessService) string { return b.Name }), nil
		}},
		{"create", "Gift Cards PTCHECK", func() (done string, err error) {
			made, _, err = client.BusinessServices.Create(&terraform.BusinessService{Name: "Gift Cards", Type: "business_service", PointOfContact: "#gifts", Team: &terraform.BusinessServiceTeam{ID: "PTCHECK", Type: "team"}})
			if err != nil {
				return "", err
			}
			dependency.Relationships[0].DependentService.ID = made.ID
			return made.Name + " " + made.Team.ID, nil
		}},
		{"change", "Cards are sold. #gifts", func() (string, error) {
			if _, _, err := client.BusinessServices.Update(made.ID, &terraform.BusinessService{ID: made.ID, Name: "Gift Cards", Description: "Cards are sold.", Team: &terraform.BusinessServiceTeam{}}); err != nil {
				return "", err
			}
			b, _, err := client.BusinessServices.Get(made.ID)
			if err != nil {
				return "", err
			}
			return b.Description + " " + b.PointOfContact, nil
		}},
		{"add a dependency", "it needs PSCHKAP", func() (string, error) {
			return show(client.ServiceDependencies.AssociateServiceDependencies(dependency))
		}},
		{"its dependencies", "it needs PSCHKAP", func() (string, error) {
			return show(client.ServiceDependencies.GetServiceDependenciesForType(made.ID, "business_service"))
		}},
		{"dependencies of a service", "PBSPAYM needs PSCHKAP, PSSTORE needs PSCHKAP, PSCHKAP needs PSPAYGW, PSCHKAP needs PSPGDBS, it needs PSCHKAP", func() (string, error) {
			return show(client.ServiceDependencies.GetServiceDependenciesForType("PSCHKAP", "service"))
		}},
		{"remove the dependency", "it needs PSCHKAP", func() (string, error) {
			return show(client.ServiceDependencies.DisassociateServiceDependencies(dependency))
		}},
		{"removing it again changes nothing", "", func() (string, error) {
			return show(client.ServiceDependencies.DisassociateServiceDependencies(dependency))
		}},
		{"delete", "404", func() (string, error) {
			if _, err := client.BusinessServices.Delete(made.ID); err != nil {
				return "", err
			}
			_, _, err := client.BusinessServices.Get(made.ID)
			return terraformRefusal(err)
		}},
	})
}
