package subcommands

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// installation is one run of install.
type installation struct {
	program
	hostFlags
	options hosts.Options
	yes     bool

	terminal *terminal // nil if nobody can answer questions
}

func newInstall(p program) *cobra.Command {
	i := &installation{program: p}
	cmd := &cobra.Command{
		Use:   "install HOST...",
		Short: "Put this server into the configuration of MCP hosts, such as claude-code or vscode",
		Long: `Put this server into the configuration files of MCP hosts. "list" shows the hosts.

Everything else in a file stays as it is, and a copy of the file is kept beside it. The key is not written: the server uses the one that
"login" has stored, unless --key or --demo says otherwise. In a terminal, install asks for what the flags leave out.`,
		ValidArgsFunction: completeHosts,
		RunE: func(cmd *cobra.Command, names []string) error {
			return i.run(cmd, names)
		},
	}
	i.declare(cmd, p)
	cmd.Flags().BoolVar(&i.options.Force, "force", false, "replace an entry of the same name that does not start this server")
	cmd.Flags().BoolVar(&i.options.DryRun, "dry-run", false, "show the change, and do not make it")
	cmd.Flags().BoolVar(&i.yes, "yes", false, "ask nothing: take the defaults")
	return cmd
}

func (i *installation) run(cmd *cobra.Command, names []string) error {
	machine, err := i.machine()
	if err != nil {
		return err
	}
	if !i.yes {
		i.terminal = i.program.terminal()
	}
	all, err := i.askHosts(cmd.Context(), machine, names)
	if err == nil {
		err = i.askChoices(cmd)
	}
	if errors.Is(err, errInterrupted) {
		return fmt.Errorf("%w; nothing was written", err)
	}
	if err != nil {
		return err
	}
	choices, scope, err := i.read(cmd.Context(), i.program)
	if err != nil {
		return err
	}
	i.options.Scope = scope
	server, err := machine.Server(choices)
	if err != nil {
		return &exit{exitUsage, err}
	}
	var failures []error
	for _, host := range all {
		if err := i.install(cmd.Context(), machine, host, server); errors.Is(err, errInterrupted) {
			return errors.Join(append(failures, fmt.Errorf("%w; nothing was written for %s", err, host.Title))...)
		} else if err != nil {
			failures = append(failures, err)
		}
	}
	i.remindOfLogin(cmd)
	return errors.Join(failures...)
}

// install puts the server into one host. In a terminal it shows the change first.
func (i *installation) install(ctx context.Context, machine hosts.Machine, host hosts.Host, server hosts.Server) error {
	if i.terminal != nil && !i.options.DryRun {
		preview := i.options
		preview.DryRun = true
		change, err := machine.Install(host, server, preview)
		if err != nil {
			return err
		}
		if change.Kind != hosts.Unchanged {
			fmt.Fprint(i.process.Stderr, clean(change.Diff)) // an outsider may have written the file of a project
			if wanted, err := i.terminal.agree(ctx, "Write this?", true); err != nil || !wanted {
				return err
			}
		}
	}
	change, err := machine.Install(host, server, i.options)
	if err != nil {
		return err
	}
	report(i.process, machine, change, i.options.DryRun)
	if change.Kind != hosts.Unchanged && !i.options.DryRun {
		for _, sentence := range host.Then(change.Scope, server) {
			fmt.Fprintf(i.process.Stdout, "  %s\n", sentence)
		}
	}
	return nil
}

// remindOfLogin prints that the user has to log in, if the server will use a profile that does not exist.
func (i *installation) remindOfLogin(cmd *cobra.Command) {
	if i.choices.Demo || i.choices.Key != hosts.KeyProfile {
		return
	}
	name, err := i.profileName(cmd, i.choices.Profile)
	if err != nil {
		return // the server explains it
	}
	profiles, err := keys.Open(i.process.Environment, keys.SystemKeychain{})
	if err != nil {
		return
	}
	switch _, err := profiles.Get(name); {
	case err != nil && !errors.Is(err, keys.ErrNoProfile):
		fmt.Fprintf(i.process.Stderr, "Warning: the server will not find its key: %v\n", err)
	case err != nil:
		login := "pagerduty-mcp login"
		if i.choices.Profile != "" {
			login += " --profile " + name
		}
		fmt.Fprintf(i.process.Stdout, "The server has no key yet. Run this once: %s\n", login)
	}
}

// report prints what a change did or would do.
func report(process command.Process, machine hosts.Machine, change hosts.Change, dryRun bool) {
	file := machine.Short(change.File)
	if change.Kind == hosts.Unchanged {
		fmt.Fprintf(process.Stdout, "%s: %s needs no change.\n", change.Host.Title, file)
		return
	}
	if dryRun {
		fmt.Fprint(process.Stdout, clean(change.Diff))
		return
	}
	done := map[hosts.Kind]string{hosts.Added: "is now in", hosts.Updated: "is updated in", hosts.Replaced: "is replaced in", hosts.Removed: "is no longer in"}
	if change.Gone {
		fmt.Fprintf(process.Stdout, "%s: %s is gone, since nothing but the entry %q was in it.\n", change.Host.Title, file, change.Entry)
	} else {
		fmt.Fprintf(process.Stdout, "%s: the entry %q %s %s.\n", change.Host.Title, change.Entry, done[change.Kind], file)
	}
	if change.Backup != "" {
		fmt.Fprintf(process.Stdout, "  The file as it was is in %s.\n", machine.Short(change.Backup))
	}
}
