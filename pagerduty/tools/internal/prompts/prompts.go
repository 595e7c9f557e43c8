// Package prompts holds the prompts of the toolsets. Several toolsets have the same prompt, each with the tools of its own that do the work.
// The texts name no tool. They quote what the user typed, and nothing that PagerDuty sent.
package prompts

import (
	"cmp"
	"context"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/instruct"
)

const (
	readOnly = "Change nothing in PagerDuty unless I ask for it. " + instruct.Untrusted
	sources  = "Name the incident, the person or the time that each statement rests on. Say what you could not read, and do not guess."
)

// Triage is the prompt to find out what is wrong and what to do.
func Triage(source pagerduty.ClientSource, needs ...string) mcptools.Prompt {
	return mcptools.Prompt{
		Name: "triage", Title: "Triage an incident", Description: "What is broken, who has it, the likely cause and what to do next.", Needs: needs,
		Arguments: []mcptools.PromptArgument{incidentArgument(incident.SuggestOpen(source))},
		Render: text(func(of arguments) []string {
			return []string{
				"Help me triage the PagerDuty incident " + of.incident() + ". Read its alerts, notes, timeline, recent changes and similar incidents first. Then tell me, as briefly as you can:",
				"1. What is broken, who is affected, and since when.\n" +
					"2. Who has it, who was asked to help, and whom PagerDuty notifies next and when.\n" +
					"3. The likely cause, and what speaks for and against it. A change shortly before the incident is a lead, not a proof.\n" +
					"4. What I should do now: at most three steps, the most useful first.",
				sources, readOnly,
			}
		}),
	}
}

// Handover is the prompt to tell the next person on call what they need to know.
func Handover(source pagerduty.ClientSource, needs ...string) mcptools.Prompt {
	return mcptools.Prompt{
		Name: "handover", Title: "Hand over a shift", Description: "What the next person on call needs to know about the last shift.", Needs: needs,
		Arguments: []mcptools.PromptArgument{
			{Name: "user", Title: "Whose shift", Description: "Name or e-mail address. Default: yours.", Complete: withMe(identify.Suggest(source, identify.User()))},
			{Name: "team", Title: "Team", Description: "Only what concerns this team.", Complete: identify.Suggest(source, identify.Team())},
		},
		Render: text(func(of arguments) []string {
			shift := "my current or last on-call shift"
			if user := of.named("user"); user != "" && user != `"me"` {
				shift = "the current or last on-call shift of " + user
			}
			return []string{
				"Write the handover of " + shift + of.after(" for the team ", "team") + ", for the person who takes over. Use at most one page:",
				"1. First of all: what the next person has to do, and until when.\n" +
					"2. Incidents that are still open: state, who has them, the next step.\n" +
					"3. Incidents that were resolved and may come back, and changes that may cause more.\n" +
					"4. What paged needlessly.\n" +
					"5. Who takes over and until when, and any gap in who is on call.",
				"Write times in the time zone of the person who takes over. " + sources, readOnly,
			}
		}),
	}
}

// Postmortem is the prompt to draft a post-mortem.
func Postmortem(source pagerduty.ClientSource, needs ...string) mcptools.Prompt {
	return mcptools.Prompt{
		Name: "postmortem", Title: "Write a post-mortem", Description: "A draft from what PagerDuty has on an incident, with gaps marked.", Needs: needs,
		Arguments: []mcptools.PromptArgument{incidentArgument(incident.SuggestRecent(source))},
		Render: text(func(of arguments) []string {
			return []string{
				"Draft a blameless post-mortem of the PagerDuty incident " + of.incident() + ". Read its alerts, notes, whole timeline, recent changes and similar incidents first. Write these sections:",
				"1. Summary: three sentences that somebody outside the team understands.\n" +
					"2. Impact: who was affected, how, and for how long.\n" +
					"3. Timeline, in UTC: what happened, when it was noticed, who acted, when it ended.\n" +
					"4. Causes: what is known, and what is only likely.\n" +
					"5. What went well, and what made it worse or longer.\n" +
					"6. Follow-ups: at most five, each with an owner or \"no owner yet\".",
				"PagerDuty does not know everything: where a section needs more, write \"To fill in:\" and ask me the question. " + sources, readOnly,
			}
		}),
	}
}

// OnCall is the prompt to find out whom to call.
func OnCall(source pagerduty.ClientSource, needs ...string) mcptools.Prompt {
	return mcptools.Prompt{
		Name: "oncall", Title: "Who is on call", Description: "Whom to call now, and who is next.", Needs: needs,
		Arguments: []mcptools.PromptArgument{
			{Name: "for", Title: "For what", Description: "Service, team, escalation policy, schedule or user. Default: your teams.", Complete: identify.Suggest(source, identify.Staffed(true, nil))},
			{Name: "at", Title: "When", Description: "Default: now."},
		},
		Render: text(func(of arguments) []string {
			return []string{
				"Who is on call for " + cmp.Or(of.named("for"), "my teams") + cmp.Or(of.after(" at ", "at"), " now") + "? Begin with the one person to call first. " +
					"Then list each level: who it is, until when, who is next, and their local time.",
				"Point out levels without anybody, and people who are on several levels. " +
					"If I named several things or nothing that you can find, ask me which I mean. " + sources, readOnly,
			}
		}),
	}
}

// Cover is the prompt to plan who takes over turns.
func Cover(source pagerduty.ClientSource, needs ...string) mcptools.Prompt {
	return mcptools.Prompt{
		Name: "cover", Title: "Plan cover", Description: "Who can take over on-call turns while somebody is away.", Needs: needs,
		Arguments: []mcptools.PromptArgument{
			{Name: "from", Title: "From", Description: "Such as tomorrow, or 2026-03-01 09:00.", Required: true},
			{Name: "to", Title: "To", Description: "Such as +3d, or 2026-03-08.", Required: true},
			{Name: "user", Title: "Who is away", Description: "Name or e-mail address. Default: you.", Complete: withMe(identify.Suggest(source, identify.User()))},
			{Name: "schedule", Title: "Schedule", Description: "Only turns of this schedule.", Complete: identify.Suggest(source, identify.Schedule())},
		},
		Render: text(func(of arguments) []string {
			who := "I am"
			if user := of.named("user"); user != "" && user != `"me"` {
				who = user + " is"
			}
			return []string{
				who + " away from " + of.named("from") + " to " + of.named("to") + ". Plan who covers the on-call turns of that time" + of.after(" on the schedule ", "schedule") + ".",
				"For each turn, propose one person and a second choice, and say why: free then, rested before and after, by day where they live, least on call lately. " +
					"Say which turns nobody can take. Show the plan as a table with start, end, schedule, proposal and second choice.",
				"It is a proposal: make no override before I have agreed to the plan. " + sources, readOnly,
			}
		}),
	}
}

func incidentArgument(complete mcptools.CompleteFunc) mcptools.PromptArgument {
	return mcptools.PromptArgument{Name: "incident", Title: "Incident", Description: "Number, id or web address.", Required: true, Complete: complete}
}

// withMe adds the user who types to the suggested users.
func withMe(users mcptools.CompleteFunc) mcptools.CompleteFunc {
	return func(ctx context.Context, typed string) ([]string, error) {
		names, err := users(ctx, typed)
		if err == nil && strings.HasPrefix("me", strings.ToLower(typed)) {
			names = append([]string{"me"}, names...)
		}
		return names, err
	}
}

// arguments are those of a prompt, as the user typed them.
type arguments map[string]string

// text returns a Render function that joins paragraphs.
func text(paragraphs func(arguments) []string) func(context.Context, map[string]string) (string, error) {
	return func(_ context.Context, given map[string]string) (string, error) {
		return strings.Join(paragraphs(given), "\n\n"), nil
	}
}

// named returns an argument in quotation marks; "" without it.
func (a arguments) named(name string) string {
	if a[name] == "" {
		return ""
	}
	return `"` + strings.ReplaceAll(strings.Join(strings.Fields(a[name]), " "), `"`, "'") + `"`
}

// after returns words and an argument; "" without it.
func (a arguments) after(words, name string) string {
	if value := a.named(name); value != "" {
		return words + value
	}
	return ""
}

// incident returns how the text names the incident. Of a suggestion it keeps only the number: anyone who can send an event writes titles.
func (a arguments) incident() string {
	first, _, _ := strings.Cut(a["incident"], " ")
	if number, err := identify.Incident("incident", first); err == nil && number.IsNumber() {
		return number.ID
	}
	if name, err := identify.Incident("incident", a["incident"]); err == nil && name.Host == "" {
		return name.ID
	}
	return a.named("incident")
}
