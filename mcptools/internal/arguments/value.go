package arguments

import (
	"strconv"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/schema"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/text"
)

// role is the place that a value is for.
type role int

const (
	optional role = iota
	required
	element // of a list
)

// coerce brings v into the form of the schema. The result is nil if the argument counts as not given: for null, and for an empty
// string where an optional argument can be no string. It is false if a problem was reported.
func (d *decoder) coerce(s *schema.Schema, v text.Value, path string, place role) (canonical []byte, ok bool) {
	blank := v.Kind == text.String && strings.TrimSpace(text.Clean(v.Text, len(v.Text))) == ""
	switch {
	case v.Kind == text.Null && place != element, blank && s.TakesNoBlank() && place == optional:
		return nil, true
	case blank && (place == required && s.Type == "string" || s.TakesNoBlank()):
		d.report(path, "Argument %q is empty: it must be %s", path, s.Wanted())
		return nil, false
	}
	fits := false
	switch s.Type {
	case "object":
		if v := asObject(unquoted(v)); v.Kind == text.Object {
			before := d.count
			canonical = d.object(s, v.Inside, path)
			return canonical, d.count == before
		}
	case "array":
		return d.coerceArray(s, v, path)
	default:
		switch isTree := v.Kind == text.Object || v.Kind == text.Array; {
		case isTree && s.IsJSON:
			v = text.Value{Kind: text.String, Text: string(v.AppendJSON(nil))}
		case v.Kind == text.Object:
			v = referenced(v)
		}
		canonical, fits = s.Scalar(v)
	}
	if !fits {
		d.misfit(s, v, path)
	}
	return canonical, fits
}

// misfit reports a value that is not what the schema wants, with the choice that it may mean.
func (d *decoder) misfit(s *schema.Schema, v text.Value, path string) {
	if v.Kind == text.String {
		if near := text.Nearest(v.Text, s.Enum, 2); len(near) == 1 {
			d.report(path, "Argument %q is %s: did you mean %q? It must be %s", path, text.Describe(v), near[0], s.Wanted())
			return
		}
	}
	d.report(path, "Argument %q is %s: it must be %s", path, text.Describe(v), s.Wanted())
}

// coerceArray takes a list, a list in a string, or a single value as a list of one.
func (d *decoder) coerceArray(s *schema.Schema, v text.Value, path string) (canonical []byte, ok bool) {
	if s.Pairs {
		v = pairs(v)
	}
	if opened := unquoted(v); opened.Kind == text.Array || s.Items.Type == "object" {
		v = opened
	}
	items, single := v.Inside, v.Kind != text.Array
	if single {
		items = []text.Member{{Value: v}}
	}
	if s.Splits || single && !s.Whole && s.Items.Type == "string" && listsIDs(v) {
		items = splitAtCommas(items)
	}
	if !s.AllowsCount(len(items)) {
		d.report(path, "Argument %q has %d items: it must be %s", path, len(items), s.Wanted())
		return nil, false
	}
	before := d.count
	canonical = []byte{'['}
	for i, item := range items {
		if d.full() {
			return nil, false
		}
		content, _ := d.coerce(s.Items, item.Value, path+"["+strconv.Itoa(i)+"]", element)
		if i > 0 {
			canonical = append(canonical, ',')
		}
		canonical = append(canonical, content...)
	}
	return append(canonical, ']'), d.count == before
}

// listsIDs reports whether a string is probably a list of ids, numbers or e-mail addresses, such as "P1ABCDE, P2FGHIJ". In names and other
// texts, some part between commas has a space, or no digit.
func listsIDs(v text.Value) bool {
	parts := strings.Split(v.Text, ",")
	for _, part := range parts {
		part = strings.TrimSpace(part)
		if strings.ContainsAny(part, " \t\n'\"") || !strings.ContainsAny(part, "0123456789@") {
			return false
		}
	}
	return v.Kind == text.String && len(parts) > 1
}

// splitAtCommas makes several items of "a, b".
func splitAtCommas(items []text.Member) []text.Member {
	const longest = 10_000
	var split []text.Member
	for _, item := range items {
		if item.Kind != text.String || len(item.Text) > longest || strings.Trim(item.Text, ", \t\n") == "" {
			split = append(split, item)
			continue
		}
		for part := range strings.SplitSeq(item.Text, ",") {
			if part = strings.TrimSpace(part); part != "" {
				split = append(split, text.Member{Value: text.Value{Kind: text.String, Text: part}})
			}
		}
	}
	return split
}
