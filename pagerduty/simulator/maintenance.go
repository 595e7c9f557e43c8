package simulator

import (
	"cmp"
	"net/http"
	"slices"
	"time"
)

// maintenanceWindow is a window in which services have the status maintenance. Their open incidents stay open.
type maintenanceWindow struct {
	id, description string
	number          int // consecutive
	start, end      time.Time
	services        []*service
	createdBy       *user
}

// The values of filter.
const (
	windowsPast    = "past"
	windowsFuture  = "future"
	windowsOngoing = "ongoing"
	windowsOpen    = "open" // ongoing or future
	windowsAll     = "all"
)

func maintenanceWindows() *resource[maintenanceWindow] {
	return &resource[maintenanceWindow]{
		path: "/maintenance_windows", one: "maintenance_window", many: "maintenance_windows", kind: "maintenance_window", acts: true,
		rootless: true, // PagerDuty's Go client omits the root in an update
		records:  func(c *call) (*collection[maintenanceWindow], error) { return &c.account.maintenanceWindows, nil },
		id:       func(w *maintenanceWindow) *string { return &w.id },
		fresh:    func(c *call) *maintenanceWindow { return &maintenanceWindow{createdBy: c.from} },
		head: func(w *maintenanceWindow) map[string]any {
			return refer("maintenance_window", w.id, w.description, "/maintenance_windows/"+w.id, "/maintenance_windows#/show/"+w.id).members()
		},
		fields: []field[maintenanceWindow]{
			required(moment("start_time", func(w *maintenanceWindow) *time.Time { return &w.start })),
			required(moment("end_time", func(w *maintenanceWindow) *time.Time { return &w.end })),
			text("description", func(w *maintenanceWindow) *string { return &w.description }, rules{}),
			required(written("services", setMaintained, func(r *renderer, w *maintenanceWindow) any { return each(w.services, r.serviceOr) })),
			shown("sequence_number", func(_ *renderer, w *maintenanceWindow) any { return w.number }),
			shown("created_by", func(r *renderer, w *maintenanceWindow) any { return r.userOr(w.createdBy, "users") }),
			shown("teams", func(r *renderer, w *maintenanceWindow) any { return r.teams(w.teams()) }),
		},
		filters: []listFilter[maintenanceWindow]{
			search(func(w *maintenanceWindow) *string { return &w.description }),
			ofTeams(func(_ *call, w *maintenanceWindow) []*team { return w.teams() }),
			func(c *call) func(*maintenanceWindow) bool {
				ids := c.list("service_ids[]")
				return func(w *maintenanceWindow) bool {
					return len(ids) == 0 || slices.ContainsFunc(w.services, func(s *service) bool { return slices.Contains(ids, s.id) })
				}
			},
			func(c *call) func(*maintenanceWindow) bool {
				wanted := cmp.Or(c.text("filter"), windowsAll)
				if !slices.Contains([]string{windowsPast, windowsFuture, windowsOngoing, windowsOpen, windowsAll}, wanted) {
					c.problem("filter must be past, future, ongoing, open or all, not %q", wanted)
				}
				return func(w *maintenanceWindow) bool { return w.is(wanted, c.now) }
			},
		},
		order: func(_ *call, found []*maintenanceWindow) {
			slices.SortStableFunc(found, func(a, b *maintenanceWindow) int { return a.start.Compare(b.start) })
		},
		check: checkMaintenanceWindow,
		changed: func(c *call, before, w *maintenanceWindow) {
			if before == nil { // a window whose start has passed begins now
				w.start, w.number = later(w.start, c.now.Truncate(time.Second)), c.account.nextWindow()
			}
		},
	}
}

func maintenanceWindowRoutes() []route {
	routes := maintenanceWindows().routes()
	for n := range routes {
		if routes[n].method == http.MethodDelete {
			routes[n].handle = deleteMaintenanceWindow
		}
	}
	return routes
}

// nextWindow returns the number of a new window. It never reuses the number of a deleted window.
func (a *account) nextWindow() int {
	a.windowNumber++
	return a.windowNumber
}

func setMaintained(c *call, w *maintenanceWindow, member string, in []*referenceInput) {
	w.services = nil
	for _, s := range resolveAll(c, &c.account.services, member, in, "service_reference") {
		if !slices.Contains(w.services, s) {
			w.services = append(w.services, s)
		}
	}
}

func checkMaintenanceWindow(c *call, w *maintenanceWindow) {
	switch {
	case len(w.services) == 0:
		c.problem("maintenance_window.services must not be empty")
	case !w.end.After(w.start):
		c.problem("maintenance_window.end_time must be after start_time")
	case !w.end.After(c.now):
		c.problem("maintenance_window.end_time must not be in the past")
	}
}

// deleteMaintenanceWindow deletes a future window and ends an ongoing one.
func deleteMaintenanceWindow(c *call) (any, error) {
	w, err := maintenanceWindows().find(c)
	switch {
	case err != nil:
		return nil, err
	case w.is(windowsPast, c.now):
		return nil, &refusal{http.StatusMethodNotAllowed, 5003, "Maintenance window can't be deleted", []string{"the maintenance window is in the past"}}
	case w.is(windowsOngoing, c.now):
		w.end = c.now.Truncate(time.Second)
		return nil, nil
	}
	return maintenanceWindows().delete(c)
}

// is reports whether a window matches the value of filter.
func (w *maintenanceWindow) is(wanted string, now time.Time) bool {
	past, future := !now.Before(w.end), now.Before(w.start)
	switch wanted {
	case windowsPast:
		return past
	case windowsFuture:
		return future
	case windowsOngoing:
		return !past && !future
	case windowsOpen:
		return !past
	}
	return true
}

// maintained reports whether a service is in a maintenance window.
func (a *account) maintained(s *service, now time.Time) bool {
	return slices.ContainsFunc(a.maintenanceWindows.order, func(w *maintenanceWindow) bool {
		return w.is(windowsOngoing, now) && slices.Contains(w.services, s)
	})
}

func (w *maintenanceWindow) teams() []*team {
	var teams []*team
	for _, s := range w.services {
		for _, t := range s.teams {
			if !slices.Contains(teams, t) {
				teams = append(teams, t)
			}
		}
	}
	return teams
}
