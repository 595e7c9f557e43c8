package simulator

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

const maxAlertsPerUpdate = 250

// alertChange is a change that was found to be possible.
type alertChange struct {
	alert  *alert
	status string
	target *incident // nil for one that stays
}

// updateAlerts resolves alerts, triggers them anew or moves them to another incident, all or none.
func updateAlerts(c *call) (any, error) {
	i, err := c.incident()
	if err != nil {
		return nil, err
	}
	var in struct {
		Alerts []struct {
			ID       string          `json:"id"`
			Type     string          `json:"type"`
			Status   string          `json:"status"`
			Incident *referenceInput `json:"incident"`
		} `json:"alerts"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if len(in.Alerts) == 0 || len(in.Alerts) > maxAlertsPerUpdate {
		return nil, invalid("the body must have 1 to 250 alerts")
	}
	var changes []alertChange
	for n, item := range in.Alerts {
		member := fmt.Sprintf("alerts.%d", n)
		c.checkType(member, item.Type, "alert", "alert_reference")
		if item.Status != "" && item.Status != statusTriggered && item.Status != statusResolved {
			c.problem("%s.status must be triggered or resolved, not %q", member, item.Status)
		}
		if item.Incident != nil && item.Incident.ID == "" && c.lenient {
			item.Incident = nil
		}
		change := alertChange{i.alert(item.ID), item.Status, resolve(c, &c.account.incidents, member+".incident", item.Incident, "incident_reference")}
		if change.alert == nil {
			c.problem("%s.id: no alert of the incident has the id %q", member, item.ID)
		}
		changes = append(changes, change)
	}
	if _, _, _, err := c.page(); err != nil { // before anything is changed
		return nil, err
	}
	for _, change := range changes {
		change.apply(c, i)
	}
	r := c.renderer()
	return paginate(c, "alerts", changes, func(change alertChange) alertView { return r.alert(cmp.Or(change.target, i), change.alert) })
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

// moveAlert gives an alert of one incident to another.
func moveAlert(a *alert, from, to *incident) {
	if from == to {
		return
	}
	a.service = cmp.Or(a.service, from.service)
	from.alerts = slices.DeleteFunc(slices.Clone(from.alerts), func(other *alert) bool { return other == a })
	to.alerts = append(to.alerts, a)
}
