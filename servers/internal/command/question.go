package command

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

const (
	maxShown = 1500 // characters of a call's arguments in a question, shared out among them
	minShown = 80   // of each of them
)

// question puts a call to a person who may have just been woken: what will happen, then the arguments, one a line. The model wrote
// them, perhaps from what an outsider sent: none can begin a line of its own.
func question(call mcptools.Call) string {
	lines := []string{call.Tool.Title + "? " + consequence(call)}
	given := given(call)
	for _, argument := range given {
		lines = append(lines, argument.shown(max(minShown, maxShown/len(given))))
	}
	return strings.Join(lines, "\n")
}

func consequence(call mcptools.Call) string {
	switch pages := call.Count(markPages); {
	case pages > 1:
		return fmt.Sprintf("This may page people %d times.", pages)
	case pages == 1:
		return "This may page 1 person."
	case call.Tool.Effect == mcptools.EffectDestructive:
		return "This changes or removes what is there. It should page nobody."
	}
	return "This adds something. It should page nobody."
}

// argument is one of a call's.
type argument struct {
	name  string
	value json.RawMessage
}

// given are the arguments of a call, in the order of its schema, without those that say what the default is.
func given(call mcptools.Call) []argument {
	var schema struct {
		Properties map[string]struct{ Default json.RawMessage }
	}
	_ = json.Unmarshal(call.Tool.InputSchema, &schema) // what cannot be read has no defaults
	var arguments []argument
	decoder := json.NewDecoder(bytes.NewReader(call.Arguments))
	_, err := decoder.Token() // {
	for err == nil && decoder.More() {
		var name json.Token
		var next argument
		if name, err = decoder.Token(); err == nil {
			next.name, _ = name.(string)
			err = decoder.Decode(&next.value)
		}
		if err == nil && !bytes.Equal(next.value, schema.Properties[next.name].Default) {
			arguments = append(arguments, next)
		}
	}
	return arguments
}

// shown is the argument in one line, its value cut after most characters.
func (a argument) shown(most int) string {
	name, text := a.name, string(a.value)
	var one string
	var many []string
	switch {
	case json.Unmarshal(a.value, &one) == nil:
		text = one
	case json.Unmarshal(a.value, &many) == nil:
		if text = strings.Join(many, ", "); len(many) > 1 {
			name += fmt.Sprintf(" (%d)", len(many))
		}
	}
	return name + ": " + mcptools.Clean(strings.Join(strings.Fields(text), " "), most)
}
