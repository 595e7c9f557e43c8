package subcommands

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

// Completions come from the tools' schemas alone: they need no key, and ask nobody.

// complete completes the value of a flag with words.
func complete(cmd *cobra.Command, flag string, words []string) {
	err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic(err) // the flag was just declared
	}
}

// completeOptions completes the values of the flags of command.Options that cmd has.
func completeOptions(cmd *cobra.Command, server command.Server) {
	for flag, words := range command.FlagValues(server) {
		if cmd.Flags().Lookup(flag) != nil {
			complete(cmd, flag, words)
		}
	}
}

// completeTool completes the name of a tool as the first argument.
func (p program) completeTool(_ *cobra.Command, words []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(words) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var names []cobra.Completion
	for _, tool := range allTools(p.server) {
		names = append(names, cobra.CompletionWithDesc(tool.Name, firstSentence(tool.Description)))
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// complete completes the name of a tool and its arguments.
func (c *call) complete(cmd *cobra.Command, words []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(words) == 0 {
		return c.completeTool(cmd, words, begun)
	}
	tools := allTools(c.server)
	i := slices.IndexFunc(tools, func(tool mcptools.Tool) bool { return tool.Name == words[0] })
	if i < 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	name, _, hasValue := strings.Cut(begun, "=")
	var completions []cobra.Completion
	for _, p := range propertiesOf(tools[i]) {
		switch {
		case hasValue && p.name == name:
			for _, choice := range p.choices() {
				completions = append(completions, p.name+"="+choice)
			}
			return completions, cobra.ShellCompDirectiveNoFileComp
		case !hasValue && (p.isList() || !isGiven(words[1:], p.name)): // a list takes several
			completions = append(completions, cobra.CompletionWithDesc(p.name+"=", p.description))
		}
	}
	return completions, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

func isGiven(words []string, name string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.HasPrefix(word, name+"=") })
}
