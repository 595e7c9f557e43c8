package answers

import (
	"context"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
)

func (t *tools) noise() mcptools.Tool {
	return mcptools.Read("report_noise", "Reports what wakes people for nothing, by service and kind of alert, and what a pause or grouping would save.", t.reportNoise,
		mcptools.WithExample(`{"service_ids":["PSSCANN"]}`))
}

type reportNoiseInput struct {
	Since      string   `json:"since,omitempty" jsonschema_description:"Default: -30d."`
	Until      string   `json:"until,omitempty"`
	ServiceIDs []string `json:"service_ids,omitempty"`
	TeamIDs    []string `json:"team_ids,omitempty"`
	detailArgument
}

const defaultReport = 30 * 24 * time.Hour

func (t *tools) reportNoise(ctx context.Context, in reportNoiseInput) (*noiseReport, error) {
	full := in.full(ctx)
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	n := noiseReading{client: client}
	if err := identify.Resolve(ctx, client, identify.Many(identify.Service(), "service_ids", in.ServiceIDs, &n.services),
		identify.Many(identify.Team(), "team_ids", in.TeamIDs, &n.teams)); err != nil {
		return nil, err
	}
	n.reading = startReading(ctx)
	defer n.stop()
	window, notes, err := n.pastWindow(n.parser(client), in.Since, in.Until, defaultReport)
	if err != nil {
		return nil, err
	}
	n.clock = n.askersClock(client)
	n.span = span{window.Since, window.Until}
	if err := n.read(); err != nil {
		return nil, err
	}
	report := n.report(full)
	report.Window, report.Notes = window.Shown(), append(append(report.Notes, n.strangers...), notes...)
	if report.Window.TimeZone == "" {
		report.Window.TimeZone = n.clock.zone.String()
	}
	return report, nil
}

// noiseReading is the reading of report_noise.
type noiseReading struct {
	*reading
	client          *pagerduty.Client
	clock           clock
	span            span
	services, teams []string // ids; none for all
	strangers       []string // the note on them

	incidents    []oncall.NoiseIncident
	incidentList *spanList[pagerduty.Incident]
	logList      *spanList[pagerduty.LogEntry]
	histories    oncall.Histories
	serviceNames map[string]string
	sample       []sampledService
	cutAlerts    int // incidents of the sample with more alerts than were read
}

// sampledService is a service with the incidents whose alerts were read.
type sampledService struct {
	id        string
	incidents []oncall.ReplayedIncident
	alerts    int
}

// The sizes of the sample of alerts.
const (
	sampledServices  = 5
	sampledIncidents = 150
)

// logAfter is how long after the end of the report an acknowledgement still counts.
const logAfter = 24 * time.Hour

// read reads the incidents and their log in parallel, and then what depends on them.
func (n *noiseReading) read() error {
	n.serviceNames, n.histories = map[string]string{}, oncall.Histories{}
	logSpan := span{n.span.since, n.span.until.Add(logAfter)}
	if logSpan.until.After(n.clock.now) {
		logSpan.until = n.clock.now
	}
	n.listIncidents()
	n.listLog()
	err := n.all(
		part{"incidents", func(context.Context) error { n.incidentList.read(n.reading, n.span); return nil }},
		part{"log entries", func(context.Context) error { n.logList.read(n.reading, logSpan); return nil }},
		filtersPart(n.client, n.services, n.teams, &n.strangers),
	)
	if err != nil {
		return err
	}
	oncall.MarkRepeated(n.incidents)
	n.takeSample() // before the histories: they change the incidents
	return n.all(
		part{"time zones", func(context.Context) error { n.addHistories(logSpan.until); return nil }},
		part{"alerts", func(context.Context) error { n.readAlerts(); return nil }},
	)
}
