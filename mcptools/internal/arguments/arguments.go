// Package arguments brings the arguments of a call, as a model sent them, into canonical form.
package arguments

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/schema"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/text"
)

const (
	maxDepth    = 64 // levels of nesting
	maxOpened   = 8  // wrappers around an argument
	maxProblems = 5  // reported at once
)

// Problem is what is wrong with arguments.
type Problem struct {
	Argument string // such as "limit" or "overrides[2].start"; empty for the arguments as a whole
	Message  string
	Cause    error // the error of a type that decodes itself
}

// Canonical returns one compact JSON object with the names and types of the schema, in its order.
func Canonical(s *schema.Schema, raw json.RawMessage) (json.RawMessage, *Problem) {
	root, message := parse(raw)
	if message != "" {
		return nil, &Problem{Message: message}
	}
	var d decoder
	out := d.object(s, root.Inside, "")
	if len(d.problems) == 0 {
		return out, nil
	}
	sentences := make([]string, len(d.problems))
	for i, problem := range d.problems {
		sentences[i] = strings.TrimSuffix(problem.Message, ".") + "."
	}
	if d.full() {
		sentences = append(sentences, "There may be more problems.")
	}
	return nil, &Problem{Argument: d.problems[0].Argument, Message: strings.Join(sentences, " ")}
}

// parse reads the arguments of a call, which may be missing or an object in a string. Anything else is a problem.
func parse(raw json.RawMessage) (root text.Value, problem string) {
	if len(bytes.TrimSpace(raw)) == 0 {
		return text.Value{Kind: text.Object}, ""
	}
	root, err := text.Parse(raw, maxDepth)
	if err != nil {
		return root, fmt.Sprintf("The arguments are not valid JSON: %v.", err)
	}
	root = asObject(unquoted(root))
	content := strings.TrimSpace(root.Text)
	switch {
	case root.Kind == text.Null, root.Kind == text.String && (content == "" || content == "null"):
		return text.Value{Kind: text.Object}, ""
	case root.Kind != text.Object:
		return root, fmt.Sprintf("The arguments are %s: they must be one JSON object, such as {\"name\":\"value\"}.", text.Describe(root))
	}
	return root, ""
}

// unquoted returns the object or list that a string holds, or v itself.
func unquoted(v text.Value) text.Value {
	if content := strings.TrimSpace(v.Text); v.Kind == text.String && content != "" && strings.Contains("{[", content[:1]) {
		if inner, err := text.Parse([]byte(content), maxDepth); err == nil {
			return inner
		}
	}
	return v
}

// asObject returns an empty object for an empty list, which is how PHP writes one, or v itself.
func asObject(v text.Value) text.Value {
	if v.Kind == text.Array && len(v.Inside) == 0 {
		return text.Value{Kind: text.Object}
	}
	return v
}

// Decode decodes canonical arguments into the argument struct behind in.
func Decode(canonical json.RawMessage, in any) *Problem {
	d := json.NewDecoder(bytes.NewReader(canonical))
	d.DisallowUnknownFields()
	err := d.Decode(in)
	if mismatch, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return &Problem{mismatch.Field, fmt.Sprintf("Argument %q cannot be %s.", mismatch.Field, text.Shown(mismatch.Value)), err}
	}
	switch {
	case err != nil:
		return &Problem{Message: fmt.Sprintf("The arguments cannot be read: %s.", text.Clean(err.Error(), 2000)), Cause: err}
	case d.More():
		return &Problem{Message: "There is more than one JSON object."}
	}
	return nil
}

// decoder collects what is wrong with arguments on their way into canonical form.
type decoder struct {
	problems []Problem // the first ones
	count    int
}

func (d *decoder) report(path, format string, details ...any) {
	if d.count++; len(d.problems) < maxProblems {
		d.problems = append(d.problems, Problem{Argument: path, Message: fmt.Sprintf(format, details...)})
	}
}

// full reports whether further problems are not reported.
func (d *decoder) full() bool { return len(d.problems) >= maxProblems }
