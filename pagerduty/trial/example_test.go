package trial_test

import (
	"context"
	"fmt"
	"log"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/trial"
)

// mine returns the agent to measure.
func mine(trial.Task) trial.Agent {
	return trial.AgentFunc(func(ctx context.Context, prompt string, tools []trial.Tool) (string, error) {
		return "I do not know.", nil
	})
}

func ExampleTrial() {
	ctx := context.Background()
	report, err := trial.Trial{Tasks: trial.Tasks()[:1], Runs: 3, Tools: trial.OnCallServer.Tools, Agent: mine}.Run(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(report.Score().Solved, "of", report.Score().Runs, "runs solved their task")
	// Output: 0 of 3 runs solved their task
}
