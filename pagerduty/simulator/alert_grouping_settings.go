package simulator

import (
	"net/http"
	"slices"
	"time"
)

// grouping is an alert grouping setting: how the alerts of some services become incidents.
type grouping struct {
	id, name, description string
	number                int // consecutive; cursors of a list refer to it
	kind                  string
	config                groupingConfig
	services              []*service
	createdAt, updatedAt  time.Time
}

func alertGroupingRoutes() []route {
	const one = "/alert_grouping_settings/{id}"
	return []route{
		{method: "GET", path: "/alert_grouping_settings", handle: listGroupings},
		{method: "POST", path: "/alert_grouping_settings", status: http.StatusCreated, handle: createGrouping},
		{method: "GET", path: one, handle: getGrouping},
		{method: "PUT", path: one, handle: updateGrouping},
		{method: "DELETE", path: one, status: http.StatusNoContent, handle: deleteGrouping},
	}
}

func listGroupings(c *call) (any, error) {
	services := c.list("service_ids[]")
	found := filter(c.account.groupings.order, func(g *grouping) bool {
		return len(services) == 0 || slices.ContainsFunc(g.services, func(s *service) bool { return slices.Contains(services, s.id) })
	})
	return paginateByCursor(c, "alert_grouping_settings", found, func(g *grouping) int { return g.number }, c.renderer().grouping)
}

func getGrouping(c *call) (any, error) {
	g, err := named(c, &c.account.groupings, "alert grouping setting")
	if err != nil {
		return nil, err
	}
	return c.groupingAnswer(g), nil
}

func (c *call) groupingAnswer(g *grouping) any {
	return map[string]any{"alert_grouping_setting": c.renderer().grouping(g)}
}

// groupingInput is the body of postAlertGroupingSettings and putAlertGroupingSetting. Omitted members are unchanged.
type groupingInput struct {
	Name        optional[string]     `json:"name"`
	Description optional[string]     `json:"description"`
	Type        string               `json:"type"`
	Config      *groupingConfigInput `json:"config"`
	Services    []*referenceInput    `json:"services"`
}

func createGrouping(c *call) (any, error) {
	g := &grouping{createdAt: c.now}
	in, err := c.groupingInput()
	if err != nil {
		return nil, err
	}
	if in.Services == nil {
		c.problem("alert_grouping_setting.services is required")
	}
	if err := c.change(g, in); err != nil {
		return nil, err
	}
	g.id = c.account.newShortID()
	return c.groupingAnswer(c.account.addGrouping(g)), nil
}

func (a *account) addGrouping(g *grouping) *grouping {
	a.groupingNumber++
	g.number = a.groupingNumber
	return a.groupings.add(g.id, g)
}

func updateGrouping(c *call) (any, error) {
	g, err := named(c, &c.account.groupings, "alert grouping setting")
	if err != nil {
		return nil, err
	}
	in, err := c.groupingInput()
	if err != nil {
		return nil, err
	}
	if err := c.change(g, in); err != nil {
		return nil, err
	}
	return c.groupingAnswer(g), nil
}

func deleteGrouping(c *call) (any, error) {
	g, err := named(c, &c.account.groupings, "alert grouping setting")
	if err != nil {
		return nil, err
	}
	c.account.groupings.remove(g.id)
	return nil, nil
}

func (c *call) groupingInput() (*groupingInput, error) {
	var body struct {
		Setting *groupingInput `json:"alert_grouping_setting"`
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	if body.Setting == nil {
		return nil, invalid("the body must have an alert_grouping_setting")
	}
	return body.Setting, nil
}

// change applies a body to a setting, or changes nothing if anything in it is wrong.
func (c *call) change(g *grouping, in *groupingInput) error {
	changed := *g
	in.Name.apply(&changed.name)
	in.Description.apply(&changed.description)
	if in.Type != "" && in.Type != g.kind && in.Config == nil && g.kind != "" {
		c.problem("alert_grouping_setting.config is required if the type changes")
	}
	if in.Type != "" {
		changed.kind = in.Type
	}
	if in.Config != nil || g.kind == "" {
		changed.config = c.groupingConfig(changed.kind, in.Config)
	}
	if in.Services != nil {
		changed.services = c.groupedServices(g, in.Services)
	}
	if limit := mostGroupedServices(changed.kind); len(changed.services) > limit {
		c.problem("alert_grouping_setting.services: a setting of the type %s has at most %d, not %d", changed.kind, limit, len(changed.services))
	}
	if err := c.refusal(); err != nil {
		return err
	}
	changed.updatedAt = c.now
	*g = changed
	return nil
}

// groupedServices returns the services of a body. It refuses a service that is in another setting.
func (c *call) groupedServices(g *grouping, in []*referenceInput) []*service {
	const member = "alert_grouping_setting.services"
	if in = withoutNull(c, member, in); len(in) == 0 {
		c.problem("%s must not be empty", member)
	}
	var services []*service
	for _, s := range resolveAll(c, &c.account.services, member, in, "service_reference") {
		if other := c.account.groupingOf(s); other != nil && other != g {
			c.problem("%s: %s is already in the setting %s, and a service can be in only one", member, s.name, other.id)
		}
		if slices.Contains(services, s) {
			c.problem("%s contains %s twice", member, s.id)
		}
		services = append(services, s)
	}
	return services
}

func (a *account) groupingOf(s *service) *grouping {
	for _, g := range a.groupings.order {
		if slices.Contains(g.services, s) {
			return g
		}
	}
	return nil
}

// ungroup removes a service from its setting.
func (a *account) ungroup(s *service, at time.Time) {
	if g := a.groupingOf(s); g != nil {
		g.services, g.updatedAt = filter(g.services, func(other *service) bool { return other != s }), at
	}
}

func (g *grouping) reference() reference {
	return refer("alert_grouping_setting_reference", g.id, g.name, "/alert_grouping_settings/"+g.id, "")
}

type groupingView struct {
	ID          string         `json:"id"`
	Name        string         `json:"name"`
	Description string         `json:"description"`
	Type        string         `json:"type"`
	Config      map[string]any `json:"config"`
	Services    []reference    `json:"services"`
	CreatedAt   string         `json:"created_at"`
	UpdatedAt   string         `json:"updated_at"`
}

func (r *renderer) grouping(g *grouping) groupingView {
	return groupingView{
		ID: g.id, Name: g.name, Description: g.description, Type: g.kind, Config: g.config.view(g.kind),
		Services: each(g.services, (*service).reference), CreatedAt: r.time(g.createdAt), UpdatedAt: r.time(g.updatedAt),
	}
}
