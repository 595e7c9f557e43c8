package trial

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// The checks of incidents for a task's State. An incident is given by id or, if the task's preparation opened it, by title.

// incident returns an incident by its id or its title, the newest if several have it.
func incident(ctx context.Context, account *pagerduty.Client, idOrTitle string) (*pagerduty.Incident, error) {
	if !strings.Contains(idOrTitle, " ") {
		return account.Incidents.Get(ctx, idOrTitle)
	}
	page, err := account.Incidents.List(ctx, pagerduty.ListIncidentsOptions{
		SortBy: []string{"created_at:desc"}, PageOptions: pagerduty.PageOptions{PageSize: 100},
	})
	if err != nil {
		return nil, err
	}
	for _, i := range page.Items {
		if i.Title == idOrTitle {
			return account.Incidents.Get(ctx, i.ID)
		}
	}
	return nil, fmt.Errorf("there is no incident %q", idOrTitle)
}

// incidentIs returns a check of an incident.
func incidentIs(idOrTitle string, check func(*pagerduty.Incident) error) Check {
	return func(ctx context.Context, account *pagerduty.Client) error {
		found, err := incident(ctx, account, idOrTitle)
		if err != nil {
			return err
		}
		if err := check(found); err != nil {
			return fmt.Errorf("incident %s %w", idOrTitle, err)
		}
		return nil
	}
}

func hasStatus(idOrTitle string, want pagerduty.IncidentStatus) Check {
	return incidentIs(idOrTitle, func(i *pagerduty.Incident) error {
		return differs("is", i.Status, want)
	})
}

func hasPriority(idOrTitle, want string) Check {
	return incidentIs(idOrTitle, func(i *pagerduty.Incident) error {
		if i.Priority == nil {
			return errors.New("has no priority")
		}
		return differs("has the priority", i.Priority.Summary, want)
	})
}

// assignedTo checks that an incident is assigned to exactly these users.
func assignedTo(idOrTitle string, users ...string) Check {
	return incidentIs(idOrTitle, func(i *pagerduty.Incident) error {
		var got []string
		for _, a := range i.Assignments {
			got = append(got, a.Assignee.ID)
		}
		slices.Sort(got)
		return differs("is assigned to", strings.Join(got, ", "), strings.Join(slices.Sorted(slices.Values(users)), ", "))
	})
}

// mergedInto checks that an incident was merged into another.
func mergedInto(source, target string) Check {
	return incidentIs(source, func(i *pagerduty.Incident) error {
		if i.ResolveReason == nil {
			return errors.New("was not merged")
		}
		return differs("was merged into", i.ResolveReason.Incident.ID, target)
	})
}

// snoozedUntil checks when the acknowledgement of an incident ends.
func snoozedUntil(idOrTitle, want string) Check {
	return incidentIs(idOrTitle, func(i *pagerduty.Incident) error {
		for _, action := range i.PendingActions {
			if action.Type == "unacknowledge" {
				return differs("is snoozed until", action.At.UTC().Format(time.RFC3339), want)
			}
		}
		return errors.New("is not snoozed")
	})
}

// askedToHelp checks that a user was asked to help with an incident.
func askedToHelp(idOrTitle, user string) Check {
	return incidentIs(idOrTitle, func(i *pagerduty.Incident) error {
		if !slices.ContainsFunc(i.Responders, func(r pagerduty.Responder) bool { return r.User.ID == user }) {
			return fmt.Errorf("has no request to %s", user)
		}
		return nil
	})
}

// noted checks that a note on an incident contains a text.
func noted(idOrTitle, text string) Check {
	return func(ctx context.Context, account *pagerduty.Client) error {
		found, err := incident(ctx, account, idOrTitle)
		if err != nil {
			return err
		}
		notes, err := account.Incidents.Notes(ctx, found.ID)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(notes, func(n pagerduty.Note) bool { return holds(n.Content, text) }) {
			return fmt.Errorf("incident %s has no note with %q", idOrTitle, text)
		}
		return nil
	}
}

// opened checks that one open incident of a service has a text in its title.
func opened(service, text string) Check {
	return func(ctx context.Context, account *pagerduty.Client) error {
		page, err := account.Incidents.List(ctx, pagerduty.ListIncidentsOptions{
			ServiceIDs: []string{service}, Statuses: []pagerduty.IncidentStatus{pagerduty.StatusTriggered, pagerduty.StatusAcknowledged},
		})
		if err != nil {
			return err
		}
		count := 0
		for _, i := range page.Items {
			if holds(i.Title, text) {
				count++
			}
		}
		return differs(fmt.Sprintf("the open incidents of %s with %q are", service, text), count, 1)
	}
}

// toldSubscribers checks that a status update of an incident contains a text.
func toldSubscribers(id, text string) Check {
	return func(ctx context.Context, account *pagerduty.Client) error {
		for entry, err := range account.Incidents.AllLogEntries(ctx, id, pagerduty.ListLogEntriesOptions{}) {
			if err != nil {
				return err
			}
			if entry.Channel.Type == "status_update" && holds(entry.Note, text) {
				return nil
			}
		}
		return fmt.Errorf("no status update of %s contains %q", id, text)
	}
}

// resolvedWith checks how an incident was resolved.
func resolvedWith(id, text string) Check {
	return func(ctx context.Context, account *pagerduty.Client) error {
		for entry, err := range account.Incidents.AllLogEntries(ctx, id, pagerduty.ListLogEntriesOptions{}) {
			if err != nil {
				return err
			}
			if entry.Type == "resolve_log_entry" && holds(entry.Note+" "+entry.Channel.Summary, text) {
				return nil
			}
		}
		return fmt.Errorf("incident %s was not resolved with %q", id, text)
	}
}
