package simulator

import (
	"fmt"
	"slices"
	"time"
)

// The changes of an incident. Operations and seeds use the same functions, so that both lead to the same state and log. Each makes and logs
// one change, without checking whether it is possible.

// The ways in which an incident was assigned.
const (
	viaPolicy = "escalation_policy"
	viaDirect = "direct_assignment"
)

func (i *incident) summary() string { return fmt.Sprintf("[#%d] %s", i.number, i.title) }

// openIncident adds an incident. Fields that are not set are taken from its service. Without assignees, it is assigned to the users
// on call.
func (a *account) openIncident(i *incident, by agent, channel channel, assignees []*user, at time.Time) {
	a.incidentNumber++
	i.number = a.incidentNumber
	if i.id == "" {
		i.id = a.newLongID()
	}
	if i.policy == nil {
		i.policy = i.service.policy
	}
	if i.urgency == "" {
		i.urgency = a.defaultUrgency(i.service, at)
	}
	i.teams, i.createdAt, i.triggeredAt, i.level = i.service.teams, at, at, 1
	i.service.lastIncidentAt = at
	a.incidents.add(i.id, i)
	i.setStatus(statusTriggered, by, at)
	trigger := a.record(i, "trigger_log_entry", by, at)
	trigger.channel, trigger.description = channel, i.title
	if len(assignees) > 0 {
		a.assign(i, assignees, by, at)
	} else {
		a.assignFirstLevel(i, by, at)
	}
	a.notify(i, at)
}

// firstLevel returns the first level of a policy at which somebody is on call, and who is. It returns 1 and nobody if there is none.
func (a *account) firstLevel(p *escalationPolicy, at time.Time) (int, []*user) {
	for n := range p.rules {
		if users := a.onCall(p, n+1, at); len(users) > 0 {
			return n + 1, users
		}
	}
	return 1, nil
}

func (i *incident) setStatus(status string, by agent, at time.Time) {
	i.status, i.statusChangedBy, i.statusChangedAt, i.updatedAt = status, by, at, at
}

// assign assigns an incident to users directly.
func (a *account) assign(i *incident, users []*user, by agent, at time.Time) {
	i.assignedVia = viaDirect
	a.give(i, users, "assign_log_entry", by, at)
}

// assignLevel assigns an incident to the users on call at a level of its escalation policy.
func (a *account) assignLevel(i *incident, level int, logged string, by agent, at time.Time) {
	a.giveLevel(i, level, a.onCall(i.policy, level, at), logged, by, at)
}

// assignFirstLevel assigns an incident to the users on call at the first level of its escalation policy that has any.
func (a *account) assignFirstLevel(i *incident, by agent, at time.Time) {
	level, users := a.firstLevel(i.policy, at)
	a.giveLevel(i, level, users, "assign_log_entry", by, at)
}

func (a *account) giveLevel(i *incident, level int, users []*user, logged string, by agent, at time.Time) {
	i.assignedVia, i.level, i.escalatingSince = viaPolicy, level, at
	a.give(i, users, logged, by, at)
}

func (a *account) give(i *incident, users []*user, logged string, by agent, at time.Time) {
	i.assignments = each(users, func(u *user) assignment { return assignment{at, u} })
	i.updatedAt = at
	a.record(i, logged, by, at).assignees = users
}

// notify logs that the assignees were notified, by each of their rules for the incident's urgency that takes effect at once. Rules that
// wait have no effect.
func (a *account) notify(i *incident, at time.Time) {
	for _, u := range i.assignees() {
		for _, rule := range u.notifications.order {
			if rule.urgency == i.urgency && rule.delay == 0 {
				e := a.record(i, "notify_log_entry", agent{service: i.service}, at)
				e.notified, e.channel.Notice = u, rule.contact.notification()
			}
		}
	}
}

func (a *account) acknowledge(i *incident, u *user, at time.Time) {
	i.acknowledgements = slices.DeleteFunc(i.acknowledgements, func(b assignment) bool { return b.user == u })
	i.acknowledgements = append(i.acknowledgements, assignment{at, u})
	i.snoozedUntil = time.Time{}
	i.setStatus(statusAcknowledged, agent{user: u}, at)
	a.record(i, "acknowledge_log_entry", agent{user: u}, at)
}

func (a *account) unacknowledge(i *incident, by agent, at time.Time) {
	i.acknowledgements, i.snoozedUntil, i.escalatingSince = nil, time.Time{}, at
	i.setStatus(statusTriggered, by, at)
	a.record(i, "unacknowledge_log_entry", by, at)
}

// reopen triggers a resolved incident again and assigns it to the users on call now. The API has no log entry type for it, so it is
// logged as another trigger.
func (a *account) reopen(i *incident, by agent, at time.Time) {
	i.resolvedAt, i.mergedInto, i.triggeredAt, i.repeats = time.Time{}, nil, at, 0
	i.setStatus(statusTriggered, by, at)
	trigger := a.record(i, "trigger_log_entry", by, at)
	trigger.channel, trigger.description = channel{Type: "web_trigger", Summary: "Reopened"}, i.title
	a.assignFirstLevel(i, by, at)
	a.notify(i, at)
}

// resolve resolves an incident and its alerts. A resolved incident has no assignees.
func (a *account) resolve(i *incident, by agent, resolution string, at time.Time) {
	i.resolvedAt, i.assignments, i.acknowledgements = at, nil, nil
	i.setStatus(statusResolved, by, at)
	a.record(i, "resolve_log_entry", by, at).text = resolution
	for _, alert := range i.alerts {
		if alert.resolvedAt.IsZero() {
			alert.resolvedAt = at
		}
	}
}

func (a *account) snooze(i *incident, seconds int, by agent, at time.Time) {
	i.snoozedUntil, i.updatedAt = at.Add(time.Duration(seconds)*time.Second), at
	a.record(i, "snooze_log_entry", by, at).snoozedUntil = i.snoozedUntil
}

// merge moves the alerts of an incident to another and resolves it.
func (a *account) merge(source, target *incident, by agent, at time.Time) {
	for _, alert := range source.alerts {
		moveAlert(alert, source, target)
	}
	source.mergedInto, source.updatedAt, target.updatedAt = target, at, at
	a.remark(target, mergeChannel, source.summary()+" merged into this incident", "", by, at)
	a.remark(source, mergeChannel, "Merged into "+target.summary(), "", by, at)
	if source.open() {
		a.resolve(source, by, "", at)
	}
}

func (a *account) setUrgency(i *incident, urgency string, by agent, at time.Time) {
	i.urgency, i.escalatingSince, i.updatedAt = urgency, at, at
	a.record(i, "urgency_change_log_entry", by, at).channel = channel{Type: "website", Summary: "Urgency changed to " + urgency}
}

// changeField logs a change of a field of the incident. old is nil if there was no value.
func (a *account) changeField(i *incident, field, value string, old *string, by agent, at time.Time) {
	i.updatedAt = at
	a.record(i, "field_value_change_log_entry", by, at).channel = channel{
		Type:      "website",
		Summary:   fmt.Sprintf("%s changed to %q", field, value),
		Changeset: &changeset{[]changedField{{field, value, old}}},
	}
}
