// Command trial runs the trial: sixty on-call tasks on a simulated PagerDuty account. No key is needed.
//
//	go run ./examples/trial                                  # the ledger: what the reference solutions cost
//	go run ./examples/trial -tasks contact-form -ask         # solve a task by hand
//	go run ./examples/trial -server my-server -ask           # the same with the tools of another MCP server
//	go run ./examples/trial -server my-server -scripts solutions.txt
//
// Without -server, -ask and -scripts use the tools of -shape. Run real models with examples/trial-model.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/trial"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "trial:", err)
		os.Exit(1)
	}
}

// choices are the flags.
type choices struct {
	server, tasks, shape, scripts string
	ask                           bool
	runs                          int
}

func run(ctx context.Context, arguments []string, in io.Reader, out, logs io.Writer) error {
	var c choices
	flags := flag.NewFlagSet("trial", flag.ContinueOnError)
	flags.SetOutput(logs)
	flags.StringVar(&c.server, "server", "", "command of an MCP server, whose tools are used")
	flags.StringVar(&c.tasks, "tasks", "", "ids or groups of tasks, separated by commas; the default is all")
	flags.StringVar(&c.shape, "shape", string(trial.OnCallServer), "tools for -ask and -scripts without -server: reference or on-call")
	flags.StringVar(&c.scripts, "scripts", "", "file with a script for each task")
	flags.BoolVar(&c.ask, "ask", false, "ask you for the calls and the answers")
	flags.IntVar(&c.runs, "runs", 1, "how often each script runs")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if err := c.check(flags); err != nil {
		return err
	}
	tasks, err := choose(c.tasks)
	if err != nil {
		return err
	}
	if c.server == "" && c.scripts == "" && !c.ask {
		ledger, err := trial.Ledger(ctx, tasks)
		fmt.Fprint(out, ledger)
		return err
	}
	t := trial.Trial{Tasks: tasks, Runs: c.runs, Tools: c.tools(logs), Progress: func(o trial.Outcome) {
		fmt.Fprintf(out, "%s: %s\n", o.Task.ID, verdict(o))
	}}
	if t.Agent, err = c.agent(in, out); err != nil {
		return err
	}
	report, err := t.Run(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "\n%s", report)
	return err
}

// check refuses what would be ignored.
func (c choices) check(flags *flag.FlagSet) error {
	switch {
	case flags.NArg() > 0:
		return fmt.Errorf("%q is not a flag; see -h", flags.Arg(0))
	case c.runs < 1:
		return fmt.Errorf("-runs is %d; a task runs at least once", c.runs)
	case !slices.Contains(trial.Shapes(), trial.Shape(c.shape)):
		return fmt.Errorf("-shape: there is no shape %q; there are %v", c.shape, trial.Shapes())
	}
	return nil
}

func verdict(o trial.Outcome) string {
	if o.Solved() {
		return "solved"
	}
	return strings.Join(o.Problems, "; ")
}

// choose returns the tasks with the ids or of the groups.
func choose(names string) ([]trial.Task, error) {
	if names == "" {
		return trial.Tasks(), nil
	}
	var chosen []trial.Task
	for name := range strings.SplitSeq(names, ",") {
		found := slices.DeleteFunc(trial.Tasks(), func(t trial.Task) bool { return t.ID != name && string(t.Group) != name })
		if len(found) == 0 {
			return nil, fmt.Errorf("-tasks: there is no task or group %q; there are %s", name, strings.Join(ids(), ", "))
		}
		chosen = append(chosen, found...)
	}
	return chosen, nil
}

func (c choices) tools(logs io.Writer) trial.Tools {
	if c.server != "" {
		return trial.Server(strings.Fields(c.server), nil, logs)
	}
	return trial.Shape(c.shape).Tools
}

func (c choices) agent(in io.Reader, out io.Writer) (func(trial.Task) trial.Agent, error) {
	if c.scripts == "" {
		person := trial.NewPerson(in, out)
		return func(trial.Task) trial.Agent { return person }, nil
	}
	text, err := os.ReadFile(c.scripts)
	if err != nil {
		return nil, err
	}
	scripts, err := trial.ParseScripts(string(text))
	return trial.Scripted(scripts), err
}

// ids returns the ids of all tasks.
func ids() []string {
	var all []string
	for _, task := range trial.Tasks() {
		all = append(all, task.ID)
	}
	return all
}
