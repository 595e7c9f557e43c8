package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/people"
)

// offered are the assistant's tools.
var offered = []string{
	"list_incidents", "get_incident", "get_past_incidents", "get_related_incidents", "manage_incidents", "add_note_to_incident",
	"list_oncalls", "get_schedule",
}

// maxQuestion is the number of characters that mcptools.Ask shows of a question.
const maxQuestion = 2000

// maxResultBytes limits a tool result, so that one does not fill the conversation.
const maxResultBytes = 30_000

// newTools returns the tools for the client's account and instructions for the model. Tools that change something ask first.
func newTools(client *pagerduty.Client) (tools []mcptools.Tool, instructions string, err error) {
	toolset := mcptools.Join(incidents.Toolset(client), people.Toolset(client))
	tools, err = mcptools.Select(toolset.Tools, mcptools.Selection{Writes: true, Only: offered})
	tools = middleware.Around(tools, middleware.Writes, middleware.Confirm(confirm))
	for i := range tools {
		tools[i] = tools[i].WithMaxResultBytes(maxResultBytes)
	}
	return tools, toolset.Instructions, err
}

var errTooMuchToShow = errors.New("the user must see the whole change to confirm it, and this one is too much to show: do less in one call")

// confirm asks the user about a call. It fails if the question is too long to show in full.
func confirm(ctx context.Context, call mcptools.Call) (middleware.Decision, error) {
	asked := question(call)
	if utf8.RuneCountInString(asked) > maxQuestion {
		return middleware.Decision{}, errTooMuchToShow
	}
	return middleware.AskUser(func(context.Context, mcptools.Call) string { return asked })(ctx, call)
}

// question returns the question about a call: its tool, and all its arguments with the lengths of lists. Arguments are shown as JSON,
// so that the model's text cannot imitate a line of the question.
func question(call mcptools.Call) string {
	var asked strings.Builder
	asked.WriteString("  " + call.Tool.Title + ": this changes PagerDuty")
	if call.Count(marks.Pages) > 0 {
		asked.WriteString(" and may page somebody")
	}
	for name, value := range members(call.Arguments) {
		var list []json.RawMessage
		if _ = json.Unmarshal([]byte(value), &list); len(list) > 1 {
			name = fmt.Sprintf("%s (%d)", name, len(list))
		}
		fmt.Fprintf(&asked, "\n    %s: %s", name, value)
	}
	return asked.String() + "\n  Do it?"
}

// argumentLine returns the arguments of a call on one line, shortened.
func argumentLine(arguments json.RawMessage) string {
	var parts []string
	for name, value := range members(arguments) {
		if value != "null" {
			parts = append(parts, name+"="+mcptools.Clean(value, 60))
		}
	}
	return mcptools.Clean(strings.Join(parts, " "), 160)
}

// members iterates over the members of a JSON object in their order, with compact values on one line. Other values have none.
func members(object json.RawMessage) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		decoder := json.NewDecoder(bytes.NewReader(object))
		if begin, err := decoder.Token(); err != nil || begin != json.Delim('{') {
			return
		}
		for decoder.More() {
			name, err := decoder.Token()
			var value json.RawMessage
			if err != nil || decoder.Decode(&value) != nil {
				return
			}
			var compact bytes.Buffer
			_ = json.Compact(&compact, value) // decoded, so valid
			if !yield(singleLine(fmt.Sprint(name)), singleLine(compact.String())) {
				return
			}
		}
	}
}

// failureLine returns the reason of a failed call for the terminal. text is the result for the model.
func failureLine(err error, text string) string {
	switch {
	case errors.Is(err, middleware.ErrDenied):
		return "✗ not done: you said no"
	case errors.Is(err, context.Canceled):
		return "✗ interrupted"
	}
	return "✗ " + mcptools.Clean(text, 200)
}
