package mcptools

import (
	"slices"
	"strconv"
	"unicode/utf8"
)

// trim cuts a JSON value down to the budget. What is small stays whole; lists, objects and strings that are large share the
// room that is left, so that none of them hides another. What was left out of lists and objects is counted in a member
// "omitted" of the outermost object; strings carry a mark of their own.
func trim(encoded []byte, budget int) ([]byte, error) {
	root, err := parse(encoded, maxResultDepth)
	if err != nil {
		return nil, err
	}
	if root.kind == array {
		root = value{kind: object, members: []member{{"items", root}}}
	}
	const rounds = 20 // each makes room for the note of the one before, and later ones for more, since an item goes as a whole
	whole, room := measure(root), budget
	for round := range rounds {
		var t trimming
		fitted := t.fit(&whole, room, nil)
		if whole.losesAll(fitted) {
			break
		}
		out := appendNote(fitted, t.omissions)
		if len(out) <= budget {
			return out, nil
		}
		room -= (len(out) - budget) << max(0, round-rounds/2)
	}
	return nil, ErrResultTooLarge
}

// measured is a value with its size. Its own members and items are in inside, in their order.
type measured struct {
	value
	size   int // bytes
	least  int // bytes that it takes however much is cut off
	before int // bytes of the name and the colon, if it is a member
	inside []measured
}

const (
	brackets       = len("[]")
	shortestString = 24  // bytes that a string keeps: some characters and the mark that says how many are missing
	shortestObject = 64  // bytes that an object may take to keep its first member, which tells what it is
	shortestList   = 250 // bytes that a List may take to keep what says where to go on
)

func measure(v value) measured {
	m := measured{value: v, size: brackets, least: brackets}
	switch v.kind {
	case array:
		m.inside = make([]measured, len(v.items))
		for i, item := range v.items {
			m.inside[i] = measure(item)
		}
	case object:
		m.inside = make([]measured, len(v.members))
		for i, member := range v.members {
			m.inside[i] = measure(member.value)
			m.inside[i].before = stringSize(member.key) + len(":")
		}
	case text:
		m.size = stringSize(v.text)
		m.least = min(shortestString, m.size)
	default:
		m.size = len(v.appendJSON(nil))
		m.least = m.size
	}
	for i := range m.inside {
		m.size += m.inside[i].before + m.inside[i].size + min(i, len(","))
	}
	if v.kind == object {
		m.least = m.leastObject()
	}
	return m
}

func (m *measured) leastObject() int {
	least := brackets
	if m.isList() {
		for i := range m.inside {
			least += m.inside[i].before + m.inside[i].least + min(i, len(","))
		}
		if least <= shortestList {
			return least
		}
	} else if len(m.inside) > 0 {
		least += m.inside[0].before + m.inside[0].least
		if least <= shortestObject {
			return least
		}
	}
	return brackets
}

// stringSize is the length of what appendString appends.
func stringSize(s string) int {
	size := len(s) + len(`""`)
	for i := range len(s) {
		switch b := s[i]; {
		case b == '"', b == '\\', b == '\n', b == '\t', b == '\r':
			size++
		case b < ' ':
			size += len(`\u0000`) - 1
		}
	}
	return size
}

// sizeAt is what m takes when it is held to most bytes, as far as it can be.
func (m *measured) sizeAt(most int) int { return min(m.size, max(most, m.least)) }

// losesAll tells whether nothing is left of a list or an object.
func (m *measured) losesAll(fitted value) bool {
	return len(m.inside) > 0 && len(fitted.items) == 0 && len(fitted.members) == 0
}

// choose returns which members or items have room when each is held to share bytes. What has no room is passed over, or, in
// order, ends the choice.
func (m *measured) choose(room, share int, inOrder bool) (chosen []int) {
	room -= brackets - len(",") // the first has no comma
	for i := range m.inside {
		size := len(",") + m.inside[i].before + m.inside[i].sizeAt(share)
		if size <= room {
			room -= size
			chosen = append(chosen, i)
		} else if inOrder {
			break
		}
	}
	return chosen
}

// level raises the share of the chosen ones for as long as all have room.
func (m *measured) level(chosen []int, room, share int) int {
	room -= brackets - len(",")
	for _, i := range chosen {
		room -= len(",") + m.inside[i].before
	}
	return waterLevel(room, share, func(most int) (size int) {
		for _, i := range chosen {
			size += m.inside[i].sizeAt(most)
		}
		return size
	})
}

// waterLevel finds the greatest share, from least on, with which the size stays within room.
func waterLevel(room, least int, sizeAt func(share int) int) int {
	low, high := least, max(least, room)+1
	for high-low > 1 {
		if middle := (low + high) / 2; sizeAt(middle) <= room {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}

// shareOf is what a large item may keep in any case, however many there are: enough to be of use, and little enough for
// several of them.
func shareOf(room int) int {
	const little, useful, several, many = 200, 1000, 4, 32
	return max(room/many, min(useful, room/several), min(little, room-room/several))
}

// trimming is one attempt to make a value fit.
type trimming struct {
	omissions []omission
}

// fit returns m cut down to room bytes, as far as it can be.
func (t *trimming) fit(m *measured, room int, at *step) value {
	switch {
	case m.size <= room:
		return m.value
	case m.kind == text:
		return value{kind: text, text: shortenTo(m.text, room)}
	case m.kind == array:
		return t.fitArray(m, room, at, false)
	case m.kind == object:
		return t.fitObject(m, room, at)
	}
	return m.value
}

// fitArray trims large items inside first, and leaves out those for which there is no room even so.
func (t *trimming) fitArray(m *measured, room int, at *step, inOrder bool) value {
	share := shareOf(room)
	chosen := m.choose(room, share, inOrder)
	level := m.level(chosen, room, share)
	fitted, item := value{kind: array}, &step{at, itemStep}
	for _, i := range chosen {
		before := len(t.omissions)
		content := t.fit(&m.inside[i], m.inside[i].sizeAt(level), item)
		if !m.inside[i].losesAll(content) {
			fitted.items = append(fitted.items, content)
			continue
		}
		t.omissions = t.omissions[:before]
		if inOrder {
			break
		}
	}
	t.omit(at, len(m.inside)-len(fitted.items))
	return fitted
}

// fitObject keeps every member that it can, large ones shortened. An object with so many members that this is in vain is cut
// like a list.
func (t *trimming) fitObject(m *measured, room int, at *step) value {
	share := shareOf(room)
	chosen := m.choose(room, share, false)
	for narrow := share; len(chosen) < len(m.inside) && narrow > 0; {
		narrow /= 2
		if all := m.choose(room, narrow, false); len(all) == len(m.inside) {
			chosen, share = all, narrow
		}
	}
	level := m.level(chosen, room, share)
	fitted, missing := value{kind: object, members: make([]member, 0, len(chosen))}, 0
	for _, i := range chosen {
		key, content, most := m.members[i].key, &m.inside[i], m.inside[i].sizeAt(level)
		cut := member{key: key}
		if key == "items" && content.kind == array && content.size > most && m.isList() {
			cut.value = t.fitArray(content, most, &step{at, key}, true)
			missing = len(content.items) - len(cut.value.items)
		} else {
			cut.value = t.fit(content, most, &step{at, key})
		}
		fitted.members = append(fitted.members, cut)
	}
	if missing > 0 {
		fitted.correctList(missing)
	}
	t.omit(at, len(m.inside)-len(chosen))
	return fitted
}

// isList tells whether v is a List inside of a result, whose items have to stay in order for it to say where to go on.
func (v value) isList() bool {
	more, found := v.find("more")
	return found && more.kind == boolean
}

// correctList keeps a List truthful when the last of its items are left out.
func (v *value) correctList(left int) {
	v.members = slices.DeleteFunc(v.members, func(m member) bool {
		offset, err := strconv.Atoi(m.value.text)
		return m.key == "next_after" || m.key == "next_offset" && err == nil && offset < left
	})
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

// shortenTo shortens s until it takes at most room bytes as a JSON string.
func shortenTo(s string, room int) string {
	const markBytes = len("…") - 1 // bytes that the mark has beyond its characters
	for longest := min(room-len(`""`)-markBytes, utf8.RuneCountInString(s)-1); longest > 0; {
		short := shorten(s, longest)
		over := stringSize(short) - room
		if over <= 0 {
			return short
		}
		longest -= (over + utf8.UTFMax - 1) / utf8.UTFMax
	}
	return ""
}
