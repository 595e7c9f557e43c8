package subcommands

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts"
)

func newUninstall(p program) *cobra.Command {
	var name, scope string
	var options hosts.Options
	cmd := &cobra.Command{
		Use:   "uninstall HOST...",
		Short: "Remove this server from the configuration of MCP hosts",
		Long: `Remove this server from the configuration files of MCP hosts. If nothing else has changed in a file since the install, it is again as it
was before, byte by byte.`,
		Args:              namesHosts(0),
		ValidArgsFunction: completeHosts,
		RunE: func(_ *cobra.Command, names []string) (err error) {
			if options.Scope, err = parseScope(scope); err != nil {
				return err
			}
			all, err := findHosts(names)
			if err != nil {
				return err
			}
			machine, err := p.machine()
			if err != nil {
				return err
			}
			var failures []error
			for _, host := range all {
				change, err := machine.Uninstall(host, name, options)
				if err == nil {
					report(p.process, machine, change, options.DryRun)
				}
				failures = append(failures, err)
			}
			return errors.Join(failures...)
		},
	}
	declareEntryFlags(cmd, &name, &scope)
	cmd.Flags().BoolVar(&options.Force, "force", false, "remove the entry even if it does not start this server")
	cmd.Flags().BoolVar(&options.DryRun, "dry-run", false, "show the change, and do not make it")
	return cmd
}
