package subcommands

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

const (
	gap       = "  " // between columns
	narrowest = 12   // to which a column is cut before others are left out
)

// table is text in columns. The first row names them.
type table struct{ rows [][]string }

// tableOf makes a table of records: a column for each member, in the order in which they first appear.
func tableOf(records []value) table {
	var names []string
	for _, record := range records {
		for _, m := range record.members {
			if !slices.Contains(names, m.name) {
				names = append(names, m.name)
			}
		}
	}
	if i := slices.Index(names, "html_url"); i >= 0 { // the least that a person misses where the terminal is narrow
		names = append(slices.Delete(names, i, i+1), "html_url")
	}
	t := table{rows: [][]string{names}}
	for _, record := range records {
		row := make([]string, len(names))
		for i, name := range names {
			if content, found := record.find(name); found {
				row[i] = content.line(false)
			}
		}
		if record.kind != object && len(row) > 0 {
			row[0] = record.line(false)
		}
		t.rows = append(t.rows, row)
	}
	return t
}

// write writes the table in lines of at most room columns of a terminal; 0 means any number. It cuts the longest cells, and leaves out
// the last columns if that is not enough, and says so.
func (t table) write(text *strings.Builder, indent string, room int) {
	names := t.rows[0]
	widths := make([]int, len(names))
	for _, row := range t.rows {
		for i, cell := range row {
			widths[i] = max(widths[i], displayWidth(cell))
		}
	}
	shown := len(names)
	if room > 0 {
		shown = fit(widths, room-len(indent))
	}
	for _, row := range t.rows {
		var line strings.Builder
		for i, cell := range row[:shown] {
			cell = cut(cell, widths[i])
			line.WriteString(cell + strings.Repeat(" ", widths[i]-displayWidth(cell)) + gap)
		}
		text.WriteString(strings.TrimRight(indent+line.String(), " ") + "\n")
	}
	if shown < len(names) {
		fmt.Fprintf(text, "%sToo narrow for %s: use a wider terminal, or -o json.\n", indent, strings.Join(names[shown:], ", "))
	}
}

// fit narrows the widest columns until all fit into room, and returns how many of them do, at least one.
func fit(widths []int, room int) (shown int) {
	for shown = len(widths); shown > 1 && total(widths[:shown], narrowest) > room; shown-- {
	}
	widest := max(narrowest, slices.Max(widths))
	for widest > narrowest && total(widths[:shown], widest) > room {
		widest--
	}
	for i := range widths {
		widths[i] = min(widths[i], widest)
	}
	return shown
}

// total returns the width of a line whose columns are at most widest wide.
func total(widths []int, widest int) int {
	sum := len(gap) * (len(widths) - 1)
	for _, width := range widths {
		sum += min(width, widest)
	}
	return sum
}

// cut cuts text to a width.
func cut(text string, most int) string {
	if displayWidth(text) <= most {
		return text
	}
	used := 0
	for at, r := range text {
		if used += runeWidth(r); used > most-1 {
			return text[:at] + "…"
		}
	}
	return text
}

// displayWidth returns how many columns of a terminal a text takes.
func displayWidth(text string) (columns int) {
	for _, r := range text {
		columns += runeWidth(r)
	}
	return columns
}

func runeWidth(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}
