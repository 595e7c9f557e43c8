package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/scriptedmodel"
)

const unknownToScript = `I am a script, not a model, and cannot answer that. Ask one of these:
  Which incidents are open?
  What do we know about the worst?  (or about #4199)
  Who is on call?  (or: Who is on call for it?)
  Has it happened before?
  Acknowledge it.  (or: Resolve #4199; Acknowledge all.)
  Note: looking into it.
With the key of a real model you can ask anything.`

// rule answers questions that contain one of its words. It replies with calls until it has their results, and then with a text.
type rule struct {
	words  []string
	answer func(*state) scriptedmodel.Reply
}

var rules = []rule{ // the first match counts
	{[]string{"note"}, (*state).addNote},
	{[]string{"acknowledge", "ack "}, (*state).acknowledge},
	{[]string{"resolve"}, (*state).resolve},
	{[]string{"before", "happened", "similar"}, (*state).findSimilar},
	{[]string{"on call", "on-call", "oncall", "who"}, (*state).onCall},
	{[]string{"know", "worst", "tell me", "about", "show", "why"}, (*state).showIncident},
	{[]string{"fire", "open", "going on", "broken", "incidents", "wrong"}, (*state).listOpen},
}

// script is the demo's model.
func script(now func() time.Time, interactive bool) scriptedmodel.Model {
	return func(conversation scriptedmodel.Conversation) scriptedmodel.Reply {
		s := newState(conversation, now())
		reply := s.answer()
		if interactive {
			reply.Pause = 15 * time.Millisecond // makes the streaming visible
		}
		return reply
	}
}

// answer returns the reply of the first rule that matches.
func (s *state) answer() scriptedmodel.Reply {
	asked := strings.ToLower(s.asked) + " "
	fits := func(word string) bool { return strings.Contains(asked, word) }
	switch at := slices.IndexFunc(rules, func(r rule) bool { return slices.ContainsFunc(r.words, fits) }); {
	case strings.Contains(s.failed, "said no"):
		return reply("OK, nothing was changed.")
	case s.failed != "":
		return reply("That did not work: %s", s.failed)
	case at >= 0:
		return rules[at].answer(s)
	}
	return reply("%s", unknownToScript)
}

// state is what the script knows from the conversation.
type state struct {
	now     time.Time
	asked   string                        // the user's last message
	results map[string]string             // of the tools called since, by name
	failed  string                        // the last failed result since
	seen    map[string]incident           // the incidents in all results, by number
	worst   string                        // the number of the worst in the last list
	subject string                        // the number of the incident under discussion
	calls   map[string]scriptedmodel.Call // by id
}

type incident struct {
	Number                           int
	Title, Status, Urgency, Priority string
	CreatedAt                        string `json:"created_at"`
	Service                          struct{ Name string }
	Assignees                        []struct{ Name string }
}

var number = regexp.MustCompile(`#?\b(\d{4,6})\b`)

func newState(conversation scriptedmodel.Conversation, now time.Time) *state {
	s := &state{now: now, seen: map[string]incident{}, calls: map[string]scriptedmodel.Call{}}
	for _, m := range conversation.Messages {
		switch m.Role {
		case "user":
			s.asked, s.results, s.failed = m.Text, map[string]string{}, ""
			if found := number.FindStringSubmatch(m.Text); found != nil {
				s.subject = found[1]
			} else if strings.Contains(strings.ToLower(m.Text), "worst") {
				s.subject = s.worst
			}
		case "assistant":
			for _, call := range m.Calls {
				s.calls[call.ID] = call
			}
		case "tool":
			s.addResult(s.calls[m.CallID].Name, m.Text)
		}
	}
	return s
}

// addResult records a result.
func (s *state) addResult(tool, text string) {
	if !json.Valid([]byte(text)) {
		s.failed = text
		return
	}
	s.results[tool] = text
	var found struct {
		Items []incident
		incident
	}
	_ = json.Unmarshal([]byte(text), &found) // other results have no incidents
	switch tool {
	case "list_incidents":
		slices.SortStableFunc(found.Items, worse)
		for _, i := range found.Items {
			s.seen[fmt.Sprint(i.Number)] = i
		}
		if len(found.Items) > 0 {
			s.worst = fmt.Sprint(found.Items[0].Number)
			s.subject = cmp.Or(s.subject, s.worst)
		}
	case "get_incident":
		s.seen[fmt.Sprint(found.Number)] = found.incident
	}
}

// worse orders incidents: triggered before acknowledged, then by urgency, priority and age.
func worse(a, b incident) int {
	rank := func(i incident) string {
		return fmt.Sprint(i.Status != "triggered", i.Urgency != "high", cmp.Or(i.Priority, "P9"))
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(b.CreatedAt, a.CreatedAt))
}
