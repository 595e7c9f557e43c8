package oncall

import (
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Shift is a time in which a user is on call, with the entries that make it.
type Shift struct {
	Window
	OnCalls []pagerduty.OnCall
}

// LatestShift returns the shift of a user that runs at a moment, or else the one that ended last before it; found is false if there is
// none. Turns that run together are one shift. Those at the first level count, if there are any; turns without a start or end never do.
func LatestShift(onCalls []pagerduty.OnCall, now time.Time) (shift Shift, found bool) {
	var begun []pagerduty.OnCall
	for _, o := range onCalls {
		if !o.Start.IsZero() && !o.End.IsZero() && !o.Start.After(now) {
			begun = append(begun, o)
		}
	}
	isFirst := func(o pagerduty.OnCall) bool { return o.EscalationLevel <= 1 }
	if slices.ContainsFunc(begun, isFirst) {
		begun = slices.DeleteFunc(begun, func(o pagerduty.OnCall) bool { return !isFirst(o) })
	}
	if len(begun) == 0 {
		return Shift{}, false
	}
	last := slices.MaxFunc(begun, func(a, b pagerduty.OnCall) int { return earlier(a.End.Time, now).Compare(earlier(b.End.Time, now)) })
	at := earlier(last.End.Time, now) // the moment at which the shift is looked at
	for _, o := range begun {
		if o.End.Before(at) || !o.Start.Before(at) && !o.Start.Equal(last.Start.Time) {
			continue
		}
		if len(shift.OnCalls) == 0 {
			shift.Window = Window{o.Start.Time, o.End.Time}
		}
		shift.Since, shift.Until = earlier(shift.Since, o.Start.Time), later(shift.Until, o.End.Time)
		shift.OnCalls = append(shift.OnCalls, o)
	}
	return shift, true
}

// Touched is an incident with what happened to it in a window.
type Touched struct {
	pagerduty.Incident
	Acts   []Act // of the window, oldest first
	Opened bool  // in the window

	// The latest act of each kind in the window; nil if there was none. Resolved is nil if the incident was reopened afterwards.
	Acknowledged, Unacknowledged, Escalated, Moved, Reopened, Snoozed, Resolved *Act

	Asleep bool // no later act in the window ended the snooze
}

// TouchedIn returns incidents with what happened to them in a window, in the order in which they are given. log has the entries of the
// window for all incidents, newest first.
func TouchedIn(window Window, incidents []pagerduty.Incident, log []pagerduty.LogEntry) []Touched {
	logs := map[string][]pagerduty.LogEntry{}
	for _, entry := range log {
		if !entry.CreatedAt.Before(window.Since) && !entry.CreatedAt.After(window.Until) {
			logs[entry.Incident.ID] = append(logs[entry.Incident.ID], entry)
		}
	}
	var all []Touched
	for _, i := range incidents {
		one := Touched{Incident: i, Acts: Timeline(logs[i.ID])}
		one.Opened = !i.CreatedAt.Before(window.Since) && !i.CreatedAt.After(window.Until)
		for n := range one.Acts {
			one.note(&one.Acts[n])
		}
		all = append(all, one)
	}
	return all
}

// note remembers the latest act of a kind.
func (t *Touched) note(act *Act) {
	switch act.Kind {
	case "snooze":
		t.Asleep = true
	case triggerAct, acknowledgeAct, "unacknowledge", resolveAct:
		t.Asleep = false
	}
	switch {
	case act.Kind == triggerAct && act.Start.Sub(t.CreatedAt.Time) > time.Minute, strings.HasPrefix(act.Kind, "reopen"):
		t.Reopened, t.Resolved = act, nil
	case act.Kind == resolveAct:
		t.Resolved = act
	case act.Kind == acknowledgeAct:
		t.Acknowledged = act
		if len(act.Assignees) > 0 {
			t.Moved = act
		}
	case act.Kind == "unacknowledge":
		t.Unacknowledged = act
	case act.Kind == "snooze":
		t.Snoozed = act
	case act.Kind == escalateAct:
		t.Escalated = act
	case act.Kind == delegateAct, act.Kind == assignAct && len(act.Assignees) > 0 && act.Start.Sub(t.CreatedAt.Time) > time.Minute:
		t.Moved = act
	}
}

// Concerns reports whether a user did something in the window, was notified, or was given the incident, or has it.
func (t *Touched) Concerns(userID string) bool {
	is := func(r pagerduty.Reference) bool { return r.ID == userID }
	return slices.ContainsFunc(t.Assignments, func(a pagerduty.Assignment) bool { return is(a.Assignee) }) ||
		slices.ContainsFunc(t.Acts, func(act Act) bool {
			return is(act.Agent) || slices.ContainsFunc(act.Notified, is) || slices.ContainsFunc(act.Assignees, is)
		})
}

// ResolvedByItself reports whether the incident was resolved by something other than a person, such as its integration or a time-out.
func (t *Touched) ResolvedByItself() bool {
	by := t.LastStatusChangeBy
	return !t.IsOpen() && by != nil && by.Type != "" && !strings.HasPrefix(by.Type, "user")
}

// Repeated is incidents of one service whose titles are of the same kind.
type Repeated struct {
	Incidents         []Touched // the newest first
	ByItself          int       // were resolved by something other than a person
	NeverAcknowledged int
}

// RepeatedKinds returns the kinds of incidents that opened at least twice, the most frequent first.
func RepeatedKinds(opened []Touched) []Repeated {
	byKind := map[[2]string]*Repeated{}
	var all []*Repeated
	newest := slices.SortedStableFunc(slices.Values(opened), func(a, b Touched) int { return b.CreatedAt.Compare(a.CreatedAt.Time) })
	for _, t := range newest {
		key := [2]string{t.Service.ID, Kind(t.Title)}
		if byKind[key] == nil {
			byKind[key] = &Repeated{}
			all = append(all, byKind[key])
		}
		kind := byKind[key]
		kind.Incidents = append(kind.Incidents, t)
		if t.ResolvedByItself() {
			kind.ByItself++
		}
		if t.Acknowledged == nil && len(t.Acknowledgements) == 0 {
			kind.NeverAcknowledged++
		}
	}
	var repeated []Repeated
	for _, kind := range all {
		if len(kind.Incidents) > 1 {
			repeated = append(repeated, *kind)
		}
	}
	slices.SortStableFunc(repeated, func(a, b Repeated) int { return len(b.Incidents) - len(a.Incidents) })
	return repeated
}

// DoneBy returns the ids of the incidents on which a user did something, each once, by the kind of act.
func DoneBy(userID string, touched []Touched) map[string][]string {
	done := map[string][]string{}
	for _, t := range touched {
		for _, act := range t.Acts {
			if act.Agent.ID == userID && !slices.Contains(done[act.Kind], t.ID) {
				done[act.Kind] = append(done[act.Kind], t.ID)
			}
		}
	}
	return done
}
