// Package ask builds the questions that users are asked before a change.
package ask

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// Change is one setting that a call changes. The zero Change is none.
type Change struct {
	words string
	data  [][]string
}

// To returns the change of a setting, such as "status", to a text; the zero Change if the text is nil.
func To[T ~string](words string, text *T) Change {
	if text == nil {
		return Change{}
	}
	return Change{words + " to %s", [][]string{{string(*text)}}}
}

// ToNumber returns the change of a setting to a number; the zero Change if the number is nil.
func ToNumber(words string, number *int) Change {
	if number == nil {
		return Change{}
	}
	return To(words, new(strconv.Itoa(*number)))
}

// ToAll returns the change of a setting to a list; the zero Change if the list is nil.
func ToAll(words string, texts []string) Change {
	if texts == nil {
		return Change{}
	}
	return Change{words + " to %s", [][]string{texts}}
}

// maxChanges is the number of changes that a question names. With more, none would fit.
const maxChanges = 3

// Of returns a question such as "Change team Payments: name to Billing?". target is the kind of the object, named its label. Put the
// most important change first: a question names three and counts the others.
func Of(target string, named []string, changes ...Change) mcptools.Question {
	changes = slices.DeleteFunc(changes, func(change Change) bool { return change.words == "" })
	question := mcptools.NewQuestion("Change "+target+" %s", named)
	separator := ": "
	for _, change := range changes[:min(maxChanges, len(changes))] {
		question = question.And(separator+change.words, change.data...)
		separator = ", "
	}
	if left := len(changes) - maxChanges; left > 0 {
		question = question.And(", and " + Count(left, "more change"))
	}
	return question.And("?")
}

// Count returns a number with its noun: 1 rule, 2 rules.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
