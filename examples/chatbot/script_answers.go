package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/scriptedmodel"
)

func reply(format string, values ...any) scriptedmodel.Reply {
	return scriptedmodel.Reply{Text: fmt.Sprintf(format, values...)}
}

// callTool returns a text and a call of a tool.
func callTool(text, tool string, arguments map[string]any) scriptedmodel.Reply {
	encoded, _ := json.Marshal(arguments) // strings, numbers and lists always encode
	return scriptedmodel.Reply{Text: text, Calls: []scriptedmodel.Call{{Name: tool, Arguments: encoded}}}
}

// result decodes the result of a tool since the user's last message. It reports whether there is one.
func (s *state) result(tool string, into any) bool {
	text, called := s.results[tool]
	return called && json.Unmarshal([]byte(text), into) == nil
}

func callList() scriptedmodel.Reply {
	return callTool("Let me see which incidents are open.", "list_incidents", map[string]any{"statuses": []string{"triggered", "acknowledged"}})
}

func (s *state) listOpen() scriptedmodel.Reply {
	var found struct{ Items []incident }
	if !s.result("list_incidents", &found) {
		return callList()
	}
	if len(found.Items) == 0 {
		return reply("No incident is open.")
	}
	slices.SortStableFunc(found.Items, worse)
	var text strings.Builder
	triggered, low := 0, 0
	for _, i := range found.Items {
		if i.Status == "triggered" {
			triggered++
		}
		if i.Urgency != "high" {
			low++
			continue
		}
		fmt.Fprintf(&text, "\n  #%d  %-2s  %-12s  %s: %s (%s)", i.Number, i.Priority, i.Status, i.Service.Name, i.Title, s.since(i.CreatedAt))
	}
	return reply("%d incidents are open, and %d of them are not acknowledged. High urgency:%s\n"+
		"%d more have low urgency. The worst one that nobody has acknowledged is #%s.", len(found.Items), triggered, text.String(), low, s.worst)
}

func (s *state) showIncident() scriptedmodel.Reply {
	var found struct {
		incident
		Alerts  []struct{ Severity, Summary string }
		Changes []struct{ At, Summary string }
		Notes   []struct{ At, By, Text string }
	}
	switch {
	case s.subject == "" && s.result("list_incidents", &found):
		return reply("No incident is open.")
	case s.subject == "":
		return callList()
	case !s.result("get_incident", &found):
		return callTool("Let me look at #"+s.subject+".", "get_incident",
			map[string]any{"incident_id": s.subject, "include": []string{"alerts", "notes", "changes"}})
	}
	var text strings.Builder
	fmt.Fprintf(&text, "#%d, %s on %s: %s for %s, urgency %s, assigned to %s.", found.Number, found.Title, found.Service.Name,
		found.Status, s.since(found.CreatedAt), found.Urgency, names(found.Assignees))
	for _, alert := range found.Alerts {
		fmt.Fprintf(&text, "\n  Alert (%s): %s", alert.Severity, alert.Summary)
	}
	for _, change := range found.Changes {
		fmt.Fprintf(&text, "\n  Change %s ago: %s", s.since(change.At), change.Summary)
	}
	for _, note := range found.Notes {
		fmt.Fprintf(&text, "\n  Note by %s %s ago: %s", note.By, s.since(note.At), note.Text)
	}
	return scriptedmodel.Reply{Text: text.String()}
}

func (s *state) onCall() scriptedmodel.Reply {
	var found struct {
		Items []struct {
			Level            int
			EscalationPolicy struct{ Name string } `json:"escalation_policy"`
			User             struct{ Name string }
			End              string
		}
	}
	service := s.seen[s.subject].Service.Name
	if !strings.Contains(s.asked, " it") && !strings.Contains(s.asked, s.subject) {
		service = ""
	}
	if !s.result("list_oncalls", &found) {
		arguments := map[string]any{}
		if service != "" {
			arguments["service_ids"] = []string{service}
		}
		return callTool("Let me see who is on call.", "list_oncalls", arguments)
	}
	var text strings.Builder
	for _, turn := range found.Items {
		if service == "" && turn.Level > 1 {
			continue
		}
		fmt.Fprintf(&text, "\n  %s, level %d: %s", turn.EscalationPolicy.Name, turn.Level, turn.User.Name)
		if turn.End != "" {
			fmt.Fprintf(&text, ", for another %s", s.until(turn.End))
		}
	}
	if service == "" {
		return reply("On call first:%s", text.String())
	}
	return reply("On call for %s:%s", service, text.String())
}

func (s *state) findSimilar() scriptedmodel.Reply {
	if s.subject == "" {
		return askWhich()
	}
	var found struct {
		Items []struct {
			Title     string
			CreatedAt string `json:"created_at"`
		}
		More bool
	}
	if !s.result("get_past_incidents", &found) {
		return callTool("Let me look for resolved incidents like #"+s.subject+".", "get_past_incidents",
			map[string]any{"incident_id": s.subject, "limit": 3})
	}
	if len(found.Items) == 0 {
		return reply("There is no resolved incident like #%s.", s.subject)
	}
	var text strings.Builder
	for _, i := range found.Items {
		fmt.Fprintf(&text, "\n  %s ago: %s", s.since(i.CreatedAt), i.Title)
	}
	return reply("Most similar to #%s on its service:%s", s.subject, text.String())
}

func (s *state) acknowledge() scriptedmodel.Reply { return s.setStatus("acknowledged") }
func (s *state) resolve() scriptedmodel.Reply     { return s.setStatus("resolved") }

var all = regexp.MustCompile(`(?i)\b(all|every|everything)\b`)

func (s *state) setStatus(status string) scriptedmodel.Reply {
	if all.MatchString(s.asked) {
		return s.setStatusOfAll(status)
	}
	if s.subject == "" {
		return askWhich()
	}
	var found struct {
		Items []struct{ Before, After struct{ Status string } }
	}
	if !s.result("manage_incidents", &found) {
		return callTool("", "manage_incidents", map[string]any{"incident_ids": []string{s.subject}, "status": status})
	}
	if len(found.Items) == 0 || found.Items[0].After.Status == "" {
		return reply("#%s was already %s.", s.subject, status)
	}
	return reply("Done: #%s was %s and is %s.", s.subject, found.Items[0].Before.Status, found.Items[0].After.Status)
}

// setStatusOfAll acknowledges all triggered incidents, or resolves all open ones.
func (s *state) setStatusOfAll(status string) scriptedmodel.Reply {
	var found struct{ Items []incident }
	if !s.result("list_incidents", &found) {
		return callList()
	}
	var ids []string
	for _, i := range found.Items {
		if status == "resolved" || i.Status == "triggered" {
			ids = append(ids, fmt.Sprint(i.Number))
		}
	}
	var done struct{ Changed int }
	switch {
	case len(ids) == 0:
		return reply("No incident is left to change.")
	case !s.result("manage_incidents", &done):
		return callTool("", "manage_incidents", map[string]any{"incident_ids": ids, "status": status})
	}
	return reply("Done: %d incidents are %s.", done.Changed, status)
}

func (s *state) addNote() scriptedmodel.Reply {
	_, words, given := strings.Cut(s.asked, ":")
	var written struct{ By, Text string }
	switch words = strings.TrimSpace(words); {
	case s.subject == "":
		return askWhich()
	case !given || words == "":
		return reply("What should the note say? Write it after a colon: Note: looking into it.")
	case !s.result("add_note_to_incident", &written):
		return callTool("", "add_note_to_incident", map[string]any{"incident_id": s.subject, "note": words})
	}
	return reply("Noted on #%s, by %s: %s", s.subject, written.By, written.Text)
}

func askWhich() scriptedmodel.Reply {
	return reply("Which incident do you mean? Ask which ones are open, or name one, such as #4200.")
}

func names(of []struct{ Name string }) string {
	var all []string
	for _, one := range of {
		all = append(all, one.Name)
	}
	if len(all) == 0 {
		return "nobody"
	}
	return strings.Join(all, " and ")
}

// since returns how long ago a time was, in words.
func (s *state) since(text string) string {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return "?"
	}
	return inWords(s.now.Sub(at))
}

func (s *state) until(text string) string {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return "?"
	}
	return inWords(at.Sub(s.now))
}

func inWords(d time.Duration) string {
	switch d = d.Round(time.Minute); {
	case d < 90*time.Minute:
		return fmt.Sprintf("%d min", d/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", d.Round(time.Hour)/time.Hour)
	}
	return fmt.Sprintf("%d days", d/(24*time.Hour))
}
