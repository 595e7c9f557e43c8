package conditions

import (
	"bytes"
	"cmp"
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// exactFloat is the largest number up to which every integer is a float64.
const exactFloat = 1 << 53

// compare orders two numbers or two times. ok is false for anything else.
func compare(left, right any) (order int, ok bool) {
	switch l := left.(type) {
	case int64:
		switch r := right.(type) {
		case int64:
			return cmp.Compare(l, r), true
		case float64:
			return compareMixed(l, r), true
		}
	case float64:
		switch r := right.(type) {
		case int64:
			return -compareMixed(r, l), true
		case float64:
			return cmp.Compare(l, r), true
		}
	case time.Time:
		if r, ok := right.(time.Time); ok {
			return l.Compare(r), true
		}
	}
	return 0, false
}

// compareMixed compares an integer with a float. Beyond the exact floats, the float is made an integer.
func compareMixed(integer int64, float float64) int {
	if -exactFloat <= integer && integer <= exactFloat && math.Abs(float) <= exactFloat {
		return cmp.Compare(float64(integer), float)
	}
	switch {
	case float >= 1<<63:
		return -1
	case float < -1<<63:
		return 1
	}
	return cmp.Compare(integer, int64(float))
}

// equals converts nothing but numbers. Values of other types are never equal.
func equals(left, right any) bool {
	if order, ok := compare(left, right); ok {
		return order == 0
	}
	if _, ok := left.(noResult); ok {
		return false
	}
	return reflect.DeepEqual(left, right)
}

// textOf returns a value as text. Objects and lists become JSON.
func textOf(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		text := strconv.FormatFloat(v, 'g', -1, 64)
		if !strings.ContainsAny(text, ".eIN") {
			text += ".0"
		}
		return text
	case time.Time:
		return v.Format(time.RFC3339)
	case []any, map[string]any:
		var out bytes.Buffer
		encoder := json.NewEncoder(&out)
		encoder.SetEscapeHTML(false)
		_ = encoder.Encode(v) // cannot fail: decoded JSON
		return strings.TrimSuffix(out.String(), "\n")
	}
	return ""
}

// maxMatched is how much of the left side of matches is looked at, in bytes.
const maxMatched = 64 << 10

// cut cuts a text to maxMatched, between two characters.
func cut(text string) string {
	if len(text) <= maxMatched {
		return text
	}
	end := maxMatched
	for end > maxMatched-utf8.UTFMax && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

func matches(left, right string, part, exactly bool) bool {
	if !exactly {
		left, right = fold(left), fold(right)
	}
	if part {
		return strings.Contains(left, right)
	}
	return left == right
}

// fold makes texts equal that differ only in case.
func fold(text string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			least = min(least, next)
		}
		return least
	}, text)
}
