package incidents

import (
	"context"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
)

const noteEntry = "annotate_log_entry"

func (f *partFetcher) timeline(ctx context.Context) (more bool, err error) {
	page, err := f.client.Incidents.LogEntries(ctx, f.id, pagerduty.ListLogEntriesOptions{
		PageOptions: pagerduty.PageOptions{PageSize: maxPerPart},
	})
	if err != nil {
		return false, err
	}
	f.entries = page.Items
	f.parts.Timeline = []incident.Entry{}
	for _, e := range page.Items {
		f.parts.Timeline = append(f.parts.Timeline, incident.ShowEntry(e))
	}
	return page.More, nil
}

// dropRepeatedNotes removes the text of timeline entries whose note is in Notes.
func (p *parts) dropRepeatedNotes() {
	for i, e := range p.Timeline {
		if e.What+"_log_entry" == noteEntry && slices.ContainsFunc(p.Notes, func(n note) bool { return n.Text == e.Note }) {
			p.Timeline[i].Note, p.Timeline[i].Text = "", ""
		}
	}
}

// resolution reads the text of an incident's latest resolution.
func resolution(ctx context.Context, client *pagerduty.Client, id string) (string, error) {
	page, err := client.Incidents.LogEntries(ctx, id, pagerduty.ListLogEntriesOptions{
		PageOptions: pagerduty.PageOptions{PageSize: maxPerPart}, Overview: true,
	})
	if err != nil {
		return "", err
	}
	text, _ := incident.ResolutionIn(page.Items)
	return text, nil
}
