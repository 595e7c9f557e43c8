package pcl

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"
)

// normalized returns a value of Input.Roots with its numbers as int64 or float64; NotKnown for a value that JSON does not have.
func normalized(value any) any {
	switch value := value.(type) {
	case json.Number:
		return parsedNumber(value.String())
	case float64:
		const precise = 1 << 53
		if value == math.Trunc(value) && math.Abs(value) <= precise {
			return int64(value)
		}
		return value
	case int:
		return int64(value)
	case nil, bool, string, int64, []any, map[string]any, time.Time, time.Duration, *schedule, NotKnown, misfit, outcome:
		return value
	default:
		return NotKnown{fmt.Sprintf("a %T is no decoded JSON", value)}
	}
}

// parsedNumber returns the int64 or float64 of a JSON number.
func parsedNumber(text string) any {
	if integer, err := strconv.ParseInt(text, 10, 64); err == nil {
		return integer
	}
	float, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return NotKnown{"a number is too large"}
	}
	return float
}

// typeName returns the name of a value's type with its article.
func typeName(value any) string {
	switch value := value.(type) {
	case nil:
		return "nil"
	case bool, misfit, outcome:
		return "a boolean"
	case string:
		return "a string"
	case int64:
		return "an integer"
	case float64:
		return "a float"
	case time.Time:
		return "a datetime"
	case time.Duration:
		return "a duration"
	case *schedule:
		return "a schedule"
	case []any:
		return "a list"
	case map[string]any:
		return "an object"
	default:
		return fmt.Sprintf("a %T", value)
	}
}

// appendNew appends those texts that are not in the list.
func appendNew(list, more []string) []string {
	list = slices.Clone(list)
	for _, text := range more {
		if !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	return list
}
