package simulator

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

const maxAlertsPerUpdate = 250

// alertChange is a change of an alert that was checked.
type alertChange struct {
	alert  *alert
	status string
	target *incident // nil if the alert stays
}

type alertInput struct {
	ID       string          `json:"id"`
	Type     string          `json:"type"`
	Status   string          `json:"status"`
	Incident *referenceInput `json:"incident"`
}

// updateAlerts resolves alerts, triggers them again or moves them to another incident, all or none.
func updateAlerts(c *call) (any, error) {
	i, err := c.incident()
	if err != nil {
		return nil, err
	}
	var in struct {
		Alerts []alertInput `json:"alerts"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if len(in.Alerts) == 0 || len(in.Alerts) > maxAlertsPerUpdate {
		return nil, invalid("the body must have 1 to 250 alerts")
	}
	changes, err := c.planAlerts(i, in.Alerts)
	if err != nil {
		return nil, err
	}
	if _, _, _, err := c.page(); err != nil { // before anything is changed
		return nil, err
	}
	c.applyAlerts(i, changes)
	r := c.renderer()
	return paginate(c, "alerts", changes, func(change alertChange) alertView { return r.alert(cmp.Or(change.target, i), change.alert) })
}

// updateAlert changes one alert.
func updateAlert(c *call) (any, error) {
	i, err := c.incident()
	if err != nil {
		return nil, err
	}
	a, err := c.alert(i)
	if err != nil {
		return nil, err
	}
	var in struct {
		Alert *alertInput `json:"alert"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if in.Alert == nil {
		return nil, invalid("the body must have an alert")
	}
	if in.Alert.ID != "" && in.Alert.ID != a.id {
		c.problem("alert.id must be %s, as in the path", a.id)
	}
	in.Alert.ID = a.id
	changes, err := c.planAlerts(i, []alertInput{*in.Alert})
	if err == nil {
		err = c.refusal()
	}
	if err != nil {
		return nil, err
	}
	c.applyAlerts(i, changes)
	return map[string]any{"alert": c.renderer().alert(cmp.Or(changes[0].target, i), a)}, nil
}

// planAlerts checks the changes of an incident's alerts without making them.
func (c *call) planAlerts(i *incident, in []alertInput) ([]alertChange, error) {
	if !i.open() {
		return nil, alreadyResolved(i)
	}
	var changes []alertChange
	seen, arriving := map[string]bool{}, map[*incident]int{}
	for n, item := range in {
		member := fmt.Sprintf("alerts.%d", n)
		if seen[item.ID] {
			c.problem("%s.id: %s occurs twice", member, item.ID)
		}
		seen[item.ID] = true
		change := c.planAlert(member, i, item)
		changes = append(changes, change)
		if to := change.target; to != nil && to != i {
			if !to.open() {
				return nil, alreadyResolved(to)
			}
			arriving[to]++
			c.checkAlertCount(len(to.alerts) + arriving[to])
		}
	}
	return changes, nil
}

func (c *call) planAlert(member string, i *incident, in alertInput) alertChange {
	c.checkType(member, in.Type, "alert", "alert_reference")
	if in.Status != "" && in.Status != statusTriggered && in.Status != statusResolved {
		c.problem("%s.status must be triggered or resolved, not %q", member, in.Status)
	}
	if in.Incident != nil && in.Incident.ID == "" && c.lenient {
		in.Incident = nil
	}
	change := alertChange{i.alert(in.ID), in.Status, resolve(c, &c.account.incidents, member+".incident", in.Incident, "incident_reference")}
	if change.alert == nil {
		c.problem("%s.id: no alert of the incident has the id %q", member, in.ID)
	}
	return change
}

// applyAlerts makes the changes and logs how many there are of each kind.
func (c *call) applyAlerts(i *incident, changes []alertChange) {
	resolved, triggered, moved := 0, 0, map[*incident]int{}
	var targets []*incident
	for _, change := range changes {
		isResolved := !change.alert.resolvedAt.IsZero()
		change.apply(c, i)
		switch {
		case change.status == statusResolved && !isResolved:
			resolved++
		case change.status == statusTriggered && isResolved:
			triggered++
		}
		if to := change.target; to != nil && to != i {
			if moved[to] == 0 {
				targets = append(targets, to)
			}
			moved[to]++
		}
	}
	log := func(about *incident, number int, format string, more ...any) {
		if number > 0 {
			c.account.remark(about, alertChannel, fmt.Sprintf(format, append([]any{number}, more...)...), "", agent{user: c.from}, c.now)
		}
	}
	log(i, resolved, "%d alert(s) resolved")
	log(i, triggered, "%d alert(s) triggered again")
	for _, to := range targets {
		log(i, moved[to], "%d alert(s) moved to %s", to.summary())
		log(to, moved[to], "%d alert(s) moved here from %s", i.summary())
	}
}

func (change alertChange) apply(c *call, from *incident) {
	switch {
	case change.status == statusTriggered:
		change.alert.resolvedAt = time.Time{}
	case change.status == statusResolved && change.alert.resolvedAt.IsZero():
		change.alert.resolvedAt = c.now
	}
	from.updatedAt = c.now
	if change.target != nil {
		change.target.updatedAt = c.now
		moveAlert(change.alert, from, change.target)
	}
}

// moveAlert moves an alert from one incident to another.
func moveAlert(a *alert, from, to *incident) {
	if from == to {
		return
	}
	a.service = cmp.Or(a.service, from.service)
	from.alerts = slices.DeleteFunc(slices.Clone(from.alerts), func(other *alert) bool { return other == a })
	to.alerts = append(to.alerts, a)
}
