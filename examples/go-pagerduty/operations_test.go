package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/PagerDuty/go-pagerduty"

	sdk "github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// TestOperations reads and changes what is around services: maintenance windows, business services and dependencies.
func TestOperations(t *testing.T) {
	t.Parallel()
	_, client := start(t)
	ctx := t.Context()
	var window *pagerduty.MaintenanceWindow
	var business *pagerduty.BusinessService
	dependencies := func(ids ...string) *pagerduty.ListServiceDependencies {
		list := &pagerduty.ListServiceDependencies{}
		for _, id := range ids {
			list.Relationships = append(list.Relationships, &pagerduty.ServiceDependency{
				DependentService: &pagerduty.ServiceObj{ID: business.ID, Type: "business_service"}, SupportingService: &pagerduty.ServiceObj{ID: id, Type: "service"},
			})
		}
		return list
	}
	check(t, []step{
		{"maintenance windows", "PWCOUN2 PWCOUN3", func() (string, error) {
			list, err := client.ListMaintenanceWindowsWithContext(ctx, pagerduty.ListMaintenanceWindowsOptions{ServiceIDs: []string{"PSWAREH"}, Filter: "open", Includes: []string{"services"}})
			if err != nil {
				return "", err
			}
			var ids []string
			for _, w := range list.MaintenanceWindows {
				ids = append(ids, w.ID)
			}
			return strings.Join(ids, " "), nil
		}},
		{"a maintenance window", "Upgrade Checkout API by Amara Okafor; maintenance", func() (made string, err error) {
			window, err = client.CreateMaintenanceWindowWithContext(ctx, from, pagerduty.MaintenanceWindow{
				StartTime: "2026-10-14T10:00:00Z", EndTime: "2026-10-14T18:00:00Z", Description: "Upgrade", Services: []pagerduty.APIObject{{ID: "PSCHKAP", Type: "service_reference"}},
			})
			if err != nil {
				return "", err
			}
			service, err := client.GetServiceWithContext(ctx, "PSCHKAP", nil)
			if err != nil {
				return "", err
			}
			return window.Description + " " + window.Services[0].Summary + " by " + window.CreatedBy.Summary + "; " + service.Status, nil
		}},
		{"a change of the window", "Upgrade 2 until 2026-10-14T16:00:00Z", func() (string, error) {
			window.Description, window.EndTime = "Upgrade 2", "2026-10-14T16:00:00Z"
			if _, err := client.UpdateMaintenanceWindowWithContext(ctx, *window); err != nil {
				return "", err
			}
			read, err := client.GetMaintenanceWindowWithContext(ctx, window.ID, pagerduty.GetMaintenanceWindowOptions{Includes: []string{"users"}})
			if err != nil {
				return "", err
			}
			return read.Description + " until " + read.EndTime, nil
		}},
		{"the end of the window", "warning", func() (string, error) {
			if err := client.DeleteMaintenanceWindowWithContext(ctx, window.ID); err != nil {
				return "", err
			}
			service, err := client.GetServiceWithContext(ctx, "PSCHKAP", nil)
			if err != nil {
				return "", err
			}
			return service.Status, nil
		}},
		{"a window without a From header", "PUAMARA", func() (string, error) {
			w, err := client.CreateMaintenanceWindowWithContext(ctx, "", pagerduty.MaintenanceWindow{
				StartTime: "2026-10-20T12:00:00Z", EndTime: "2026-10-20T13:00:00Z", Services: []pagerduty.APIObject{{ID: "PSCHKAP", Type: "service_reference"}},
			})
			if err != nil {
				return "", err
			}
			return w.CreatedBy.ID, client.DeleteMaintenanceWindowWithContext(ctx, w.ID)
		}},
		{"business services", "Checkout and Payments, Customer Accounts, Online Shop, Stock and Warehouse", func() (string, error) {
			list, err := client.ListBusinessServicesPaginated(ctx, pagerduty.ListBusinessServiceOptions{Limit: 2})
			if err != nil {
				return "", err
			}
			var names []string
			for _, b := range list {
				names = append(names, b.Name)
			}
			return strings.Join(names, ", "), nil
		}},
		{"a business service", "Vouchers PTCHECK", func() (made string, err error) {
			business, err = client.CreateBusinessServiceWithContext(ctx, &pagerduty.BusinessService{Name: "Vouchers", Team: &pagerduty.BusinessServiceTeam{ID: "PTCHECK"}})
			if err != nil {
				return "", err
			}
			return business.Name + " " + business.Team.ID, nil
		}},
		{"a change of the business service", "Sold and redeemed Elena Petrova", func() (string, error) {
			changed := *business
			changed.Description, changed.PointOfContact = "Sold and redeemed", "Elena Petrova"
			if _, err := client.UpdateBusinessServiceWithContext(ctx, &changed); err != nil {
				return "", err
			}
			read, err := client.GetBusinessServiceWithContext(ctx, business.ID)
			if err != nil {
				return "", err
			}
			return read.Description + " " + read.PointOfContact, nil
		}},
		{"its dependencies", "2 made, 2 read, business_service_reference", func() (string, error) {
			made, err := client.AssociateServiceDependenciesWithContext(ctx, dependencies("PSCHKAP", "PSORDER"))
			if err != nil {
				return "", err
			}
			read, err := client.ListBusinessServiceDependenciesWithContext(ctx, business.ID)
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("%d made, %d read, %s", len(made.Relationships), len(read.Relationships), read.Relationships[0].DependentService.Type), nil
		}},
		{"one dependency less", "1 deleted, 1 left", func() (string, error) {
			deleted, err := client.DisassociateServiceDependenciesWithContext(ctx, dependencies("PSORDER"))
			if err != nil {
				return "", err
			}
			read, err := client.ListBusinessServiceDependenciesWithContext(ctx, business.ID)
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("%d deleted, %d left", len(deleted.Relationships), len(read.Relationships)), nil
		}},
		{"the dependencies of a service", "5; 4", func() (string, error) {
			before, err := client.ListTechnicalServiceDependenciesWithContext(ctx, "PSCHKAP")
			if err != nil {
				return "", err
			}
			if err := client.DeleteBusinessServiceWithContext(ctx, business.ID); err != nil {
				return "", err
			}
			after, err := client.ListTechnicalServiceDependenciesWithContext(ctx, "PSCHKAP")
			if err != nil {
				return "", err
			}
			return fmt.Sprint(len(before.Relationships), "; ", len(after.Relationships)), nil
		}},
	})
}

// TestChangeEvents sends a change with go-pagerduty, which has no method to read it.
func TestChangeEvents(t *testing.T) {
	t.Parallel()
	account, _ := start(t)
	client := pagerduty.NewClient(simulator.UserKey, pagerduty.WithAPIEndpoint(account.URL), pagerduty.WithV2EventsAPIEndpoint(account.URL))
	answer, err := client.CreateChangeEventWithContext(t.Context(), pagerduty.ChangeEvent{
		RoutingKey: "not-a-real-events-key-of-PSCHKAP",
		Payload:    pagerduty.ChangeEventPayload{Summary: "Deployed v413", Source: "ci", CustomDetails: map[string]any{"version": "v413"}},
	})
	if err != nil || answer.Status != "success" {
		t.Fatalf("%+v, %v", answer, err)
	}
	page, err := account.Client().Services.ChangeEvents(t.Context(), "PSCHKAP", sdk.ListChangeEventsOptions{})
	if err != nil || page.Items[0].Summary != "Deployed v413" || page.Items[0].Source != "ci" || string(page.Items[0].CustomDetails) != `{"version":"v413"}` {
		t.Errorf("%+v, %v", page, err)
	}
}
