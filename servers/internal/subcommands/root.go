// Package subcommands has the subcommands of pagerduty-mcp. Each is in a file of its own.
package subcommands

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts"
)

// All are all subcommands. It implements command.Subcommands.
type All struct{}

// program is the program that has the subcommands, and the process in which one runs.
type program struct {
	server  command.Server
	process command.Process
}

// machine returns the machine on which the program runs.
func (p program) machine() (hosts.Machine, error) {
	return hosts.ThisMachine(p.process.Environment, p.process.Program)
}

// commands returns the subcommands in the order of --help.
func (p program) commands() []*cobra.Command {
	return []*cobra.Command{
		newLogin(p), newProfiles(p), newLogout(p), newInstall(p), newUninstall(p), newPrint(p), newList(p),
		newDoctor(p), newCall(p), newTools(p), newDescribe(p), newCompletion(p), newHelp(p),
	}
}

// takesKey is the annotation of a command that takes a key: how it does, for who writes one among its arguments.
const takesKey = "key"

// List returns the subcommands.
func (All) List(server command.Server) []command.Subcommand {
	var list []command.Subcommand
	for _, subcommand := range (program{server: server}).commands() {
		list = append(list, command.Subcommand{Name: subcommand.Name(), Summary: subcommand.Short, Data: subcommand.Name() == "call", Key: subcommand.Annotations[takesKey]})
	}
	for _, request := range []string{cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd} {
		list = append(list, command.Subcommand{Name: request, Hidden: true})
	}
	return list
}

// The exit codes of subcommands.
const (
	exitFailed  = 1
	exitUsage   = 2
	exitConfirm = 3 // a person has to confirm, and cannot be asked
)

// exit is the error of a subcommand that ends with another code than exitFailed.
type exit struct {
	code  int
	cause error // nil if the output says it already
}

func (e *exit) Error() string { return fmt.Sprint(e.cause) }

func (e *exit) Unwrap() error { return e.cause }

// Run runs the subcommand that the first argument names, and returns the exit code.
func (All) Run(ctx context.Context, server command.Server, process command.Process) int {
	root, started := newRoot(program{server, process}), false
	beforeRun(root, func() { started = true })
	root.SetArgs(process.Arguments)
	root.SetIn(process.Stdin)
	root.SetOut(process.Stdout)
	root.SetErr(process.Stderr)
	ran, err := root.ExecuteContextC(ctx)
	if err == nil {
		return 0
	}
	ended, isExit := errors.AsType[*exit](err)
	if isExit && ended.cause == nil { // the output says it all
		return ended.code
	}
	fmt.Fprintf(process.Stderr, "%s: %s\n", ran.CommandPath(), clean(err.Error())) // it may quote what an outsider wrote
	if isExit {
		return ended.code
	}
	if !started {
		return exitUsage
	}
	return exitFailed
}

// beforeRun calls start before any command of the tree runs, which is after the checks of its flags and arguments.
func beforeRun(tree *cobra.Command, start func()) {
	if run := tree.RunE; run != nil {
		tree.RunE = func(cmd *cobra.Command, arguments []string) error {
			start()
			return run(cmd, arguments)
		}
	}
	for _, subcommand := range tree.Commands() {
		beforeRun(subcommand, start)
	}
}

// newRoot returns the tree of subcommands.
func newRoot(p program) *cobra.Command {
	root := &cobra.Command{Use: p.server.Name, SilenceErrors: true, SilenceUsage: true, CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true}}
	root.Flags().AddFlagSet(command.Flags(p.server)) // to complete them: this tree never serves
	completeOptions(root, p.server)
	for _, subcommand := range p.commands() {
		if root.AddCommand(subcommand); subcommand.Name() == "help" {
			root.SetHelpCommand(subcommand)
		}
	}
	root.SetFlagErrorFunc(flagError)
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { p.help(cmd, cmd.Flags().Args()) })
	return root
}

// noArguments refuses arguments, with a hint at what to write instead.
func noArguments(hint string) cobra.PositionalArgs {
	return func(_ *cobra.Command, words []string) error {
		if len(words) > 0 {
			return errors.New("it takes no arguments" + hint)
		}
		return nil
	}
}

// flagError explains why the flags of a command could not be parsed.
func flagError(cmd *cobra.Command, err error) error {
	if errors.Is(err, pflag.ErrHelp) {
		return err
	}
	return command.FlagError(cmd.Flags(), err)
}
