package mcptools

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/text"
)

// minShown is how many characters of an item are shown at least; items for which there is less room are only counted.
const minShown = 30

// Question is what a user is asked about a call: fixed text of the program, with data in it. The data may come from a model or from
// an outsider, so it is marked as data: see [Question.Text]. The zero Question asks nothing.
type Question struct {
	// Words is fixed text of the program. Never put data into it: write "%s" for each element of Data.
	Words string
	// Data are names, titles and ids. An element is a list, which may have one item.
	Data [][]string
}

// NewQuestion returns the question with one list of data for each "%s" in words, such as
//
//	mcptools.NewQuestion("Delete team %s?", []string{name})
func NewQuestion(words string, data ...[]string) Question { return Question{words, data} }

// And returns the question with more words and data after it.
func (q Question) And(words string, data ...[]string) Question {
	return Question{q.Words + words, slices.Concat(q.Data, data)}
}

// Text returns the question in at most maxLength characters, unless Words leaves too little room. Each item of data stands in one
// line and in a code span, so that clients that render Markdown show no links or images. If there is no room for all data, the
// longest items are cut; if that leaves too little of them, only the first items of a list are shown and the others are counted.
func (q Question) Text(maxLength int) string {
	words := strings.Split(q.Words, "%s")
	lists := make([][]string, len(words)-1)
	totals := make([]int, len(lists))
	longest := 1
	for i := range min(len(lists), len(q.Data)) {
		lists[i] = singleLines(q.Data[i], maxLength)
		totals[i] = len(q.Data[i])
		longest = max(longest, len(lists[i]))
	}
	text := func(items, length int) string {
		var out strings.Builder
		out.WriteString(words[0])
		for i, list := range lists {
			out.WriteString(listText(list, items, length, totals[i]) + words[i+1])
		}
		return out.String()
	}
	tooLong := func(items, length int) bool { return utf8.RuneCountInString(text(items, length)) > maxLength }
	items := longest
	if tooLong(longest, minShown) {
		items = max(1, sort.Search(longest, func(i int) bool { return tooLong(i+1, minShown) }))
	}
	return text(items, sort.Search(max(maxLength, 0), func(i int) bool { return tooLong(items, i+1) }))
}

// WithQuestion sets what a program may ask its user before it calls the tool: what will be done, and to what, such as "Resolve 2
// incidents: %s?". The user may see no more than its first 100 characters. The function may look up names for ids before its context
// ends. If it cannot, it should show the ids: a question is better than an error. In must be the struct of the tool's arguments.
// Without WithQuestion the tool's title is the question.
func WithQuestion[In any](question func(context.Context, In) Question) Option {
	if question == nil {
		panic("mcptools: WithQuestion needs a function")
	}
	return func(o *options) { o.question = onArguments(question) }
}

// Question returns what to ask a user about the call: see [WithQuestion]. If there is no question, or it fails, the tool's title is
// the question.
func (c Call) Question(ctx context.Context) Question {
	if c.Tool.question.run != nil {
		question, ok := c.Tool.question.of(ctx, c)
		if ok && question.Words != "" && strings.Count(question.Words, "%s") == len(question.Data) {
			return question
		}
	}
	return NewQuestion(c.Tool.Title + "?")
}

// singleLines returns items without line breaks and invisible characters: as many as there can be room for in that many characters,
// and of each no more than the beginning. A model may send megabytes.
func singleLines(items []string, most int) []string {
	most = max(most, 0)
	lines := make([]string, min(len(items), most/len("`a`")+1))
	for i := range lines {
		item, rest := cutBytes(items[i], 4*most+4096)
		joined := strings.Join(strings.Fields(item), " ")
		lines[i] = text.WithMissing(strings.Join(strings.Fields(Clean(joined, math.MaxInt)), " "), rest)
	}
	return lines
}

// cutBytes cuts s behind a whole character after at most that many bytes.
func cutBytes(s string, most int) (head, rest string) {
	if len(s) <= most {
		return s, ""
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most], s[most:]
}

// listText returns the first items of a list, each in at most length characters, and counts the others of all in the list.
func listText(list []string, items, length, all int) string {
	items = min(items, len(list))
	spans := make([]string, items)
	for i, item := range list[:items] {
		spans[i] = codeSpan(item, length)
	}
	text := cmp.Or(strings.Join(spans, ", "), "empty")
	if items < all {
		text += fmt.Sprintf(" and %d more", all-items)
	}
	return text
}

// codeSpan returns text in at most that many characters, as a code span of Markdown. Its fence is longer than any in the text, so
// the text cannot end it.
func codeSpan(text string, most int) string {
	if text == "" {
		return "empty"
	}
	for room := most; ; {
		cut := cutShort(text, max(room, 0))
		fence := "`"
		for strings.Contains(cut, fence) {
			fence += "`"
		}
		if strings.HasPrefix(cut, "`") || strings.HasSuffix(cut, "`") {
			cut = " " + cut + " "
		}
		span := fence + cut + fence
		excess := utf8.RuneCountInString(span) - most
		if excess <= 0 || room <= 0 {
			return span
		}
		room -= max(1, excess/3) // a backtick less may also shorten both fences
	}
}

// cutShort cuts text as Clean does, but leaves out the count of missing characters where there is little room.
func cutShort(s string, most int) string {
	if most >= 100 || utf8.RuneCountInString(s) <= most {
		return text.Shorten(s, most)
	}
	return strings.TrimSpace(string([]rune(s)[:max(most-1, 0)])) + "…"
}
