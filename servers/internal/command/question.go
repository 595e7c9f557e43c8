package command

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

const (
	maxQuestion = 2000 // characters that mcptools.Ask lets a user read
	minItem     = 30   // characters of an item of a list, below which it is better not shown, and counted
)

// question puts a call to a person who may have just been woken: what will happen, then the arguments, each a paragraph of its
// own. The model wrote them, perhaps from what an outsider sent. None can begin a line, and clients that take the question for
// Markdown find each value in a code span, where nothing has a meaning.
func question(call mcptools.Call) string {
	arguments := given(call)
	text := call.Tool.Title + "? " + consequence(call, arguments)
	room := maxQuestion - utf8.RuneCountInString(text)
	needs := make([]int, len(arguments))
	for i, argument := range arguments {
		room -= utf8.RuneCountInString(argument.label())
		needs[i] = utf8.RuneCountInString(argument.shown(maxQuestion))
	}
	for i, share := range shares(needs, room) {
		text += arguments[i].label() + arguments[i].shown(share)
	}
	return text
}

func consequence(call mcptools.Call, arguments []argument) string {
	switch people := call.Count(markPeople); {
	case call.Count(markPages) == 0 && call.Tool.Effect == mcptools.EffectDestructive:
		return "This changes or removes what is there. It should page nobody."
	case call.Count(markPages) == 0:
		return "This adds something. It should page nobody."
	case people == 0: // pages counts notifications, and who gets them is not said: a level of a policy may be a whole team
		return "This may notify whoever is on call" + times(arguments) + "."
	case people == 1:
		return "This may notify 1 person" + times(arguments) + "."
	default:
		return fmt.Sprintf("This may notify %d people%s.", people, times(arguments))
	}
}

// times says for how many incidents, if there are several.
func times(arguments []argument) string {
	for _, argument := range arguments {
		if n := len(argument.texts); argument.name == "incident_ids" && n > 1 {
			return fmt.Sprintf(" for %d incidents", n)
		}
	}
	return ""
}

// argument is one of a call's.
type argument struct {
	name  string
	list  bool
	texts []string // the items of a list; of all else the only one
}

// given are the arguments of a call, in the order of its schema, without those that say what the default is.
func given(call mcptools.Call) []argument {
	var schema struct {
		Properties map[string]struct{ Default json.RawMessage }
	}
	_ = json.Unmarshal(call.Tool.InputSchema, &schema) // what cannot be read has no defaults
	var arguments []argument
	decoder := json.NewDecoder(bytes.NewReader(call.Arguments))
	_, err := decoder.Token() // {
	for err == nil && decoder.More() {
		var token json.Token
		var value json.RawMessage
		if token, err = decoder.Token(); err == nil {
			err = decoder.Decode(&value)
		}
		if name, _ := token.(string); err == nil && !bytes.Equal(value, schema.Properties[name].Default) {
			arguments = append(arguments, newArgument(name, value))
		}
	}
	return arguments
}

func newArgument(name string, value json.RawMessage) argument {
	var items []json.RawMessage
	if json.Unmarshal(value, &items) != nil {
		return argument{name: name, texts: []string{line(value)}}
	}
	list := argument{name: name, list: true}
	for _, item := range items {
		list.texts = append(list.texts, line(item))
	}
	return list
}

// line is a value in one line: a string as its words, all else as JSON.
func line(value json.RawMessage) string {
	text := string(value)
	var words string
	if json.Unmarshal(value, &words) == nil {
		text = words
	}
	joined := strings.Join(strings.Fields(text), " ")
	return strings.Join(strings.Fields(mcptools.Clean(joined, math.MaxInt)), " ")
}

// label stands before the value.
func (a argument) label() string {
	if a.list {
		return fmt.Sprintf("\n\n%s (%d): ", a.name, len(a.texts))
	}
	return "\n\n" + a.name + ": "
}

// shown is the value in at most that many characters. Of a list that is too long for it, it shows the beginning of as many items
// as it can, and says how many it does not show.
func (a argument) shown(most int) string {
	needs := make([]int, len(a.texts))
	least := 0
	for i, text := range a.texts {
		needs[i] = len(", ") + utf8.RuneCountInString(codeSpan(text, most))
		least += min(needs[i], minItem)
	}
	left := ""
	for n := len(needs); n > 1 && least+utf8.RuneCountInString(left) > most+len(", "); {
		n--
		least -= min(needs[n], minItem)
		needs = needs[:n]
		left = fmt.Sprintf(" and %d more, for which there is no room here", len(a.texts)-n)
	}
	var items []string
	for i, share := range shares(needs, most+len(", ")-utf8.RuneCountInString(left)) {
		items = append(items, codeSpan(a.texts[i], share-len(", ")))
	}
	return cmp.Or(strings.Join(items, ", "), "empty") + left
}

// codeSpan is text in at most that many characters, fit to read as it is and as Markdown: a fence that is longer than any in the text
// ends only where it should.
func codeSpan(text string, most int) string {
	if text == "" {
		return "empty"
	}
	for room := most; ; {
		cut := mcptools.Clean(text, max(room, 0))
		fence := strings.Repeat("`", longestRun(cut)+1)
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

// longestRun is how many backticks follow one another in text at most.
func longestRun(text string) (longest int) {
	run := 0
	for _, r := range text {
		if run++; r != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
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
