package pcl

import (
	"cmp"
	"time"
)

type (
	// orderNode is one of > >= < <=.
	orderNode struct {
		span
		operator    string
		left, right node
	}
	// equalNode is ==.
	equalNode struct {
		span
		left, right node
	}
)

func (n orderNode) evaluate(e *evaluation) any {
	left, right := n.left.evaluate(e), n.right.evaluate(e)
	for i, value := range []any{left, right} {
		if !isOrdered(value) && !isUnknown(value) {
			e.warn(n, n.operator+" compares two numbers or two datetimes, but its "+[]string{"left", "right"}[i]+" side is "+typeName(value))
			return misfit{}
		}
	}
	if isUnknown(left) || isUnknown(right) {
		return e.unknown(n, left, right)
	}
	order, comparable := compare(left, right)
	if !comparable {
		e.warn(n, n.operator+" compares two numbers or two datetimes, not "+typeName(left)+" and "+typeName(right))
		return misfit{}
	}
	switch n.operator {
	case ">":
		return order > 0
	case ">=":
		return order >= 0
	case "<":
		return order < 0
	default:
		return order <= 0
	}
}

func (n equalNode) evaluate(e *evaluation) any {
	left, right := e.operand(n.left), e.operand(n.right)
	if isUnknown(left) || isUnknown(right) {
		return e.unknown(n, left, right)
	}
	if left == nil && right == nil {
		return outcome{Unknown, []string{e.part(n) + ": PagerDuty does not document whether nil equals nil"}}
	}
	equal, known := isEqual(left, right)
	if !known {
		return e.unknown(n, NotKnown{"a part of the value is not known"})
	}
	if !equal && left != nil && right != nil && typeName(left) != typeName(right) && !(isNumber(left) && isNumber(right)) {
		e.warn(n, "== converts nothing, and "+typeName(left)+" never equals "+typeName(right))
	}
	return equal
}

// unknown returns the outcome of a node that rests on operands that are not known.
func (e *evaluation) unknown(n node, operands ...any) outcome {
	result := outcome{truth: Unknown}
	for _, operand := range operands {
		switch operand := operand.(type) {
		case NotKnown:
			result.reasons = appendNew(result.reasons, []string{e.part(n) + ": " + operand.Reason})
		case outcome:
			result.reasons = appendNew(result.reasons, operand.reasons)
		}
	}
	return result
}

func isUnknown(value any) bool {
	switch value := value.(type) {
	case NotKnown:
		return true
	case outcome:
		return value.truth == Unknown
	default:
		return false
	}
}

// operand returns the value of an operand of == or matches. It is a NotKnown for a comparison that does not fit: PagerDuty documents
// only that this counts as false in "and", "or" and "not".
func (e *evaluation) operand(n node) any {
	value := n.evaluate(e)
	if _, isMisfit := value.(misfit); isMisfit {
		return NotKnown{"PagerDuty does not document the value of " + e.part(n)}
	}
	return value
}

// isOrdered reports whether > and its like take a value.
func isOrdered(value any) bool {
	_, isTime := value.(time.Time)
	return isTime || isNumber(value)
}

func isNumber(value any) bool {
	switch value.(type) {
	case int64, float64:
		return true
	default:
		return false
	}
}

// compare orders two numbers or two datetimes, and reports whether they are such.
func compare(left, right any) (order int, comparable bool) {
	switch left := left.(type) {
	case int64:
		switch right := right.(type) {
		case int64:
			return cmp.Compare(left, right), true
		case float64:
			return -compareFloat(right, left), true
		}
	case float64:
		switch right := right.(type) {
		case int64:
			return compareFloat(left, right), true
		case float64:
			return cmp.Compare(left, right), true
		}
	case time.Time:
		if right, isTime := right.(time.Time); isTime {
			return left.Compare(right), true
		}
	}
	return 0, false
}

// compareFloat orders a float and an integer. From ±2^53 on a float has less precision than an integer, and becomes one. PagerDuty's page
// has ±2^53 itself on neither side; as an integer it is compared exactly.
func compareFloat(float float64, integer int64) int {
	const precise, past = 1 << 53, 1 << 63
	switch {
	case float > -precise && float < precise:
		return cmp.Compare(float, float64(integer))
	case float >= past:
		return 1
	case float < -past:
		return -1
	default:
		return cmp.Compare(int64(float), integer)
	}
}
