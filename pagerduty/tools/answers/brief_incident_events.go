package answers

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

type alertsView struct {
	Count int             `json:"count"`
	Open  int             `json:"open"`
	Kinds []alertKindView `json:"kinds,omitempty"`
}

// alertKindView is alerts whose summaries differ only in numbers and names.
type alertKindView struct {
	AlertID  string          `json:"alert_id"` // of the newest
	Summary  string          `json:"summary,omitzero"`
	Severity string          `json:"severity,omitzero"` // the worst
	Count    int             `json:"count"`
	Open     int             `json:"open"`
	FirstAt  string          `json:"first_at,omitzero"`
	LastAt   string          `json:"last_at,omitzero"` // of several alerts
	Links    []incident.Link `json:"links,omitempty"`
	Details  any             `json:"details,omitzero"` // of the newest
}

const maxLinks = 3 // of a kind of alerts, in a brief answer

// alertKinds sums up the alerts. A link that several kinds have is shown once.
func (b *briefing) alertKinds() *alertsView {
	counts := b.incident.AlertCounts
	shown := &alertsView{Count: counts.All, Open: counts.Triggered}
	linked := map[string]bool{}
	for _, kind := range oncall.AlertKinds(b.alerts) {
		newest, first := kind.Alerts[0], kind.Alerts[len(kind.Alerts)-1]
		one := alertKindView{
			AlertID: newest.ID, Summary: b.cut(newest.Summary, 200), Severity: kind.Severity, Count: kind.Count, Open: kind.Open,
			FirstAt: b.clock.at(first.CreatedAt), Details: b.details(incident.ShowAlert(newest).Details, 200),
		}
		if kind.Count > 1 {
			one.LastAt = b.clock.at(newest.CreatedAt)
		}
		for _, link := range incident.Links(kind.Links) {
			if !linked[link.Href] && (b.full || len(one.Links) < maxLinks) {
				linked[link.Href] = true
				one.Links = append(one.Links, incident.Link{Text: b.cut(link.Text, 80), Href: b.cut(link.Href, 300)})
			}
		}
		shown.Kinds = append(shown.Kinds, one)
	}
	return shown
}

// actView is something that happened. It rests on the log entry with the id.
type actView struct {
	ID       string   `json:"id"`
	At       string   `json:"at,omitzero"`
	What     string   `json:"what"`
	By       string   `json:"by,omitzero"`
	To       []string `json:"to,omitempty"`       // who has it then
	Notified []string `json:"notified,omitempty"` // each person once
	Until    string   `json:"until,omitzero"`     // of a snooze
	Times    int      `json:"times,omitzero"`     // if it was logged several times
	NoteID   string   `json:"note_id,omitzero"`   // of the note in responder_notes
	Text     string   `json:"text,omitzero"`
}

// The most acts of a brief answer: those at the beginning and those at the end.
const (
	firstActs = 8
	lastActs  = 24
)

func (b *briefing) timeline() []actView {
	acts := oncall.Timeline(b.log)
	notes, shownNotes := oncall.NotesOfActs(acts, b.notes), b.shownNotes()
	var shown []actView
	resolved := false
	for i, act := range acts {
		one := b.act(act)
		if act.Kind == "trigger" && resolved {
			one.What = "reopened"
		}
		if note := notes[i]; note != nil && slices.ContainsFunc(shownNotes, func(n pagerduty.Note) bool { return n.ID == note.ID }) {
			one.NoteID, one.Text = note.ID, "" // responder_notes has its text
		}
		resolved = resolved && act.Kind != "trigger" || act.Kind == "resolve"
		shown = append(shown, one)
	}
	if b.full || len(acts) <= firstActs+lastActs {
		return shown
	}
	b.remark(fmt.Sprintf("The timeline has %d events; shown are the first %d and the last %d.", len(acts), firstActs, lastActs))
	return slices.Concat(shown[:firstActs], shown[len(acts)-lastActs:])
}

// act shows what happened.
func (a *answering) act(act oncall.Act) actView {
	first := act.Entries[0]
	one := actView{
		ID: first.ID, At: a.clock.show(act.Start), What: wordOf(act.Kind), By: view.Name(act.Agent), To: labels(act.Assignees), Notified: labels(act.Notified),
		Text: a.cut(act.Text, 200),
	}
	if act.Kind == "notify" { // the agent is the service
		one.By = ""
		if act.Notifications > len(act.Notified) {
			one.Times = act.Notifications
		}
	}
	switch {
	case act.Kind == "snooze":
		one.Until = a.clock.at(snoozedUntil(first))
	case act.Kind == "annotate":
		if act.Text == "" {
			one.What, one.Text = "remark", a.cut(first.Summary, 200)
		}
	case isOwnWord(act.Kind):
	default: // such as a change of a field, which the summary names
		one.Text = a.cut(first.Summary, 200)
	}
	return one
}

// snoozedUntil returns the end of a snooze; zero if the entry does not say it.
func snoozedUntil(entry pagerduty.LogEntry) pagerduty.Time {
	for _, action := range entry.ChangedActions {
		if action.Type == "unacknowledge" {
			return action.At
		}
	}
	return pagerduty.Time{}
}

// ownWords are the words for the kinds of log entries that need no text.
func ownWords() map[string]string {
	return map[string]string{
		"trigger": "triggered", "acknowledge": "acknowledged", "unacknowledge": "unacknowledged", "resolve": "resolved", "assign": "assigned",
		"delegate": "reassigned", "escalate": "escalated", "repeat_escalation_path": "escalation repeated", "notify": "notified", "snooze": "snoozed",
		"annotate": "note",
	}
}

func isOwnWord(kind string) bool { return ownWords()[kind] != "" }

// wordOf returns the word for a kind of log entries.
func wordOf(kind string) string {
	if word := ownWords()[kind]; word != "" {
		return word
	}
	return strings.ReplaceAll(kind, "_", " ")
}

func labels(references []pagerduty.Reference) []string {
	var names []string
	for _, r := range references {
		names = append(names, view.Name(r))
	}
	return names
}

type noteView struct {
	ID   string `json:"id"`
	At   string `json:"at,omitzero"`
	By   string `json:"by,omitzero"`
	Text string `json:"text,omitzero"`
}

const maxNotes = 10 // the newest, in a brief answer

// shownNotes returns the notes that the answer shows, oldest first.
func (b *briefing) shownNotes() []pagerduty.Note {
	notes := slices.SortedStableFunc(slices.Values(b.notes), func(x, y pagerduty.Note) int { return x.CreatedAt.Compare(y.CreatedAt.Time) })
	if left := len(notes) - maxNotes; left > 0 && !b.full {
		return notes[left:]
	}
	return notes
}

func (b *briefing) noteViews() []noteView {
	notes := b.shownNotes()
	if len(notes) < len(b.notes) {
		b.remark(fmt.Sprintf("There are %d notes; shown are the newest %d.", len(b.notes), len(notes)))
	}
	if len(notes) == 0 && b.knows(notesPart) {
		b.remark("There is no note.")
	}
	var shown []noteView
	for _, n := range notes {
		shown = append(shown, noteView{n.ID, b.clock.at(n.CreatedAt), view.Name(n.User), b.cut(n.Content, 400)})
	}
	return shown
}
