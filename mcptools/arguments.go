package mcptools

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

const (
	maxArgumentDepth = 64 // levels of nesting
	maxOpened        = 8  // wrappers around an argument
	maxProblems      = 5  // told at once
)

// ArgumentError says what is wrong with the arguments of a call. Functions behind tools may return one of their own,
// which does not say whether anything was done before: see ErrNothingDone.
type ArgumentError struct {
	Tool     string // may be empty
	Argument string // such as "limit" or "overrides[2].start"; empty where the arguments as a whole are meant
	Message  string // sentences for the model: what came and what is wanted

	cause  error
	notRun bool // the function was not run
}

// Is matches ErrNothingDone if the function was not run for these arguments.
func (e *ArgumentError) Is(target error) bool { return target == ErrNothingDone && e.notRun }

// Unwrap returns the error of a type that decodes itself, if there was one.
func (e *ArgumentError) Unwrap() error { return e.cause }

func (e *ArgumentError) Error() string {
	if e.Tool == "" {
		return e.Message
	}
	return fmt.Sprintf("%s was not run. %s", e.Tool, e.Message)
}

// canonical brings raw arguments into canonical form: one compact JSON object with the names and types of the schema, in its
// order. What cannot be brought there is an *ArgumentError.
func (s *schema) canonical(tool string, raw json.RawMessage) (json.RawMessage, error) {
	root, problem := parseArguments(raw)
	if problem != "" {
		return nil, &ArgumentError{Tool: tool, Message: problem, notRun: true}
	}
	var d decoder
	out := d.object(s, root.members, "")
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
	return nil, &ArgumentError{Tool: tool, Argument: d.problems[0].Argument, Message: strings.Join(sentences, " "), notRun: true}
}

// parseArguments reads the arguments of a call, which may be missing or an object in a string. What else they may be is a problem.
func parseArguments(raw json.RawMessage) (root value, problem string) {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 {
		return value{kind: object}, ""
	}
	root, err := parse(raw, maxArgumentDepth)
	if err != nil {
		return root, fmt.Sprintf("The arguments are not valid JSON: %v.", err)
	}
	root = root.unquoted().asObject()
	switch {
	case root.kind == null, root.kind == text && slices.Contains([]string{"", "null"}, strings.TrimSpace(root.text)):
		return value{kind: object}, ""
	case root.kind != object:
		return root, fmt.Sprintf("The arguments are %s: they must be one JSON object, such as {\"name\":\"value\"}.", describe(root))
	}
	return root, ""
}

// unquoted returns the object or list that stands in a string, or v itself.
func (v value) unquoted() value {
	if v.kind != text {
		return v
	}
	content := strings.TrimSpace(v.text)
	if content == "" || content[0] != '{' && content[0] != '[' {
		return v
	}
	if inner, err := parse([]byte(content), maxArgumentDepth); err == nil {
		return inner
	}
	return v
}

// asObject returns an empty object for an empty list, which is how PHP writes one, or v itself.
func (v value) asObject() value {
	if v.kind == array && len(v.items) == 0 {
		return value{kind: object}
	}
	return v
}

// decoder brings arguments into canonical form and collects what is wrong with them.
type decoder struct {
	problems []ArgumentError
}

func (d *decoder) report(path, format string, details ...any) outcome {
	if !d.full() {
		d.problems = append(d.problems, ArgumentError{Argument: path, Message: fmt.Sprintf(format, details...)})
	}
	return refused
}

// full tells whether further problems would not be told.
func (d *decoder) full() bool { return len(d.problems) >= maxProblems }

// outcome is what became of a value on its way to an argument.
type outcome int

const (
	given   outcome = iota
	absent          // it means that the argument is not given
	refused         // a problem was reported
)

// decodeCanonical decodes a call's canonical arguments into the argument struct behind in.
func decodeCanonical(call Call, in any) error {
	d := json.NewDecoder(bytes.NewReader(call.Arguments))
	d.DisallowUnknownFields()
	err := d.Decode(in)
	if err == nil && !d.More() {
		return nil
	}
	problem := ArgumentError{Tool: call.Tool.Name, Message: "There is more than one JSON object.", cause: err, notRun: true}
	if mismatch, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		problem.Argument = mismatch.Field
		problem.Message = fmt.Sprintf("Argument %q cannot be %s.", mismatch.Field, shown(mismatch.Value))
	} else if err != nil {
		problem.Message = fmt.Sprintf("The arguments cannot be read: %s.", Clean(err.Error(), maxErrorLength))
	}
	return &problem
}

// describe shows a value in an error.
func describe(v value) string {
	switch v.kind {
	case text:
		return string(appendString(nil, Clean(firstBytes(v.text), maxShown)))
	case object, array:
		return Clean(firstBytes(string(v.appendJSON(nil))), maxShown)
	case null:
		return "null"
	}
	return Clean(firstBytes(v.text), maxShown)
}

// maxShown is how many characters of a value an error shows.
const maxShown = 80

// firstBytes cuts a huge text to more than is shown.
func firstBytes(s string) string {
	const enough = 16 * maxShown
	if len(s) > enough {
		return strings.ToValidUTF8(s[:enough], "")
	}
	return s
}

// isBlank tells whether v is a string with nothing in it.
func isBlank(v value) bool {
	return v.kind == text && strings.TrimSpace(Clean(v.text, len(v.text))) == ""
}

// find returns the content of the first member that has this name.
func (v value) find(key string) (value, bool) {
	i := slices.IndexFunc(v.members, func(m member) bool { return m.key == key })
	if i < 0 {
		return value{}, false
	}
	return v.members[i].value, true
}
