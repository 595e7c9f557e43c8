package staffing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/changes"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
)

// A shift-based schedule takes several requests. What was made before one of them fails is deleted again, or named.

// undoTime is how long it may take to delete what a failed call has made, even if the call's own time is over.
const undoTime = 15 * time.Second

// undoContext returns a context for deleting what a call has made.
func undoContext(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), undoTime)
}

// createShiftBased creates a shift-based schedule with its rotations.
func (p *schedulePlan) createShiftBased(ctx context.Context, client *pagerduty.Client, in scheduleForm) (*pagerduty.ShiftSchedule, error) {
	created := pagerduty.NewShiftSchedule{Name: strings.TrimSpace(in.Name), TimeZone: p.zoneName, TeamIDs: p.teams}
	if in.Description != nil {
		created.Description = *in.Description
	}
	made, err := client.ShiftSchedules.Create(ctx, created)
	if err != nil {
		return nil, err
	}
	rotations := newRotations{client: client, schedule: made.ID}
	if err = rotations.create(ctx, p.events); err == nil {
		return made, nil
	}
	undo, cancel := undoContext(ctx)
	defer cancel()
	if failed := client.ShiftSchedules.Delete(undo, made.ID); failed != nil {
		return nil, explain.With(err, "The schedule %s (%s) was created, but only %d of its %d rotations, and it could not be deleted again: delete it with delete_schedule, or complete it with update_schedule.",
			in.Name, made.ID, len(rotations.events), len(p.events))
	}
	changes.Undone(ctx, "createScheduleV3", "createRotation", "createEvent", "deleteScheduleV3")
	return nil, explain.With(err, "Only %d of %d rotations could be created. The schedule was deleted again, so that nothing remains.", len(rotations.events), len(p.events))
}

// newRotations are rotations that a call creates in a schedule.
type newRotations struct {
	client   *pagerduty.Client
	schedule string
	spare    []string // ids of rotations that are over, which can have another event

	rotations []string    // ids of new rotations
	events    [][2]string // ids of rotations and their new events
}

// create creates an event in a rotation of its own for each of these.
func (n *newRotations) create(ctx context.Context, events []pagerduty.NewShiftEvent) error {
	for _, event := range events {
		rotation, err := n.rotation(ctx)
		if err != nil {
			return err
		}
		created, err := n.client.ShiftSchedules.CreateEvent(ctx, n.schedule, rotation, event)
		if err != nil {
			return err
		}
		n.events = append(n.events, [2]string{rotation, created.ID})
	}
	return nil
}

// rotation returns the id of a rotation without an event.
func (n *newRotations) rotation(ctx context.Context) (string, error) {
	if len(n.spare) > 0 {
		id := n.spare[0]
		n.spare = n.spare[1:]
		return id, nil
	}
	created, err := n.client.ShiftSchedules.CreateRotation(ctx, n.schedule)
	if err != nil {
		return "", err
	}
	n.rotations = append(n.rotations, created.ID)
	return created.ID, nil
}

// undo deletes what was created. It returns an error if something remains.
func (n *newRotations) undo(ctx context.Context) (err error) {
	for _, event := range n.events {
		if slices.Contains(n.rotations, event[0]) {
			continue // is deleted with its rotation
		}
		if failed := n.client.ShiftSchedules.DeleteEvent(ctx, n.schedule, event[0], event[1]); failed != nil {
			err = failed
		}
	}
	for _, rotation := range n.rotations {
		if failed := n.client.ShiftSchedules.DeleteRotation(ctx, n.schedule, rotation); failed != nil {
			err = failed
		}
	}
	return err
}

// updateShiftBased changes a shift-based schedule. New rotations are created before those in force end, so that a failure leaves no gap.
func (p *schedulePlan) updateShiftBased(ctx context.Context, client *pagerduty.Client, before *schedule.Schedule, in updateScheduleInput) error {
	var current []oldEvent
	var rotations *newRotations
	if in.Rotations != nil {
		var err error
		if current, rotations, err = p.inForce(ctx, client, before.ID); err != nil {
			return err
		}
	}
	if in.Name != nil || in.TimeZone != nil || in.Description != nil {
		change := pagerduty.ShiftScheduleChange{Name: before.Name, TimeZone: p.zoneName, Description: in.Description}
		if in.Name != nil {
			change.Name = strings.TrimSpace(*in.Name)
		}
		if _, err := client.ShiftSchedules.Update(ctx, before.ID, change); err != nil {
			return err
		}
	}
	if in.Rotations == nil {
		return nil
	}
	if err := rotations.create(ctx, p.events); err != nil {
		undo, cancel := undoContext(ctx)
		defer cancel()
		if rotations.undo(undo) != nil || errors.Is(err, pagerduty.ErrUndecided) {
			return explain.With(err, "Only %d of %d new rotations could be created, and perhaps not all of them were deleted again: from %s they would be on call beside the old ones, which remain.",
				len(rotations.events), len(p.events), timeIn(p.start(), p.zone))
		}
		changes.Undone(ctx, "createRotation", "createEvent", "deleteEvent", "deleteRotation")
		return explain.With(err, "Only %d of %d new rotations could be created. They were deleted again, and the old ones remain.", len(rotations.events), len(p.events))
	}
	for i, old := range current {
		if err := old.end(ctx, client, before.ID, p.start()); err != nil {
			return explain.With(err, "The new rotations were created, but these old ones did not end, and are on call beside them from %s: %s.", timeIn(p.start(), p.zone), namesOfEvents(current[i:]))
		}
	}
	return nil
}

// oldEvent is an event in force at the time when new rotations begin.
type oldEvent struct {
	rotation string
	event    pagerduty.ShiftEvent
}

// inForce reads the events that would go on after the new rotations begin, and the rotations that are over and can have new events. A
// schedule that was read for a window shows only the events of that. It refuses rotations for which there is no room: those in force count
// until they end.
func (p *schedulePlan) inForce(ctx context.Context, client *pagerduty.Client, schedule string) (events []oldEvent, over *newRotations, err error) {
	over = &newRotations{client: client, schedule: schedule}
	used := 0
	for rotation, err := range client.ShiftSchedules.AllRotations(ctx, schedule, pagerduty.PageOptions{}) {
		if err != nil {
			return nil, nil, err
		}
		isOver := true
		for _, event := range rotation.Events {
			ends := event.EffectiveUntil.Time
			if ends.IsZero() || ends.After(p.start()) {
				events = append(events, oldEvent{rotation.ID, event})
			}
			isOver = isOver && !ends.IsZero() && !ends.After(p.now)
		}
		if isOver {
			over.spare = append(over.spare, rotation.ID)
		} else {
			used++
		}
	}
	if used+len(p.events) > maxRotations {
		return nil, nil, fmt.Errorf("rotations: a shift-based schedule has at most %d rotations. %d are in force until the new ones begin, and each range of hours of these needs one: %d", maxRotations, used, len(p.events))
	}
	return events, over, nil
}

// end ends an event when new rotations begin. One that would begin later is deleted.
func (o oldEvent) end(ctx context.Context, client *pagerduty.Client, schedule string, start time.Time) error {
	if !o.event.EffectiveSince.Before(start) {
		return client.ShiftSchedules.DeleteEvent(ctx, schedule, o.rotation, o.event.ID)
	}
	_, err := client.ShiftSchedules.UpdateEvent(ctx, schedule, o.rotation, o.event.ID, pagerduty.ShiftEventChange{EffectiveUntil: &start})
	return err
}

func namesOfEvents(events []oldEvent) string {
	var names []string
	for _, one := range events {
		names = append(names, fmt.Sprintf("%s (rotation %s, event %s)", one.event.Name, one.rotation, one.event.ID))
	}
	return strings.Join(names, ", ")
}
