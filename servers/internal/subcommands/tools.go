package subcommands

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

// listedTool is a tool as "pagerduty-mcp tools" lists it.
type listedTool struct {
	Name    string `json:"name"`
	Effect  string `json:"effect"`
	Area    string `json:"area"`
	Summary string `json:"summary"`
}

func newTools(p program) *cobra.Command {
	options := command.NewOptions(p.server)
	cmd := &cobra.Command{
		Use:   "tools [WORD...]",
		Short: "List the tools, or those with some words; needs no key",
		Long:  "List the tools with their effect, their area and what they do, or only those in whose line each word is. It needs no key.",
	}
	output := addOutput(cmd, "print the list in this `form`: table or json", formatTable, formatJSON)
	cmd.Flags().AddFlag(options.Flags().Lookup("toolsets"))
	completeOptions(cmd, p.server)
	cmd.RunE = func(_ *cobra.Command, words []string) error {
		toolsets, err := options.Toolsets(p.process)
		if err != nil {
			return &exit{exitUsage, err}
		}
		found := slices.DeleteFunc(listTools(toolsets), func(tool listedTool) bool { return !tool.has(words) })
		if len(found) == 0 {
			return fmt.Errorf("no tool has %s in its line; pagerduty-mcp tools lists all", mcptools.Clean(strings.Join(words, " and "), 100))
		}
		listed, err := json.Marshal(found)
		if err != nil {
			return err
		}
		return p.writeResult(listed, output.format)
	}
	return cmd
}

// has reports whether each word is in the tool's line.
func (l listedTool) has(words []string) bool {
	line := strings.ToLower(strings.Join([]string{l.Name, l.Effect, l.Area, l.Summary}, " "))
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(line, strings.ToLower(word)) })
}

func listTools(toolsets []mcptools.Toolset) []listedTool {
	var all []listedTool
	for _, toolset := range toolsets {
		for _, tool := range toolset.Tools {
			all = append(all, listedTool{Name: tool.Name, Effect: effectOf(tool), Area: toolset.Name, Summary: firstSentence(tool.Description)})
		}
	}
	return all
}

// effectOf returns what a tool does to PagerDuty, in a word.
func effectOf(tool mcptools.Tool) string {
	switch tool.Effect {
	case mcptools.EffectAdditive:
		return "adds"
	case mcptools.EffectDestructive:
		return "changes"
	}
	return "reads"
}

func firstSentence(text string) string {
	sentence, _, _ := strings.Cut(text, ". ")
	return strings.TrimSuffix(sentence, ".")
}
