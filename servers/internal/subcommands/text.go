package subcommands

import (
	"fmt"
	"slices"
	"strings"
)

const (
	longLine   = 100 // an object that takes more is shown in lines of its own
	fewRecords = 5
	deeper     = "  "
)

// textOf shows a tool's result to a person: a list as a table, an object as lines with names and values. room is the width of the
// terminal; 0 means any.
func textOf(result []byte, room int) (string, error) {
	root, err := parseValue(result)
	if err != nil {
		return "", err
	}
	var text strings.Builder
	items, isList := root.find("items")
	switch {
	case root.kind == list:
		writeList(&text, root, "", room)
	case isList && items.kind == list:
		writeList(&text, items, "", room)
		var beside []member // what the tool says about the list
		for _, m := range root.members {
			if m.name != "items" && !(m.name == "more" && m.text == "false") {
				beside = append(beside, m)
			}
		}
		if len(beside) > 0 {
			text.WriteString("\n")
			writeMembers(&text, beside, "", room)
		}
	case root.kind == object:
		writeMembers(&text, root.members, "", room)
	default:
		text.WriteString(root.text + "\n")
	}
	return text.String(), nil
}

// writeList writes a list as a table, or an item a line.
func writeList(text *strings.Builder, v value, indent string, room int) {
	switch {
	case len(v.items) == 0:
		text.WriteString(indent + "none\n")
	case v.isDeep():
		for i, record := range v.items {
			if i > 0 {
				text.WriteString("\n")
			}
			writeMembers(text, record.members, indent, room)
		}
	case v.isRecords() || v.items[0].kind == object:
		t := tableOf(v.items)
		if record := v.items[0]; len(v.items) == 1 && record.kind == object && !t.fits(room, indent) {
			writeMembers(text, record.members, indent, room) // no column is left out
			return
		}
		t.write(text, indent, room)
	default:
		for _, item := range v.items {
			text.WriteString(indent + item.line(true) + "\n")
		}
	}
}

// isDeep reports whether the records of a list are few, and contain so much that it has no room in a table.
func (v value) isDeep() bool {
	return v.isRecords() && len(v.items) <= fewRecords && slices.ContainsFunc(v.items, func(record value) bool {
		return slices.ContainsFunc(record.members, func(m member) bool { return m.isRecords() && displayWidth(m.line(false)) > longLine })
	}) && !slices.ContainsFunc(v.items, func(record value) bool { return record.kind != object })
}

// writeMembers writes the members of an object, each in a line or in a block under its name.
func writeMembers(text *strings.Builder, members []member, indent string, room int) {
	names := 0
	for _, m := range members {
		if !m.isBlock() {
			names = max(names, displayWidth(m.name))
		}
	}
	for _, m := range members {
		switch {
		case !m.isBlock():
			writeLine(text, m, indent, names)
		case m.kind == object:
			fmt.Fprintf(text, "%s%s:\n", indent, m.name)
			writeMembers(text, m.members, indent+deeper, room)
		default:
			fmt.Fprintf(text, "%s%s:\n", indent, m.name)
			writeList(text, m.value, indent+deeper, room)
		}
	}
}

// isBlock reports whether a member takes more than a line.
func (m member) isBlock() bool {
	switch {
	case m.isRecords():
		return true
	case m.kind == scalar || m.isReference():
		return false
	case m.kind == list && m.items == nil:
		return false
	}
	return displayWidth(m.line(true)) > longLine
}

// writeLine writes a name and its value. The lines of a longer text begin under each other.
func writeLine(text *strings.Builder, m member, indent string, names int) {
	content := m.line(true)
	if m.kind == list && len(m.items) == 0 {
		content = "none"
	}
	if m.kind == scalar && strings.Contains(m.text, "\n") {
		content = strings.ReplaceAll(strings.TrimSpace(m.text), "\n", "\n"+indent+strings.Repeat(" ", names)+gap)
	}
	fmt.Fprintf(text, "%s%s%s%s%s\n", indent, m.name, strings.Repeat(" ", max(0, names-displayWidth(m.name))), gap, content)
}
