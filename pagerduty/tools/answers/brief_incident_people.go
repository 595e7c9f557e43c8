package answers

import (
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// ownerView is a person to whom the incident is assigned.
type ownerView struct {
	view.Reference
	Since          string `json:"since,omitzero"`
	For            string `json:"for,omitzero"`
	AcknowledgedAt string `json:"acknowledged_at,omitzero"`
}

// askedView is a person who was asked to help.
type askedView struct {
	view.Reference
	State   string `json:"state,omitzero"`
	AskedAt string `json:"asked_at,omitzero"`
	AskedBy string `json:"asked_by,omitzero"`
	Text    string `json:"text,omitzero"`
}

// pendingView is an action that PagerDuty will take.
type pendingView struct {
	Action  string `json:"action"`
	At      string `json:"at,omitzero"`
	In      string `json:"in,omitzero"`
	Overdue bool   `json:"overdue,omitzero"` // PagerDuty is late
	To      string `json:"to,omitzero"`      // the new urgency, or the level of an escalation
}

// levelView is a level of the escalation policy, with the people who are on call now.
type levelView struct {
	Level  int          `json:"level"`
	After  string       `json:"notified,omitzero"` // how long after the opening
	People []onCallView `json:"people,omitempty"`
	Nobody string       `json:"nobody,omitzero"`
	OneOf  bool         `json:"one_of,omitzero"` // round robin
	HasIt  bool         `json:"has_it,omitzero"`
	Next   bool         `json:"next,omitzero"`
}

type onCallView struct {
	view.Reference
	Until string `json:"until,omitzero"`
}

// owners returns who has the incident, since when, and who acknowledged it.
func (b *briefing) owners() []ownerView {
	acknowledged := map[string]pagerduty.Time{}
	for _, a := range b.incident.Acknowledgements {
		acknowledged[a.Acknowledger.ID] = a.At
	}
	var owners []ownerView
	for _, a := range b.incident.Assignments {
		if who := view.Of(a.Assignee); who != nil {
			owners = append(owners, ownerView{*who, b.clock.at(a.At), b.clock.since(a.At), b.clock.at(acknowledged[who.ID])})
			delete(acknowledged, who.ID)
		}
	}
	for _, a := range b.incident.Acknowledgements { // by somebody to whom it is not assigned
		if _, left := acknowledged[a.Acknowledger.ID]; left && a.Acknowledger.ID != "" {
			b.remark(fmt.Sprintf("Acknowledged by %s (%s), who is not assigned.", view.Name(a.Acknowledger), a.Acknowledger.ID))
			delete(acknowledged, a.Acknowledger.ID) // who acknowledged twice is named once
		}
	}
	if b.incident.IsOpen() && len(owners) == 0 {
		b.remark("Nobody is assigned.")
	}
	return owners
}

func (b *briefing) asked() []askedView {
	var shown []askedView
	for _, r := range incident.AllAsked(b.incident) {
		if who := view.Of(r.User); who != nil {
			shown = append(shown, askedView{*who, r.State, b.clock.at(r.RequestedAt), view.Name(r.Requester), b.cut(r.Message, 200)})
		}
	}
	return shown
}

// levels returns the levels of the escalation policy; none if they could not be read, or
// do not matter any more.
func (b *briefing) levels() []oncall.Level {
	if b.policy == nil || !b.knows(onCallsPart) || !b.incident.IsOpen() {
		return nil
	}
	return oncall.Levels(*b.policy, b.onCalls, b.clock.now)
}

// nextLevels returns the level that has the incident and the level that is notified next, as far as they are known.
func (b *briefing) nextLevels(levels []oncall.Level) (current, next *oncall.Level) {
	return oncall.NextLevels(b.incident, levels, b.policy != nil && b.policy.Loops > 0)
}

// next returns what PagerDuty will do with the incident.
func (b *briefing) next() []pendingView {
	_, next := b.nextLevels(b.levels())
	var shown []pendingView
	escalates := false
	for _, action := range b.incident.PendingActions {
		pending := pendingView{Action: action.Type, At: b.clock.at(action.At), To: action.To}
		if action.At.After(b.clock.now) {
			pending.In = view.Length(action.At.Sub(b.clock.now))
		} else {
			pending.Overdue = !action.At.IsZero()
		}
		if action.Type == "escalate" {
			escalates = true
			if next != nil {
				pending.To = fmt.Sprintf("level %d", next.Number)
			}
		}
		shown = append(shown, pending)
	}
	switch {
	case !b.incident.IsOpen() || escalates:
	case oncall.WillEscalate(b.incident):
		b.remark("No escalation is pending: the level that is next is notified only after the acknowledgement has run out.")
	default:
		b.remark("No escalation is pending.")
	}
	return shown
}

func (b *briefing) levelViews() []levelView {
	levels := b.levels()
	current, next := b.nextLevels(levels)
	var shown []levelView
	for i := range levels {
		level := &levels[i]
		one := levelView{
			Level: level.Number, Nobody: nobodyAt(*level), HasIt: level == current, Next: level == next,
			OneOf: level.OneOf && len(level.People) > 1,
		}
		if level.After > 0 {
			one.After = notifiedText(*level)
		}
		for _, person := range level.People {
			if who := view.Of(person.User); who != nil {
				one.People = append(one.People, onCallView{*who, b.clock.show(person.Until)})
			}
		}
		shown = append(shown, one)
	}
	if len(levels) > 0 && current == nil && len(b.incident.Assignments) > 0 {
		b.remark("The assignees are not those of one level of the escalation policy now: who is next is not known.")
	}
	return shown
}
