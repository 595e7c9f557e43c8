package oncall

import (
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Crew is the existing users who take turns in a layer, or in an event of a rotation.
type Crew struct {
	Name    string
	UserIDs []string // each once
}

// LayerCrews returns the crews of the layers that are in effect in a window, without deleted users.
func LayerCrews(schedule pagerduty.Schedule, window Window) []Crew {
	var crews []Crew
	for _, layer := range schedule.Layers {
		if !inEffect(layer.Start, layer.End, window) {
			continue
		}
		crew := Crew{Name: layer.Name}
		for _, member := range layer.Users {
			if hasUser(member.User) {
				crew.add(member.User.ID)
			}
		}
		crews = append(crews, crew)
	}
	return crews
}

// ShiftCrews returns the crews of the events that are in effect in a window.
func ShiftCrews(schedule pagerduty.ShiftSchedule, window Window) []Crew {
	var crews []Crew
	for _, rotation := range schedule.Rotations {
		for _, event := range rotation.Events {
			if !inEffect(event.EffectiveSince, event.EffectiveUntil, window) {
				continue
			}
			crew := Crew{Name: event.Name}
			for _, member := range event.Assignment.Members {
				crew.add(member.UserID)
			}
			crews = append(crews, crew)
		}
	}
	return crews
}

// inEffect reports whether something that begins and, unless end is zero, ends, does so in a window.
func inEffect(start, end pagerduty.Time, window Window) bool {
	return start.Before(window.Until) && (end.IsZero() || end.After(window.Since))
}

func (c *Crew) add(userID string) {
	if userID != "" && !slices.Contains(c.UserIDs, userID) {
		c.UserIDs = append(c.UserIDs, userID)
	}
}
