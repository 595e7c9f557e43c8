// Command trial-model measures a model of Anthropic or OpenAI on the trial's on-call tasks, which need no PagerDuty account:
//
//	export ANTHROPIC_API_KEY=… # or OPENAI_API_KEY
//	cd examples/trial-model && go run . -tasks triage
//
// It runs each task three times with the tools of an on-call engineer, and prints which tasks were solved. -shape reference uses the 42
// tools of PagerDuty's own servers, and -server those of any MCP server.
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

	"github.com/anthropics/anthropic-sdk-go"
	"github.com/openai/openai-go/v3"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/trial"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "trial-model:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, arguments []string, getenv func(string) string, out, logs io.Writer) error {
	flags := flag.NewFlagSet("trial-model", flag.ContinueOnError)
	flags.SetOutput(logs)
	model := flags.String("model", "", "name of the model; the default is one of the vendor whose key is set")
	names := flags.String("tasks", "", "ids or groups of tasks, separated by commas; the default is all")
	shape := flags.String("shape", string(trial.OnCallServer), "tools without -server: reference or on-call")
	server := flags.String("server", "", "command of an MCP server, whose tools are used")
	runs := flags.Int("runs", 3, "how often each task runs")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	agent, err := newAgent(getenv, *model)
	if err != nil {
		return err
	}
	tools := trial.Shape(*shape).Tools
	if *server != "" {
		tools = trial.Server(strings.Fields(*server), nil, logs)
	}
	report, err := trial.Trial{
		Tasks: choose(*names), Runs: *runs, Tools: tools,
		Agent:    func(trial.Task) trial.Agent { return agent },
		Progress: func(o trial.Outcome) { fmt.Fprintln(logs, o.Task.ID, o.Solved()) },
	}.Run(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(out, report)
	return err
}

// newAgent returns a model of the vendor whose key is set.
func newAgent(getenv func(string) string, model string) (trial.Agent, error) {
	switch {
	case getenv("ANTHROPIC_API_KEY") != "":
		return anthropicAgent{anthropic.NewClient(), model}, nil
	case getenv("OPENAI_API_KEY") != "":
		return openAIAgent{openai.NewClient(), model}, nil
	}
	return nil, errors.New("ANTHROPIC_API_KEY and OPENAI_API_KEY are empty: set one of them to your key")
}

// choose returns the tasks with the ids or of the groups; all if there are no names.
func choose(names string) []trial.Task {
	wanted := strings.Split(names, ",")
	return slices.DeleteFunc(trial.Tasks(), func(t trial.Task) bool {
		return names != "" && !slices.Contains(wanted, t.ID) && !slices.Contains(wanted, string(t.Group))
	})
}

// call calls a tool by the name that a model gave.
func call(ctx context.Context, tools []trial.Tool, name string, arguments []byte) trial.Result {
	for _, tool := range tools {
		if tool.Name == name {
			return tool.Call(ctx, arguments)
		}
	}
	return trial.Result{Text: fmt.Sprintf("There is no tool %q.", name), Failed: true}
}

// maxTurns bounds a conversation. The budget of a task ends most before.
const maxTurns = 40

var errNoAnswer = errors.New("the model kept calling tools and gave no answer")
