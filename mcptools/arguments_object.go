package mcptools

import (
	"bytes"
	"fmt"
	"strings"
)

// slot is where the value for one property of an object collects.
type slot struct {
	json    []byte // nil while nothing is given
	refused bool   // a problem was reported already
}

// object brings the members of an object into the order and form that the schema wants. base is the path of the object.
func (d *decoder) object(s *schema, members []member, base string) []byte {
	g := gathering{decoder: d, schema: s, base: base, slots: make([]slot, len(s.properties))}
	g.gather(members, base, 0)
	out := []byte{'{'}
	for i, p := range s.properties {
		content := g.slots[i].json
		if content == nil && !g.slots[i].refused {
			content = p.initial
		}
		if content == nil {
			if p.required && !g.slots[i].refused {
				d.report(join(base, p.name), "Argument %q is required: %s", join(base, p.name), p.explained())
			}
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(appendString(out, p.name), ':'), content...)
	}
	return append(out, '}')
}

// gathering collects the arguments of one object from wherever a model put them.
type gathering struct {
	*decoder
	schema *schema
	base   string
	slots  []slot
}

// gather assigns members to properties. from is the path as it was given, opened how many wrappers it goes through.
func (g *gathering) gather(members []member, from string, opened int) {
	for _, m := range members {
		if g.full() {
			return
		}
		i, known := g.schema.index[m.key]
		switch {
		case known:
			g.assign(i, m.value)
		case m.value.kind == null: // says that nothing is given, under whatever name
		case opened > 0 && m.key == "type": // what an API calls its objects, no argument
		default:
			g.unwrap(m, join(from, m.key), opened)
		}
	}
}

// unwrap makes sense of a member that is no argument.
func (g *gathering) unwrap(m member, from string, opened int) {
	content := m.value.unquoted()
	if content.kind == object && opened < maxOpened {
		g.open(m.key, content.members, from, opened+1)
		return
	}
	if content.kind == array {
		for _, name := range pluralOf(m.key) {
			if i, known := g.schema.index[name]; known {
				if ids, ok := g.schema.idsOf(content); ok {
					g.assign(i, ids)
					return
				}
			}
		}
	}
	if content.kind == object {
		g.report(from, "Argument %q is wrapped in more than %d objects", shown(from), maxOpened)
		return
	}
	g.unknown(m.key, from)
}

// open takes arguments out of an object around them. In x:{"id":…} the id means x_id where that is an argument.
func (g *gathering) open(key string, members []member, from string, opened int) {
	i, known := g.schema.index[key+"_id"]
	if !known {
		g.gather(members, from, opened)
		return
	}
	if id, only := g.schema.onlyID(members); only {
		g.assign(i, id)
		return
	}
	_, hasID := value{members: members}.find("id")
	rest := make([]member, 0, len(members))
	for _, m := range members {
		switch _, isArgument := g.schema.index[m.key]; {
		case m.key == "id":
			g.assign(i, m.value)
		case isArgument || !hasID || !isLabel(m.key):
			rest = append(rest, m)
		}
	}
	g.gather(rest, from, opened)
}

// assign gives property i a value. A second one is refused unless it says the same.
func (g *gathering) assign(i int, v value) {
	p, path := g.schema.properties[i], join(g.base, g.schema.properties[i].name)
	place := optional
	if p.required {
		place = required
	}
	content, outcome := g.coerce(p.schema, v, path, place)
	at := &g.slots[i]
	switch {
	case outcome == absent:
	case outcome == refused:
		at.refused = true
	case at.json == nil:
		at.json = content
	case !bytes.Equal(at.json, content) && !at.refused:
		at.refused = true
		g.report(path, "Argument %q is given twice, as %s and as %s: give it once", path,
			Clean(firstBytes(string(at.json)), maxShown), Clean(firstBytes(string(content)), maxShown))
	}
}

func (g *gathering) unknown(key, from string) {
	names := g.schema.names()
	if len(names) == 0 {
		g.report(from, "Unknown argument %q: there are no arguments here", shown(from))
		return
	}
	closest := "."
	if near := nearest(key, names, 1); len(near) > 0 {
		closest = fmt.Sprintf(": did you mean %q?", near[0])
	}
	g.report(from, "Unknown argument %q%s Valid arguments: %s", shown(from), closest, strings.Join(names, ", "))
}

// onlyID returns the id of an object that is a reference: that has nothing besides but a type and labels. Where one of its
// labels is the name of an argument, only a type such as "service_reference" tells that it is not meant.
func (s *schema) onlyID(members []member) (id value, only bool) {
	kind, _ := value{members: members}.find("type")
	isReference := strings.HasSuffix(kind.text, "_reference")
	for _, m := range members {
		_, isArgument := s.index[m.key]
		switch {
		case m.value.kind == null, m.key == "type":
		case m.key == "id" && id.kind == null:
			id = m.value
		case isLabel(m.key) && (isReference || !isArgument):
		default:
			return value{}, false
		}
	}
	return id, id.kind != null
}

// isLabel tells whether a member of this name in a reference only repeats for people what its id says.
func isLabel(key string) bool {
	switch key {
	case "self", "summary", "html_url", "name":
		return true
	}
	return false
}

// idsOf takes the ids out of a list of references.
func (s *schema) idsOf(list value) (ids value, ok bool) {
	ids.kind = array
	for _, item := range list.items {
		id, only := s.onlyID(item.members)
		if !only {
			return ids, false
		}
		ids.items = append(ids.items, id)
	}
	return ids, true
}

// pluralOf lists the names that a list of references called xs may mean: x_ids.
func pluralOf(key string) []string {
	var names []string
	if stem, ok := strings.CutSuffix(key, "ies"); ok {
		names = append(names, stem+"y_ids")
	}
	if stem, ok := strings.CutSuffix(key, "es"); ok {
		names = append(names, stem+"_ids")
	}
	if stem, ok := strings.CutSuffix(key, "s"); ok {
		names = append(names, stem+"_ids")
	}
	return names
}

// shown is a name from outside as an error may repeat it.
func shown(name string) string { return Clean(firstBytes(name), maxShown) }
