package answers

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
)

func (t *tools) neglected() mcptools.Tool {
	return mcptools.Read("find_neglected", "Finds forgotten open incidents: open longer than usual, silent, without an owner on call, about to wake someone, hidden by maintenance.",
		t.findNeglected, mcptools.WithExample(`{}`))
}

type findNeglectedInput struct {
	ServiceIDs []string `json:"service_ids,omitempty"`
	TeamIDs    []string `json:"team_ids,omitempty"`
	detailArgument
}

// The numbers of records that find_neglected reads.
const (
	mostOpenIncidents = 1000
	mostLogs          = 100 // of acknowledged incidents, the oldest first
	mostMaintenance   = 500
	usualSpan         = 30 * 24 * time.Hour
)

// neglectReading is the reading of find_neglected.
type neglectReading struct {
	*reading
	client          *pagerduty.Client
	clock           clock
	services, teams []string // ids; none for all
	strangers       []string // the note on them

	open         []pagerduty.Incident
	resolved     []pagerduty.Incident // with only what Usuals needs
	resolvedList *spanList[pagerduty.Incident]
	maintenance  []pagerduty.MaintenanceWindow
	facts        oncall.NeglectFacts

	silenceUnknown bool // the last log entry of some acknowledged incident
}

const maintenanceWindowsPart = "maintenance"

func (t *tools) findNeglected(ctx context.Context, in findNeglectedInput) (*neglectReport, error) {
	full := in.full(ctx)
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	n := neglectReading{client: client}
	if err := identify.Resolve(ctx, client, identify.Many(identify.Service(), "service_ids", in.ServiceIDs, &n.services),
		identify.Many(identify.Team(), "team_ids", in.TeamIDs, &n.teams)); err != nil {
		return nil, err
	}
	n.reading = startReading(ctx)
	defer n.stop()
	n.clock = n.askersClock(client)
	if err := n.read(); err != nil {
		return nil, err
	}
	return n.report(full), nil
}

// read reads the incidents and the maintenance in parallel, and then what depends on the open incidents.
func (n *neglectReading) read() error {
	n.facts = oncall.NeglectFacts{Now: n.clock.now, LastEntry: map[string]time.Time{}, Maintenance: map[string]bool{}}
	err := n.all(
		part{openPart, func(context.Context) error { n.readOpen(); return nil }},
		part{"resolved incidents", func(context.Context) error { n.readResolved(); return nil }},
		part{maintenanceWindowsPart, func(context.Context) error { n.readMaintenance(); return nil }},
		filtersPart(n.client, n.services, n.teams, &n.strangers),
	)
	if err != nil {
		return err
	}
	n.facts.Usual = oncall.Usuals(n.resolved)
	return n.all(
		part{"who is on call", n.readOnCall},
		part{"log entries", func(context.Context) error { n.readLogs(); return nil }},
	)
}

func (n *neglectReading) readOpen() {
	n.open = records(n.reading, openPart, n.client.Incidents.All(n.ctx, pagerduty.ListIncidentsOptions{
		Statuses: []pagerduty.IncidentStatus{pagerduty.StatusTriggered, pagerduty.StatusAcknowledged}, ServiceIDs: n.services, TeamIDs: n.teams, AllTime: true,
		SortBy: []string{"created_at:asc"},
	}), mostOpenIncidents)
}

// readResolved reads the resolved incidents that show what is usual.
func (n *neglectReading) readResolved() {
	n.resolvedList = &spanList[pagerduty.Incident]{
		name: "resolved incidents of the last 30 days",
		pages: func(ctx context.Context, s span) iter.Seq2[*pagerduty.Page[pagerduty.Incident], error] {
			return n.client.Incidents.Pages(ctx, pagerduty.ListIncidentsOptions{
				PageOptions: pagerduty.PageOptions{Total: true}, Statuses: []pagerduty.IncidentStatus{pagerduty.StatusResolved},
				ServiceIDs: n.services, TeamIDs: n.teams, Since: s.since, Until: s.until, SortBy: []string{"created_at:desc"},
			})
		},
		at: func(i pagerduty.Incident) time.Time { return i.CreatedAt.Time },
		take: func(i pagerduty.Incident) {
			n.resolved = append(n.resolved, pagerduty.Incident{
				Status: i.Status, Service: i.Service, CreatedAt: i.CreatedAt, ResolvedAt: i.ResolvedAt, LastStatusChangeAt: i.LastStatusChangeAt, ResolveReason: i.ResolveReason,
			})
		},
	}
	n.resolvedList.read(n.reading, span{n.clock.now.Add(-usualSpan), n.clock.now})
}

func (n *neglectReading) readMaintenance() {
	n.maintenance = records(n.reading, maintenanceWindowsPart, n.client.MaintenanceWindows.All(n.ctx, pagerduty.ListMaintenanceWindowsOptions{
		ServiceIDs: n.services, TeamIDs: n.teams, Filter: pagerduty.MaintenanceOngoing,
	}), mostMaintenance)
	for _, window := range n.maintenance {
		for _, service := range window.Services {
			n.facts.Maintenance[service.ID] = true
		}
	}
}

// readOnCall reads for which policies the owners are on call now.
func (n *neglectReading) readOnCall(ctx context.Context) error {
	var owners []string
	for _, i := range n.open {
		for _, assignment := range i.Assignments {
			owners = append(owners, assignment.Assignee.ID)
		}
	}
	owners = slices.Compact(slices.Sorted(slices.Values(owners)))
	onCall := map[oncall.PolicyUser]bool{}
	for some := range slices.Chunk(owners, recordsPerStep) {
		for turn, err := range n.client.OnCalls.All(ctx, pagerduty.ListOnCallsOptions{UserIDs: some}) {
			if err != nil {
				return err
			}
			onCall[oncall.PolicyUser{PolicyID: turn.EscalationPolicy.ID, UserID: turn.User.ID}] = true
		}
	}
	n.facts.OnCall = onCall
	return nil
}

// readLogs reads the last log entry of the acknowledged incidents that may be silent.
func (n *neglectReading) readLogs() {
	quiet := slices.DeleteFunc(slices.Clone(n.open), func(i pagerduty.Incident) bool {
		return i.Status != pagerduty.StatusAcknowledged || n.clock.now.Sub(i.LastStatusChangeAt.Time) < oncall.SilentHigh
	})
	if len(quiet) > mostLogs {
		n.lacks(fmt.Sprintf("last log entries of %d of %d acknowledged incidents", len(quiet)-mostLogs, len(quiet)), errTooMany)
		quiet, n.silenceUnknown = quiet[:mostLogs], true
	}
	var mu sync.Mutex
	failed := n.many("last log entries", "acknowledged incidents", len(quiet), func(ctx context.Context, i int) error {
		page, err := n.client.Incidents.LogEntries(ctx, quiet[i].ID, pagerduty.ListLogEntriesOptions{PageOptions: pagerduty.PageOptions{PageSize: 1}})
		if err != nil || len(page.Items) == 0 {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		n.facts.LastEntry[quiet[i].ID] = page.Items[0].CreatedAt.Time
		return nil
	})
	n.silenceUnknown = n.silenceUnknown || failed > 0
}
