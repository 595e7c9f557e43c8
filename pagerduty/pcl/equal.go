package pcl

import "time"

// isEqual reports whether two normalized values are equal without a conversion, and whether that is known.
func isEqual(left, right any) (equal, known bool) {
	if isUnknown(left) || isUnknown(right) {
		return false, false
	}
	if order, comparable := compare(left, right); comparable {
		return order == 0, true
	}
	switch left := left.(type) {
	case nil, bool, string, time.Duration:
		return isSimple(right) && left == right, true
	case *schedule:
		right, isSchedule := right.(*schedule)
		return isSchedule && left.isSame(right), true
	case []any:
		right, isList := right.([]any)
		return equalLists(left, right, isList)
	case map[string]any:
		right, isObject := right.(map[string]any)
		return equalObjects(left, right, isObject)
	}
	return false, true
}

// isSimple reports whether Go can compare the value with ==.
func isSimple(value any) bool {
	switch value.(type) {
	case []any, map[string]any:
		return false
	default:
		return true
	}
}

func equalLists(left, right []any, isList bool) (equal, known bool) {
	if !isList || len(left) != len(right) {
		return false, true
	}
	known = true
	for i := range left {
		switch same, sure := isEqual(normalized(left[i]), normalized(right[i])); {
		case !sure:
			known = false
		case !same:
			return false, true
		}
	}
	return known, known
}

func equalObjects(left, right map[string]any, isObject bool) (equal, known bool) {
	if !isObject || len(left) != len(right) {
		return false, true
	}
	known = true
	for name := range left {
		other, exists := right[name]
		if !exists {
			return false, true
		}
		switch same, sure := isEqual(normalized(left[name]), normalized(other)); {
		case !sure:
			known = false
		case !same:
			return false, true
		}
	}
	return known, known
}
