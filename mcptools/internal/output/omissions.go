package output

import (
	"maps"
	"slices"
	"strconv"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/text"
)

// omissions are what was left out of lists and objects.
type omissions []omission

// omission is a number of items or members left out of the list or the object at path.
type omission struct {
	path  string
	count int
}

const longestPath = 100

// pathTo returns the path of a member or an item, such as "alerts[].details", as far as it is shown.
func pathTo(outer string, kind text.Kind, key string) string {
	switch {
	case len(outer) > longestPath:
		return outer
	case kind == text.Array:
		return outer + "[]"
	case outer == "":
		return key
	}
	return outer + "." + key
}

func (o *omissions) add(path string, count int) {
	if count > 0 {
		*o = append(*o, omission{path, count})
	}
}

// note adds a member to an object that counts what was left out, under a name that the object does not have.
func (o omissions) note(root text.Value) text.Value {
	if len(o) == 0 || root.Kind != text.Object {
		return root
	}
	name := "omitted"
	for _, taken := root.Find(name); taken; _, taken = root.Find(name) {
		name = "_" + name
	}
	counts, note := o.byPath(), text.Value{Kind: text.Object}
	for _, path := range slices.Sorted(maps.Keys(counts)) {
		count := text.Value{Kind: text.Number, Text: strconv.Itoa(counts[path])}
		note.Inside = append(note.Inside, text.Member{Key: path, Value: count})
	}
	root.Inside = append(slices.Clip(root.Inside), text.Member{Key: name, Value: note})
	return root
}

// byPath adds up omissions. Beyond a few paths, the rest is counted under "…".
func (o omissions) byPath() map[string]int {
	const mostPaths = 10
	counts := map[string]int{}
	for _, omission := range o {
		path := text.Clean(omission.path, longestPath)
		if path == "" {
			path = "(members)" // of the outermost object
		}
		if _, known := counts[path]; !known && len(counts) >= mostPaths {
			path = "…"
		}
		counts[path] += omission.count
	}
	return counts
}
