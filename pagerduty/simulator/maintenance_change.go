package simulator

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

// maintenanceWindowInput is the body of createMaintenanceWindow and updateMaintenanceWindow. An update changes what it has.
type maintenanceWindowInput struct {
	Type        string            `json:"type"`
	Start       *string           `json:"start_time"`
	End         *string           `json:"end_time"`
	Description optional[string]  `json:"description"`
	Services    []*referenceInput `json:"services"`
}

// createMaintenanceWindow begins a window now whose start has passed.
func createMaintenanceWindow(c *call) (any, error) {
	in, err := c.maintenanceWindowInput()
	if err != nil {
		return nil, err
	}
	if in.Start == nil || in.End == nil || len(in.Services) == 0 {
		c.problem("maintenance_window.start_time, end_time and services are required")
	}
	w, err := c.changedWindow(&maintenanceWindow{createdBy: c.from}, in)
	if err != nil {
		return nil, err
	}
	w.start = later(w.start, c.now.Truncate(time.Second))
	w.id, w.number = c.account.newShortID(), len(c.account.maintenanceWindows.order)+1
	return c.maintenanceWindowAnswer(c.account.maintenanceWindows.add(w.id, w)), nil
}

func updateMaintenanceWindow(c *call) (any, error) {
	w, err := named(c, &c.account.maintenanceWindows, "maintenance window")
	if err != nil {
		return nil, err
	}
	in, err := c.maintenanceWindowInput()
	if err != nil {
		return nil, err
	}
	changed, err := c.changedWindow(w, in)
	if err != nil {
		return nil, err
	}
	*w = *changed
	return c.maintenanceWindowAnswer(w), nil
}

func (c *call) maintenanceWindowInput() (*maintenanceWindowInput, error) {
	var body struct {
		Window *maintenanceWindowInput `json:"maintenance_window"`
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	if body.Window == nil {
		return nil, invalid("the body must have a maintenance_window")
	}
	c.checkType("maintenance_window", body.Window.Type, "maintenance_window")
	return body.Window, nil
}

// changedWindow returns what a window becomes, or says what is wrong with it.
func (c *call) changedWindow(w *maintenanceWindow, in *maintenanceWindowInput) (*maintenanceWindow, error) {
	changed := *w
	c.applyTime("maintenance_window.start_time", in.Start, &changed.start)
	c.applyTime("maintenance_window.end_time", in.End, &changed.end)
	in.Description.apply(&changed.description)
	if in.Services != nil {
		changed.services = nil
	}
	for n, reference := range in.Services {
		if s := resolve(c, &c.account.services, fmt.Sprintf("maintenance_window.services.%d", n), reference, "service_reference"); s != nil && !slices.Contains(changed.services, s) {
			changed.services = append(changed.services, s)
		}
	}
	if err := c.refusal(); err != nil {
		return nil, err
	}
	switch {
	case !changed.end.After(changed.start):
		c.problem("maintenance_window.end_time must be after start_time")
	case !changed.end.After(c.now):
		c.problem("maintenance_window.end_time must not be in the past")
	case len(changed.services) == 0:
		c.problem("maintenance_window.services must not be empty")
	}
	return &changed, c.refusal()
}

// applyTime changes a time if the body has it.
func (c *call) applyTime(member string, text *string, field *time.Time) {
	if text == nil {
		return
	}
	at, ok := parseTime(*text)
	if !ok {
		c.problem("%s must be an ISO 8601 time, not %q", member, *text)
	}
	*field = at
}

// deleteMaintenanceWindow takes back a window that is to come and ends one that goes on.
func deleteMaintenanceWindow(c *call) (any, error) {
	w, err := named(c, &c.account.maintenanceWindows, "maintenance window")
	switch {
	case err != nil:
		return nil, err
	case w.is(windowsPast, c.now):
		return nil, &refusal{http.StatusMethodNotAllowed, 5003, "Maintenance window can't be deleted", []string{"the maintenance window is in the past"}}
	case w.is(windowsOngoing, c.now):
		w.end = c.now.Truncate(time.Second)
	default:
		c.account.maintenanceWindows.remove(w.id)
	}
	return nil, nil
}
