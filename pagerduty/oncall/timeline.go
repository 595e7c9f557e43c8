package oncall

import (
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Act is something that happened to an incident. PagerDuty may log one act in several entries: an escalation, for example, with an
// assignment and a notification of each person.
type Act struct {
	Kind          string              // the type of its main entry without _log_entry, such as "acknowledge"
	Start, End    time.Time           // of its first and its last entry
	Agent         pagerduty.Reference // who did it: a user, a service or an integration
	Assignees     []pagerduty.Reference
	Notified      []pagerduty.Reference // each person once
	Notifications int                   // may be more than the people
	Text          string                // the note, or how the incident was resolved
	Entries       []pagerduty.LogEntry  // oldest first; never empty
}

// The kinds of acts that this package tells apart.
const (
	triggerAct     = "trigger"
	assignAct      = "assign"
	delegateAct    = "delegate"
	escalateAct    = "escalate"
	repeatAct      = "repeat_escalation_path"
	notifyAct      = "notify"
	noteAct        = "annotate"
	acknowledgeAct = "acknowledge"
	resolveAct     = "resolve"
)

const (
	sameAct          = 10 * time.Second // between two entries of one act
	untilNotified    = time.Minute      // from an assignment to the notifications that belong to it
	betweenNotifying = 5 * time.Minute  // between notifications that are shown as one act
)

// Timeline returns what happened to an incident, oldest first. Its argument is the incident's log, newest first as PagerDuty lists it.
// Every entry is in exactly one act; an entry that is listed twice counts once.
func Timeline(log []pagerduty.LogEntry) []Act {
	var acts []Act
	seen := map[string]bool{}
	for _, entry := range oldestFirst(log) {
		if entry.ID != "" && seen[entry.ID] {
			continue
		}
		seen[entry.ID] = true
		if last := len(acts) - 1; last >= 0 && acts[last].includes(entry) {
			acts[last].add(entry)
			continue
		}
		act := Act{Kind: kindOfEntry(entry), Start: entry.CreatedAt.Time, Agent: entry.Agent, Text: TextOfEntry(entry)}
		act.add(entry)
		acts = append(acts, act)
	}
	return acts
}

// oldestFirst returns the entries of a log, which lists the newest first, also within a second.
func oldestFirst(log []pagerduty.LogEntry) []pagerduty.LogEntry {
	ordered := slices.Clone(log)
	slices.Reverse(ordered)
	slices.SortStableFunc(ordered, func(a, b pagerduty.LogEntry) int { return a.CreatedAt.Compare(b.CreatedAt.Time) })
	return ordered
}

func kindOfEntry(entry pagerduty.LogEntry) string {
	return strings.TrimSuffix(entry.Type, "_log_entry")
}

// TextOfEntry returns what a person wrote in an entry: a note, or how the incident was resolved. Some notes are only in the channel.
func TextOfEntry(entry pagerduty.LogEntry) string {
	if entry.Note == "" && entry.Channel.Type == "note" {
		return entry.Channel.Summary
	}
	return entry.Note
}

// includes reports whether an entry that follows the act belongs to it.
func (a *Act) includes(entry pagerduty.LogEntry) bool {
	kind, pause := kindOfEntry(entry), entry.CreatedAt.Sub(a.End)
	switch {
	case kind == notifyAct && a.Kind == notifyAct:
		return pause <= betweenNotifying
	case kind == notifyAct:
		return a.hands() && entry.CreatedAt.Sub(a.Start) <= untilNotified
	case pause > sameAct:
		return false
	case kind == assignAct:
		return a.hands() || a.Kind == acknowledgeAct
	case kind == resolveAct && a.Kind == noteAct, kind == noteAct && a.Kind == resolveAct:
		return TextOfEntry(entry) == a.Text && a.Text != "" && entry.Agent.ID == a.Agent.ID
	}
	return kind == a.Kind && kind != triggerAct && entry.Agent.ID == a.Agent.ID && TextOfEntry(entry) == a.Text && saysSame(a.Entries[0], entry)
}

// hands reports whether the act gives the incident to people, whom PagerDuty then notifies.
func (a *Act) hands() bool {
	return slices.Contains([]string{triggerAct, assignAct, delegateAct, escalateAct, repeatAct}, a.Kind)
}

// saysSame reports whether two entries of one kind say the same, and not, for example, that different fields changed.
func saysSame(a, b pagerduty.LogEntry) bool {
	return a.Channel.Type == "" || b.Channel.Type == "" || a.Channel.Summary == b.Channel.Summary
}

// add adds an entry that belongs to the act.
func (a *Act) add(entry pagerduty.LogEntry) {
	a.Entries, a.End = append(a.Entries, entry), entry.CreatedAt.Time
	switch kindOfEntry(entry) {
	case resolveAct:
		a.Kind = resolveAct
	case notifyAct:
		a.Notifications++
		a.Notified = withPerson(a.Notified, entry.User)
	}
	for _, assignee := range entry.Assignees {
		a.Assignees = withPerson(a.Assignees, assignee)
	}
}

// withPerson adds a person to people who are each named once.
func withPerson(people []pagerduty.Reference, person pagerduty.Reference) []pagerduty.Reference {
	known := func(other pagerduty.Reference) bool { return other.ID == person.ID }
	if person.ID == "" || slices.ContainsFunc(people, known) {
		return people
	}
	return append(people, person)
}
