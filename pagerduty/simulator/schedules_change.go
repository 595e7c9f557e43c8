package simulator

import (
	"encoding/json"
)

// schedules declares how a layered schedule is written. It is read by operations of its own, which render its entries.
func schedules() *resource[schedule] {
	return &resource[schedule]{
		path: "/schedules", one: "schedule", many: "schedules", kind: "schedule",
		records: func(c *call) (*collection[schedule], error) { return &c.account.schedules, nil },
		id:      func(s *schedule) *string { return &s.id },
		fresh:   func(*call) *schedule { return &schedule{} },
		head:    func(s *schedule) map[string]any { return s.head("schedule").members() },
		fields: []field[schedule]{
			text("name", func(s *schedule) *string { return &s.name }, rules{required: true, unique: true, longest: 255, name: true}),
			text("description", func(s *schedule) *string { return &s.description }, rules{longest: 1024}),
			text("time_zone", func(s *schedule) *string { return &s.timeZone }, rules{required: true, check: checkZone}),
			required(written("schedule_layers", setLayers, nil)),
			teamsField(func(s *schedule) *[]*team { return &s.teams }),
			shown("users", func(r *renderer, s *schedule) any { return each(s.users(r.now), (*user).reference) }),
			shown("escalation_policies", func(r *renderer, s *schedule) any {
				return each(r.account.policiesWith(s), (*escalationPolicy).reference)
			}),
			echoed[schedule]("final_schedule"), echoed[schedule]("overrides_subschedule"), echoed[schedule]("next_oncall_for_user"),
		},
		changed: func(c *call, _, s *schedule) {
			for _, l := range s.layers {
				if l.id == "" {
					l.id = c.account.newShortID()
				}
			}
		},
		remove: removeSchedule,
	}
}

// echoed declares a member that PagerDuty sends, and ignores when it comes back.
func echoed[T any](name string) field[T] {
	return field[T]{name: name, set: func(*call, *T, string, json.RawMessage) {}}
}

func createSchedule(c *call) (any, error) {
	c.boolean("overflow")
	if _, err := schedules().create(c); err != nil {
		return nil, err
	}
	all := c.account.schedules.order
	return map[string]any{"schedule": c.wholeSchedule(all[len(all)-1])}, nil
}

func updateSchedule(c *call) (any, error) {
	s, err := c.schedule()
	if err != nil {
		return nil, err
	}
	in, err := schedules().read(c)
	if err != nil {
		return nil, err
	}
	if _, given := in["time_zone"]; !given && !c.lenient {
		c.problem("schedule.time_zone is required, also in a change")
	}
	c.boolean("overflow")
	if _, err := schedules().update(c); err != nil {
		return nil, err
	}
	return map[string]any{"schedule": c.wholeSchedule(s)}, nil
}

func deleteSchedule(c *call) (any, error) {
	if _, err := c.schedule(); err != nil {
		return nil, err
	}
	return schedules().delete(c)
}

// removeSchedule refuses to delete a schedule that is in use.
func removeSchedule(c *call, s *schedule) error {
	if len(c.account.policiesWith(s)) > 0 {
		return badRequest(3001, "Invalid Schedule", "Schedule can't be deleted if it's being used by escalation policies")
	}
	return nil
}

// previewSchedule renders a schedule as it would be after its creation. It has no id, and neither have its layers.
func previewSchedule(c *call) (any, error) {
	s := &schedule{}
	if err := schedules().apply(c, &collection[schedule]{}, s, &schedule{timeZone: "Etc/UTC"}); err != nil {
		return nil, err
	}
	if s.timeZone == "" || len(s.layers) == 0 {
		return nil, invalid("schedule.time_zone and schedule.schedule_layers are required")
	}
	for _, l := range s.layers {
		l.id = ""
	}
	encoded, err := json.Marshal(c.wholeSchedule(s))
	if err != nil {
		return nil, err
	}
	var view map[string]any
	if err := json.Unmarshal(encoded, &view); err != nil {
		return nil, err
	}
	for _, member := range []string{"id", "self", "html_url"} {
		view[member] = nil
	}
	return map[string]any{"schedule": view}, nil
}
