package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/PagerDuty/go-pagerduty"
)

// TestServices creates a service with an integration, changes both and deletes them.
func TestServices(t *testing.T) {
	t.Parallel()
	_, client := start(t)
	ctx := t.Context()
	var service *pagerduty.Service
	var integration *pagerduty.Integration
	check(t, []step{
		{"search", "Checkout API Checkout", func() (string, error) {
			list, err := client.ListServicesWithContext(ctx, pagerduty.ListServiceOptions{Query: "checkout", TeamIDs: []string{"PTCHECK"}, SortBy: "name", TimeZone: "UTC", Includes: []string{"escalation_policies"}})
			if err != nil {
				return "", err
			}
			return list.Services[0].Name + " " + list.Services[0].EscalationPolicy.Name, nil
		}},
		{"read and write back", "warning; Baskets become orders.; PECHECK", func() (string, error) {
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
		{"create", "Vouchers active Checkout high", func() (made string, err error) {
			service, err = client.CreateServiceWithContext(ctx, pagerduty.Service{
				Name: "Vouchers", EscalationPolicy: pagerduty.EscalationPolicy{APIObject: pagerduty.APIObject{ID: "PECHECK", Type: "escalation_policy_reference"}},
				AlertCreation: "create_alerts_and_incidents", IncidentUrgencyRule: &pagerduty.IncidentUrgencyRule{Type: "constant", Urgency: "high"},
				AutoPauseNotificationsParameters: &pagerduty.AutoPauseNotificationsParameters{Enabled: true, Timeout: 120},
			})
			if err != nil {
				return "", err
			}
			return service.Name + " " + service.Status + " " + service.EscalationPolicy.Summary + " " + service.IncidentUrgencyRule.Urgency, nil
		}},
		{"create an integration", "Events", func() (made string, err error) {
			integration, err = client.CreateIntegrationWithContext(ctx, service.ID, pagerduty.Integration{Name: "Events", APIObject: pagerduty.APIObject{Type: "events_api_v2_inbound_integration"}})
			if err != nil {
				return "", err
			}
			if integration.IntegrationKey == "" {
				return "", fmt.Errorf("no key in %+v", integration)
			}
			return integration.Name, nil
		}},
		{"create an integration that receives e-mail", "vouchers@lanternfield-demo.pagerduty.com all-email", func() (string, error) {
			i, err := client.CreateIntegrationWithContext(ctx, service.ID, pagerduty.Integration{
				Name: "Mail", APIObject: pagerduty.APIObject{Type: "generic_email_inbound_integration"}, IntegrationEmail: "vouchers@lanternfield-demo.pagerduty.com",
				EmailFilterMode: pagerduty.EmailFilterModeAll, Vendor: &pagerduty.APIObject{ID: "PKAPG94", Type: "vendor_reference"},
			})
			if err != nil {
				return "", err
			}
			return i.IntegrationEmail + " " + i.EmailFilterMode.String(), nil
		}},
		{"change an integration", "Events of the shop", func() (string, error) {
			integration.Name = "Events of the shop"
			i, err := client.UpdateIntegrationWithContext(ctx, service.ID, *integration)
			if err != nil {
				return "", err
			}
			return i.Name, nil
		}},
		{"delete an integration", "1 left", func() (string, error) {
			if err := client.DeleteIntegrationWithContext(ctx, service.ID, integration.ID); err != nil {
				return "", err
			}
			s, err := client.GetServiceWithContext(ctx, service.ID, &pagerduty.GetServiceOptions{Includes: []string{"integrations"}})
			if err != nil {
				return "", err
			}
			return fmt.Sprint(len(s.Integrations), " left"), nil
		}},
		{"delete", "404", func() (string, error) {
			if err := client.DeleteServiceWithContext(ctx, service.ID); err != nil {
				return "", err
			}
			_, err := client.GetServiceWithContext(ctx, service.ID, nil)
			return refusal(err)
		}},
	})
}

// TestMaintenanceWindows plans maintenance, begins it and takes it back.
func TestMaintenanceWindows(t *testing.T) {
	t.Parallel()
	account, client := start(t)
	ctx := t.Context()
	var window *pagerduty.MaintenanceWindow
	services := []pagerduty.APIObject{{ID: "PSSEARC", Type: "service_reference"}}
	check(t, []step{
		{"create", "New index; Product Search, PUAMARA", func() (made string, err error) {
			window, err = client.CreateMaintenanceWindowWithContext(ctx, from, pagerduty.MaintenanceWindow{
				StartTime: "2026-10-14T12:00:00Z", EndTime: "2026-10-14T14:00:00Z", Description: "New index", Services: services,
			})
			if err != nil {
				return "", err
			}
			return window.Description + "; " + window.Services[0].Summary + ", " + window.CreatedBy.ID, nil
		}},
		{"create without a From header", "2026-10-20T12:00:00Z", func() (string, error) {
			w, err := client.CreateMaintenanceWindows(pagerduty.MaintenanceWindow{StartTime: "2026-10-20T12:00:00Z", EndTime: "2026-10-20T13:00:00Z", Services: services})
			if err != nil {
				return "", err
			}
			return w.StartTime, client.DeleteMaintenanceWindowWithContext(ctx, w.ID)
		}},
		{"change", "2026-10-14T15:00:00Z", func() (string, error) {
			window.EndTime = "2026-10-14T15:00:00Z"
			w, err := client.UpdateMaintenanceWindowWithContext(ctx, *window)
			if err != nil {
				return "", err
			}
			return w.EndTime, nil
		}},
		{"list", "New index 1", func() (string, error) {
			list, err := client.ListMaintenanceWindowsWithContext(ctx, pagerduty.ListMaintenanceWindowsOptions{
				Filter: "future", Query: "index", ServiceIDs: []string{"PSSEARC"}, TeamIDs: []string{"PTSEARC"}, Includes: []string{"services", "users"},
			})
			if err != nil {
				return "", err
			}
			return fmt.Sprint(list.MaintenanceWindows[0].Description, " ", len(list.MaintenanceWindows)), nil
		}},
		{"the service during it", "maintenance", func() (string, error) {
			account.Clock.Advance(150 * time.Minute)
			s, err := client.GetServiceWithContext(ctx, "PSSEARC", nil)
			if err != nil {
				return "", err
			}
			return s.Status, nil
		}},
		{"end it", "2026-10-14T12:30:00Z", func() (string, error) {
			if err := client.DeleteMaintenanceWindowWithContext(ctx, window.ID); err != nil {
				return "", err
			}
			w, err := client.GetMaintenanceWindowWithContext(ctx, window.ID, pagerduty.GetMaintenanceWindowOptions{Includes: []string{"users"}})
			if err != nil {
				return "", err
			}
			return w.EndTime, nil
		}},
	})
}

// TestBusinessServices creates a business service and says what it depends on.
func TestBusinessServices(t *testing.T) {
	t.Parallel()
	_, client := start(t)
	ctx := t.Context()
	var made *pagerduty.BusinessService
	show := func(list *pagerduty.ListServiceDependencies, err error) (string, error) {
		if err != nil {
			return "", err
		}
		var all []string
		for _, d := range list.Relationships {
			all = append(all, d.DependentService.ID+" needs "+d.SupportingService.ID)
		}
		return strings.ReplaceAll(strings.Join(all, ", "), made.ID, "it"), nil
	}
	dependency := func() *pagerduty.ListServiceDependencies {
		return &pagerduty.ListServiceDependencies{Relationships: []*pagerduty.ServiceDependency{{
			SupportingService: &pagerduty.ServiceObj{ID: "PSCHKAP", Type: "service"}, DependentService: &pagerduty.ServiceObj{ID: made.ID, Type: "business_service"},
		}}}
	}
	check(t, []step{
		{"list", "Checkout and Payments, Customer Accounts, Online Shop, Stock and Warehouse", func() (string, error) {
			list, err := client.ListBusinessServicesPaginated(ctx, pagerduty.ListBusinessServiceOptions{Limit: 2})
			if err != nil {
				return "", err
			}
			var all []string
			for _, b := range list {
				all = append(all, b.Name)
			}
			return strings.Join(all, ", "), nil
		}},
		{"create", "Gift Cards PTCHECK", func() (done string, err error) {
			made, err = client.CreateBusinessServiceWithContext(ctx, &pagerduty.BusinessService{Name: "Gift Cards", PointOfContact: "#gifts", Team: &pagerduty.BusinessServiceTeam{ID: "PTCHECK"}})
			if err != nil {
				return "", err
			}
			return made.Name + " " + made.Team.ID, nil
		}},
		{"change", "Cards are sold. #gifts", func() (string, error) {
			changed := *made // the update clears its id
			changed.Description = "Cards are sold."
			if _, err := client.UpdateBusinessServiceWithContext(ctx, &changed); err != nil {
				return "", err
			}
			b, err := client.GetBusinessServiceWithContext(ctx, made.ID)
			if err != nil {
				return "", err
			}
			return b.Description + " " + b.PointOfContact, nil
		}},
		{"add a dependency", "it needs PSCHKAP", func() (string, error) {
			return show(client.AssociateServiceDependenciesWithContext(ctx, dependency()))
		}},
		{"its dependencies", "it needs PSCHKAP", func() (string, error) {
			return show(client.ListBusinessServiceDependenciesWithContext(ctx, made.ID))
		}},
		{"dependencies of a service", "PBSPAYM needs PSCHKAP, PSSTORE needs PSCHKAP, PSCHKAP needs PSPAYGW, PSCHKAP needs PSPGDBS, it needs PSCHKAP", func() (string, error) {
			return show(client.ListTechnicalServiceDependenciesWithContext(ctx, "PSCHKAP"))
		}},
		{"remove the dependency", "it needs PSCHKAP", func() (string, error) {
			return show(client.DisassociateServiceDependenciesWithContext(ctx, dependency()))
		}},
		{"no dependencies", "", func() (string, error) {
			return show(client.ListBusinessServiceDependenciesWithContext(ctx, made.ID))
		}},
		{"delete", "", func() (string, error) { return "", client.DeleteBusinessServiceWithContext(ctx, made.ID) }},
	})
}
