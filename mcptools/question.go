package mcptools

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// minShown is how many characters of an item of a list are shown at least; items for which there is less room are only counted.
const minShown = 30

// Question is what a user is asked about a call: words of the program's with data in them. The data may come from a model or from
// an outsider, so it is shown as data: see [Question.Text]. The zero Question asks nothing.
type Question struct {
	// Words are the program's own. Each "%s" in them stands for an element of Data; a program must never build them of data.
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

// Text returns the question in at most that many characters, if its words fit. Each item of data stands in one line and in a code
// span, in which a client that reads Markdown finds no link and no image. Data that is too long is cut; of a list that is too long
// the first items are shown, and the others are counted.
func (q Question) Text(most int) string {
	words := strings.Split(q.Words, "%s")
	room := most
	for _, part := range words {
		room -= utf8.RuneCountInString(part)
	}
	lists := make([]shownList, len(words)-1)
	needs := make([]int, len(lists))
	for i := range lists {
		if i < len(q.Data) {
			lists[i] = newShownList(q.Data[i])
		}
		needs[i] = utf8.RuneCountInString(lists[i].text(most))
	}
	var text strings.Builder
	text.WriteString(words[0])
	for i, share := range shares(needs, room) {
		text.WriteString(lists[i].text(share) + words[i+1])
	}
	return text.String()
}

// WithQuestion words the question that a program may ask its user before it makes a call of the tool: what will be done, and to
// what, such as "Resolve 2 incidents: %s?". It is asked of a person who may see no more than its first 100 characters. The function
// may look up what ids mean, within the time that the context leaves, and shows the ids where it cannot: a question is better than
// an error. In is the struct of the tool's arguments, else the constructor panics. Without WithQuestion the tool's title is the
// question.
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

// shownList is a list of data in a question, each item in one line.
type shownList []string

func newShownList(items []string) shownList {
	list := make(shownList, len(items))
	for i, item := range items {
		joined := strings.Join(strings.Fields(item), " ")
		list[i] = strings.Join(strings.Fields(Clean(joined, math.MaxInt)), " ")
	}
	return list
}

// text is the list in at most that many characters.
func (l shownList) text(most int) string {
	needs := make([]int, len(l))
	least := 0
	for i, item := range l {
		needs[i] = len(", ") + utf8.RuneCountInString(codeSpan(item, most))
		least += min(needs[i], minShown)
	}
	left := ""
	for n := len(needs); n > 1 && least+utf8.RuneCountInString(left) > most+len(", "); {
		n--
		least -= min(needs[n], minShown)
		needs = needs[:n]
		left = fmt.Sprintf(" and %d more", len(l)-n)
	}
	var items []string
	for i, share := range shares(needs, most+len(", ")-utf8.RuneCountInString(left)) {
		items = append(items, codeSpan(l[i], share-len(", ")))
	}
	return cmp.Or(strings.Join(items, ", "), "empty") + left
}

// codeSpan is text in at most that many characters, fit to read as it is and as Markdown: a fence that is longer than any in the
// text ends only where it should.
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

// cutShort cuts text as Clean does where there is room to say how much is missing, and with "…" alone where there is little.
func cutShort(text string, most int) string {
	if most >= 100 || utf8.RuneCountInString(text) <= most {
		return Clean(text, most)
	}
	return strings.TrimSpace(string([]rune(text)[:max(most-1, 0)])) + "…"
}

// shares divides room among those that need it: what one does not need the others get.
func shares(needs []int, room int) []int {
	order := make([]int, len(needs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(needs[a], needs[b]) })
	shares := make([]int, len(needs))
	for i, at := range order {
		shares[at] = max(0, min(needs[at], room/(len(needs)-i)))
		room -= shares[at]
	}
	return shares
}
