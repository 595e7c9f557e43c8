package incidents

import (
	"context"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/ask"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
)

// step is one of the changes of a call. Its words begin with a verb.
type step struct {
	words string // {} is replaced by the incidents in the first step, and removed in the others
	data  []string
}

// askManage asks "Resolve 2 incidents: 4200 Replication lag, 4198 Disk full?".
func (t *tools) askManage(ctx context.Context, in manageIncidentsInput) mcptools.Question {
	var question mcptools.Question
	for i, step := range t.steps(ctx, in) {
		object := ""
		if i == 0 {
			object = " " + ask.Count(len(in.IncidentIDs), "incident")
		} else {
			question = question.And(", ")
			step.words = strings.ToLower(step.words[:1]) + step.words[1:]
		}
		var data [][]string
		if step.data != nil {
			data = [][]string{step.data}
		}
		question = question.And(strings.Replace(step.words, "{}", object, 1), data...)
	}
	return question.And(": %s?", identify.Labels(ctx, t.source, identify.IncidentLabel, in.IncidentIDs...))
}

// steps returns the changes of the call, the most important first.
func (t *tools) steps(ctx context.Context, in manageIncidentsInput) []step {
	var steps []step
	add := func(given bool, words string, data ...string) {
		if given {
			steps = append(steps, step{words, data})
		}
	}
	if in.Status != nil {
		verb := map[pagerduty.IncidentStatus]string{
			pagerduty.StatusResolved: "Resolve{}", pagerduty.StatusAcknowledged: "Acknowledge{}", pagerduty.StatusTriggered: "Trigger{} again",
		}[*in.Status]
		add(verb != "", verb)
		add(in.Reopen, "Reopen{} if resolved")
	}
	if len(in.AssigneeIDs) > 0 {
		add(true, "Reassign{} to %s", identify.Labels(ctx, t.source, identify.User().Name, in.AssigneeIDs...)...)
	}
	if in.EscalationLevel != nil {
		add(true, fmt.Sprintf("Escalate{} to level %d", *in.EscalationLevel))
	}
	if in.EscalationPolicyID != nil {
		add(true, "Move{} to escalation policy %s", identify.Labels(ctx, t.source, identify.EscalationPolicy().Name, *in.EscalationPolicyID)...)
	}
	set := func(what string, to *string) {
		if to != nil {
			add(true, "Change{} "+what+" to %s", *to)
		}
	}
	set("urgency", (*string)(in.Urgency))
	set("priority", in.Priority)
	set("title", in.Title)
	set("type", in.IncidentType)
	add(in.ConferenceURL+in.ConferenceNumber != "", "Change{} conference")
	add(in.Note != nil && len(steps) == 0, "Write a note on{}")
	add(len(steps) == 0, "Change{}")
	return steps
}
