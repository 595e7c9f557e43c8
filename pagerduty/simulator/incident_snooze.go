package simulator

import "net/http"

const maxSnooze = 7 * 24 * 60 * 60 // seconds

func snoozeRoutes() []route {
	return []route{{method: "POST", path: "/incidents/{id}/snooze", acts: true, status: http.StatusCreated, handle: snoozeIncident}}
}

// snoozeIncident acknowledges an incident for a while.
func snoozeIncident(c *call) (any, error) {
	i, err := c.incident()
	if err != nil {
		return nil, err
	}
	var in struct {
		Duration int `json:"duration"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if in.Duration < 1 || in.Duration > maxSnooze {
		return nil, badRequest(1013, "Invalid Snooze Duration", "duration must be 1 to 604800 seconds")
	}
	if !i.open() {
		return nil, alreadyResolved(i)
	}
	if i.status == statusTriggered {
		c.account.acknowledge(i, c.from, c.now)
	}
	c.account.snooze(i, in.Duration, agent{user: c.from}, c.now)
	return c.incidentAnswer(i), nil
}
