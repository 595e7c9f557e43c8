package incident

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
)

// Find returns the client and the id of the incident that the argument incident_id names. It looks up numbers, which most of PagerDuty's
// operations do not take, and links, which may lead to another account.
func Find(ctx context.Context, source pagerduty.ClientSource, text string) (*pagerduty.Client, string, error) {
	name, err := identify.Incident("incident_id", text)
	if err != nil {
		return nil, "", err
	}
	client, err := source.Client(ctx)
	if err != nil || !name.IsNumber() && name.Host == "" {
		return client, name.ID, err
	}
	found, err := Lookup(ctx, client, name)
	if err != nil {
		return nil, "", err
	}
	return client, found.ID, nil
}

// FindToChange is Find for an incident that is to change. It looks up the acting user in parallel.
func FindToChange(ctx context.Context, source pagerduty.ClientSource, text string) (*pagerduty.Client, string, error) {
	if _, err := identify.Incident("incident_id", text); err != nil {
		return nil, "", err
	}
	client, err := source.Client(ctx)
	if err != nil {
		return nil, "", err
	}
	var id string
	err = parallel.Do(ctx,
		func(ctx context.Context) (err error) { _, id, err = Find(ctx, source, text); return err },
		func(ctx context.Context) error { return FindActingUser(ctx, client) },
	)
	return client, id, err
}

// LookupToChange is Lookup for an incident that is to change. It looks up the acting user in parallel.
func LookupToChange(ctx context.Context, client *pagerduty.Client, name identify.IncidentName, include ...pagerduty.IncidentInclude) (found *pagerduty.Incident, err error) {
	err = parallel.Do(ctx,
		func(ctx context.Context) (err error) { found, err = Lookup(ctx, client, name, include...); return err },
		func(ctx context.Context) error { return FindActingUser(ctx, client) },
	)
	return found, err
}

// Lookup reads an incident. It refuses a link to another account.
func Lookup(ctx context.Context, client *pagerduty.Client, name identify.IncidentName, include ...pagerduty.IncidentInclude) (*pagerduty.Incident, error) {
	found, err := client.Incidents.Get(ctx, name.ID, include...)
	if err != nil {
		return nil, err
	}
	return found, name.CheckAccount(found.HTMLURL)
}

// Names reads an argument that lists ids, numbers or web addresses of incidents. It sends no request.
func Names(argument string, texts []string) ([]identify.IncidentName, error) {
	var names []identify.IncidentName
	for i, text := range texts {
		name, err := identify.Incident(fmt.Sprintf("%s[%d]", argument, i), text)
		if err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

// LookupAll reads incidents in parallel and returns each once, in the order of the names.
func LookupAll(ctx context.Context, client *pagerduty.Client, names []identify.IncidentName, include ...pagerduty.IncidentInclude) ([]pagerduty.Incident, error) {
	incidents := make([]pagerduty.Incident, len(names))
	err := parallel.Each(ctx, len(names), func(ctx context.Context, i int) error {
		found, err := Lookup(ctx, client, names[i], include...)
		if err != nil {
			return fmt.Errorf("incident %s: %w", names[i].ID, err)
		}
		incidents[i] = *found
		return nil
	})
	seen := map[string]bool{}
	unique := slices.DeleteFunc(incidents, func(i pagerduty.Incident) bool {
		again := seen[i.ID]
		seen[i.ID] = true
		return again
	})
	return unique, err
}

// FindActingUser looks up the user in whose name changes are made, in parallel with other lookups, so that the change finds it cached. It
// returns only ErrNoUser; the change itself reports other errors.
func FindActingUser(ctx context.Context, client *pagerduty.Client) error {
	_, err := client.Users.Acting(ctx)
	if errors.Is(err, pagerduty.ErrNoUser) {
		return err
	}
	return nil
}
