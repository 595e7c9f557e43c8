package subcommands

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts"
)

func newPrint(p program) *cobra.Command {
	var flags hostFlags
	var output *outputFlag
	cmd := &cobra.Command{
		Use:               "print HOST",
		Short:             "Print what install would write for a host, and where it belongs",
		Args:              namesHosts(1),
		ValidArgsFunction: completeHosts,
		RunE: func(cmd *cobra.Command, names []string) error {
			host, err := hosts.Find(names[0])
			if err != nil {
				return &exit{exitUsage, err}
			}
			choices, scope, err := flags.read(cmd.Context(), p)
			if err != nil {
				return err
			}
			machine, err := p.machine()
			if err != nil {
				return err
			}
			server, err := machine.Server(choices)
			if err != nil {
				return &exit{exitUsage, err}
			}
			snippet, err := machine.Print(host, server, scope)
			if err != nil {
				return err
			}
			if output.format == formatJSON {
				return p.writeJSON(snippet)
			}
			return p.write(fmt.Appendf(nil, "In %s:\n\n%s\n%s\n", snippet.File, snippet.Text, strings.Join(snippet.Then, "\n")))
		},
	}
	flags.declare(cmd, p)
	output = addOutput(cmd, "`form` of the output: text or json", formatText, formatJSON)
	return cmd
}

// formatText is text for people.
const formatText format = "text"

func (p program) writeJSON(value any) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return err
	}
	return p.write(text.Bytes())
}
