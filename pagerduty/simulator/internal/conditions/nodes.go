package conditions

import (
	"fmt"
	"regexp"
)

// node is a part of an expression. Its value is nil, a bool, an int64, a float64, a string, a time.Time, a []any, a map[string]any, or
// noResult.
type node interface {
	fmt.Stringer
	value(*run) any
	type_() staticType
}

// staticType is what is known of a value before it is evaluated.
type staticType int

const (
	anyType staticType = iota // a path
	booleanType
	otherType // never a boolean
)

// noResult is the value of a comparison between types that do not fit.
type noResult struct{}

type literal struct {
	is   any
	text string
}

func (l literal) value(*run) any { return l.is }
func (l literal) String() string { return l.text }
func (l literal) type_() staticType {
	if _, ok := l.is.(bool); ok {
		return booleanType
	}
	return otherType
}

// boolean is embedded in nodes whose values are booleans, or would be if the types fitted.
type boolean struct{}

func (boolean) type_() staticType { return booleanType }

type and struct {
	boolean
	left, right node
}

func (n and) value(r *run) any { return r.boolean(n.left) && r.boolean(n.right) }
func (n and) String() string   { return fmt.Sprintf("(%s and %s)", n.left, n.right) }

type or struct {
	boolean
	left, right node
}

func (n or) value(r *run) any { return r.boolean(n.left) || r.boolean(n.right) }
func (n or) String() string   { return fmt.Sprintf("(%s or %s)", n.left, n.right) }

type not struct {
	boolean
	of node
}

func (n not) value(r *run) any { return !r.boolean(n.of) }
func (n not) String() string   { return fmt.Sprintf("(not %s)", n.of) }

type exists struct {
	boolean
	path path
}

func (n exists) value(r *run) any {
	_, found := n.path.find(r)
	return found
}
func (n exists) String() string { return n.path.String() + " exists" }

type equal struct {
	boolean
	left, right node
}

func (n equal) value(r *run) any { return equals(n.left.value(r), n.right.value(r)) }
func (n equal) String() string   { return fmt.Sprintf("%s == %s", n.left, n.right) }

// ordering is a comparison with >, >=, < or <=.
type ordering struct {
	boolean
	operator    string
	left, right node
}

func (n ordering) value(r *run) any {
	order, ok := compare(n.left.value(r), n.right.value(r))
	if !ok {
		return noResult{}
	}
	switch n.operator {
	case ">":
		return order > 0
	case ">=":
		return order >= 0
	case "<":
		return order < 0
	}
	return order <= 0
}
func (n ordering) String() string { return fmt.Sprintf("%s %s %s", n.left, n.operator, n.right) }

// match is a comparison of texts, whole or in part.
type match struct {
	boolean
	left, right   node
	part, exactly bool
}

func (n match) value(r *run) any {
	left, right := n.left.value(r), n.right.value(r)
	if left == nil || right == nil {
		return false
	}
	return matches(cut(textOf(left)), textOf(right), n.part, n.exactly)
}

func (n match) String() string {
	words := " matches "
	if n.part {
		words += "part "
	}
	if n.exactly {
		words += "exactly "
	}
	return n.left.String() + words + n.right.String()
}

type matchRegex struct {
	boolean
	left    node
	pattern *regexp.Regexp
	text    string
	exactly bool
}

func (n matchRegex) value(r *run) any {
	left := n.left.value(r)
	return left != nil && n.pattern.MatchString(cut(textOf(left)))
}

func (n matchRegex) String() string {
	words := " matches regex "
	if n.exactly {
		words += "exactly "
	}
	return n.left.String() + words + quote(n.text)
}

type now struct{}

func (now) value(r *run) any  { return r.event.Now.UTC() }
func (now) String() string    { return "now" }
func (now) type_() staticType { return otherType }

type nowIn struct {
	boolean
	schedule schedule
}

func (n nowIn) value(r *run) any { return n.schedule.contains(r.event.Now) }
func (n nowIn) String() string   { return "now in " + n.schedule.text }

type triggerCount struct {
	index int
	use   Count
	text  string
}

func (n triggerCount) value(r *run) any {
	if r.event.Count == nil {
		return int64(1)
	}
	return int64(r.event.Count(n.index, n.use))
}

func (n triggerCount) String() string  { return n.text }
func (triggerCount) type_() staticType { return otherType }
