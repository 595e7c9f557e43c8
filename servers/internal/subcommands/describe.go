package subcommands

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func newDescribe(p program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "describe TOOL",
		Short: "Describe a tool and its arguments; needs no key",
		Long:  "Describe a tool: what it does, its arguments, and a call that works on the demo account. It needs no key.",
		Args: func(_ *cobra.Command, words []string) error {
			if len(words) != 1 {
				return errors.New("name one tool; pagerduty-mcp tools lists them")
			}
			return nil
		},
		ValidArgsFunction: p.completeTool,
	}
	output := addOutput(cmd, "print the description in this `form`: text or json", formatText, formatJSON)
	cmd.RunE = func(_ *cobra.Command, words []string) error {
		tool, err := p.findTool(words[0])
		if err != nil {
			return &exit{exitUsage, err}
		}
		if output.format == formatJSON {
			return p.writeJSON(describedTool{tool.Name, tool.Description, effectOf(tool), slices.Contains(tool.Marks, marks.Pages),
				slices.Contains(tool.Marks, marks.Duty), tool.InputSchema, tool.Example})
		}
		return p.write([]byte(description(tool)))
	}
	return cmd
}

// describedTool is a tool as "pagerduty-mcp describe -o json" describes it.
type describedTool struct {
	Name        string          `json:"name"`
	Description string          `json:"description"`
	Effect      string          `json:"effect"`
	Pages       bool            `json:"pages"`        // it can page people
	ChangesDuty bool            `json:"changes_duty"` // it can change who is on call
	InputSchema json.RawMessage `json:"input_schema"`
	Example     json.RawMessage `json:"example,omitempty"`
}

// description describes a tool for people.
func description(tool mcptools.Tool) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s: %s\n\n%s\n", tool.Name, tool.Description, consequences(tool))
	properties := propertiesOf(tool)
	if len(properties) > 0 {
		text.WriteString("\nArguments:\n")
	}
	for _, p := range properties {
		required := ""
		if p.required {
			required = ", required"
		}
		fmt.Fprintf(&text, "  %s (%s%s)\n", p.name, p.kind(), required)
		if p.description != "" {
			fmt.Fprintf(&text, "      %s\n", p.description)
		}
		element := p
		if p.isList() {
			element = p.element()
		}
		for _, inside := range propertiesIn(element.schema) {
			fmt.Fprintf(&text, "      %s\n", strings.TrimSpace(fmt.Sprintf("%s (%s) %s", inside.name, inside.kind(), inside.description)))
		}
	}
	if tool.Example != nil {
		fmt.Fprintf(&text, "\nExample:\n  %s\n", exampleLine(tool))
	}
	return text.String()
}

// consequences describes what a tool does to PagerDuty and to people.
func consequences(tool mcptools.Tool) string {
	if tool.Effect == mcptools.EffectRead {
		return "Changes nothing."
	}
	sentences := []string{"Changes or removes what is in PagerDuty; needs --enable-write-tools."}
	if tool.Effect == mcptools.EffectAdditive {
		sentences[0] = "Adds to PagerDuty and changes nothing that is there; needs --enable-write-tools."
	}
	if slices.Contains(tool.Marks, marks.Pages) {
		sentences = append(sentences, "Can page people.")
	} else {
		sentences = append(sentences, "Pages nobody.")
	}
	if slices.Contains(tool.Marks, marks.Duty) {
		sentences = append(sentences, "Can change who is on call.")
	}
	return strings.Join(sentences, " ")
}

// exampleLine returns a command line that makes the tool's example call on the demo account.
func exampleLine(tool mcptools.Tool) string {
	words := []string{"pagerduty-mcp", "call", tool.Name}
	example, _ := parseValue(tool.Example) // mcptools checked it
	for _, m := range example.members {
		words = append(words, argumentWords(m)...)
	}
	if tool.Effect != mcptools.EffectRead {
		words = append(words, "--enable-write-tools")
	}
	return strings.Join(append(words, "--demo"), " ")
}

// argumentWords returns the words of a command line for an argument.
func argumentWords(m member) []string {
	switch {
	case m.kind == scalar:
		return []string{m.name + "=" + quoted(escaped(m.text))}
	case m.kind == list && !slices.ContainsFunc(m.items, func(item value) bool { return item.kind != scalar }):
		var words []string
		for _, item := range m.items {
			words = append(words, m.name+"="+quoted(escaped(item.text)))
		}
		return words
	}
	return []string{m.name + "=" + quoted(m.json())}
}

// escaped returns a value that is not taken for a file.
func escaped(text string) string {
	if strings.HasPrefix(text, "@") {
		return "@" + text
	}
	return text
}

// quoted quotes a word for a shell where it needs quotes.
func quoted(word string) string {
	if word != "" && !strings.ContainsFunc(word, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:,+@%", r))
	}) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
