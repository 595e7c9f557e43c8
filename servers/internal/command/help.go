package command

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// Help returns the text of --help.
func Help(server Server) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s is an MCP server that %s, for MCP clients such as Claude, Cursor and VS Code.\nIt speaks MCP on standard input and output.\n", server.Name, server.Summary)
	text.WriteString("\nFlags, with the variables that set the same:\n")
	for _, row := range Settings(server) {
		if row.Flag != "" {
			writeRow(&text, strings.TrimSpace("--"+row.Flag+" "+row.Value), row)
		}
	}
	text.WriteString("\nVariables:\n")
	for _, row := range Settings(server) {
		if row.Flag == "" {
			writeRow(&text, row.Variable, row)
		}
	}
	fmt.Fprintf(&text, "\nTry it without an account: %s --demo\n", server.Name)
	return text.String()
}

func writeRow(text *strings.Builder, name string, row Setting) {
	fmt.Fprintf(text, "  %s\n      %s\n", name, row.Usage)
	if row.Flag != "" && row.Variable != "" {
		fmt.Fprintf(text, "      %s\n", row.Variable)
	}
}

// Setting is one flag, one environment variable, or both.
type Setting struct {
	Flag     string // without dashes; empty if only a variable sets it
	Value    string // placeholder for the flag's value; empty for a boolean flag
	Variable string // empty if only a flag sets it
	Default  string // empty if there is none
	Usage    string
}

// Settings returns all settings of a server, in the order of --help.
func Settings(server Server) []Setting {
	var rows []Setting
	(&settings{}).flags(server).VisitAll(func(flag *pflag.Flag) {
		value, usage := pflag.UnquoteUsage(flag)
		row := Setting{Flag: flag.Name, Value: value, Variable: variable(flag.Name), Usage: usage}
		if !slices.Contains([]string{"false", "[]", "0", ""}, flag.DefValue) {
			row.Default = strings.ToLower(flag.DefValue)
			row.Usage += fmt.Sprintf(" (default %s)", row.Default)
		}
		rows = append(rows, row)
	})
	return append(rows,
		Setting{Flag: "help", Usage: "print this text and exit"},
		Setting{Variable: keyVariable, Usage: "API key of a user or an account, or an OAuth token"},
		Setting{Variable: keyFileVariable, Usage: "file that contains the key, instead of the key itself; read again when PagerDuty refuses the key"},
		Setting{Variable: hostVariable, Usage: "https://api.pagerduty.com, or https://api.eu.pagerduty.com for accounts in the EU", Default: "https://api.pagerduty.com"},
		Setting{Variable: fromVariable, Usage: "e-mail address of the user to whom PagerDuty attributes changes; only account keys need it"},
	)
}
