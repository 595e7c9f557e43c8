package subcommands

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

const (
	gap         = "  " // between columns
	narrowest   = 20   // to which a column of texts is cut before others are left out
	longestWord = 25   // up to which words, such as ids and times, are not cut
)

// important are the columns that a narrow terminal shows before all others, the most important first.
func important() []string {
	return []string{"number", "title", "status", "before", "after", "name", "summary", "id"}
}

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

// write writes the table in lines of at most room columns of a terminal; 0 means any number. It cuts long texts, and leaves out the least
// important columns if that is not enough, and says so.
func (t table) write(text *strings.Builder, indent string, room int) {
	shown, leftOut := t.fit(room, indent)
	for _, row := range t.rows {
		var line strings.Builder
		for _, c := range shown {
			cell := cut(row[c.index], c.width)
			line.WriteString(cell + strings.Repeat(" ", c.width-displayWidth(cell)) + gap)
		}
		text.WriteString(strings.TrimRight(indent+line.String(), " ") + "\n")
	}
	if len(leftOut) > 0 {
		fmt.Fprintf(text, "%sToo narrow for %s: use a wider terminal, or -o json.\n", indent, strings.Join(leftOut, ", "))
	}
}

// fits reports whether all columns fit into room columns of a terminal.
func (t table) fits(room int, indent string) bool {
	_, leftOut := t.fit(room, indent)
	return len(leftOut) == 0
}

// column is how wide a column is, and has to be.
type column struct{ index, width, least int }

// columns returns the columns with their full widths.
func (t table) columns() []column {
	columns := make([]column, len(t.rows[0]))
	for i := range columns {
		c := &columns[i]
		c.index = i
		isText := false
		for _, row := range t.rows {
			c.width = max(c.width, displayWidth(row[i]))
			isText = isText || strings.Contains(row[i], " ")
		}
		if c.least = c.width; isText || c.width > longestWord {
			c.least = min(c.width, narrowest)
		}
	}
	return columns
}

// fit returns the columns that fit into room, at least one, with the widths that they have there, and the names of the others.
func (t table) fit(room int, indent string) (shown []column, leftOut []string) {
	shown = t.columns()
	if room == 0 {
		return shown, nil
	}
	room -= len(indent)
	shown = slices.SortedStableFunc(slices.Values(shown), func(a, b column) int { return cmp.Compare(t.rank(a), t.rank(b)) })
	for len(shown) > 1 && total(shown, 0) > room {
		shown = shown[:len(shown)-1]
	}
	slices.SortFunc(shown, func(a, b column) int { return cmp.Compare(a.index, b.index) })
	widest := room
	for widest > narrowest && total(shown, widest) > room {
		widest--
	}
	for i, c := range shown {
		shown[i].width = max(c.least, min(c.width, widest))
	}
	for i, name := range t.rows[0] {
		if !slices.ContainsFunc(shown, func(c column) bool { return c.index == i }) {
			leftOut = append(leftOut, name)
		}
	}
	return shown, leftOut
}

// rank returns the place of a column among the important ones; one behind them for any other.
func (t table) rank(c column) int {
	names := important()
	if i := slices.Index(names, t.rows[0][c.index]); i >= 0 {
		return i
	}
	return len(names)
}

// total returns the width of a line whose columns are at most widest wide, if they can be.
func total(columns []column, widest int) int {
	sum := len(gap) * (len(columns) - 1)
	for _, c := range columns {
		sum += max(c.least, min(c.width, widest))
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
