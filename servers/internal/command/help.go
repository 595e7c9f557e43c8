package command

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// Help is what --help prints.
func Help(server Server) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s is an MCP server that %s, for MCP clients such as Claude, Cursor and VS Code.\nIt speaks MCP on standard input and output.\n", server.Name, server.Summary)
	text.WriteString("\nFlags, and the variables that stand for them:\n")
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

// Setting is one thing that a user can set.
type Setting struct {
	Flag     string // without dashes; empty for what only a variable sets
	Value    string // placeholder for the flag's value; empty for a switch
	Variable string // empty for what only a flag sets
	Default  string // empty for none
	Usage    string
}

// Settings are all settings of a server, in the order in which they are shown.
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
		Setting{Variable: keyVariable, Usage: "a user's or an account's API key, or an OAuth token"},
		Setting{Variable: keyFileVariable, Usage: "a file that holds the key, instead; read again when PagerDuty refuses the key"},
		Setting{Variable: hostVariable, Usage: "https://api.pagerduty.com, or https://api.eu.pagerduty.com for accounts in the EU", Default: "https://api.pagerduty.com"},
		Setting{Variable: fromVariable, Usage: "e-mail address of the user in whose name changes are made; needed only with an account's key"},
	)
}
