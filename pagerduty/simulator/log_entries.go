package simulator

import (
	"slices"
	"strings"
	"time"
)

// logEntry is an entry of an incident's log.
type logEntry struct {
	id, kind    string
	createdAt   time.Time
	agent       agent
	channel     channel
	text        string  // note or resolution
	description string  // of the event that triggered the incident
	assignees   []*user // of an assignment or escalation
	notified    *user   // of a notification

	snoozedUntil time.Time // of a snooze
}

// channel is the channel of a log entry. Its members depend on its type.
type channel struct {
	Type        string        `json:"type"`
	Summary     string        `json:"summary,omitempty"`
	Subject     string        `json:"subject,omitempty"`
	ServiceKey  string        `json:"service_key,omitempty"`
	Description string        `json:"description,omitempty"`
	IncidentKey string        `json:"incident_key,omitempty"`
	Details     any           `json:"details,omitempty"`
	Changeset   *changeset    `json:"changeset,omitempty"`
	Notice      *notification `json:"notification,omitempty"`
	Client      string        `json:"client,omitempty"`
	ClientURL   *string       `json:"client_url,omitempty"`
	Event       *eventView    `json:"cef_details,omitempty"`
}

type changeset struct {
	Fields []changedField `json:"application_fields"`
}

type changedField struct {
	Name string  `json:"name"`
	New  string  `json:"value"`
	Old  *string `json:"old_value"`
}

type notification struct {
	Type    string `json:"type"`
	Address string `json:"address"`
	Status  string `json:"status"`
}

func logEntryRoutes() []route {
	return []route{
		{method: "GET", path: "/incidents/{id}/log_entries", handle: listLogEntries},
		{method: "GET", path: "/log_entries", handle: listAllLogEntries},
		{method: "GET", path: "/log_entries/{id}", handle: getLogEntry},
	}
}

// listLogEntries lists the newest entries first.
func listLogEntries(c *call) (any, error) {
	i, err := c.incident()
	if err != nil {
		return nil, err
	}
	window, overview := c.span(), c.boolean("is_overview")
	found := filter(i.log,
		func(e *logEntry) bool { return window.holds(e.createdAt) },
		func(e *logEntry) bool { return !overview || e.important() })
	slices.Reverse(found)
	r := c.renderer()
	return paginate(c, "log_entries", found, func(e *logEntry) logEntryView { return r.logEntry(i, e) })
}

// listAllLogEntries lists the log of all incidents, newest first. Changes of fields are only in the log of an incident.
func listAllLogEntries(c *call) (any, error) {
	type event struct {
		incident *incident
		entry    *logEntry
	}
	var events []event
	window, overview, teams := c.span(), c.boolean("is_overview"), c.list("team_ids[]")
	for _, i := range c.account.incidents.order {
		if len(teams) > 0 && !inTeams(i.teams, teams) {
			continue
		}
		for _, e := range i.log {
			if window.holds(e.createdAt) && !e.changesFields() && (!overview || e.important()) {
				events = append(events, event{i, e})
			}
		}
	}
	slices.Reverse(events) // the latest entry of the same second is first, as in the log of an incident
	slices.SortStableFunc(events, func(a, b event) int { return b.entry.createdAt.Compare(a.entry.createdAt) })
	r := c.renderer()
	return paginate(c, "log_entries", events, func(e event) logEntryView { return r.logEntry(e.incident, e.entry) })
}

func getLogEntry(c *call) (any, error) {
	for _, i := range c.account.incidents.order {
		for _, e := range i.log {
			if e.id == c.path["id"] && !e.changesFields() {
				return map[string]any{"log_entry": c.renderer().logEntry(i, e)}, nil
			}
		}
	}
	return nil, notFound("no log entry has the id " + c.path["id"])
}

// changesFields reports whether the entry is of a kind that only the log of an incident has.
func (e *logEntry) changesFields() bool {
	return e.kind == "field_value_change_log_entry" || e.kind == "custom_field_value_change_log_entry"
}

// important reports whether a list with is_overview contains the entry.
func (e *logEntry) important() bool {
	switch e.kind {
	case "notify_log_entry", "annotate_log_entry", "field_value_change_log_entry", "custom_field_value_change_log_entry":
		return false
	}
	return true
}

// record appends an entry to an incident's log. The caller sets the fields of its kind.
func (a *account) record(i *incident, kind string, by agent, at time.Time) *logEntry {
	e := &logEntry{id: a.newLongID(), kind: kind, createdAt: at, agent: by}
	switch {
	case kind == "notify_log_entry":
		e.channel = channel{Type: "auto"}
	case by.user != nil:
		e.channel = channel{Type: "website"}
	case by.integration == nil: // PagerDuty itself
		e.channel = channel{Type: "timeout"}
	default:
		e.channel = channel{Type: "api"}
	}
	i.log = append(i.log, e)
	a.announce(i, e)
	return e
}

// The types of the channels of remarks. The API has no types of log entries for what they are about.
const (
	workflowChannel  = "incident_workflow"
	updateChannel    = "status_update"
	responderChannel = "responder_request"
	mergeChannel     = "merge"
	alertChannel     = "alerts"
)

// remark logs something for which the API has no type of log entries. text is what people wrote; "" if they did not.
func (a *account) remark(i *incident, about, summary, text string, by agent, at time.Time) {
	e := a.record(i, "annotate_log_entry", by, at)
	e.channel, e.text = channel{Type: about, Summary: summary}, text
}

// isRemark reports whether the entry is an annotation that is no note.
func (e *logEntry) isRemark() bool {
	return slices.Contains([]string{workflowChannel, updateChannel, responderChannel, mergeChannel, alertChannel}, e.channel.Type)
}

func (e *logEntry) head(i *incident, kind string) reference {
	return refer(kind, e.id, e.summary(), "/log_entries/"+e.id, "/incidents/"+i.id+"/log_entries/"+e.id)
}

// summary describes the entry in a sentence.
func (e *logEntry) summary() string {
	by := "by timeout"
	switch {
	case e.agent.user != nil:
		by = "by " + e.agent.user.name
	case e.agent.integration != nil:
		by = "through " + e.agent.integration.name
	}
	switch e.kind {
	case "trigger_log_entry":
		return "Triggered " + by
	case "acknowledge_log_entry":
		return "Acknowledged " + by
	case "unacknowledge_log_entry":
		return "Unacknowledged " + by
	case "snooze_log_entry":
		return "Snoozed " + by
	case "resolve_log_entry":
		return "Resolved " + by
	case "assign_log_entry":
		return "Assigned to " + names(e.assignees) + " " + by
	case "escalate_log_entry":
		return "Escalated to " + names(e.assignees) + " " + by
	case "delegate_log_entry":
		return "Reassigned to " + names(e.assignees) + " " + by
	case "repeat_escalation_path_log_entry":
		return "Escalation policy repeated " + by
	case "notify_log_entry":
		return "Notified " + e.notified.name
	case "annotate_log_entry":
		if !e.isRemark() {
			return "Note added " + by
		}
	}
	return e.channel.Summary + " " + by
}

func names(users []*user) string {
	if len(users) == 0 {
		return "nobody"
	}
	return strings.Join(each(users, func(u *user) string { return u.name }), ", ")
}

type logEntryView struct {
	reference
	CreatedAt    string            `json:"created_at"`
	Agent        any               `json:"agent"`
	Channel      channel           `json:"channel"`
	Service      any               `json:"service"`
	Incident     any               `json:"incident"`
	Teams        []any             `json:"teams"`
	Contexts     []alertContext    `json:"contexts"`
	Note         string            `json:"note,omitempty"`
	Assignees    []reference       `json:"assignees,omitempty"`
	User         *reference        `json:"user,omitempty"`
	EventDetails map[string]string `json:"event_details,omitempty"`

	ChangedActions []pendingActionView `json:"changed_actions,omitempty"` // of a snooze
}

func (r *renderer) logEntry(i *incident, e *logEntry) logEntryView {
	v := logEntryView{
		reference: e.head(i, e.kind), CreatedAt: r.time(e.createdAt), Agent: r.agent(e.agent), Channel: r.channel(i, e),
		Service: r.serviceOr(i.service), Incident: i.reference(), Teams: r.teams(i.teams), Contexts: []alertContext{}, Note: e.text,
	}
	if first := e.triggeredBy(i); first != nil {
		v.Contexts = append(v.Contexts, first.contexts...)
	}
	if r.include["incidents"] {
		v.Incident = r.bare().incident(i)
	}
	if e.assignees != nil {
		v.Assignees = each(e.assignees, (*user).reference)
	}
	if e.notified != nil {
		v.User = new(e.notified.reference())
	}
	if !e.snoozedUntil.IsZero() {
		v.ChangedActions = []pendingActionView{{actionUnacknowledge, r.time(e.snoozedUntil)}}
	}
	if e.description != "" {
		v.EventDetails = map[string]string{"description": e.description}
	}
	return v
}

// channel renders the type and the summary, or all members if include[] contains channels.
func (r *renderer) channel(i *incident, e *logEntry) channel {
	if !r.include["channels"] {
		return channel{Type: e.channel.Type, Summary: e.channel.Summary}
	}
	c := e.channel
	if first := e.triggeredBy(i); first != nil {
		event := r.event(first, i.service)
		c.Client, c.ClientURL, c.Event = event.Client, event.ClientURL, &event
	}
	return c
}

// triggeredBy returns the alert that opened the incident, for its trigger entry, or nil if no event did.
func (e *logEntry) triggeredBy(i *incident) *alert {
	if e.kind != "trigger_log_entry" || e.agent.integration == nil {
		return nil
	}
	for _, a := range i.alerts {
		if a.createdAt.Equal(e.createdAt) && a.service == nil {
			return a
		}
	}
	return nil
}
