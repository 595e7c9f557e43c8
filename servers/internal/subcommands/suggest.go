package subcommands

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// findTool returns the tool of a name, or an error that suggests others.
func (p program) findTool(name string) (mcptools.Tool, error) {
	tools := allTools(p.server)
	if i := slices.IndexFunc(tools, func(tool mcptools.Tool) bool { return tool.Name == name }); i >= 0 {
		return tools[i], nil
	}
	hint := "; pagerduty-mcp tools lists all"
	if suggestions := suggest(name, tools); len(suggestions) > 0 {
		hint = ": did you mean " + strings.Join(suggestions, ", ") + "?"
	}
	return mcptools.Tool{}, fmt.Errorf("there is no tool %q%s", mcptools.Clean(name, 100), hint)
}

// maxSuggestions is how many tools are suggested instead of one that does not exist.
const maxSuggestions = 3

// suggest returns the tools that a name may mean: those with a similar name, else those that have all its words.
func suggest(name string, tools []mcptools.Tool) []string {
	var names []string
	for _, tool := range tools {
		names = append(names, tool.Name)
	}
	if near := mcptools.Nearest(name, names); len(near) > 0 {
		return near
	}
	var best []string
	most := 0
	for _, tool := range tools {
		switch score, suggestion := match(tool, wordsOf(name)); {
		case score > most:
			best, most = []string{suggestion}, score
		case score == most && score > 0:
			best = append(best, suggestion)
		}
	}
	return best[:min(len(best), maxSuggestions)]
}

// match returns how well a tool matches the words, 0 if it lacks one, and how to call it. A word of its name counts most, then one of the
// values that an argument of a change takes, then one of its summary.
func match(tool mcptools.Tool, words []string) (score int, suggestion string) {
	const ofName, ofValue, ofSummary = 9, 6, 1
	suggestion = tool.Name
	for _, word := range words {
		value := valueLike(tool, word)
		switch {
		case slices.ContainsFunc(wordsOf(tool.Name), like(word)):
			score += ofName
		case value != "":
			score += ofValue
			suggestion += " " + value
		case slices.ContainsFunc(wordsOf(firstSentence(tool.Description)), like(word)):
			score += ofSummary
		default:
			return 0, ""
		}
	}
	return score, suggestion
}

// valueLike returns name=value for a value that a word means, of an argument of a change; "" if there is none. The values of tools that read
// only filter.
func valueLike(tool mcptools.Tool, word string) string {
	if tool.Effect == mcptools.EffectRead {
		return ""
	}
	for _, p := range propertiesOf(tool) {
		if i := slices.IndexFunc(p.choices(), like(word)); i >= 0 {
			return p.name + "=" + p.choices()[i]
		}
	}
	return ""
}

// wordsOf returns the words of a name or a sentence.
func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') })
}

// like returns a function that reports whether a word is another form of word, such as resolved for resolve.
func like(word string) func(string) bool {
	const ending = 2 // letters that forms of a word may differ in
	return func(other string) bool {
		if len(word) < 4 || len(other) < 4 {
			return word == other
		}
		same := 0
		for same < min(len(word), len(other)) && word[same] == other[same] {
			same++
		}
		return same >= 4 && len(word)-same <= ending && len(other)-same <= ending
	}
}
