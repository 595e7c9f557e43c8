package command

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

const (
	maxQuestion  = 900 // characters; more would scroll the decision off a terminal of 24 rows
	maxDecision  = 150 // characters that every client shows; some show three rows of a terminal and hide the rest
	questionTime = 3 * time.Second
)

// question words a call for a person who may have just been woken: first what will happen and whom it pages, then all arguments. It
// is one paragraph, since a client may show few lines and count an empty one.
func question(ctx context.Context, call mcptools.Call) string {
	ctx, cancel := context.WithTimeout(ctx, questionTime) // for looking up names; without names it shows ids
	defer cancel()
	notified := consequence(call)
	decision := call.Question(ctx).Text(maxDecision-1-utf8.RuneCountInString(notified)) + " " + notified
	details := arguments(call)
	if details.Words == "" {
		return decision
	}
	return decision + " " + details.Text(maxQuestion-1-utf8.RuneCountInString(decision))
}

// consequence states whom the call pages.
func consequence(call mcptools.Call) string {
	switch people := call.Count(marks.People); {
	case call.Count(marks.Pages) == 0:
		return "Pages nobody."
	case people == 0: // notifications are counted, but not their receivers: a level of a policy may be a whole team
		return "May page whoever is on call."
	case people == 1:
		return "May page 1 person."
	default:
		return fmt.Sprintf("May page %d people.", people)
	}
}

// arguments lists the arguments of a call in the order of its schema, without those that equal their default.
func arguments(call mcptools.Call) (details mcptools.Question) {
	var schema struct {
		Properties map[string]struct{ Default json.RawMessage }
	}
	_ = json.Unmarshal(call.Tool.InputSchema, &schema) // an unreadable schema has no defaults
	decoder := json.NewDecoder(bytes.NewReader(call.Arguments))
	_, err := decoder.Token() // {
	for err == nil && decoder.More() {
		var token json.Token
		var value json.RawMessage
		if token, err = decoder.Token(); err == nil {
			err = decoder.Decode(&value)
		}
		if name, _ := token.(string); err == nil && !bytes.Equal(value, schema.Properties[name].Default) {
			if details.Words != "" {
				details.Words += "; "
			}
			details = details.And(argument(name, value))
		}
	}
	return details
}

// argument returns the words for one argument, and its value as data: the items of a list, or one item.
func argument(name string, value json.RawMessage) (words string, data []string) {
	var items []json.RawMessage
	if json.Unmarshal(value, &items) != nil {
		return name + ": %s", []string{plain(value)}
	}
	for _, item := range items {
		data = append(data, plain(item))
	}
	return fmt.Sprintf("%s (%d): %%s", name, len(items)), data
}

// plain returns a string without its quotes, and any other value as JSON.
func plain(value json.RawMessage) string {
	var words string
	if json.Unmarshal(value, &words) == nil {
		return words
	}
	return string(value)
}
