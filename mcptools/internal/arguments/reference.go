package arguments

import (
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/schema"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/text"
)

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
