package pagerduty

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ScheduleChange holds the values that Create, Update and Preview use. Update leaves nil fields unchanged.
type ScheduleChange struct {
	Name        *string
	TimeZone    string // tz database name; always required
	Description *string
	TeamIDs     []string      // all teams, in place of the current ones; an empty list removes them
	Layers      []LayerChange // all layers, the lowest first; required by Create. Update ends the layers that are missing here
}

// LayerChange is a layer to create, or to change if it has an ID. An existing layer keeps its ID and its rank; new ones come on top.
type LayerChange struct {
	ID           string
	Name         string
	Start        time.Time     // required; PagerDuty does not change what is past
	End          time.Time     // zero for a layer without an end
	VirtualStart time.Time     // required: the first turn of the first user begins here, and it may be before Start
	TurnLength   time.Duration // required; an hour to a year, in whole seconds
	UserIDs      []string      // required, in the order of their turns
	Restrictions []Restriction // the times on call; none means always
}

type scheduleBody struct {
	Schedule struct {
		Type        string      `json:"type"`
		Name        *string     `json:"name,omitempty"`
		TimeZone    string      `json:"time_zone"`
		Description *string     `json:"description,omitempty"`
		Teams       []link      `json:"teams,omitzero"`
		Layers      []layerBody `json:"schedule_layers,omitzero"`
	} `json:"schedule"`
}

type layerBody struct {
	ID                        string            `json:"id,omitempty"`
	Name                      string            `json:"name,omitempty"`
	Start                     string            `json:"start"`
	End                       *string           `json:"end,omitempty"`
	RotationVirtualStart      string            `json:"rotation_virtual_start"`
	RotationTurnLengthSeconds int               `json:"rotation_turn_length_seconds"`
	Users                     []layerUserBody   `json:"users"`
	Restrictions              []restrictionBody `json:"restrictions"`
}

type layerUserBody struct {
	User *link `json:"user"`
}

type restrictionBody struct {
	Type            string `json:"type"`
	StartTimeOfDay  string `json:"start_time_of_day"`
	DurationSeconds int    `json:"duration_seconds"`
	StartDayOfWeek  int    `json:"start_day_of_week,omitempty"`
}

func (c ScheduleChange) body() (scheduleBody, error) {
	var body scheduleBody
	if c.TimeZone == "" {
		return body, &ArgumentError{Argument: "TimeZone", Message: "is empty: PagerDuty needs it in every change of a schedule"}
	}
	schedule := &body.Schedule
	schedule.Type, schedule.Name, schedule.TimeZone, schedule.Description = "schedule", c.Name, c.TimeZone, c.Description
	var err error
	if schedule.Teams, err = teamLinks(c.TeamIDs); err != nil {
		return body, err
	}
	if c.Layers != nil {
		schedule.Layers = []layerBody{}
	}
	for i, layer := range c.Layers {
		encoded, err := layer.body()
		if err != nil {
			return body, fmt.Errorf("layer %d: %w", i+1, err)
		}
		schedule.Layers = append(schedule.Layers, encoded)
	}
	return body, nil
}

// teamLinks returns nil for nil, and an empty list for an empty one.
func teamLinks(teamIDs []string) ([]link, error) {
	if teamIDs == nil {
		return nil, nil
	}
	links := []link{}
	for _, id := range teamIDs {
		links = append(links, link{ID: id, Type: "team_reference"})
	}
	return links, checkIDs(teamIDs...)
}

func (l LayerChange) body() (layerBody, error) {
	body := layerBody{
		ID: l.ID, Name: l.Name, Start: l.Start.Format(time.RFC3339), RotationVirtualStart: l.VirtualStart.Format(time.RFC3339),
		RotationTurnLengthSeconds: int(l.TurnLength / time.Second), Restrictions: []restrictionBody{},
	}
	switch {
	case l.Start.IsZero() || l.VirtualStart.IsZero():
		return body, &ArgumentError{Argument: "Layers", Message: "lack a Start or a VirtualStart: both are needed"}
	case len(l.UserIDs) == 0:
		return body, &ArgumentError{Argument: "Layers", Message: "lack users: give at least one"}
	case l.TurnLength < time.Second || l.TurnLength%time.Second != 0:
		return body, &ArgumentError{Argument: "Layers", Message: "lack a TurnLength in whole seconds"}
	}
	if !l.End.IsZero() {
		body.End = new(l.End.Format(time.RFC3339))
	}
	for _, id := range l.UserIDs {
		body.Users = append(body.Users, layerUserBody{linkTo(id, "user_reference")})
	}
	for _, r := range l.Restrictions {
		body.Restrictions = append(body.Restrictions, restrictionBody(r))
	}
	ids := l.UserIDs
	if l.ID != "" {
		ids = append([]string{l.ID}, ids...)
	}
	return body, checkIDs(ids...)
}

// addsLayers reports whether a layer is new. A repeated request would then create it twice.
func (c ScheduleChange) addsLayers() bool {
	for _, layer := range c.Layers {
		if layer.ID == "" {
			return true
		}
	}
	return false
}

// Create creates a schedule made of layers.
//
// Operation createSchedule: POST /schedules.
func (s *SchedulesService) Create(ctx context.Context, schedule ScheduleChange) (*Schedule, error) {
	body, err := schedule.body()
	if err != nil {
		return nil, err
	}
	return one[Schedule](ctx, s.core, post("createSchedule", body, "schedules"), "schedule")
}

// Update changes a schedule. Nil fields are unchanged. Layers that are missing in a list of layers end now. The error matches
// ErrShiftBased if the schedule is shift-based.
//
// Operation updateSchedule: PUT /schedules/{id}.
func (s *SchedulesService) Update(ctx context.Context, id string, change ScheduleChange) (*Schedule, error) {
	body, err := change.body()
	if err != nil {
		return nil, err
	}
	r := put("updateSchedule", body, "schedules", id)
	r.repeatable = !change.addsLayers()
	schedule, err := one[Schedule](ctx, s.core, r, "schedule")
	return schedule, asShiftBased(err)
}

// Delete deletes a schedule. PagerDuty refuses while an escalation policy uses it. The error matches ErrShiftBased if the schedule is
// shift-based.
//
// Operation deleteSchedule: DELETE /schedules/{id}.
func (s *SchedulesService) Delete(ctx context.Context, id string) error {
	return asShiftBased(s.core.deleteVerified(ctx, del("deleteSchedule", "schedules", id), func() (bool, error) {
		_, err := s.Get(ctx, id, ScheduleWindow{})
		return isMissing(err)
	}))
}

// Preview returns the turns that a schedule would have in a window, and creates nothing. The window's time zone is that of the
// schedule. An OAuth token needs the scope schedules.write.
//
// Operation createSchedulePreview: POST /schedules/preview.
func (s *SchedulesService) Preview(ctx context.Context, schedule ScheduleChange, window ScheduleWindow) (*Schedule, error) {
	body, err := schedule.body()
	if err != nil {
		return nil, err
	}
	r := post("createSchedulePreview", body, "schedules", "preview").reading()
	setTime(r.query, "since", window.Since)
	setTime(r.query, "until", window.Until)
	setTrue(r.query, "overflow", window.Overflow)
	var preview *Schedule
	err = s.core.do(ctx, r, func(answer []byte) (err error) {
		preview, _, err = unwrap[Schedule](answer, "schedule")
		if err == nil && preview.TimeZone == "" { // it has no id
			err = errors.New(`"schedule" has no time_zone`)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return preview, nil
}
