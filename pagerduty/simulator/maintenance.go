package simulator

import (
	"cmp"
	"net/http"
	"slices"
	"time"
)

// maintenanceWindow is a time in which services are in maintenance: their status says so, and what is open on them stays open.
type maintenanceWindow struct {
	id, description string
	number          int // counts the account's windows
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

func maintenanceWindowRoutes() []route {
	return []route{
		{method: "GET", path: "/maintenance_windows", handle: listMaintenanceWindows},
		{method: "POST", path: "/maintenance_windows", acts: true, status: http.StatusCreated, handle: createMaintenanceWindow},
		{method: "GET", path: "/maintenance_windows/{id}", handle: getMaintenanceWindow},
		{method: "PUT", path: "/maintenance_windows/{id}", handle: updateMaintenanceWindow},
		{method: "DELETE", path: "/maintenance_windows/{id}", status: http.StatusNoContent, handle: deleteMaintenanceWindow},
	}
}

func listMaintenanceWindows(c *call) (any, error) {
	query, teams, services := c.text("query"), c.list("team_ids[]"), c.list("service_ids[]")
	wanted := cmp.Or(c.text("filter"), windowsAll)
	if !slices.Contains([]string{windowsPast, windowsFuture, windowsOngoing, windowsOpen, windowsAll}, wanted) {
		c.problem("filter must be past, future, ongoing, open or all, not %q", wanted)
	}
	found := filter(c.account.maintenanceWindows.order,
		func(w *maintenanceWindow) bool { return contains(w.description, query) },
		func(w *maintenanceWindow) bool { return len(teams) == 0 || inTeams(w.teams(), teams) },
		func(w *maintenanceWindow) bool {
			return len(services) == 0 || slices.ContainsFunc(w.services, func(s *service) bool { return slices.Contains(services, s.id) })
		},
		func(w *maintenanceWindow) bool { return w.is(wanted, c.now) })
	slices.SortStableFunc(found, func(a, b *maintenanceWindow) int { return a.start.Compare(b.start) })
	return paginate(c, "maintenance_windows", found, c.renderer().maintenanceWindow)
}

// is reports whether a window is what a filter wants.
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

// maintained reports whether a service is in maintenance.
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

func getMaintenanceWindow(c *call) (any, error) {
	w, err := named(c, &c.account.maintenanceWindows, "maintenance window")
	if err != nil {
		return nil, err
	}
	return c.maintenanceWindowAnswer(w), nil
}

func (c *call) maintenanceWindowAnswer(w *maintenanceWindow) any {
	return map[string]any{"maintenance_window": c.renderer().maintenanceWindow(w)}
}

type maintenanceWindowView struct {
	reference
	SequenceNumber int    `json:"sequence_number"`
	Start          string `json:"start_time"`
	End            string `json:"end_time"`
	Description    string `json:"description"`
	CreatedBy      any    `json:"created_by"`
	Services       []any  `json:"services"`
	Teams          []any  `json:"teams"`
}

func (r *renderer) maintenanceWindow(w *maintenanceWindow) maintenanceWindowView {
	return maintenanceWindowView{
		reference:      refer("maintenance_window", w.id, w.description, "/maintenance_windows/"+w.id, "/maintenance_windows#/show/"+w.id),
		SequenceNumber: w.number, Start: r.time(w.start), End: r.time(w.end), Description: w.description, CreatedBy: r.userOr(w.createdBy, "users"),
		Services: each(w.services, func(s *service) any { return r.serviceOr(s) }), Teams: r.teams(w.teams()),
	}
}
