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

// Label returns what people call the object with an id. It returns a text that cannot be an id unchanged.
type Label func(ctx context.Context, client *pagerduty.Client, id string) (string, error)

// Name is the Label of the kind.
func (k Kind) Name(ctx context.Context, client *pagerduty.Client, id string) (string, error) {
	if page, ok := k.readLink(id); ok && slices.Contains(k.nouns(), page.noun) {
		id, k = page.id, k.of(page)
	}
	if !looksLikeID(id) || k.get == nil {
		return id, nil
	}
	found, err := k.get(ctx, client, id)
	return found.Name, err
}

// GroupingName is the Label of alert grouping settings. The name of a setting may be empty.
func GroupingName(ctx context.Context, client *pagerduty.Client, id string) (string, error) {
	if !looksLikeID(id) {
		return id, nil
	}
	setting, err := client.AlertGroupingSettings.Get(ctx, id)
	if err != nil {
		return "", err
	}
	return setting.Name, nil
}

// IncidentLabel is the Label of incidents: number and title.
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

// maxLabels is the number of objects that Labels looks up. A question shows no more.
const maxLabels = 4

// Labels returns the labels of the objects that texts name, for a question to the user. A text whose label cannot be read in time
// is returned unchanged.
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
		return nil // the id is a label, too
	})
	return labels
}

// maxNames is the number of objects that NamesOf looks up.
const maxNames = 50

// NamesOf returns the names of the objects with the ids. It looks up each id once, in parallel. A name that cannot be read is "".
func NamesOf(ctx context.Context, client *pagerduty.Client, label Label, ids []string) map[string]string {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	found := make([]string, len(ids))
	_ = parallel.Each(ctx, min(len(ids), maxNames), func(ctx context.Context, i int) error {
		if name, err := label(ctx, client, ids[i]); err == nil && name != ids[i] {
			found[i] = name
		}
		return nil // the id is shown, too
	})
	names := map[string]string{}
	for i, id := range ids {
		names[id] = found[i]
	}
	return names
}

// Unnamed returns a note with the ids whose names NamesOf could not read; "" if it read all. kind is a plural, such as "teams".
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
