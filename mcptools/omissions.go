package mcptools

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// omission is a number of items or members left out of the list or the object that is found along steps.
type omission struct {
	steps *step
	count int
}

// step is a member on the way to a value, or any item of a list.
type step struct {
	outer *step
	key   string
}

const (
	itemStep = "[]"
	ownPath  = "(members)" // of what is left out of the outermost object itself
)

// path names the way to a value, such as "alerts[].details".
func (s *step) path() string {
	if s == nil {
		return ownPath
	}
	var keys []string
	for ; s != nil; s = s.outer {
		if keys = append(keys, s.key); s.outer != nil && s.key != itemStep {
			keys = append(keys, ".")
		}
	}
	slices.Reverse(keys)
	return strings.Join(keys, "")
}

func (t *trimming) omit(at *step, count int) {
	if count > 0 {
		t.omissions = append(t.omissions, omission{at, count})
	}
}

// appendNote encodes root with a member that counts what was left out, under a name that root does not have.
func appendNote(root value, omissions []omission) []byte {
	out := root.appendJSON(nil)
	if len(omissions) == 0 || root.kind != object {
		return out
	}
	name := "omitted"
	for {
		if _, taken := root.find(name); !taken {
			break
		}
		name = "_" + name
	}
	if out = out[:len(out)-1]; len(root.members) > 0 {
		out = append(out, ',')
	}
	out = append(appendString(out, name), ":{"...)
	counts := countByPath(omissions)
	for i, path := range slices.Sorted(maps.Keys(counts)) {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(appendString(out, path), ':')
		out = strconv.AppendInt(out, int64(counts[path]), 10)
	}
	return append(out, "}}"...)
}

// countByPath adds up omissions; those of more than a few paths go under "…".
func countByPath(omissions []omission) map[string]int {
	const mostPaths, longestPath = 10, 100
	counts := map[string]int{}
	for _, o := range omissions {
		path := Clean(o.steps.path(), longestPath)
		if _, known := counts[path]; !known && len(counts) >= mostPaths {
			path = "…"
		}
		counts[path] += o.count
	}
	return counts
}
