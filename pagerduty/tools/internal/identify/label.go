package identify

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
)

// maxLabels is how many objects of a list are looked up to be shown by name: a question shows no more.
const maxLabels = 4

// Label returns what people call the object with an id.
type Label func(ctx context.Context, client *pagerduty.Client, id string) (string, error)

// Labels returns what people call the objects that texts name, for a question to the user. It looks up those that are given by
// id. What it does not find, or not in time, stays as it was given.
func Labels(ctx context.Context, source pagerduty.ClientSource, label Label, texts ...string) []string {
	labels := slices.Clone(texts)
	client, err := source.Client(ctx)
	if err != nil {
		return labels
	}
	_ = parallel.Each(ctx, min(len(texts), maxLabels), func(ctx context.Context, i int) error {
		if name, err := label(ctx, client, strings.TrimSpace(texts[i])); err == nil && name != "" {
			labels[i] = name
		}
		return nil // an id is a label, too
	})
	return labels
}

// maxNames is how many objects of an answer are looked up to be shown by name.
const maxNames = 50

// NamesOf returns what people call the objects with the ids, each looked up once and all in parallel; "" where the name could not
// be read.
func NamesOf(ctx context.Context, client *pagerduty.Client, label Label, ids []string) map[string]string {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	found := make([]string, len(ids))
	_ = parallel.Each(ctx, min(len(ids), maxNames), func(ctx context.Context, i int) error {
		if name, err := label(ctx, client, ids[i]); err == nil && name != ids[i] {
			found[i] = name
		}
		return nil // an id is shown, too
	})
	names := map[string]string{}
	for i, id := range ids {
		names[id] = found[i]
	}
	return names
}

// Unnamed is a sentence about those objects of a kind whose names could not be read; "" if all could.
func Unnamed(kind string, names map[string]string) string {
	var unread []string
	for _, id := range slices.Sorted(maps.Keys(names)) {
		if names[id] == "" {
			unread = append(unread, id)
		}
	}
	if unread == nil {
		return ""
	}
	return "The names of these " + kind + " could not be read: " + strings.Join(unread, ", ") + "."
}

// byID looks up what is shaped like an id; a name is a label already.
func byID[T any](get func(context.Context, *pagerduty.Client, string) (*T, error), name func(*T) string) Label {
	return func(ctx context.Context, client *pagerduty.Client, id string) (string, error) {
		if !shapedLikeID(id) {
			return id, nil
		}
		found, err := get(ctx, client, id)
		if err != nil {
			return "", err
		}
		return name(found), nil
	}
}

// ServiceName is the name of a service.
func ServiceName() Label {
	return byID(func(ctx context.Context, c *pagerduty.Client, id string) (*pagerduty.Service, error) {
		return c.Services.Get(ctx, id)
	},
		func(s *pagerduty.Service) string { return s.Name })
}

// TeamName is the name of a team.
func TeamName() Label {
	return byID(func(ctx context.Context, c *pagerduty.Client, id string) (*pagerduty.Team, error) {
		return c.Teams.Get(ctx, id)
	},
		func(t *pagerduty.Team) string { return t.Name })
}

// UserName is the name of a user.
func UserName() Label {
	return byID(func(ctx context.Context, c *pagerduty.Client, id string) (*pagerduty.User, error) {
		return c.Users.Get(ctx, id)
	},
		func(u *pagerduty.User) string { return u.Name })
}

// PolicyName is the name of an escalation policy.
func PolicyName() Label {
	return byID(func(ctx context.Context, c *pagerduty.Client, id string) (*pagerduty.EscalationPolicy, error) {
		return c.EscalationPolicies.Get(ctx, id)
	}, func(p *pagerduty.EscalationPolicy) string { return p.Name })
}

// ScheduleName is the name of a schedule.
func ScheduleName() Label {
	return byID(func(ctx context.Context, c *pagerduty.Client, id string) (*pagerduty.Schedule, error) {
		return c.Schedules.Get(ctx, id, pagerduty.ScheduleWindow{})
	}, func(s *pagerduty.Schedule) string { return s.Name })
}

// OrchestrationName is the name of an event orchestration.
func OrchestrationName() Label {
	return byID(func(ctx context.Context, c *pagerduty.Client, id string) (*pagerduty.Orchestration, error) {
		return c.EventOrchestrations.Get(ctx, id)
	}, func(o *pagerduty.Orchestration) string { return o.Name })
}

// GroupingName is the name of an alert grouping setting, which need not have one.
func GroupingName() Label {
	return byID(func(ctx context.Context, c *pagerduty.Client, id string) (*pagerduty.AlertGroupingSetting, error) {
		return c.AlertGroupingSettings.Get(ctx, id)
	}, func(s *pagerduty.AlertGroupingSetting) string { return s.Name })
}

// IncidentLabel is an incident's number and title.
func IncidentLabel(ctx context.Context, client *pagerduty.Client, text string) (string, error) {
	name, err := Incident("incident_id", text)
	if err != nil {
		return "", err
	}
	incident, err := client.Incidents.Get(ctx, name.ID)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d %s", incident.Number, incident.Title), nil
}
