// Package ask words what users are asked about changes.
package ask

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// Change is one thing that a call sets. A zero Change is none.
type Change struct {
	words string
	data  [][]string
}

// To is a change of what the words name, such as "status", to a text; none if the text is nil.
func To[T ~string](words string, text *T) Change {
	if text == nil {
		return Change{}
	}
	return Change{words + " to %s", [][]string{{string(*text)}}}
}

// ToNumber is a change to a number; none if it is nil.
func ToNumber(words string, number *int) Change {
	if number == nil {
		return Change{}
	}
	return To(words, new(strconv.Itoa(*number)))
}

// ToAll is a change to a list; none if the list is nil.
func ToAll(words string, texts []string) Change {
	if texts == nil {
		return Change{}
	}
	return Change{words + " to %s", [][]string{texts}}
}

// maxChanges is how many changes a question names; with more there is no room for any of them.
const maxChanges = 3

// Of asks about changes of what a target names: "Change team Payments: name to Billing?". Put the most important change first: those
// for which there is no room are counted.
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

// Count is a number with its noun: 1 rule, 2 rules.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
