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

// mover is the argument of tools that put services into a setting.
type mover struct {
	MoveServices bool `json:"move_services,omitempty" jsonschema_description:"Take services out of the settings that they are in. A setting left without any is deleted."`
}

// move takes services out of the setting that they are in.
type move struct {
	from        pagerduty.AlertGroupingSetting
	moved, kept []pagerduty.Reference
}

// moveView is what a move has done.
type moveView struct {
	Services []view.Reference `json:"services"`
	From     view.Reference   `json:"from"`
	Type     string           `json:"type,omitzero"`
	Keeps    []view.Reference `json:"keeps,omitempty"` // of the other setting
	Deleted  bool             `json:"from_deleted,omitzero"`
}

func (m move) view() moveView {
	return moveView{
		Services: view.References(m.moved), From: view.Reference{ID: m.from.ID, Name: m.from.Name}, Type: pagerduty.GroupingType(m.from.Grouping),
		Keeps: view.References(m.kept), Deleted: len(m.kept) == 0,
	}
}

// movesTo finds the settings other than id that have any of the services. It refuses to take them out of there unless that is what
// is wanted.
func (in mover) movesTo(ctx context.Context, client *pagerduty.Client, id string, services []string) ([]move, error) {
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
			break // what was read stands, also where a cursor led nowhere; PagerDuty refuses by itself what cannot be
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

// refusedMoves says where the services are, and how to move them.
func refusedMoves(moves []move) error {
	var places []string
	for _, one := range moves {
		place := fmt.Sprintf("%s in %q (%s), which ", labels(one.moved), one.from.Name, one.from.ID)
		if len(one.kept) == 0 {
			place += "would be deleted, since nothing would be left in it"
		} else {
			place += "would keep " + labels(one.kept)
		}
		places = append(places, place)
	}
	return fmt.Errorf("a service can be in one alert grouping setting only, and these are in another: %s. Set move_services to true to move them", strings.Join(places, "; "))
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

// timeToUndo bounds how long a call goes on to put services back.
const timeToUndo = 10 * time.Second

// during makes the moves and then the write that they are for. Where that is refused, the services go back.
func during(ctx context.Context, client *pagerduty.Client, moves []move, write func() (*pagerduty.AlertGroupingSetting, error)) (*pagerduty.AlertGroupingSetting, error) {
	var made []move
	var err error
	for _, one := range moves {
		if err = one.make(ctx, client); err != nil {
			break
		}
		made = append(made, one)
	}
	var setting *pagerduty.AlertGroupingSetting
	if err == nil {
		setting, err = write()
	}
	if err == nil || len(made) == 0 {
		return setting, err
	}
	if errors.Is(err, pagerduty.ErrUndecided) {
		return nil, afterMoves(err, "Before it, services were taken out of another setting: %s.", movedFrom(made))
	}
	undoing, cancel := context.WithTimeout(context.WithoutCancel(ctx), timeToUndo) // also where the call has ended
	defer cancel()
	var anew string // what came back otherwise than it was
	for i, one := range slices.Backward(made) {
		id, failure := one.undo(undoing, client)
		if failure != nil {
			return nil, afterMoves(err, "Before it, services were taken out of another setting, and are not back: %s.%s", movedFrom(made[:i+1]), anew)
		}
		if id != one.from.ID {
			anew += fmt.Sprintf(" The setting %q was deleted and made anew: its id is %s, no longer %s.", one.from.Name, id, one.from.ID)
		}
	}
	return nil, afterMoves(err, "The services that were taken out of another setting before are back where they were.%s", anew)
}

// movedError is a failure after services were moved. It matches what its cause matches, but is told in its own words.
type movedError struct {
	text  string
	cause error
}

func (e movedError) Error() string { return e.text }

func (e movedError) Is(target error) bool { return errors.Is(e.cause, target) }

func afterMoves(cause error, format string, arguments ...any) error {
	return movedError{fmt.Sprintf(format, arguments...) + " " + explain.Text(cause), cause}
}

func movedFrom(moves []move) string {
	var names []string
	for _, one := range moves {
		names = append(names, fmt.Sprintf("%s from %q (%s)", labels(one.moved), one.from.Name, one.from.ID))
	}
	return strings.Join(names, "; ")
}

func (m move) make(ctx context.Context, client *pagerduty.Client) error {
	if len(m.kept) == 0 {
		return client.AlertGroupingSettings.Delete(ctx, m.from.ID)
	}
	_, err := client.AlertGroupingSettings.Update(ctx, m.from.ID, pagerduty.AlertGroupingChange{ServiceIDs: idsOf(m.kept)})
	return err
}

// undo puts the services back, and returns the id of the setting: one that was deleted comes back with another.
func (m move) undo(ctx context.Context, client *pagerduty.Client) (id string, err error) {
	change := pagerduty.AlertGroupingChange{ServiceIDs: idsOf(m.from.Services)}
	if len(m.kept) > 0 {
		_, err := client.AlertGroupingSettings.Update(ctx, m.from.ID, change)
		return m.from.ID, err
	}
	change.Name, change.Description, change.Grouping = &m.from.Name, &m.from.Description, m.from.Grouping
	made, err := client.AlertGroupingSettings.Create(ctx, change)
	if err != nil {
		return "", err
	}
	return made.ID, nil
}
