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

// updateStatus makes changes that include a status. If the outcome of an attempt is unknown, it gets the incidents and repeats the
// updates that are not applied, unless that would reopen an incident that somebody has resolved.
func (s *IncidentsService) updateStatus(ctx context.Context, updates []IncidentUpdate) ([]Incident, error) {
	start, uncertain, sent := time.Now(), false, 0
	done := map[string]Incident{} // the incidents whose updates are applied
	left := updates
	for attempt := 1; ; attempt++ {
		changed, err := s.update(ctx, left)
		for _, incident := range changed {
			done[incident.ID] = incident
		}
		if err == nil {
			return inOrder(updates, done), nil
		}
		failure, ok := errors.AsType[*Error](err)
		if !ok {
			return nil, err
		}
		failure.uncertain, sent = failure.uncertain || uncertain, sent+failure.Attempts
		uncertain, failure.Attempts = failure.Undecided(), sent
		wait := max(failure.RetryAfter, jitter(firstBackoff<<(attempt-1)))
		if !uncertain || failure.isRedirect() || attempt == maxStatusAttempts || time.Since(start)+wait > s.core.maxRetryWait || endsWithin(ctx, wait) {
			return nil, err
		}
		if sleep(ctx, wait) != nil {
			return nil, err
		}
		now, lookErr := s.getAll(ctx, left)
		if lookErr != nil {
			return nil, errors.Join(err, lookErr)
		}
		if left, lookErr = unapplied(left, now, done); lookErr != nil {
			return nil, errors.Join(lookErr, err)
		}
		if len(left) == 0 {
			return inOrder(updates, done), nil
		}
	}
}

// StatusChangedError is returned if a change of status failed and was not retried, since somebody has resolved the incident
// meanwhile: a retry would open it again. The change may have been made before the incident was resolved.
type StatusChangedError struct {
	Incident *Incident // the current incident
	Wanted   IncidentStatus
}

// Error returns the incident's id, its status and the wanted one.
func (e *StatusChangedError) Error() string {
	return fmt.Sprintf("pagerduty: incident %s is %s meanwhile, so its change to %s was not repeated", e.Incident.ID, e.Incident.Status, e.Wanted)
}

// isRedirect reports whether the answer is a redirection. Another server than PagerDuty's sent it, so asking again is of no use.
func (e *Error) isRedirect() bool {
	return e.StatusCode >= 300 && e.StatusCode < 400
}

// unapplied returns the updates that the incidents do not show, and adds the incidents of the others to done.
func unapplied(updates []IncidentUpdate, now []Incident, done map[string]Incident) ([]IncidentUpdate, error) {
	var left []IncidentUpdate
	for i, update := range updates {
		incident := now[i]
		switch {
		case update.Status == nil || *update.Status == incident.Status:
			update.Status, update.Resolution = nil, nil
		case !incident.IsOpen():
			return nil, &StatusChangedError{Incident: &incident, Wanted: *update.Status}
		}
		if update.isAppliedTo(incident) {
			done[incident.ID] = incident
		} else {
			left = append(left, update)
		}
	}
	return left, nil
}

// isAppliedTo reports whether the incident has the values of the update. It reports false if the incident cannot show them.
func (u IncidentUpdate) isAppliedTo(incident Incident) bool {
	priority := ""
	if incident.Priority != nil {
		priority = incident.Priority.ID
	}
	return u.Status == nil && u.IncidentType == nil && u.ConferenceBridge == nil &&
		(u.Urgency == nil || *u.Urgency == incident.Urgency) && (u.Title == nil || *u.Title == incident.Title) &&
		(u.PriorityID == nil || *u.PriorityID == priority)
}

// getAll returns the incidents of the updates, in the same order, or the first error, which ends the other lookups.
func (s *IncidentsService) getAll(ctx context.Context, updates []IncidentUpdate) ([]Incident, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	incidents := make([]Incident, len(updates))
	var running sync.WaitGroup
	limit := make(semaphore, lookupsAtOnce)
	for i, update := range updates {
		if limit.acquire(ctx) != nil {
			break
		}
		running.Go(func() {
			defer limit.release()
			incident, err := s.Get(ctx, update.ID)
			if err != nil {
				cancel(err) // the first call counts
				return
			}
			incidents[i] = *incident
		})
	}
	running.Wait()
	return incidents, context.Cause(ctx)
}

func inOrder(updates []IncidentUpdate, incidents map[string]Incident) []Incident {
	var ordered []Incident
	for _, update := range updates {
		ordered = append(ordered, incidents[update.ID])
	}
	return ordered
}
