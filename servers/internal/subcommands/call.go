package subcommands

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

// call is one run of "pagerduty-mcp call".
type call struct {
	program
	options *command.Options
	output  *outputFlag
}

func newCall(p program) *cobra.Command {
	c := &call{program: p, options: command.NewOptions(p.server)}
	cmd := &cobra.Command{
		Use:   "call TOOL [name=value …]",
		Short: "Call a tool and print its result",
		Long: `Call a tool and print its result.

Arguments are written name=value. Repeat a name, or write a,b, for a list.
  name=@file   the value is the content of a file; name=@- of standard input
  name=@@text  the value is "@text"
  {…}          one JSON object with all arguments; @file or - reads it

Exit codes: 0 the tool did its work; 1 the tool failed; 2 wrong arguments,
flags or settings; 3 a person must confirm the call, and there is no terminal.`,
		Example: `  pagerduty-mcp call list_incidents statuses=triggered,acknowledged limit=5 --demo
  pagerduty-mcp call list_oncalls service_ids='Checkout API' -o json --demo
  pagerduty-mcp call add_note_to_incident incident_id=4197 note=@note.txt --enable-write-tools --demo`,
		Args: func(_ *cobra.Command, words []string) error {
			if len(words) == 0 {
				return errors.New("name the tool to call; pagerduty-mcp tools lists them")
			}
			return nil
		},
		ValidArgsFunction: c.complete,
		RunE:              func(cmd *cobra.Command, words []string) error { return c.run(cmd.Context(), words[0], words[1:]) },
	}
	cmd.Flags().SortFlags = false
	c.output = addOutput(cmd, "print the result in this `form`: table, for people; json, as the tool returns it; jsonl, a line for each record of a list",
		formatTable, formatJSON, formatLines)
	cmd.Flags().AddFlagSet(c.options.Flags())
	completeOptions(cmd, p.server)
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		if _, unknown := errors.AsType[*pflag.NotExistError](err); unknown {
			return fmt.Errorf("%w (arguments of the tool have no dashes: write name=value)", flagError(cmd, err))
		}
		return flagError(cmd, err)
	})
	return cmd
}

func (c *call) run(ctx context.Context, name string, words []string) error {
	if _, err := c.findTool(name); err != nil {
		return &exit{exitUsage, err}
	}
	session, err := c.options.Open(ctx, c.process)
	if err != nil {
		return &exit{exitUsage, err}
	}
	defer session.Close()
	i := slices.IndexFunc(session.Tools, func(tool mcptools.Tool) bool { return tool.Name == name })
	if i < 0 {
		return &exit{exitUsage, errors.New(c.whyLeftOut(name, session))}
	}
	tool := session.Tools[i]
	arguments, err := parseArguments(tool, words, c.process.Stdin)
	if err != nil {
		return &exit{exitUsage, err}
	}
	result := tool.Call(c.withQuestions(ctx), arguments)
	if result.Err != nil {
		return c.failure(tool, result)
	}
	return c.writeResult(json.RawMessage(result.Text), c.output.format)
}

// whyLeftOut explains why the options leave out a tool.
func (c *call) whyLeftOut(name string, session *command.Session) string {
	writes := c.options.Flags().Lookup("enable-write-tools")
	for _, tool := range allTools(c.server) {
		if tool.Name == name && tool.Effect != mcptools.EffectRead && writes.Value.String() == "false" {
			return name + " changes PagerDuty: allow that with --" + writes.Name
		}
	}
	return session.LeftOut(name)
}

// failure returns the error of a call that failed.
func (c *call) failure(tool mcptools.Tool, result mcptools.Result) error {
	argument, isArgument := errors.AsType[*mcptools.ArgumentError](result.Err)
	switch {
	case errors.Is(result.Err, errInterrupted):
		return errors.New("nothing was done: interrupted")
	case errors.Is(result.Err, mcptools.ErrCannotAsk):
		return &exit{exitConfirm, fmt.Errorf("nothing was done: --confirm wants a person to confirm this call of %s, and %w. Call it in a terminal",
			tool.Name, errNoTerminal)}
	case errors.Is(result.Err, middleware.ErrDenied):
		return errors.New("nothing was done: the answer was no")
	case isArgument && errors.Is(argument, mcptools.ErrNothingDone):
		return &exit{exitUsage, fmt.Errorf("%s See: %s describe %s", result.Text, c.server.Name, tool.Name)}
	}
	return &toolFailure{result}
}

// toolFailure is the error of a call, in the words of its tool.
type toolFailure struct{ result mcptools.Result }

func (f *toolFailure) Error() string { return f.result.Text }

func (f *toolFailure) Unwrap() error { return f.result.Err }

// allTools returns every tool, once, without an account.
func allTools(server command.Server) []mcptools.Tool {
	var all []mcptools.Tool
	for _, area := range server.Areas {
		if !area.Choice {
			all = append(all, area.Toolset(nil).Tools...)
		}
	}
	return all
}
