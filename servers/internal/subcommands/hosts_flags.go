package subcommands

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
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
	flags.StringVar(&f.choices.Profile, "profile", "", "use the key that login has stored under this `name`; the default one if left out")
	flags.StringVar(&f.key, "key", "", "`where` the key is, if login has not stored it: env, for a reference to "+keys.Variable+"; file=PATH; command=COMMAND; "+
		"or plain, which writes the key into the host's file")
	flags.StringVar(&f.region, "region", "", "service region of the account with --key: us, eu, or the `address` of another API host")
	flags.BoolVar(&f.choices.Demo, "demo", false, "serve a made-up account, which needs no key")
	flags.StringVar(&f.choices.Command, "command", "", "`path` of pagerduty-mcp; this program if left out")
	declareEntryFlags(cmd, &f.choices.Name, &f.scope)
	completeOptions(cmd, p.server)
	complete(cmd, "region", []string{"us", "eu"})
	complete(cmd, "key", []string{"env", "file=", "command=", "plain"})
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
func (f *hostFlags) read(ctx context.Context, p program) (hosts.Choices, hosts.Scope, error) {
	scope, err := parseScope(f.scope)
	if err != nil {
		return f.choices, "", err
	}
	if err = checkToolsets(p.server, f.choices.Toolsets); err != nil {
		err = fmt.Errorf("--toolsets: %w", err)
	} else if err = f.readRegion(); err == nil {
		err = f.readKey(ctx, p)
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
			return fmt.Errorf("there is no toolset %q; choose from %s", name, strings.Join(known, ", "))
		}
	}
	if len(names) == 0 {
		return errors.New("name at least one area")
	}
	return nil
}

func (f *hostFlags) readRegion() error {
	if f.region == "" {
		return nil
	}
	region := pagerduty.WithBaseURL(f.region)
	if name := pagerduty.Region(f.region); name == pagerduty.US || name == pagerduty.EU {
		region = pagerduty.WithRegion(name)
	}
	client, err := pagerduty.New(pagerduty.APIKey("unused"), region)
	if err != nil {
		return fmt.Errorf("--region is %.100q; it must be us, eu or an address: %w", f.region, err)
	}
	f.choices.APIHost = client.BaseURL()
	return nil
}

func (f *hostFlags) readKey(ctx context.Context, p program) error {
	kind, value, hasValue := strings.Cut(f.key, "=")
	key := hosts.Key(kind)
	takesValue := key == hosts.KeyFile || key == hosts.KeyCommand
	if !takesValue && (hasValue || key != hosts.KeyProfile && key != hosts.KeyEnvironment && key != hosts.KeyPlain) {
		return errors.New("--key must be env, file=PATH, command=COMMAND or plain; the key itself is never an argument") // it may be one
	}
	f.choices.Key, f.choices.KeyText = key, value
	if key == hosts.KeyPlain {
		return f.readPlainKey(ctx, p)
	}
	return nil
}

// readPlainKey takes the key from the environment, or asks for it in a terminal.
func (f *hostFlags) readPlainKey(ctx context.Context, p program) (err error) {
	key, _ := p.process.Environment.Lookup(keys.Variable)
	if terminal := p.terminal(); terminal != nil && key == "" {
		if key, err = terminal.askSecret(ctx, "PagerDuty API key (not shown):"); err != nil {
			return err
		}
	}
	if f.choices.KeyText = strings.TrimSpace(key); key == "" {
		return nil // Machine.Server explains
	}
	_, err = p.process.ParseKey(key)
	return err
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

// namesHosts demands the name of at least one host, and of at most most if that is not 0.
func namesHosts(most int) cobra.PositionalArgs {
	return func(_ *cobra.Command, names []string) error {
		switch {
		case len(names) == 0:
			return errors.New("name a host, such as claude-code; \"list\" shows them all")
		case most > 0 && len(names) > most:
			return fmt.Errorf("it takes %d host at a time", most)
		}
		return nil
	}
}

// completeHosts completes the names of hosts.
func completeHosts(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var names []string
	for _, host := range hosts.All() {
		names = append(names, host.Name+"\t"+host.Title)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}
