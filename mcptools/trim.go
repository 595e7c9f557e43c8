package mcptools

import (
	"maps"
	"slices"
	"strconv"
)

// trim cuts a JSON value down to the budget: first the tails of its longest lists, then long strings too. What was left out of
// lists is counted in a member "omitted" of the outermost object.
func trim(encoded []byte, budget int) ([]byte, error) {
	root, err := parse(encoded, maxResultDepth)
	if err != nil {
		return nil, err
	}
	const shortest = 10
	for longest := maxStringLength; longest >= shortest; longest /= 2 {
		root = root.withStrings(longest)
		if out, ok := trimLists(root, budget); ok {
			return out, nil
		}
	}
	return nil, ErrResultTooLarge
}

// withStrings cuts every string to longest characters, in place.
func (v value) withStrings(longest int) value {
	if v.kind == text {
		v.text = shorten(v.text, longest)
	}
	for i := range v.items {
		v.items[i] = v.items[i].withStrings(longest)
	}
	for i, m := range v.members {
		v.members[i] = member{shorten(m.key, longest), m.value.withStrings(longest)}
	}
	return v
}

// trimLists cuts lists so that root fits into the budget, the longest first: it finds the greatest size to which every list
// can be held.
func trimLists(root value, budget int) ([]byte, bool) {
	if root.kind == array {
		root = value{kind: object, members: []member{{"items", root}}}
	}
	if size, _ := trimmed(&root, 0, false); size > budget {
		return nil, false
	}
	low, high := 0, budget
	for high-low > 1 {
		middle := (low + high) / 2
		if size, _ := trimmed(&root, middle, false); size <= budget {
			low = middle
		} else {
			high = middle
		}
	}
	_, note := trimmed(&root, low, true)
	out := root.appendJSON(make([]byte, 0, budget))
	if note == nil {
		return out, true
	}
	out = out[:len(out)-1]
	if len(root.members) > 0 {
		out = append(out, ',')
	}
	return append(append(out, note...), '}'), true
}

// trimmed is the size of root with every list held to most bytes (but for the lists inside of it), and the note of what is missing then. It changes root only
// if it is told to apply the cuts.
func trimmed(root *value, most int, apply bool) (size int, note []byte) {
	t := trimming{most: most, apply: apply}
	size = t.walk(root, nil).whole
	if len(t.omissions) > 0 && root.kind == object {
		note = appendNote(nil, root, t.omissions)
		size += len(note) + len(",")
	}
	return size, note
}

type trimming struct {
	most      int // bytes that a list may have, but for the lists inside of it
	apply     bool
	omissions []omission
	scratch   []byte
}

// omission is a number of items left out of the list that is found along steps.
type omission struct {
	steps *step
	count int
}

// step is a member on the way to a list.
type step struct {
	outer *step
	key   string
}

// path joins the members on the way with dots.
func (s *step) path() string {
	if s.outer == nil {
		return s.key
	}
	return s.outer.path() + "." + s.key
}

// extent is the size of a value when its lists are trimmed.
type extent struct {
	whole int
	own   int // with nothing in the lists inside of it: what trimming those cannot save
}

func (e *extent) add(bytes int) { e.whole, e.own = e.whole+bytes, e.own+bytes }

// walk measures v when its lists are trimmed.
func (t *trimming) walk(v *value, at *step) extent {
	switch v.kind {
	case array:
		return t.walkArray(v, at)
	case object:
		return t.walkObject(v, at)
	}
	t.scratch = v.appendJSON(t.scratch[:0])
	return extent{len(t.scratch), len(t.scratch)}
}

// walkArray holds the own size of a list to the most that it may have. What its items hold in lists of their own is trimmed
// there: a long list in an item does not drop the item.
func (t *trimming) walkArray(v *value, at *step) extent {
	size, kept := extent{own: len("[]"), whole: len("[]")}, 0
	for i := range v.items {
		before := len(t.omissions)
		item := t.walk(&v.items[i], at)
		item.add(min(i, len(",")))
		if size.own+item.own > t.most {
			t.omissions = t.omissions[:before]
			break
		}
		size.own += item.own
		size.whole += item.whole
		kept++
	}
	if left := len(v.items) - kept; left > 0 {
		t.omissions = append(t.omissions, omission{at, left})
	}
	if t.apply {
		v.items = v.items[:kept]
	}
	return extent{whole: size.whole, own: len("[]")}
}

func (t *trimming) walkObject(v *value, at *step) extent {
	size, missing := extent{}, 0
	size.add(len("{}"))
	for i := range v.members {
		m := &v.members[i]
		before := len(m.value.items)
		t.scratch = appendString(t.scratch[:0], m.key)
		size.add(len(t.scratch) + len(":") + min(i, len(",")))
		content := t.walk(&m.value, &step{at, m.key})
		size.whole += content.whole
		size.own += content.own
		if m.key == "items" {
			missing = before - len(m.value.items)
		}
	}
	if missing > 0 {
		v.correctList(missing)
	}
	return size
}

// correctList keeps a List inside of a result truthful when left of its items are left out.
func (v *value) correctList(left int) {
	if more, isList := v.find("more"); !isList || more.kind != boolean {
		return
	}
	v.members = slices.DeleteFunc(v.members, func(m member) bool { return m.key == "next_after" })
	for i := range v.members {
		m := &v.members[i]
		switch m.key {
		case "more":
			m.value.text = "true"
		case "next_offset":
			if offset, err := strconv.Atoi(m.value.text); err == nil {
				m.value.text = strconv.Itoa(offset - left)
			}
		}
	}
}

// appendNote appends the member that counts what was left out, under a name that root does not have.
func appendNote(out []byte, root *value, omissions []omission) []byte {
	const mostPaths, longestPath = 10, 100
	counts := map[string]int{}
	for _, o := range omissions {
		path := Clean(o.steps.path(), longestPath)
		if _, known := counts[path]; !known && len(counts) >= mostPaths {
			path = "…"
		}
		counts[path] += o.count
	}
	name := "omitted"
	for {
		if _, taken := root.find(name); !taken {
			break
		}
		name = "_" + name
	}
	out = append(appendString(out, name), ":{"...)
	for i, path := range slices.Sorted(maps.Keys(counts)) {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(appendString(out, path), ':')
		out = strconv.AppendInt(out, int64(counts[path]), 10)
	}
	return append(out, '}')
}
