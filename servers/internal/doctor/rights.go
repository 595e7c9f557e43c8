package doctor

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

const (
	rightsLimit = 10 * time.Second
	atOnce      = 4 // requests to PagerDuty at a time
)

// probe is a cheap request that shows whether the key may read one kind of record.
type probe struct {
	scope string // that an OAuth token needs for it
	kind  string // of records
	path  string
	body  func(now time.Time) any // nil for a GET
}

// probes returns one probe for each kind of record.
func probes() []probe {
	return []probe{
		{scope: "incidents.read", kind: "incidents", path: "incidents"},
		{scope: "services.read", kind: "services", path: "services"},
		{scope: "users.read", kind: "users", path: "users"},
		{scope: "teams.read", kind: "teams", path: "teams"},
		{scope: "schedules.read", kind: "schedules", path: "schedules"},
		{scope: "oncalls.read", kind: "on-calls", path: "oncalls"},
		{scope: "escalation_policies.read", kind: "escalation policies", path: "escalation_policies"},
		{scope: "change_events.read", kind: "change events", path: "change_events"},
		{scope: "event_orchestrations.read", kind: "event orchestrations", path: "event_orchestrations"},
		{scope: "incident_workflows.read", kind: "incident workflows", path: "incident_workflows"},
		{scope: "status_pages.read", kind: "status pages", path: "status_pages"},
		{scope: "webhook_subscriptions.read", kind: "webhook subscriptions", path: "webhook_subscriptions"},
		{scope: "analytics.write", kind: "analytics", path: "analytics/raw/incidents", body: anHourAgo},
	}
}

// anHourAgo asks for one incident of the last hour.
func anHourAgo(now time.Time) any {
	return map[string]any{"limit": 1, "filters": map[string]string{
		"created_at_start": now.Add(-time.Hour).UTC().Format(time.RFC3339), "created_at_end": now.UTC().Format(time.RFC3339),
	}}
}

// request returns the request of the probe. It changes nothing.
func (p probe) request() pagerduty.Request {
	r := pagerduty.Request{Method: http.MethodGet, Path: strings.Split(p.path, "/"), ReadsOnly: true, Query: url.Values{"limit": {"1"}}}
	if p.body != nil {
		r.Method, r.Body, r.Query = http.MethodPost, p.body(time.Now()), nil
	}
	return r
}

// rights checks what the key may do, with requests that only read, and names the tools that fail.
func (e *Examination) rights(ctx context.Context, client *pagerduty.Client, owner keys.Owner, tools []mcptools.Tool, writes bool) []Finding {
	ctx, cancel := context.WithTimeout(ctx, rightsLimit)
	defer cancel()
	wanted := slices.DeleteFunc(probes(), func(p probe) bool { return len(toolsThatNeed(tools, p.scope)) == 0 })
	failures := make([]error, len(wanted))
	var plan []Finding
	var asking sync.WaitGroup
	free := make(chan struct{}, atOnce)
	asking.Go(func() { plan = abilities(ctx, client, tools) })
	for i, p := range wanted {
		asking.Go(func() {
			free <- struct{}{}
			defer func() { <-free }()
			var answer any
			failures[i] = client.Do(ctx, p.request(), &answer)
		})
	}
	asking.Wait()
	findings := slices.Concat(role(owner, tools, writes), plan)
	var may []string
	for i, p := range wanted {
		if f := p.finding(failures[i], tools); f.State == OK {
			may = append(may, p.kind)
		} else {
			findings = append(findings, f)
		}
	}
	if len(may) > 0 {
		findings = append(findings, Finding{Check: "rights.read", State: OK, Text: "reads " + strings.Join(may, ", ")})
	}
	return findings
}

// finding explains the failure of a probe.
func (p probe) finding(err error, tools []mcptools.Tool) Finding {
	f := Finding{Check: "rights." + strings.ReplaceAll(p.kind, " ", "_"), State: Problem, Tools: toolsThatNeed(tools, p.scope)}
	failure, _ := errors.AsType[*pagerduty.Error](err)
	switch {
	case err == nil, errors.Is(err, pagerduty.ErrInvalid): // the arguments are checked after the rights
		f.State = OK
	case errors.Is(err, pagerduty.ErrForbidden) && len(failure.Scopes) > 0:
		f.Text = fmt.Sprintf("the token lacks the scope %s, so it cannot read %s", strings.Join(failure.Scopes, ", "), p.kind)
		f.Mend = "Create a token with this scope, or leave the tools out with --tools or --exclude-tools."
	case errors.Is(err, pagerduty.ErrForbidden):
		f.Text = "the key may not read " + p.kind
		f.Mend = fmt.Sprintf("Use the key of a user whose role allows it, or an OAuth token with the scope %s; or leave the tools out with --exclude-tools.", p.scope)
	case errors.Is(err, pagerduty.ErrPlan):
		f.State, f.Text = Warning, "the account's plan has no "+p.kind
		f.Mend = "Leave the tools out with --exclude-tools, or ask the account's owner about the plan."
	default:
		f.State, f.Text, f.Tools = NotChecked, fmt.Sprintf("whether it may read %s: %v", p.kind, err), nil
	}
	return f
}
