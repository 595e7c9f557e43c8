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

const unknownToScript = `I am a script, not a model, and have no rule for that. I know these:
  What is on fire?
  What do we know about the worst?  (or about #4199)
  Who is on call?  (or: Who is on call for it?)
  Has it happened before?
  Acknowledge it.  (or: Resolve #4199; Acknowledge all.)
  Note: looking into it.
With a key of a real model, ask in your own words.`

// rule answers what a user asks with one of its words: with the calls that it needs while their results are not there, then
// with a text made of them.
type rule struct {
	words  []string
	answer func(*scene) scriptedmodel.Reply
}

var rules = []rule{ // the first that fits
	{[]string{"note"}, (*scene).note},
	{[]string{"acknowledge", "ack "}, (*scene).acknowledge},
	{[]string{"resolve"}, (*scene).resolve},
	{[]string{"before", "happened", "similar"}, (*scene).past},
	{[]string{"on call", "on-call", "oncall", "who"}, (*scene).onCall},
	{[]string{"know", "worst", "tell me", "about", "show", "why"}, (*scene).know},
	{[]string{"fire", "open", "going on", "broken", "incidents", "wrong"}, (*scene).fire},
}

// script is the demo's model.
func script(now func() time.Time, watched bool) scriptedmodel.Model {
	return func(conversation scriptedmodel.Conversation) scriptedmodel.Reply {
		s := newScene(conversation, now())
		reply := s.answer()
		if watched {
			reply.Pause = 15 * time.Millisecond // so that it can be seen to stream
		}
		return reply
	}
}

// answer follows the first rule that fits.
func (s *scene) answer() scriptedmodel.Reply {
	asked := strings.ToLower(s.asked) + " "
	fits := func(word string) bool { return strings.Contains(asked, word) }
	switch at := slices.IndexFunc(rules, func(r rule) bool { return slices.ContainsFunc(r.words, fits) }); {
	case strings.Contains(s.failed, "said no"):
		return say("All right, I leave it as it is.")
	case s.failed != "":
		return say("That did not work. The tool says: %s", s.failed)
	case at >= 0:
		return rules[at].answer(s)
	}
	return say("%s", unknownToScript)
}

// scene is what the script sees in a conversation.
type scene struct {
	now     time.Time
	asked   string                        // the user's last words
	results map[string]string             // of the tools that were called since, by name
	failed  string                        // the last of them, if it failed
	seen    map[string]incident           // the incidents that were listed or shown, by number
	worst   string                        // number of the worst when they were last listed
	subject string                        // number of the incident that is talked about
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

func newScene(conversation scriptedmodel.Conversation, now time.Time) *scene {
	s := &scene{now: now, seen: map[string]incident{}, calls: map[string]scriptedmodel.Call{}}
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
			s.take(s.calls[m.CallID].Name, m.Text)
		}
	}
	return s
}

// take learns from a result.
func (s *scene) take(tool, text string) {
	if !json.Valid([]byte(text)) {
		s.failed = text
		return
	}
	s.results[tool] = text
	var found struct {
		Items []incident
		incident
	}
	_ = json.Unmarshal([]byte(text), &found) // a result without incidents is none
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

// worse puts what nobody works on first, then by urgency, priority and age.
func worse(a, b incident) int {
	rank := func(i incident) string {
		return fmt.Sprint(i.Status != "triggered", i.Urgency != "high", cmp.Or(i.Priority, "P9"))
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(b.CreatedAt, a.CreatedAt))
}
