package pcl

import (
	"slices"
	"strings"
	"time"
)

// Input is what a condition is evaluated against.
type Input struct {
	// Roots holds decoded JSON by the first name of paths, such as "event" and "raw_event": nil, bool, string, []any, map[string]any and
	// numbers. A json.Number keeps the difference between 3 and 3.0; a float64 without a fraction counts as an integer. What rests on
	// an absent root, or on a NotKnown in place of a value, is Unknown.
	Roots map[string]any
	// Now is the time of the evaluation. If it is zero, what rests on it is Unknown.
	Now time.Time
	// Count returns how many events the rule has had, the present one included, and whether that is known. nil knows none.
	Count func(Count) (events int64, known bool)
}

// Count is what trigger_count or resetting_trigger_count counts.
type Count struct {
	Over      time.Duration
	Resetting bool // resetting_trigger_count
}

// NotKnown stands in Input.Roots for a value that exists, perhaps, but is not known.
type NotKnown struct {
	Reason string // a sentence without a full stop, such as "an alert does not hold the component"
}

// Truth is the value of a condition. The zero Truth is False.
type Truth int

// The values of a condition. Unknown may be either.
const (
	False Truth = iota
	True
	Unknown
)

// String returns false, true or unknown.
func (t Truth) String() string {
	switch t {
	case False:
		return "false"
	case True:
		return "true"
	default:
		return "unknown"
	}
}

// Result is the outcome of an evaluation.
type Result struct {
	Value Truth
	// Reason explains an Unknown Value: the parts of the condition that decide it, each with why it is not known. Otherwise it is empty.
	Reason string
	// Warnings name the parts that were evaluated and compare what does not fit, such as nil with a number.
	Warnings []string
}

// Evaluate evaluates the condition. The zero Condition is Unknown.
func (c *Condition) Evaluate(in Input) Result {
	if c.root == nil {
		return Result{Value: Unknown, Reason: "there is no condition"}
	}
	e := &evaluation{Input: in, text: c.text, steps: mostSteps}
	value := e.truth(c.root)
	result := Result{Value: value.truth, Warnings: e.warnings}
	if value.truth == Unknown {
		result.Reason = strings.Join(value.reasons, "; ")
	}
	return result
}

// evaluation is one evaluation of a condition.
type evaluation struct {
	Input
	text     string
	warnings []string
	steps    int // that regular expressions may still take
}

// outcome is a Truth, with reasons if it is Unknown.
type outcome struct {
	truth   Truth
	reasons []string
}

// truth evaluates a node as a boolean. What is not boolean is false, with a warning.
func (e *evaluation) truth(n node) outcome {
	switch value := n.evaluate(e).(type) {
	case bool:
		return isTrue(value)
	case outcome:
		return value
	case NotKnown:
		return outcome{Unknown, []string{e.part(n) + ": " + value.Reason}}
	case misfit: // with a warning already
	default:
		e.warn(n, "this is "+typeName(value)+", not a boolean")
	}
	return outcome{}
}

func isTrue(value bool) outcome {
	if value {
		return outcome{truth: True}
	}
	return outcome{}
}

// warn records a warning about a part of the condition.
func (e *evaluation) warn(n node, message string) {
	if warning := e.part(n) + ": " + message; !slices.Contains(e.warnings, warning) {
		e.warnings = append(e.warnings, warning)
	}
}

// part returns the text of a node.
func (e *evaluation) part(n node) string {
	from, to := n.place()
	return "`" + strings.TrimSpace(e.text[from:to]) + "`"
}
