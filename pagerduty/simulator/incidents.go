package simulator

import (
	"strconv"
	"time"
)

// The statuses of an incident.
const (
	statusTriggered    = "triggered"
	statusAcknowledged = "acknowledged"
	statusResolved     = "resolved"
)

type incident struct {
	id, title, key, status, urgency, kind string
	number                                int
	priority                              *priority
	service                               *service
	policy                                *escalationPolicy
	level                                 int // escalation level, from 1
	repeats                               int // how often the policy was repeated
	teams                                 []*team
	createdAt, updatedAt, resolvedAt      time.Time
	triggeredAt                           time.Time // when it was created or reopened
	escalatingSince                       time.Time // start of the delay of its level
	statusChangedAt                       time.Time
	statusChangedBy                       agent
	assignments                           []assignment
	assignedVia                           string
	acknowledgements                      []assignment
	snoozedUntil                          time.Time // zero if it is not snoozed
	mergedInto                            *incident
	body                                  any // body.details of its creation, nil for none
	bridge                                conferenceBridge
	fieldValues                           map[string]any // of custom fields, by id

	alerts   []*alert
	notes    []*note
	log      []*logEntry
	requests []*responderRequest

	subscribers   []subscriber
	statusUpdates []*statusUpdate
	responders    []*responder
	changes       []relatedChange
	past          []pastIncident
	related       []relatedIncident
}

// assignment is a user to whom an incident is assigned, or who has acknowledged it, since a time.
type assignment struct {
	at   time.Time
	user *user
}

type conferenceBridge struct {
	Number string `json:"conference_number,omitempty"`
	URL    string `json:"conference_url,omitempty"`
}

// agent is the user who did something; without a user the integration, and without an integration the service.
type agent struct {
	user        *user
	service     *service
	integration *integration
}

func incidentRoutes() []route {
	return []route{
		{method: "GET", path: "/incidents", handle: listIncidents},
		{method: "POST", path: "/incidents", acts: true, status: 201, handle: createIncident},
		{method: "PUT", path: "/incidents", acts: true, handle: updateIncidents},
		{method: "GET", path: "/incidents/{id}", handle: getIncident},
		{method: "PUT", path: "/incidents/{id}", acts: true, handle: updateIncident},
	}
}

// getIncident also accepts the incident's number. No other operation does.
func getIncident(c *call) (any, error) {
	if number, err := strconv.Atoi(c.path["id"]); err == nil {
		for _, i := range c.account.incidents.order {
			if i.number == number {
				return c.incidentAnswer(i), nil
			}
		}
	}
	i, err := c.incident()
	if err != nil {
		return nil, err
	}
	return c.incidentAnswer(i), nil
}

// incident returns the incident in the call's path.
func (c *call) incident() (*incident, error) { return named(c, &c.account.incidents, "incident") }

func (c *call) incidentAnswer(i *incident) any {
	r := c.renderer()
	r.details = true
	return map[string]any{"incident": r.incident(i)}
}

func alreadyResolved(i *incident) error {
	return badRequest(1001, "Incident Already Resolved", "incident "+i.id+" is resolved")
}

func (i *incident) open() bool { return i.status != statusResolved }

func (i *incident) assignees() []*user {
	return each(i.assignments, func(a assignment) *user { return a.user })
}
