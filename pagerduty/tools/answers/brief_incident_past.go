package answers

import (
	"context"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// The ways to find past incidents like one.
const (
	pastByAIOps = "PagerDuty's past incidents"
	pastByTitle = "resolved incidents of the same service in the last 180 days with similar titles"
)

const (
	maxPast         = 5
	maxPastSearched = 300
	longestPast     = 180 * 24 * time.Hour // PagerDuty lists at most six months
)

// pastIncident is a past incident and what ended it.
type pastIncident struct {
	id, title  string
	score      float64
	createdAt  pagerduty.Time
	whole      *pagerduty.Incident
	resolution string
	lastNote   *pagerduty.LogEntry
}

func (b *briefing) readPast(ctx context.Context) error {
	page, err := b.client.Incidents.Past(ctx, b.incident.ID, maxPast, false)
	if err != nil {
		b.pastSource = pastByTitle
		return err
	}
	b.pastSource = pastByAIOps
	for _, p := range page.Items {
		b.past = append(b.past, &pastIncident{id: p.Incident.ID, title: p.Incident.Title, score: p.Score, createdAt: p.Incident.CreatedAt})
	}
	return nil
}

// readPastByTitle finds past incidents in accounts in which PagerDuty does not.
func (b *briefing) readPastByTitle(ctx context.Context) error {
	created := b.incident.CreatedAt.Time
	resolved := records(b.reading, pastByTitlePart, b.client.Incidents.All(ctx, pagerduty.ListIncidentsOptions{
		PageOptions: pages(), ServiceIDs: []string{b.incident.Service.ID}, Statuses: []pagerduty.IncidentStatus{pagerduty.StatusResolved},
		Since: created.Add(-longestPast), Until: created, SortBy: []string{"created_at:desc"},
	}), maxPastSearched)
	resolved = slices.DeleteFunc(resolved, func(i pagerduty.Incident) bool { return i.ID == b.incident.ID })
	for _, i := range oncall.Resembling(b.incident.Title, resolved, maxPast) {
		b.past = append(b.past, &pastIncident{id: i.ID, title: i.Title, createdAt: i.CreatedAt, whole: &i})
	}
	return nil
}

// outcomeParts read how a past incident ended.
func (b *briefing) outcomeParts(p *pastIncident) []part {
	parts := []part{{"what ended the past incident " + p.id, func(ctx context.Context) error {
		page, err := b.client.Incidents.LogEntries(ctx, p.id, pagerduty.ListLogEntriesOptions{PageOptions: pages()})
		if err == nil {
			p.endedBy(page.Items)
		}
		return err
	}}}
	if p.whole == nil {
		parts = append(parts, part{"the past incident " + p.id, func(ctx context.Context) (err error) {
			p.whole, err = b.client.Incidents.Get(ctx, p.id)
			return err
		}})
	}
	return parts
}

// endedBy takes the resolution and the last note from the latest entries of the log, newest first.
func (p *pastIncident) endedBy(log []pagerduty.LogEntry) {
	p.resolution, _ = incident.ResolutionIn(log)
	isNote := func(e pagerduty.LogEntry) bool { return e.Type == "annotate_log_entry" && oncall.TextOfEntry(e) != "" }
	if at := slices.IndexFunc(log, isNote); at >= 0 {
		p.lastNote = &log[at]
	}
}

// pastView is a past incident and what ended it.
type pastView struct {
	ID         string    `json:"id"`
	Number     int       `json:"number,omitzero"`
	Title      string    `json:"title,omitzero"`
	Score      float64   `json:"score,omitzero"` // similarity, comparable within one result
	CreatedAt  string    `json:"created_at,omitzero"`
	Took       string    `json:"took,omitzero"`
	ResolvedBy string    `json:"resolved_by,omitzero"`
	Resolution string    `json:"resolution,omitzero"`
	MergedInto string    `json:"merged_into,omitzero"` // its id
	LastNote   *noteView `json:"last_note,omitzero"`
}

func (b *briefing) pastViews() []pastView {
	var shown []pastView
	for _, p := range b.past {
		one := pastView{ID: p.id, Title: b.cut(p.title, 160), Score: p.score, CreatedAt: b.clock.at(p.createdAt), Resolution: b.cut(p.resolution, 200)}
		if p.whole != nil {
			summary := incident.Summarize(*p.whole)
			one.Number, one.ResolvedBy = summary.Number, summary.ResolvedBy
			one.Took = between(p.whole.CreatedAt, incident.ResolvedAt(*p.whole).Time)
			if p.whole.ResolveReason != nil {
				one.MergedInto = p.whole.ResolveReason.Incident.ID
			}
		}
		if note := p.lastNote; note != nil {
			text := oncall.TextOfEntry(*note)
			one.LastNote = &noteView{note.ID, b.clock.at(note.CreatedAt), view.Name(note.Agent), b.cut(text, 200)}
			if text == p.resolution {
				one.LastNote = nil // says nothing more
			}
		}
		shown = append(shown, one)
	}
	searched := pastPart
	if b.pastSource == pastByTitle {
		searched = pastByTitlePart
	}
	if len(shown) == 0 && b.knows(searched) {
		b.remark("No past incident like it was found.")
	}
	return shown
}
