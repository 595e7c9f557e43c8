package subcommands

import (
	"encoding/json"
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
		Use:   "tools",
		Short: "List the tools; needs no key",
		Long:  "List the tools with their effect, their area and what they do. It needs no key.",
		Args:  noArguments("; pagerduty-mcp describe TOOL describes one tool"),
	}
	output := addOutput(cmd, "print the list in this `form`: table or json", formatTable, formatJSON)
	cmd.Flags().AddFlag(options.Flags().Lookup("toolsets"))
	completeOptions(cmd, p.server)
	cmd.RunE = func(*cobra.Command, []string) error {
		toolsets, err := options.Toolsets(p.process)
		if err != nil {
			return &exit{exitUsage, err}
		}
		listed, err := json.Marshal(listTools(toolsets))
		if err != nil {
			return err
		}
		return p.writeResult(listed, output.format)
	}
	return cmd
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
