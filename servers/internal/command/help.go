package command

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// Help returns the text of --help.
func Help(server Server) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s is an MCP server that %s, for MCP clients such as Claude, Cursor and VS Code.\nIt speaks MCP on standard input and output, or over HTTP.\n", server.Name, server.Summary)
	writeSubcommands(&text, server)
	group := ""
	for _, row := range Settings(server) {
		if row.Group != group {
			group = row.Group
			fmt.Fprintf(&text, "\n%s:\n", group)
		}
		writeRow(&text, row)
	}
	fmt.Fprintf(&text, "\nTry it without an account: %s --demo\n", server.Name)
	return text.String()
}

func writeSubcommands(text *strings.Builder, server Server) {
	if server.Subcommands == nil {
		return
	}
	fmt.Fprintf(text, "\nCommands, which run instead of the server; each has its own --help:\n")
	for _, subcommand := range server.Subcommands.List(server) {
		if !subcommand.Hidden {
			fmt.Fprintf(text, "  %-12s %s\n", subcommand.Name, subcommand.Summary)
		}
	}
}

func writeRow(text *strings.Builder, row Setting) {
	if row.Flag == "" {
		fmt.Fprintf(text, "  %s\n      %s\n", row.Variable, row.Usage)
		return
	}
	fmt.Fprintf(text, "  %s\n      %s\n", strings.TrimSpace("--"+row.Flag+" "+row.Value), row.Usage)
	if row.Variable != "" {
		fmt.Fprintf(text, "      %s\n", strings.Join(variables(row.Flag), ", "))
	}
}

// The groups of settings in --help.
const (
	GroupFlags     = "Flags, with the variables that set the same"
	GroupHTTP      = "Flags for HTTP"
	GroupVariables = "Variables"
)

// Setting is one flag, one environment variable, or both.
type Setting struct {
	Group    string
	Flag     string // without dashes; empty if only a variable sets it
	Value    string // placeholder for the flag's value; empty for a boolean flag
	Variable string // empty if only a flag sets it
	Second   string // another variable that sets the same; empty if there is none
	Default  string // empty if there is none
	Usage    string
}

// Settings returns all settings of a server, in the order of --help.
func Settings(server Server) []Setting {
	var rows, http []Setting
	overHTTP := httpFlags()
	(&settings{}).flags(server).VisitAll(func(flag *pflag.Flag) {
		if overHTTP.Lookup(flag.Name) != nil {
			http = append(http, settingOf(flag, GroupHTTP))
		} else {
			rows = append(rows, settingOf(flag, GroupFlags))
		}
	})
	rows = append(rows, Setting{Group: GroupFlags, Flag: "help", Usage: "print this text and exit"})
	return append(append(rows, http...),
		Setting{Group: GroupVariables, Variable: keyVariable, Usage: "API key of a user or an account, or an OAuth token"},
		Setting{Group: GroupVariables, Variable: keyFileVariable, Usage: "file that contains the key, instead of the key itself; read again when PagerDuty refuses the key"},
		Setting{Group: GroupVariables, Variable: keys.CommandVariable, Usage: "command that prints the key, such as op read op://Work/PagerDuty/key; run in the system's shell before the first request, and again when PagerDuty refuses the key"},
		Setting{Group: GroupVariables, Variable: keys.DirectoryVariable, Usage: "directory of the profiles that pagerduty-mcp login makes, if not pagerduty-mcp in the user's directory for configurations"},
		Setting{Group: GroupVariables, Variable: keys.ClientIDVariable, Usage: "with --auth app, the client id of the app"},
		Setting{Group: GroupVariables, Variable: keys.ClientSecretVariable, Usage: "with --auth app, the client secret of the app"},
		Setting{Group: GroupVariables, Variable: keys.ClientSecretFileVariable, Usage: "file that contains the client secret, instead of the secret itself; read again for each token"},
		Setting{Group: GroupVariables, Variable: keys.TokenURLVariable, Usage: "where the app's tokens are requested, if not at https://identity.pagerduty.com/oauth/token"},
		Setting{Group: GroupVariables, Variable: hostVariable, Usage: "https://api.pagerduty.com, or https://api.eu.pagerduty.com for accounts in the EU", Default: "https://api.pagerduty.com"},
		Setting{Group: GroupVariables, Variable: fromVariable, Usage: "e-mail address of the user to whom PagerDuty attributes changes; only account keys and apps need it"},
	)
}

func settingOf(flag *pflag.Flag, group string) Setting {
	value, usage := pflag.UnquoteUsage(flag)
	row := Setting{Group: group, Flag: flag.Name, Value: value, Variable: variable(flag.Name), Second: secondVariable(flag.Name), Usage: usage}
	if !slices.Contains([]string{"false", "[]", "0", ""}, flag.DefValue) {
		row.Default = strings.ToLower(flag.DefValue)
		row.Usage += fmt.Sprintf(" (default %s)", row.Default)
	}
	return row
}
