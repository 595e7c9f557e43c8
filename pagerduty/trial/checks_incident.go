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

// The checks of incidents for a task's State.

// incidentIs returns a check of an incident.
func incidentIs(id string, check func(*pagerduty.Incident) error) Check {
	return func(ctx context.Context, account *pagerduty.Client) error {
		found, err := account.Incidents.Get(ctx, id)
		if err != nil {
			return err
		}
		if err := check(found); err != nil {
			return fmt.Errorf("incident %s %w", id, err)
		}
		return nil
	}
}

func hasStatus(id string, want pagerduty.IncidentStatus) Check {
	return incidentIs(id, func(i *pagerduty.Incident) error {
		return differs("is", i.Status, want)
	})
}

func hasPriority(id, want string) Check {
	return incidentIs(id, func(i *pagerduty.Incident) error {
		if i.Priority == nil {
			return errors.New("has no priority")
		}
		return differs("has the priority", i.Priority.Summary, want)
	})
}

// assignedTo checks that an incident is assigned to exactly these users.
func assignedTo(id string, users ...string) Check {
	return incidentIs(id, func(i *pagerduty.Incident) error {
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
func snoozedUntil(id, want string) Check {
	return incidentIs(id, func(i *pagerduty.Incident) error {
		for _, action := range i.PendingActions {
			if action.Type == "unacknowledge" {
				return differs("is snoozed until", action.At.UTC().Format(time.RFC3339), want)
			}
		}
		return errors.New("is not snoozed")
	})
}

// askedToHelp checks that a user was asked to help with an incident.
func askedToHelp(id, user string) Check {
	return incidentIs(id, func(i *pagerduty.Incident) error {
		if !slices.ContainsFunc(i.Responders, func(r pagerduty.Responder) bool { return r.User.ID == user }) {
			return fmt.Errorf("has no request to %s", user)
		}
		return nil
	})
}

// noted checks that a note on an incident contains a text.
func noted(id, text string) Check {
	return func(ctx context.Context, account *pagerduty.Client) error {
		notes, err := account.Incidents.Notes(ctx, id)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(notes, func(n pagerduty.Note) bool { return holds(n.Content, text) }) {
			return fmt.Errorf("incident %s has no note with %q", id, text)
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
