package pagerduty_test

import (
	"context"
	"maps"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// operationMethods are the methods for what happens around services.
func operationMethods() map[string]method {
	all := changeEventMethods()
	for _, some := range []map[string]method{maintenanceMethods(), businessServiceMethods(), dependencyMethods()} {
		maps.Copy(all, some)
	}
	return all
}

func changeEventMethods() map[string]method {
	const page, one = `{"change_events":[]}`, `{"change_event":{"id":"PID"}}`
	options := pagerduty.ListChangeEventsOptions{PageOptions: everyPageOption(), TeamIDs: someIDs(), IntegrationIDs: someIDs(), Since: since(), Until: since().AddDate(0, 0, 1)}
	return map[string]method{
		"ChangeEvents.List": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.ChangeEvents.List(ctx, options))
		}),
		"ChangeEvents.Pages": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.ChangeEvents.Pages(ctx, options)))
		}),
		"ChangeEvents.All": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.ChangeEvents.All(ctx, options)))
		}),
		"ChangeEvents.Get": reads(one, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.ChangeEvents.Get(ctx, id))
		}),
		"ChangeEvents.Update": writes(one, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.ChangeEvents.Update(ctx, id, pagerduty.ChangeEventUpdate{Summary: new("Deployed v2"), CustomDetails: map[string]any{"version": 2}}))
		}),
		"Services.ChangeEvents": reads(page, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Services.ChangeEvents(ctx, id, options))
		}),
		"Services.AllChangeEvents": reads(page, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(drain(c.Services.AllChangeEvents(ctx, id, options)))
		}),
	}
}

func maintenanceMethods() map[string]method {
	const page, one = `{"maintenance_windows":[]}`, `{"maintenance_window":{"id":"PID"}}`
	options := pagerduty.ListMaintenanceWindowsOptions{
		PageOptions: everyPageOption(), Query: "upgrade", TeamIDs: someIDs(), ServiceIDs: someIDs(), Filter: pagerduty.MaintenanceOpen,
	}
	change := pagerduty.MaintenanceWindowChange{Start: new(since()), End: new(since().AddDate(0, 0, 1)), ServiceIDs: someIDs(), Description: new("Upgrade")}
	creates := writes(one, func(ctx context.Context, c *pagerduty.Client, _ string) error {
		return second(c.MaintenanceWindows.Create(ctx, change))
	})
	creates.acts = true
	return map[string]method{
		"MaintenanceWindows.List": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.MaintenanceWindows.List(ctx, options))
		}),
		"MaintenanceWindows.Pages": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.MaintenanceWindows.Pages(ctx, options)))
		}),
		"MaintenanceWindows.All": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.MaintenanceWindows.All(ctx, options)))
		}),
		"MaintenanceWindows.Get": reads(one, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.MaintenanceWindows.Get(ctx, id))
		}),
		"MaintenanceWindows.Create": creates,
		"MaintenanceWindows.Update": writes(one, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.MaintenanceWindows.Update(ctx, id, change))
		}),
		"MaintenanceWindows.Delete": writes("", func(ctx context.Context, c *pagerduty.Client, id string) error {
			return c.MaintenanceWindows.Delete(ctx, id)
		}),
	}
}

func businessServiceMethods() map[string]method {
	const page, one, impacts = `{"business_services":[]}`, `{"business_service":{"id":"PID"}}`, `{"services":[]}`
	change := pagerduty.BusinessServiceChange{Name: new("Shop"), Description: new("Sells lamps."), PointOfContact: new("Elena"), TeamID: new("PTEAM")}
	options := pagerduty.ImpactOptions{IDs: someIDs(), WithPriority: true, WithTotal: true}
	return map[string]method{
		"BusinessServices.List": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.BusinessServices.List(ctx, everyPageOption()))
		}),
		"BusinessServices.Pages": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.BusinessServices.Pages(ctx, everyPageOption())))
		}),
		"BusinessServices.All": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.BusinessServices.All(ctx, everyPageOption())))
		}),
		"BusinessServices.Get": reads(one, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.BusinessServices.Get(ctx, id))
		}),
		"BusinessServices.Create": writes(one, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.BusinessServices.Create(ctx, change))
		}),
		"BusinessServices.Update": writes(one, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.BusinessServices.Update(ctx, id, change))
		}),
		"BusinessServices.Delete": writes("", func(ctx context.Context, c *pagerduty.Client, id string) error {
			return c.BusinessServices.Delete(ctx, id)
		}),
		"BusinessServices.Impacts": reads(impacts, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.BusinessServices.Impacts(ctx, options))
		}),
		"BusinessServices.SupportingImpacts": reads(impacts, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.BusinessServices.SupportingImpacts(ctx, id, options))
		}),
		"BusinessServices.Impactors": reads(`{"impactors":[]}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.BusinessServices.Impactors(ctx, []string{id}))
		}),
		"Incidents.BusinessServiceImpacts": reads(impacts, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Incidents.BusinessServiceImpacts(ctx, id))
		}),
	}
}

func dependencyMethods() map[string]method {
	const list, changed = `{"relationships":[]}`, `{"relationships":[{"id":"DID","supporting_service":{"id":"PONE"},"dependent_service":{"id":"PTWO"}}]}`
	dependency := pagerduty.ServicePair{Supporting: pagerduty.TechnicalServiceNode("PONE"), Dependent: pagerduty.BusinessServiceNode("PTWO")}
	return map[string]method{
		"ServiceDependencies.OfService": reads(list, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.ServiceDependencies.OfService(ctx, id))
		}),
		"ServiceDependencies.OfBusinessService": reads(list, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.ServiceDependencies.OfBusinessService(ctx, id))
		}),
		"ServiceDependencies.Associate": writes(changed, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.ServiceDependencies.Associate(ctx, dependency))
		}),
		"ServiceDependencies.Disassociate": writes(changed, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.ServiceDependencies.Disassociate(ctx, dependency))
		}),
	}
}
