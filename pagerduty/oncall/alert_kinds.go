package oncall

import (
	"cmp"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// AlertKind is alerts of the same kind; see [Kind].
type AlertKind struct {
	Count, Open int
	Severity    string                   // the worst of them
	Alerts      []pagerduty.Alert        // the newest first
	Links       []pagerduty.AlertContext // links and images, each address once
}

// AlertKinds sums up alerts by the kinds of their summaries: kinds with open alerts first, then the largest, then the newest.
func AlertKinds(alerts []pagerduty.Alert) []AlertKind {
	byKind := map[string]*AlertKind{}
	var kinds []*AlertKind
	newest := slices.SortedStableFunc(slices.Values(alerts), func(a, b pagerduty.Alert) int { return b.CreatedAt.Compare(a.CreatedAt.Time) })
	for _, alert := range newest {
		name := Kind(alert.Summary)
		if byKind[name] == nil {
			byKind[name] = &AlertKind{}
			kinds = append(kinds, byKind[name])
		}
		byKind[name].add(alert)
	}
	sorted := make([]AlertKind, len(kinds))
	for i, kind := range kinds {
		sorted[i] = *kind
	}
	slices.SortStableFunc(sorted, func(a, b AlertKind) int {
		return cmp.Or(cmp.Compare(min(b.Open, 1), min(a.Open, 1)), b.Count-a.Count)
	})
	return sorted
}

func (k *AlertKind) add(alert pagerduty.Alert) {
	k.Count++
	if alert.Status != "resolved" {
		k.Open++
	}
	severity := alert.Severity
	contexts := alert.Body.Contexts
	if common := alert.Body.CEFDetails; common != nil {
		severity = cmp.Or(severity, common.Severity)
		contexts = slices.Concat(contexts, common.Contexts)
	}
	if gravity(severity) > gravity(k.Severity) {
		k.Severity = severity
	}
	k.Alerts = append(k.Alerts, alert)
	for _, context := range contexts {
		same := func(known pagerduty.AlertContext) bool { return addressOf(known) == addressOf(context) }
		if addressOf(context) != "" && !slices.ContainsFunc(k.Links, same) {
			k.Links = append(k.Links, context)
		}
	}
}

func addressOf(context pagerduty.AlertContext) string { return cmp.Or(context.Href, context.Src) }

// gravity returns how bad a severity is; 0 for an unknown one.
func gravity(severity string) int {
	return 1 + slices.Index([]string{"info", "warning", "error", "critical"}, severity)
}
