package pagerduty

import (
	"context"
	"fmt"
	"time"
)

// MaxSnooze is the longest time for which an incident can be snoozed.
const MaxSnooze = 7 * 24 * time.Hour

// Snooze acknowledges an open incident for a time of 1 second to MaxSnooze, in the name of the acting user (see WithFrom). Then it is
// triggered again and notifies its assignees.
//
// Operation createIncidentSnooze: POST /incidents/{id}/snooze.
func (s *IncidentsService) Snooze(ctx context.Context, id string, duration time.Duration) (*Incident, error) {
	if duration < time.Second || duration > MaxSnooze {
		return nil, &ArgumentError{Argument: "duration", Message: fmt.Sprintf("is %v; PagerDuty snoozes for 1 s to %v", duration, MaxSnooze)}
	}
	body := map[string]int{"duration": int(duration / time.Second)}
	r := post("createIncidentSnooze", body, "incidents", id, "snooze").withFrom()
	r.object, r.notifies = id, true
	return one[Incident](ctx, s.core, r, "incident")
}
