package command

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

const (
	maxQuestion  = 900 // characters: more would push the decision off a terminal of 24 rows
	maxDecision  = 150 // of them that every client shows: one may have three rows of a terminal, and no way to see the rest
	questionTime = 3 * time.Second
)

// question puts a call to a person who may have just been woken: first what will happen and whom it pages, which is what they decide
// about, then all arguments. It is one paragraph, as a client may count an empty line as one of the few that it shows.
func question(ctx context.Context, call mcptools.Call) string {
	ctx, cancel := context.WithTimeout(ctx, questionTime) // to look up names; without them it shows ids
	defer cancel()
	notified := consequence(call)
	decision := call.Question(ctx).Text(maxDecision-1-utf8.RuneCountInString(notified)) + " " + notified
	details := arguments(call)
	if details.Words == "" {
		return decision
	}
	return decision + " " + details.Text(maxQuestion-1-utf8.RuneCountInString(decision))
}

// consequence says whom the call pages.
func consequence(call mcptools.Call) string {
	switch people := call.Count(markPeople); {
	case call.Count(markPages) == 0:
		return "Pages nobody."
	case people == 0: // pages counts notifications, and who gets them is not said: a level of a policy may be a whole team
		return "May page whoever is on call."
	case people == 1:
		return "May page 1 person."
	default:
		return fmt.Sprintf("May page %d people.", people)
	}
}

// arguments are those of a call, in the order of its schema, without those that say what the default is.
func arguments(call mcptools.Call) (details mcptools.Question) {
	var schema struct {
		Properties map[string]struct{ Default json.RawMessage }
	}
	_ = json.Unmarshal(call.Tool.InputSchema, &schema) // what cannot be read has no defaults
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

// argument is the name of an argument, which the tool's schema has, and its value: the items of a list, else one.
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

// plain is a string as its words, all else as JSON.
func plain(value json.RawMessage) string {
	var words string
	if json.Unmarshal(value, &words) == nil {
		return words
	}
	return string(value)
}
