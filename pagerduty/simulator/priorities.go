package simulator

import "strings"

// priority is the priority of incidents. The collection is ordered from the most severe.
type priority struct{ id, name, description string }

func priorityRoutes() []route {
	return []route{{method: "GET", path: "/priorities", ability: "priorities", handle: listPriorities}}
}

func listPriorities(c *call) (any, error) {
	return paginate(c, "priorities", c.account.priorities.order, (*priority).view)
}

type priorityView struct {
	reference
	Name        string `json:"name"`
	Description string `json:"description"`
}

func (p *priority) view() priorityView {
	return priorityView{refer("priority", p.id, p.name, "/priorities/"+p.id, ""), p.name, p.description}
}

// viewOrNull returns the view, or null if there is no priority.
func (p *priority) viewOrNull() *priorityView {
	if p == nil {
		return nil
	}
	return new(p.view())
}

// priorityNamed returns the priority with an id or a name, or nil.
func (a *account) priorityNamed(text string) *priority {
	for _, p := range a.priorities.order {
		if p.id == text || strings.EqualFold(p.name, text) {
			return p
		}
	}
	return nil
}
