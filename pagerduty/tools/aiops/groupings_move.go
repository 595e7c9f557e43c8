package aiops

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// moveInput is the argument of tools that add services to a setting.
type moveInput struct {
	MoveServices bool `json:"move_services,omitempty" jsonschema_description:"Remove services from their current settings. A setting left without services is deleted."`
}

// move removes services from their current setting.
type move struct {
	from        pagerduty.AlertGroupingSetting
	moved, kept []pagerduty.Reference
}

// moveView is the effect of a move.
type moveView struct {
	Services []view.Reference `json:"services"`
	From     view.Reference   `json:"from"`
	Type     string           `json:"type,omitzero"`   // of the previous setting
	Keeps    []view.Reference `json:"keeps,omitempty"` // what remains in it
	Deleted  bool             `json:"from_deleted,omitzero"`
}

func (m move) view() moveView {
	return moveView{
		Services: view.References(m.moved), From: view.Reference{ID: m.from.ID, Name: m.from.Name}, Type: pagerduty.GroupingType(m.from.Grouping),
		Keeps: view.References(m.kept), Deleted: len(m.kept) == 0,
	}
}

// findMoves finds the settings other than id that have any of the services. It returns an error if there are some and MoveServices is not
// set.
func (in moveInput) findMoves(ctx context.Context, client *pagerduty.Client, id string, services []string) ([]move, error) {
	if len(services) == 0 {
		return nil, nil
	}
	var moves []move
	for setting, err := range client.AlertGroupingSettings.All(ctx, pagerduty.ListAlertGroupingSettingsOptions{ServiceIDs: services}) {
		if err != nil {
			_, unread := errors.AsType[*pagerduty.Error](err)
			if in.MoveServices && unread || ctx.Err() != nil {
				return nil, err
			}
			break // use the settings that were read: PagerDuty refuses a service in two settings
		}
		one := move{from: setting}
		for _, service := range setting.Services {
			if slices.Contains(services, service.ID) {
				one.moved = append(one.moved, service)
			} else {
				one.kept = append(one.kept, service)
			}
		}
		if setting.ID != id && len(one.moved) > 0 {
			moves = append(moves, one)
		}
	}
	if len(moves) > 0 && !in.MoveServices {
		return nil, refusedMoves(moves)
	}
	return moves, nil
}

// refusedMoves is the error for services that are in other settings.
func refusedMoves(moves []move) error {
	var texts []string
	for _, one := range moves {
		effect := "would keep " + labels(one.kept)
		if len(one.kept) == 0 {
			effect = "would be deleted, since no service would be left in it"
		}
		texts = append(texts, fmt.Sprintf("%s in %q (%s), which %s", labels(one.moved), one.from.Name, one.from.ID, effect))
	}
	return fmt.Errorf("a service can be in one alert grouping setting only, and these are in another: %s. Set move_services to true to move them", strings.Join(texts, "; "))
}

func labels(references []pagerduty.Reference) string {
	const most = 10
	var names []string
	for _, reference := range references[:min(most, len(references))] {
		names = append(names, reference.Label())
	}
	if len(references) > most {
		names = append(names, fmt.Sprintf("%d more", len(references)-most))
	}
	return strings.Join(names, ", ")
}

func idsOf(references []pagerduty.Reference) []string {
	var ids []string
	for _, reference := range references {
		ids = append(ids, reference.ID)
	}
	return ids
}

// undoTimeout is the time that a call has to move services back.
const undoTimeout = 10 * time.Second

// writeAfterMoves makes the moves and then the write. If a move or the write is refused, it moves the services back.
func writeAfterMoves(ctx context.Context, client *pagerduty.Client, moves []move, write func() (*pagerduty.AlertGroupingSetting, error)) (*pagerduty.AlertGroupingSetting, error) {
	var done []move
	var err error
	for _, one := range moves {
		if err = one.apply(ctx, client); err != nil {
			break
		}
		done = append(done, one)
	}
	var setting *pagerduty.AlertGroupingSetting
	if err == nil {
		setting, err = write()
	}
	if err == nil || len(done) == 0 {
		return setting, err
	}
	if errors.Is(err, pagerduty.ErrUndecided) {
		return nil, explain.With(err, "Before that, services were removed from another setting: %s.", movedFrom(done))
	}
	undoContext, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTimeout) // even if the call has ended
	defer cancel()
	var recreated string
	for i, one := range slices.Backward(done) {
		id, failure := one.undo(undoContext, client)
		if failure != nil {
			return nil, explain.With(err, "Before that, services were removed from another setting, and could not be moved back: %s.%s", movedFrom(done[:i+1]), recreated)
		}
		if id != one.from.ID {
			recreated += fmt.Sprintf(" The setting %q was deleted and recreated: its id is now %s, no longer %s.", one.from.Name, id, one.from.ID)
		}
	}
	return nil, explain.With(err, "Services were removed from another setting before, and are back in it.%s", recreated)
}

func movedFrom(moves []move) string {
	var names []string
	for _, one := range moves {
		names = append(names, fmt.Sprintf("%s from %q (%s)", labels(one.moved), one.from.Name, one.from.ID))
	}
	return strings.Join(names, "; ")
}

func (m move) apply(ctx context.Context, client *pagerduty.Client) error {
	if len(m.kept) == 0 {
		return client.AlertGroupingSettings.Delete(ctx, m.from.ID)
	}
	_, err := client.AlertGroupingSettings.Update(ctx, m.from.ID, pagerduty.AlertGroupingChange{ServiceIDs: idsOf(m.kept)})
	return err
}

// undo moves the services back and returns the id of their setting, which is new if the setting was deleted.
func (m move) undo(ctx context.Context, client *pagerduty.Client) (id string, err error) {
	change := pagerduty.AlertGroupingChange{ServiceIDs: idsOf(m.from.Services)}
	if len(m.kept) > 0 {
		_, err := client.AlertGroupingSettings.Update(ctx, m.from.ID, change)
		return m.from.ID, err
	}
	change.Name, change.Description, change.Grouping = &m.from.Name, &m.from.Description, m.from.Grouping
	created, err := client.AlertGroupingSettings.Create(ctx, change)
	if err != nil {
		return "", err
	}
	return created.ID, nil
}
