package incidents

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
)

// typeName returns the name of the incident type that text names by its id, name or display name. A text that may be a name, such as
// major_incident, is returned as it is: that saves a request, and refusedType explains PagerDuty's refusal.
func typeName(ctx context.Context, client *pagerduty.Client, text string) (string, error) {
	text = strings.TrimSpace(text)
	if strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789_") == "" {
		return text, nil
	}
	return findType(ctx, client, text)
}

func findType(ctx context.Context, client *pagerduty.Client, text string) (string, error) {
	if err := identify.CheckName("incident type", "incident_type", text); err != nil {
		return "", err
	}
	types, err := client.IncidentTypes.List(ctx, pagerduty.ListIncidentTypesOptions{})
	if err != nil {
		return "", err
	}
	named := slices.IndexFunc(types, func(t pagerduty.IncidentType) bool { return t.ID == text || strings.EqualFold(t.Name, text) })
	if named >= 0 {
		return types[named].Name, nil
	}
	var candidates []identify.Candidate
	for _, t := range types {
		candidates = append(candidates, identify.Candidate{ID: t.Name, Name: t.DisplayName})
	}
	return identify.Pick("incident type", "incident_type", text, candidates)
}

// refusedType returns the error of a refused change. If the account has no incident type with the name, it lists those that exist.
func refusedType(ctx context.Context, client *pagerduty.Client, name string, err error) error {
	if name == "" || !errors.Is(err, pagerduty.ErrInvalid) || errors.Is(err, pagerduty.ErrUndecided) {
		return err
	}
	found, missing := findType(ctx, client, name)
	switch {
	case identify.NamesNothing(missing) && !errors.Is(missing, pagerduty.ErrNotFound): // not found is the list itself
		return missing
	case missing == nil && found != name:
		return fmt.Errorf("incident_type %q: write its name, %s", name, found)
	}
	return err
}
