package conditions

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
)

// path leads to a value in an event.
type path struct {
	raw   bool  // in raw_event
	steps []any // names and indexes
}

func (path) type_() staticType { return anyType }

func (p path) value(r *run) any {
	value, _ := p.find(r)
	return value
}

// find returns the value at the path, and whether there is one: null is one.
func (p path) find(r *run) (value any, found bool) {
	value = r.event.Normal
	if p.raw {
		value = r.event.Raw
	}
	for _, step := range p.steps {
		switch step := step.(type) {
		case string:
			object, _ := value.(map[string]any)
			if value, found = object[step]; !found {
				return nil, false
			}
		case int:
			list, _ := value.([]any)
			if step >= len(list) {
				return nil, false
			}
			value = list[step]
		}
	}
	return plain(value), true
}

func (p path) String() string {
	var out strings.Builder
	out.WriteString("event")
	if p.raw {
		out.Reset()
		out.WriteString("raw_event")
	}
	for _, step := range p.steps {
		switch step := step.(type) {
		case string:
			if isIdentifier(step) && !reserved()[step] {
				out.WriteString("." + step)
			} else {
				out.WriteString("[" + quote(step) + "]")
			}
		case int:
			fmt.Fprintf(&out, "[%d]", step)
		}
	}
	return out.String()
}

func quote(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(text) + "'"
}

// plain makes numbers of decoded JSON int64 if they are integers of 64 bits, and float64 otherwise.
func plain(value any) any {
	switch v := value.(type) {
	case json.Number:
		if number, err := v.Int64(); err == nil {
			return number
		}
		number, _ := v.Float64() // infinite if it is too large
		return number
	case int:
		return int64(v)
	case float64:
		if v == math.Trunc(v) && math.Abs(v) <= exactFloat { // the decoder does not tell 3 from 3.0
			return int64(v)
		}
	}
	return value
}
