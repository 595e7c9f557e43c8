package response

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) snooze() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Destructive("snooze_incidents", "Acknowledges open incidents for a while. When the time is over, they are triggered again and page their assignees.", t.snoozeIncidents,
			mcptools.WithMarks(marks.NoDuty), mcptools.WithMarkCount(marks.Pages, snoozeInput.pages),
			mcptools.WithQuestion(t.askSnooze), mcptools.WithExample(`{"incident_ids":["4200"],"duration":"2h"}`)),
	}
}

type snoozeInput struct {
	IncidentIDs []string `json:"incident_ids" jsonschema:"minItems=1,maxItems=50" jsonschema_description:"Ids, numbers or web addresses." alias:"incident_id"`
	Duration    string   `json:"duration,omitempty" jsonschema_description:"Such as 90m, 8h or 3d, at most 7d."`
	Until       string   `json:"until,omitempty" jsonschema_description:"Instead of duration: RFC 3339, or tomorrow 09:00 in the user's zone."`
}

// pages returns the number of notifications when the incidents wake: one for each.
func (in snoozeInput) pages() int { return len(in.IncidentIDs) }

func (t *tools) snoozeIncidents(ctx context.Context, in snoozeInput) (*snoozedView, error) {
	names, err := in.check()
	if err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	var before []pagerduty.Incident
	err = parallel.Do(ctx,
		func(ctx context.Context) (err error) {
			before, err = incident.LookupAll(ctx, client, names)
			return err
		},
		func(ctx context.Context) error { return incident.FindActingUser(ctx, client) },
	)
	if err != nil {
		return nil, err
	}
	if err := refuseClosed(before, "snoozed"); err != nil {
		return nil, err
	}
	times := when.Parser{Now: when.Now(ctx), Zone: when.UserZone(ctx, client)}
	length, err := in.length(&times)
	if err != nil {
		return nil, err
	}
	zone, err := when.UserZone(ctx, client)()
	if err != nil {
		return nil, err
	}
	return snoozeAll(ctx, client, before, length, zone, times.Notes())
}

// check refuses mistakes that can be found without a request, and returns the names of the incidents.
func (in snoozeInput) check() ([]identify.IncidentName, error) {
	names, err := incident.Names("incident_ids", in.IncidentIDs)
	if err != nil {
		return nil, err
	}
	if (in.Duration == "") == (in.Until == "") {
		return nil, errors.New("give either duration, such as 2h, or until, such as tomorrow 09:00")
	}
	return names, nil
}

// length returns the time for which to snooze.
func (in snoozeInput) length(times *when.Parser) (time.Duration, error) {
	argument, given := "duration", in.Duration
	length, err := time.Duration(0), error(nil)
	if in.Duration != "" {
		length, err = when.Length(argument, in.Duration)
	} else {
		var end time.Time
		argument, given = "until", in.Until
		end, err = times.ParseMoment(argument, in.Until)
		length = (end.Sub(times.Now) + time.Second - 1).Truncate(time.Second) // not earlier than asked
	}
	switch {
	case err != nil:
		return 0, err
	case length < time.Second:
		return 0, fmt.Errorf("%s: %q is not in the future", argument, given)
	case length > pagerduty.MaxSnooze:
		return 0, fmt.Errorf("%s: %q is more than 7 days away, which is the longest snooze", argument, given)
	}
	return length, nil
}

// refuseClosed returns an error if an incident is not open. verb is what cannot be done with it.
func refuseClosed(incidents []pagerduty.Incident, verb string) error {
	var closed []string
	for _, i := range incidents {
		if i.Status != pagerduty.StatusTriggered && i.Status != pagerduty.StatusAcknowledged {
			closed = append(closed, label(i))
		}
	}
	if closed == nil {
		return nil
	}
	return fmt.Errorf("only open incidents can be %s, and these are resolved: %s", verb, strings.Join(closed, ", "))
}

// label names an incident in a sentence.
func label(i pagerduty.Incident) string {
	return fmt.Sprintf("%s (#%d %.60q)", i.ID, i.Number, i.Title)
}

// askSnooze asks "Snooze 4200 Replication lag for 2h?".
func (t *tools) askSnooze(ctx context.Context, in snoozeInput) mcptools.Question {
	question := mcptools.NewQuestion("Snooze %s", identify.Labels(ctx, t.source, identify.IncidentLabel, in.IncidentIDs...))
	if in.Duration != "" {
		return question.And(" for %s?", []string{in.Duration})
	}
	return question.And(" until %s?", []string{in.Until})
}
