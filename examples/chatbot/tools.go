package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/people"
)

// offered are the tools that the assistant has.
var offered = []string{
	"list_incidents", "get_incident", "get_past_incidents", "get_related_incidents", "manage_incidents", "add_note_to_incident",
	"list_oncalls", "get_schedule",
}

// maxQuestion is how many characters of a question mcptools.Ask puts to the user.
const maxQuestion = 2000

// maxResultBytes keeps one result from filling the conversation.
const maxResultBytes = 30_000

// newTools gives the tools over the account of the client, and what the model is to know about them. Those that change
// something ask first.
func newTools(client *pagerduty.Client) (tools []mcptools.Tool, instructions string, err error) {
	var lines []string
	for _, set := range []mcptools.Toolset{incidents.Toolset(client), people.Toolset(client)} {
		tools = append(tools, set.Tools...)
		for line := range strings.Lines(set.Instructions) {
			if line = strings.TrimSpace(line); !slices.Contains(lines, line) {
				lines = append(lines, line)
			}
		}
	}
	tools, err = mcptools.Select(tools, mcptools.Selection{Writes: true, Only: offered})
	tools = middleware.Around(tools, middleware.Writes, middleware.Confirm(confirm))
	for i := range tools {
		tools[i] = tools[i].WithMaxResultBytes(maxResultBytes)
	}
	return tools, strings.Join(lines, "\n"), err
}

var errTooMuchToShow = errors.New("the user is shown all of a change before they confirm it, and this is too much to show: do less in one call")

// confirm asks the user about a call, unless they could not be shown the whole of it.
func confirm(ctx context.Context, call mcptools.Call) (middleware.Decision, error) {
	asked := question(call)
	if utf8.RuneCountInString(asked) > maxQuestion {
		return middleware.Decision{}, errTooMuchToShow
	}
	return middleware.AskUser(func(context.Context, mcptools.Call) string { return asked })(ctx, call)
}

// question shows what a call would do: all of it, with lists counted. Its arguments are the model's words: they are shown as JSON,
// so that none can pass for a line of the question.
func question(call mcptools.Call) string {
	var asked strings.Builder
	asked.WriteString("  " + call.Tool.Title + ": this changes PagerDuty")
	if call.Count(marks.Pages) > 0 {
		asked.WriteString(" and may wake somebody")
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

// oneLine shows the arguments of a call shortly.
func oneLine(arguments json.RawMessage) string {
	var parts []string
	for name, value := range members(arguments) {
		if value != "null" {
			parts = append(parts, name+"="+mcptools.Clean(value, 60))
		}
	}
	return mcptools.Clean(strings.Join(parts, " "), 160)
}

// members are the members of a JSON object, in their order, with compact values on one line; none, if it is no object.
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
			_ = json.Compact(&compact, value) // it was decoded, so it is JSON
			if !yield(flat(fmt.Sprint(name)), flat(compact.String())) {
				return
			}
		}
	}
}

// shortly says on the terminal why a call failed; text is what the model reads.
func shortly(err error, text string) string {
	switch {
	case errors.Is(err, middleware.ErrDenied):
		return "✗ not done: you said no"
	case errors.Is(err, context.Canceled):
		return "✗ interrupted"
	}
	return "✗ " + mcptools.Clean(text, 200)
}
