package output

import (
	"slices"
	"sort"
	"strconv"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/text"
)

// trim cuts a clean JSON value down to the budget. Small parts stay whole; large lists, objects and strings share the room that is
// left, so that none of them hides another. A member "omitted" of the outermost object counts what lists and objects lost; a
// string ends with a count of its own.
func trim(encoded []byte, budget int) ([]byte, error) {
	root, err := text.Parse(encoded, text.MaxDepth)
	if err != nil {
		return nil, err
	}
	if root.Kind == text.Array {
		root = text.Value{Kind: text.Object, Inside: []text.Member{{Key: "items", Value: root}}}
	}
	const rounds = 20 // each makes room for the note of the one before, and later ones for more, since an item goes as a whole
	whole, room := measure(root), budget
	for round := range rounds {
		var o omissions
		fitted := o.fit(&whole, room, "")
		if whole.losesAll(fitted) {
			break
		}
		out := o.note(fitted).AppendJSON(nil)
		if len(out) <= budget {
			return out, nil
		}
		room -= (len(out) - budget) << max(0, round-rounds/2)
	}
	return nil, ErrTooLarge
}

// measured is a value with its size.
type measured struct {
	text.Value
	size    int  // bytes
	least   int  // bytes that it takes however much is cut off
	before  int  // bytes of the key and the colon, if it is a member
	inOrder bool // its items go from the last one on
	inside  []measured
}

const (
	brackets       = len("[]")
	shortestString = 24  // bytes that a string keeps: some characters and the count of the missing ones
	shortestObject = 64  // bytes that an object may take to keep its first member, which names it
	shortestList   = 250 // bytes that a List may take to keep where to go on
)

func measure(v text.Value) measured {
	m := measured{Value: v, inside: make([]measured, len(v.Inside))}
	if v.Kind != text.Array && v.Kind != text.Object {
		m.size = len(v.AppendJSON(nil))
		m.least = m.size
		if v.Kind == text.String {
			m.least = min(shortestString, m.size)
		}
		return m
	}
	m.size, m.least = brackets, brackets
	least, kept, mayTake := brackets, min(len(v.Inside), 1), shortestObject
	if isList(v) {
		kept, mayTake = len(v.Inside), shortestList
	}
	for i, member := range v.Inside {
		m.inside[i] = measure(member.Value)
		inside := &m.inside[i]
		if v.Kind == text.Object {
			inside.before = len(text.AppendString(nil, member.Key)) + len(":")
			inside.inOrder = member.Key == "items" && member.Kind == text.Array && isList(v)
		}
		m.size += inside.before + inside.size + min(i, len(","))
		if i < kept {
			least += inside.before + inside.least + min(i, len(","))
		}
	}
	if v.Kind == text.Object && least <= mayTake {
		m.least = least
	}
	return m
}

// isList reports whether v is a List inside of a result, whose items stay in order so that it can say where to go on.
func isList(v text.Value) bool {
	more, found := v.Find("more")
	return found && more.Kind == text.Boolean
}

// sizeAt returns how many bytes m takes when it is cut to most bytes as far as it can be.
func (m *measured) sizeAt(most int) int { return min(m.size, max(most, m.least)) }

// losesAll reports whether nothing is left of a list or an object.
func (m *measured) losesAll(fitted text.Value) bool {
	return len(m.inside) > 0 && len(fitted.Inside) == 0
}

// choose returns the members or items that have room when each is cut to share bytes. What has no room is passed over or, in
// order, ends the choice.
func (m *measured) choose(room, share int) (chosen []int) {
	room -= brackets - len(",") // the first has no comma
	for i := range m.inside {
		size := len(",") + m.inside[i].before + m.inside[i].sizeAt(share)
		if size <= room {
			room -= size
			chosen = append(chosen, i)
		} else if m.inOrder {
			break
		}
	}
	return chosen
}

// chooseFor returns the members or items that have room and the bytes to which each is cut. An object keeps every member if it can.
func (m *measured) chooseFor(room int) (chosen []int, share int) {
	chosen = m.choose(room, shareOf(room))
	if m.Kind == text.Object {
		if all := m.choose(room, 0); len(all) == len(m.inside) {
			chosen = all
		}
	}
	room -= brackets - len(",")
	for _, i := range chosen {
		room -= len(",") + m.inside[i].before
	}
	return chosen, sort.Search(room, func(i int) bool {
		size := 0
		for _, at := range chosen {
			size += m.inside[at].sizeAt(i + 1)
		}
		return size > room
	})
}

// shareOf returns what a large item keeps at least, however many there are: enough to be of use, and little enough for several of
// them.
func shareOf(room int) int {
	const little, useful, several, many = 200, 1000, 4, 32
	return max(room/many, min(useful, room/several), min(little, room-room/several))
}

// fit returns m cut to room bytes, as far as it can be. path leads to m.
func (o *omissions) fit(m *measured, room int, path string) text.Value {
	switch {
	case m.size <= room:
		return m.Value
	case m.Kind == text.String:
		return text.Value{Kind: text.String, Text: shortenTo(m.Text, room)}
	case m.Kind == text.Array, m.Kind == text.Object:
		return o.fitInside(m, room, path)
	}
	return m.Value
}

// fitInside cuts large members or items first, and leaves out those for which there is no room even so.
func (o *omissions) fitInside(m *measured, room int, path string) text.Value {
	chosen, share := m.chooseFor(room)
	fitted, missing := text.Value{Kind: m.Kind}, 0
	for _, i := range chosen {
		inside, key, before := &m.inside[i], m.Value.Inside[i].Key, len(*o)
		value := o.fit(inside, inside.sizeAt(share), pathTo(path, m.Kind, key))
		if m.Kind == text.Array && inside.losesAll(value) {
			*o = (*o)[:before]
			if m.inOrder {
				break
			}
			continue
		}
		if inside.inOrder {
			missing = len(inside.inside) - len(value.Inside)
		}
		fitted.Inside = append(fitted.Inside, text.Member{Key: key, Value: value})
	}
	o.add(path, len(m.inside)-len(fitted.Inside))
	if missing > 0 {
		correctList(&fitted, missing)
	}
	return fitted
}

// correctList makes a List say where to go on after it lost its last items.
func correctList(v *text.Value, missing int) {
	v.Inside = slices.DeleteFunc(v.Inside, func(m text.Member) bool {
		offset, err := strconv.Atoi(m.Text)
		return m.Key == "next_after" || m.Key == "next_offset" && err == nil && offset < missing
	})
	for i := range v.Inside {
		m := &v.Inside[i]
		if offset, err := strconv.Atoi(m.Text); m.Key == "next_offset" && err == nil {
			m.Text = strconv.Itoa(offset - missing)
		} else if m.Key == "more" {
			m.Text = "true"
		}
	}
}

// shortenTo shortens s until it takes at most room bytes as a JSON string.
func shortenTo(s string, room int) string {
	const markBytes = len("…") - 1 // bytes that the mark has beyond its characters
	for longest := min(room-len(`""`)-markBytes, utf8.RuneCountInString(s)-1); longest > 0; {
		short := text.Shorten(s, longest)
		over := len(text.AppendString(nil, short)) - room
		if over <= 0 {
			return short
		}
		longest -= (over + utf8.UTFMax - 1) / utf8.UTFMax
	}
	return ""
}
