package arguments

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/schema"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/text"
)

// object is one object of arguments on its way into canonical form. Its values may come from wherever a model put them.
type object struct {
	*decoder
	schema  *schema.Schema
	path    string
	values  [][]byte // by property; nil while nothing is given
	refused []bool   // by property: a problem was reported already
}

// object brings the members of an object into the order and form of the schema. path is where the object stands.
func (d *decoder) object(s *schema.Schema, members []text.Member, path string) []byte {
	o := object{d, s, path, make([][]byte, len(s.Properties)), make([]bool, len(s.Properties))}
	o.collect(members, path, 0)
	out := []byte{'{'}
	for i, p := range s.Properties {
		value := o.values[i]
		if value == nil && !o.refused[i] {
			value = p.Default
			if value == nil && s.Requires(p.Name) {
				d.report(schema.Join(path, p.Name), "Argument %q is required: %s", schema.Join(path, p.Name), p.Explained())
			}
		}
		if value == nil {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(text.AppendString(out, p.Name), ':'), value...)
	}
	return append(out, '}')
}

// collect assigns members to properties. from is their path as it was given, opened how many wrappers it goes through.
func (o *object) collect(members []text.Member, from string, opened int) {
	for _, m := range members {
		if o.full() {
			return
		}
		i, known := o.schema.Find(m.Key)
		switch {
		case known:
			o.assign(i, m.Value)
		case m.Kind == text.Null: // not given, whatever its name
		case opened > 0 && m.Key == "type": // what an API calls its objects, no argument
		default:
			o.unwrap(m, schema.Join(from, m.Key), opened)
		}
	}
}

// unwrap takes arguments out of a member that is no argument itself.
func (o *object) unwrap(m text.Member, from string, opened int) {
	content := unquoted(m.Value)
	switch {
	case content.Kind == text.Object && opened < maxOpened:
		o.open(m.Key, content, from, opened+1)
		return
	case content.Kind == text.Object:
		o.report(from, "Argument %q is wrapped in more than %d objects", text.Shown(from), maxOpened)
		return
	case content.Kind == text.Array:
		for _, name := range idsNamed(m.Key) {
			if i, known := o.schema.Find(name); known {
				if ids, ok := idsOf(o.schema, content); ok {
					o.assign(i, ids)
					return
				}
			}
		}
	}
	o.unknown(m.Key, from)
}

// open takes arguments out of an object around them. In x:{"id":…} the id means x_id where that is an argument.
func (o *object) open(key string, wrapper text.Value, from string, opened int) {
	i, known := o.schema.Find(key + "_id")
	if !known {
		o.collect(wrapper.Inside, from, opened)
		return
	}
	if id, only := onlyID(o.schema, wrapper); only {
		o.assign(i, id)
		return
	}
	_, hasID := wrapper.Find("id")
	var rest []text.Member
	for _, m := range wrapper.Inside {
		switch _, isArgument := o.schema.Find(m.Key); {
		case m.Key == "id":
			o.assign(i, m.Value)
		case isArgument || !hasID || !isLabel(m.Key):
			rest = append(rest, m)
		}
	}
	o.collect(rest, from, opened)
}

// assign sets the value of property i. It refuses a second value unless both are equal.
func (o *object) assign(i int, v text.Value) {
	p := o.schema.Properties[i]
	path, place := schema.Join(o.path, p.Name), optional
	if o.schema.Requires(p.Name) {
		place = required
	}
	value, ok := o.coerce(p.Schema, v, path, place)
	switch {
	case !ok:
		o.refused[i] = true
	case o.values[i] == nil:
		o.values[i] = value
	case value != nil && !bytes.Equal(o.values[i], value) && !o.refused[i]:
		o.refused[i] = true
		o.report(path, "Argument %q is given twice, as %s and as %s: give it once", path,
			text.Shown(string(o.values[i])), text.Shown(string(value)))
	}
}

func (o *object) unknown(key, from string) {
	names := o.schema.Names()
	if len(names) == 0 {
		o.report(from, "Unknown argument %q: there are no arguments here", text.Shown(from))
		return
	}
	closest := "."
	if near := text.Nearest(key, names, 1); len(near) > 0 {
		closest = fmt.Sprintf(": did you mean %q?", near[0])
	}
	o.report(from, "Unknown argument %q%s Valid arguments: %s", text.Shown(from), closest, strings.Join(names, ", "))
}

// isLabel reports whether a member of a reference only repeats for people what its id says.
func isLabel(key string) bool {
	return slices.Contains([]string{"self", "summary", "html_url", "name"}, key)
}

// onlyID returns the id of a reference: an object that has nothing besides but a type and labels. If one of its labels is the name
// of an argument, only a type such as "service_reference" makes it a reference.
func onlyID(s *schema.Schema, v text.Value) (id text.Value, only bool) {
	kind, _ := v.Find("type")
	isReference := strings.HasSuffix(kind.Text, "_reference")
	for _, m := range v.Inside {
		_, isArgument := s.Find(m.Key)
		switch {
		case m.Kind == text.Null, m.Key == "type":
		case m.Key == "id" && id.Kind == text.Null:
			id = m.Value
		case isLabel(m.Key) && (isReference || !isArgument):
		default:
			return text.Value{}, false
		}
	}
	return id, id.Kind != text.Null
}

// idsOf takes the ids out of a list of references.
func idsOf(s *schema.Schema, list text.Value) (ids text.Value, ok bool) {
	ids.Kind = text.Array
	for _, item := range list.Inside {
		id, only := onlyID(s, item.Value)
		if !only {
			return ids, false
		}
		ids.Inside = append(ids.Inside, text.Member{Value: id})
	}
	return ids, true
}

// idsNamed lists the names that a list of references called xs may mean: x_ids.
func idsNamed(key string) []string {
	var names []string
	for _, ending := range [][2]string{{"ies", "y"}, {"es", ""}, {"s", ""}} {
		if stem, ok := strings.CutSuffix(key, ending[0]); ok {
			names = append(names, stem+ending[1]+"_ids")
		}
	}
	return names
}

// referenced returns the id, or else the name, of an object that is a reference; otherwise the object itself.
func referenced(v text.Value) text.Value {
	for _, m := range v.Inside {
		if m.Key != "id" && m.Key != "type" && !isLabel(m.Key) && m.Kind != text.Null {
			return v
		}
	}
	for _, key := range []string{"id", "name"} {
		if content, found := v.Find(key); found && content.Kind != text.Null && content.Kind != text.Object {
			return content
		}
	}
	return v
}
