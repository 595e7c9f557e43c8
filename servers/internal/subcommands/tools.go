package subcommands

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

func newTools(p program) *cobra.Command {
	options := command.NewOptions(p.server)
	cmd := &cobra.Command{
		Use:   "tools",
		Short: "List the tools that call can call",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			toolsets, err := options.Toolsets(p.process)
			if err != nil {
				return &exit{exitUsage, err}
			}
			var text strings.Builder
			for _, toolset := range toolsets {
				for _, tool := range toolset.Tools {
					fmt.Fprintln(&text, tool.Name)
				}
			}
			_, err = fmt.Fprint(p.process.Stdout, text.String())
			return err
		},
	}
	cmd.Flags().AddFlag(options.Flags().Lookup("toolsets"))
	return cmd
}
