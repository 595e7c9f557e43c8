package pcl

import "time"

// node is a part of a condition.
type node interface {
	// evaluate returns nil, bool, string, int64, float64, []any or map[string]any, a time.Time, time.Duration or *schedule, or what is not
	// a value: outcome, NotKnown or misfit.
	evaluate(e *evaluation) any
	// place returns the bounds of the node in the text.
	place() (from, to int)
}

// misfit is the result of a comparison whose operands do not fit. It counts as false.
type misfit struct{}

// span is the bounds of a node in the text.
type span struct{ from, to int }

func (s span) place() (from, to int) { return s.from, s.to }

type (
	// literal is a value in the text.
	literal struct {
		span
		value any
	}
	pathNode struct {
		span
		path Path
	}
	existsNode struct {
		span
		path Path
	}
	nowNode   struct{ span }
	countNode struct {
		span
		count Count
	}
	inNode struct {
		span
		schedule *schedule
	}
	notNode struct {
		span
		operand node
	}
	// logicNode is "and" or "or". Its value is decided once an operand is decisive: false for "and", true for "or".
	logicNode struct {
		span
		decisive    Truth
		left, right node
	}
	// groupNode is a condition in parentheses.
	groupNode struct {
		span
		node
	}
)

func (g groupNode) place() (from, to int) { return g.span.place() }

func (l literal) evaluate(*evaluation) any { return l.value }

func (p pathNode) evaluate(e *evaluation) any {
	value, _ := p.path.Lookup(e.Roots)
	return normalized(value)
}

func (x existsNode) evaluate(e *evaluation) any {
	value, exists := x.path.Lookup(e.Roots)
	if _, unknown := value.(NotKnown); unknown {
		return value
	}
	return exists
}

func (nowNode) evaluate(e *evaluation) any {
	if e.Now.IsZero() {
		return NotKnown{"the time is not known"}
	}
	return e.Now
}

func (c countNode) evaluate(e *evaluation) any {
	if e.Count != nil {
		if events, known := e.Count(c.count); known {
			return events
		}
	}
	return NotKnown{"the number of the rule's recent events is not known"}
}

func (n inNode) evaluate(e *evaluation) any {
	now, known := nowNode{}.evaluate(e).(time.Time)
	if !known {
		return NotKnown{"the time is not known"}
	}
	return n.schedule.holds(now)
}

func (n notNode) evaluate(e *evaluation) any {
	value := e.truth(n.operand)
	switch value.truth {
	case True:
		return false
	case False:
		return true
	default:
		return value
	}
}

func (n logicNode) evaluate(e *evaluation) any {
	left := e.truth(n.left)
	if left.truth == n.decisive {
		return left.truth == True // the right side gives no warnings
	}
	right := e.truth(n.right)
	switch {
	case right.truth == n.decisive || left.truth != Unknown && right.truth != Unknown:
		return right.truth == True
	case left.truth != Unknown:
		return right
	case right.truth != Unknown:
		return left
	default:
		return outcome{Unknown, appendNew(left.reasons, right.reasons)}
	}
}
