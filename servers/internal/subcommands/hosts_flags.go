package subcommands

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts"
)

// defaultToolset is what install chooses: the tools of a person on call.
const defaultToolset = "oncall"

// hostFlags are the flags of install and print.
type hostFlags struct {
	choices hosts.Choices
	scope   string
	region  string
	key     string
}

func (f *hostFlags) declare(cmd *cobra.Command, p program) {
	flags := cmd.Flags()
	flags.StringSliceVar(&f.choices.Toolsets, "toolsets", []string{defaultToolset}, "serve these areas: comma-separated `names`, or all")
	flags.BoolVar(&f.choices.Writes, "enable-write-tools", false, "also offer the tools that change PagerDuty; calls that may page somebody are confirmed first")
	flags.StringVar(&f.choices.Profile, "profile", "", "use the key that login has stored under this `name`")
	flags.StringVar(&f.region, "region", "", "`region` of the account, us or eu; a profile has its own")
	flags.StringVar(&f.key, "key", "", "where the key is: `env`, for a reference to PAGERDUTY_USER_API_KEY; file=PATH; or plain, which writes it into the host's file. "+
		"If left out, the server uses the key that login has stored")
	flags.BoolVar(&f.choices.Demo, "demo", false, "serve a made-up account, which needs no key")
	flags.StringVar(&f.choices.Command, "command", "", "`path` of pagerduty-mcp; this program if left out")
	declareEntryFlags(cmd, &f.choices.Name, &f.scope)
	completeOptions(cmd, p.server)
	complete(cmd, "region", []string{"us", "eu"})
	complete(cmd, "key", []string{"env", "file=", "plain"})
}

func declareEntryFlags(cmd *cobra.Command, name, scope *string) {
	flags := cmd.Flags()
	flags.StringVar(name, "name", hosts.DefaultName, "`name` of the entry")
	flags.StringVar(scope, "scope", string(hosts.User), "`whose` file: user, or project for that of the working directory")
	complete(cmd, "scope", []string{string(hosts.User), string(hosts.Project)})
}

func parseScope(text string) (hosts.Scope, error) {
	switch scope := hosts.Scope(text); scope {
	case hosts.User, hosts.Project:
		return scope, nil
	default:
		return "", &exit{exitUsage, fmt.Errorf("--scope is %q; it must be user or project", text)}
	}
}

// read checks the flags and completes the choices.
func (f *hostFlags) read(p program) (hosts.Choices, hosts.Scope, error) {
	scope, err := parseScope(f.scope)
	if err != nil {
		return f.choices, "", err
	}
	if err = checkToolsets(p.server, f.choices.Toolsets); err == nil {
		err = f.readRegion()
	}
	if err == nil {
		err = f.readKey(p.process)
	}
	if err != nil {
		return f.choices, "", &exit{exitUsage, err}
	}
	return f.choices, scope, nil
}

func checkToolsets(server command.Server, names []string) error {
	known := []string{"all"}
	for _, area := range server.Areas {
		known = append(known, area.Name)
	}
	for i, name := range names {
		if names[i] = strings.TrimSpace(name); !slices.Contains(known, names[i]) {
			return fmt.Errorf("--toolsets names %q, which does not exist; choose from %s", name, strings.Join(known, ", "))
		}
	}
	if len(names) == 0 {
		return errors.New("--toolsets is empty: name at least one area, or leave the flag out")
	}
	return nil
}

func (f *hostFlags) readRegion() error {
	switch f.region {
	case "", "us":
	case "eu":
		f.choices.EU = true
	default:
		return fmt.Errorf("--region is %q; it must be us or eu", f.region)
	}
	return nil
}

func (f *hostFlags) readKey(process command.Process) error {
	kind, path, isFile := strings.Cut(f.key, "=")
	switch key := hosts.Key(kind); {
	case key == hosts.KeyFile:
		f.choices.Key, f.choices.KeyFile = key, path
		return nil
	case isFile || key != hosts.KeyProfile && key != hosts.KeyEnvironment && key != hosts.KeyPlain:
		return errors.New("--key must be env, file=PATH or plain; the key itself is never an argument") // the value may be a key
	case key == hosts.KeyPlain:
		f.choices.Key = key
		return f.readPlainKey(process)
	default:
		f.choices.Key = key
		return nil
	}
}

// readPlainKey takes the key from the environment, or asks for it in a terminal.
func (f *hostFlags) readPlainKey(process command.Process) error {
	key, _ := process.Environment("PAGERDUTY_USER_API_KEY")
	if file, ok := process.Stdin.(*os.File); ok && key == "" && command.IsTerminal(process.Stdin) {
		fmt.Fprint(process.Stderr, "PagerDuty API key: ")
		typed, err := term.ReadPassword(int(file.Fd()))
		fmt.Fprintln(process.Stderr)
		if err != nil {
			return fmt.Errorf("the key cannot be read: %w", err)
		}
		key = string(typed)
	}
	f.choices.Plain = strings.TrimSpace(key)
	if f.choices.Plain == "" {
		return nil // Machine.Server explains
	}
	if _, err := pagerduty.ParseToken(f.choices.Plain); err != nil {
		return fmt.Errorf("PAGERDUTY_USER_API_KEY: %w", err)
	}
	return nil
}

// findHosts returns the hosts that the arguments name.
func findHosts(names []string) ([]hosts.Host, error) {
	var all []hosts.Host
	for _, name := range names {
		host, err := hosts.Find(name)
		if err != nil {
			return nil, &exit{exitUsage, err}
		}
		all = append(all, host)
	}
	return all, nil
}

// completeHosts completes the names of hosts.
func completeHosts(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var names []string
	for _, host := range hosts.All() {
		names = append(names, host.Name+"\t"+host.Title)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}
