package subcommands

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/doctor"
)

// doctorFlags are the flags of the server that doctor has, too. The variables of the others count.
var doctorFlags = []string{"demo", "profile", "toolsets", "enable-write-tools"}

func newDoctor(p program) *cobra.Command {
	examination := doctor.Examination{Server: p.server, Process: p.process, Options: command.NewOptions(p.server)}
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Find out what is wrong, and what to do: key, rights, network, clients",
		Long: `Check the program, its settings, the way to PagerDuty, the key and its rights, and the entries in the files of MCP clients.

It changes nothing. It reads from PagerDuty, about fifteen requests, and starts each entry of this program as its client does.
Exit codes: 0 all is well, or there are warnings only; 1 there is a problem; 2 wrong flags.`,
		Args: noArguments(""),
	}
	cmd.Flags().SortFlags = false
	output := addOutput(cmd, "print the report in this `form`: text or json", formatText, formatJSON)
	for _, name := range doctorFlags {
		cmd.Flags().AddFlag(examination.Options.Flags().Lookup(name))
	}
	cmd.Flags().BoolVar(&examination.Project, "start-project", false, "also start the entries in files of the working directory; read those first")
	completeOptions(cmd, p.server)
	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		if examination.Machine, err = p.machine(); err != nil {
			return err
		}
		report := examination.Run(cmd.Context()).Clean()
		if err := cmd.Context().Err(); err != nil {
			return errors.New("interrupted")
		}
		if output.format == formatJSON {
			err = p.writeJSON(report)
		} else {
			err = p.write([]byte(report.String()))
		}
		if err == nil && report.Summary.Problems > 0 {
			err = &exit{code: exitFailed}
		}
		return err
	}
	return cmd
}
