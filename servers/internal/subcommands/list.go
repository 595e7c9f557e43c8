package subcommands

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// listed is a host in the output of list.
type listed struct {
	Host    string        `json:"host"`
	Title   string        `json:"title"`
	Scope   hosts.Scope   `json:"scope"`
	File    string        `json:"file"`
	Found   bool          `json:"found"`
	Entries []hosts.Entry `json:"entries"` // that start a PagerDuty server
	Problem string        `json:"problem,omitempty"`
}

func newList(p program) *cobra.Command {
	var output *outputFlag
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the hosts that install knows, and which start a PagerDuty server",
		Args:  noArguments(""),
		RunE: func(*cobra.Command, []string) error {
			machine, err := p.machine()
			if err != nil {
				return err
			}
			all := listHosts(machine)
			if output.format == formatJSON {
				return p.writeJSON(all)
			}
			var text strings.Builder
			table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
			fmt.Fprintln(table, "HOST\tFOUND\tFILE\tPAGERDUTY")
			for _, one := range all {
				fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", one.Host, map[bool]string{true: "yes", false: "no"}[one.Found], one.File, one.summary())
			}
			_ = table.Flush() // a strings.Builder does not fail
			return p.write([]byte(text.String()))
		},
	}
	output = addOutput(cmd, "`form` of the output: table or json", formatTable, formatJSON)
	return cmd
}

// listHosts returns the user's file of every host, and the files of the working directory that have an entry.
func listHosts(machine hosts.Machine) []listed {
	var all []listed
	for _, state := range machine.InspectAll() {
		one := listed{state.Host.Name, state.Host.Title, state.Scope, machine.Short(state.File), state.Found, []hosts.Entry{}, ""}
		for _, entry := range state.Entries {
			one.Entries = append(one.Entries, plainEntry(entry))
		}
		if state.Problem != nil {
			one.Problem = clean(state.Problem.Error())
		}
		all = append(all, one)
	}
	return all
}

// plainEntry returns an entry to print: an outsider may have written it, and other servers take keys as arguments.
func plainEntry(entry hosts.Entry) hosts.Entry {
	plain := hosts.Entry{Name: clean(entry.Name), Command: clean(keys.RedactAll(entry.Command))}
	for _, argument := range entry.Args {
		plain.Args = append(plain.Args, clean(keys.RedactAll(argument)))
	}
	return plain
}

func (l listed) summary() string {
	if l.Problem != "" {
		return l.Problem
	}
	var entries []string
	for _, entry := range l.Entries {
		entries = append(entries, entry.Name+": "+strings.Join(append([]string{entry.Command}, entry.Args...), " "))
	}
	if len(entries) == 0 {
		return "-"
	}
	return strings.Join(entries, "; ")
}
