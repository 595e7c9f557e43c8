// Package conditions evaluates PagerDuty's Condition Language (PCL), in which the rules of event orchestrations say which events they are for.
// It follows PagerDuty's documentation of the language, and shares no code with any other evaluator.
package conditions

import (
	"errors"
	"fmt"
	"time"
)

// Condition is a parsed expression. It is immutable and safe for concurrent use.
type Condition struct {
	root   node
	counts []Count
}

// Count is a use of trigger_count or resetting_trigger_count in an expression.
type Count struct {
	Over      time.Duration
	Resetting bool
}

// Event is what a condition is evaluated on. Both parts are decoded JSON, in which numbers may be json.Number.
type Event struct {
	Normal any // the normalised event, at event.…
	Raw    any // the event as it was sent, at raw_event.…
	Now    time.Time
	// Count returns the number of triggers for the use with an index, the present one included. It is called only if the value is
	// needed. Without it, the count is 1.
	Count func(index int, use Count) int
}

// Parse parses an expression. Its error says what is wrong, and where.
func Parse(text string) (*Condition, error) {
	if len(text) > maxExpression {
		return nil, fmt.Errorf("the condition has %d bytes, more than %d", len(text), maxExpression)
	}
	p := &parser{lexer: lexer{text: text}}
	root := p.expression()
	if p.err == nil && p.token().kind != endToken {
		p.unexpected("the end of the condition")
	}
	if p.err == nil && root.type_() == otherType {
		p.err = errors.New("the condition must be a boolean")
	}
	if p.err != nil {
		return nil, p.err
	}
	return &Condition{root, p.counts}, nil
}

// Counts returns the uses of trigger counts in the expression, in order.
func (c *Condition) Counts() []Count { return c.counts }

// Matches reports whether the condition is true of an event. The warnings are about results that are not booleans and count as false.
func (c *Condition) Matches(event Event) (matched bool, warnings []string) {
	r := &run{event: event}
	return r.boolean(c.root), r.warnings
}

// run is one evaluation.
type run struct {
	event    Event
	warnings []string
}

// boolean evaluates a node. Anything but a boolean counts as false.
func (r *run) boolean(n node) bool {
	value := n.value(r)
	result, ok := value.(bool)
	if !ok {
		r.warnings = append(r.warnings, fmt.Sprintf("%s is not a boolean and counts as false", n))
	}
	return result
}
