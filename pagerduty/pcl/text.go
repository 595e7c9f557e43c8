package pcl

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
)

// texts returns the texts that PagerDuty may turn a value into, or why they are not known.
func texts(value any) (possible []string, unknown string) {
	switch value := value.(type) {
	case string:
		return []string{value}, ""
	case bool:
		return []string{strconv.FormatBool(value)}, ""
	case int64:
		return []string{strconv.FormatInt(value, 10)}, ""
	case float64:
		return floatTexts(value), ""
	case []any, map[string]any:
		return jsonText(value)
	default:
		return nil, "PagerDuty does not document how it writes " + typeName(value) + " as text"
	}
}

// floatTexts returns the ways to write a float. PagerDuty writes large and small ones with an exponent, but does not document from
// where on.
func floatTexts(value float64) []string {
	plain := withPoint(strconv.FormatFloat(value, 'f', -1, 64))
	if size := math.Abs(value); size == 0 || size >= 1e-3 && size < 1e5 {
		return []string{plain}
	}
	digits, exponent, _ := strings.Cut(strconv.FormatFloat(value, 'e', -1, 64), "e")
	short := exponent[:1] + strings.TrimLeft(exponent[1:], "0")
	digits = withPoint(digits)
	return []string{plain, digits + "e" + short, digits + "e" + strings.TrimPrefix(short, "+"), digits + "e" + exponent}
}

func withPoint(digits string) string {
	if strings.Contains(digits, ".") {
		return digits
	}
	return digits + ".0"
}

// jsonText returns compact JSON, with the fields of objects in the order of their names. PagerDuty does not document their order:
// hangsOnOrder reports where it matters.
func jsonText(value any) (possible []string, unknown string) {
	if holdsUnknown(value) {
		return nil, "a part of the value is not known"
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, "the value is no decoded JSON"
	}
	return []string{strings.TrimSuffix(text.String(), "\n")}, ""
}

// holdsUnknown reports whether there is a NotKnown in a value.
func holdsUnknown(value any) bool {
	switch value := value.(type) {
	case NotKnown:
		return true
	case []any:
		for _, entry := range value {
			if holdsUnknown(entry) {
				return true
			}
		}
	case map[string]any:
		for _, field := range value {
			if holdsUnknown(field) {
				return true
			}
		}
	}
	return false
}

// holdsOrder reports whether there is an object with several fields in a value.
func holdsOrder(value any) bool {
	switch value := value.(type) {
	case []any:
		return slices.ContainsFunc(value, holdsOrder)
	case map[string]any:
		for _, field := range value {
			if holdsOrder(field) {
				return true
			}
		}
		return len(value) > 1
	}
	return false
}
