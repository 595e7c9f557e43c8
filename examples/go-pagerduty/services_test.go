package main

import (
	"fmt"
	"testing"

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
