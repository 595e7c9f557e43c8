package pagerduty

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

const (
	maxStatusAttempts = 3
	lookupsAtOnce     = 8
)

// updateStatus changes incidents, their status among it. Where the outcome of an attempt is unknown it looks at the incidents,
// and repeats what is still to do where that cannot open again what somebody has resolved.
func (s *IncidentsService) updateStatus(ctx context.Context, updates []IncidentUpdate) ([]Incident, error) {
	start, uncertain, sent := time.Now(), false, 0
	after := map[string]Incident{} // what is as it was wanted
	left := updates
	for attempt := 1; ; attempt++ {
		changed, err := s.update(ctx, left)
		for _, incident := range changed {
			after[incident.ID] = incident
		}
		if err == nil {
			return inOrder(updates, after), nil
		}
		failure, ok := errors.AsType[*Error](err)
		if !ok {
			return nil, err
		}
		failure.uncertain, sent = failure.uncertain || uncertain, sent+failure.Attempts
		uncertain, failure.Attempts = failure.Undecided(), sent
		wait := max(failure.RetryAfter, jitter(firstBackoff<<(attempt-1)))
		if !uncertain || !failure.mayDiffer() || attempt == maxStatusAttempts || time.Since(start)+wait > s.core.maxRetryWait || endsWithin(ctx, wait) {
			return nil, err
		}
		if sleep(ctx, wait) != nil {
			return nil, err
		}
		now, lookErr := s.lookAt(ctx, left)
		if lookErr != nil {
			return nil, errors.Join(err, lookErr)
		}
		if left, lookErr = stillToDo(left, now, after); lookErr != nil {
			return nil, errors.Join(lookErr, err)
		}
		if len(left) == 0 {
			return inOrder(updates, after), nil
		}
	}
}

// StatusChangedError says that a change of status may have been made, and was not repeated, since somebody has resolved the
// incident meanwhile: it would be opened again.
type StatusChangedError struct {
	Incident *Incident // as it is now
	Wanted   IncidentStatus
}

// Error names the incident and its status.
func (e *StatusChangedError) Error() string {
	return fmt.Sprintf("pagerduty: incident %s is %s meanwhile, so its change to %s was not repeated", e.Incident.ID, e.Incident.Status, e.Wanted)
}

// mayDiffer reports whether a look at the incidents can tell more: what else than PagerDuty answers there says nothing.
func (e *Error) mayDiffer() bool {
	return e.StatusCode < 300 || e.StatusCode >= 400
}

// stillToDo returns those of the updates that are not made yet, and puts the incidents of the others into after.
func stillToDo(updates []IncidentUpdate, now []Incident, after map[string]Incident) ([]IncidentUpdate, error) {
	var left []IncidentUpdate
	for i, update := range updates {
		incident := now[i]
		switch {
		case update.Status == nil || *update.Status == incident.Status:
			update.Status, update.Resolution = nil, nil
		case !incident.IsOpen():
			return nil, &StatusChangedError{Incident: &incident, Wanted: *update.Status}
		}
		if update.standsIn(incident) {
			after[incident.ID] = incident
		} else {
			left = append(left, update)
		}
	}
	return left, nil
}

// standsIn reports whether the incident is as the update wants it, as far as the incident shows.
func (u IncidentUpdate) standsIn(incident Incident) bool {
	priority := ""
	if incident.Priority != nil {
		priority = incident.Priority.ID
	}
	return u.Status == nil && u.IncidentType == nil && u.ConferenceBridge == nil &&
		(u.Urgency == nil || *u.Urgency == incident.Urgency) && (u.Title == nil || *u.Title == incident.Title) &&
		(u.PriorityID == nil || *u.PriorityID == priority)
}

// lookAt gets the incidents of the updates, in their order.
func (s *IncidentsService) lookAt(ctx context.Context, updates []IncidentUpdate) ([]Incident, error) {
	incidents, failures := make([]Incident, len(updates)), make([]error, len(updates))
	var running sync.WaitGroup
	slots := make(chan struct{}, lookupsAtOnce)
	for i, update := range updates {
		slots <- struct{}{}
		running.Go(func() {
			defer func() { <-slots }()
			incident, err := s.Get(ctx, update.ID)
			if failures[i] = err; err == nil {
				incidents[i] = *incident
			}
		})
	}
	running.Wait()
	return incidents, errors.Join(failures...)
}

func inOrder(updates []IncidentUpdate, incidents map[string]Incident) []Incident {
	var ordered []Incident
	for _, update := range updates {
		ordered = append(ordered, incidents[update.ID])
	}
	return ordered
}
