package subcommands

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

func newHelp(p program) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND or TOOL]",
		Short: "Print the help of a command, or the description of a tool",
		ValidArgsFunction: func(cmd *cobra.Command, words []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
			names, directive := p.completeTool(cmd, words, begun)
			if len(words) == 0 {
				for _, subcommand := range cmd.Root().Commands() {
					names = append(names, cobra.CompletionWithDesc(subcommand.Name(), subcommand.Short))
				}
			}
			return names, directive
		},
		RunE: func(cmd *cobra.Command, words []string) error {
			found, rest, err := cmd.Root().Find(words)
			if err == nil && found != cmd.Root() {
				p.help(found, rest)
				return nil
			}
			if len(words) == 0 {
				p.help(cmd.Root(), nil)
				return nil
			}
			tool, err := p.findTool(words[len(words)-1])
			if err != nil {
				return &exit{exitUsage, fmt.Errorf("there is no command %q, and %w", words[0], err)}
			}
			return p.write([]byte(description(tool)))
		},
	}
}

// help prints the help of a command, or the description of the tool that its arguments name.
func (p program) help(cmd *cobra.Command, words []string) {
	if cmd == cmd.Root() {
		fmt.Fprint(p.process.Stdout, command.Help(p.server))
		return
	}
	if len(words) > 0 && (cmd.Name() == "call" || cmd.Name() == "describe") {
		if tool, err := p.findTool(words[0]); err == nil {
			fmt.Fprint(p.process.Stdout, description(tool))
			return
		}
	}
	if cmd.Long != "" || cmd.Short != "" {
		text := cmd.Long
		if text == "" {
			text = cmd.Short
		}
		fmt.Fprintf(p.process.Stdout, "%s\n\n", text)
	}
	cmd.InitDefaultHelpFlag() // it is shown, whichever way led here
	fmt.Fprint(p.process.Stdout, cmd.UsageString())
}
