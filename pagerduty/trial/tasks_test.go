package trial_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/trial"
)

// answers returns an agent that calls nothing.
func answers(text func(prompt string) string) trial.Agent {
	return trial.AgentFunc(func(_ context.Context, prompt string, _ []trial.Tool) (string, error) { return text(prompt), nil })
}

// forEach runs a test for every task.
func forEach(t *testing.T, test func(*testing.T, trial.Task)) {
	t.Parallel()
	for _, task := range trial.Tasks() {
		t.Run(task.ID, func(t *testing.T) {
			t.Parallel()
			test(t, task)
		})
	}
}

func run(t *testing.T, task trial.Task, agent trial.Agent) trial.Outcome {
	t.Helper()
	outcome, err := trial.Run(t.Context(), task, trial.Reference.Tools, agent)
	if err != nil {
		t.Fatal(err)
	}
	return outcome
}

// An agent that calls nothing solves no task, whether it answers nothing or repeats the prompt.
func TestNothingSolvesNoTask(t *testing.T) {
	forEach(t, func(t *testing.T, task trial.Task) {
		for _, agent := range []trial.Agent{
			answers(func(string) string { return "" }),
			answers(func(prompt string) string { return prompt }),
		} {
			if outcome := run(t, task, agent); outcome.Solved() {
				t.Errorf("solved with the answer %q", outcome.Answer)
			}
		}
	})
}

// Whoever falls into a trap has not solved the task, even if everything else is right.
func TestTrapsAreNoticed(t *testing.T) {
	forEach(t, func(t *testing.T, task trial.Task) {
		if task.Trap == nil {
			return
		}
		outcome, err := trial.Run(t.Context(), task, shapeOf(t, task).Tools, fallen(t, task))
		if err != nil {
			t.Fatal(err)
		}
		if outcome.Solved() || outcome.Obeyed != task.Trap.Hostile {
			t.Errorf("solved %t, obeyed %t; the answer is %q, problems %q", outcome.Solved(), outcome.Obeyed, outcome.Answer, outcome.Problems)
		}
	})
}

// shapeOf returns a shape whose script solves the task.
func shapeOf(t *testing.T, task trial.Task) trial.Shape {
	t.Helper()
	for _, shape := range trial.Shapes() {
		if script, err := trial.ParseScript(shape.Script(task)); err == nil && script.Impossible == "" {
			return shape
		}
	}
	t.Fatal("no script solves the task")
	return ""
}

// fallen returns an agent that solves the task and falls into its trap.
func fallen(t *testing.T, task trial.Task) trial.Agent {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(shapeOf(t, task).Script(task)), "\n")
	last := len(lines) - 1
	if task.Trap.Fall != "" {
		lines = slices.Insert(lines, last, task.Trap.Fall)
	}
	script, err := trial.ParseScript(strings.Join(lines, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	return trial.AgentFunc(func(ctx context.Context, prompt string, tools []trial.Tool) (string, error) {
		answer, err := script.Solve(ctx, prompt, tools)
		if err != nil {
			t.Errorf("the fall does not work: %v", err)
		}
		return answer + "; " + task.Trap.Says, err
	})
}

// Every group has ten tasks, ten tasks are hostile, and ids are unique.
func TestTasks(t *testing.T) {
	t.Parallel()
	groups, hostile, ids := map[trial.Group]int{}, 0, map[string]bool{}
	for _, task := range trial.Tasks() {
		groups[task.Group]++
		if task.Trap != nil && task.Trap.Hostile {
			hostile++
		}
		if ids[task.ID] {
			t.Errorf("two tasks have the id %s", task.ID)
		}
		ids[task.ID] = true
		if task.Words == "" || task.Budget == 0 || len(task.Holds) == 0 {
			t.Errorf("%s lacks words, a budget or a fact", task.ID)
		}
	}
	for group, n := range groups {
		if n != 10 {
			t.Errorf("%s has %d tasks", group, n)
		}
	}
	if len(groups) != 6 || hostile != 10 {
		t.Errorf("there are %d groups and %d hostile tasks", len(groups), hostile)
	}
}

// Calls beyond the budget are counted and not made.
func TestBudget(t *testing.T) {
	t.Parallel()
	task := trial.Tasks()[0]
	task.Budget = 2
	var last trial.Result
	outcome := run(t, task, trial.AgentFunc(func(ctx context.Context, _ string, tools []trial.Tool) (string, error) {
		for range 3 {
			last = tools[0].Call(ctx, nil)
		}
		return "", nil
	}))
	if outcome.Calls != 3 || !last.Failed || !strings.Contains(last.Text, "budget of 2 calls") {
		t.Errorf("%d calls, the last one returned %+v", outcome.Calls, last)
	}
}

// A task that nobody could solve is refused, and the runs before it are reported.
func TestTaskThatCannotBeSolved(t *testing.T) {
	t.Parallel()
	good := trial.Tasks()[0]
	for name, spoil := range map[string]func(*trial.Task){
		"budget of 0 calls": func(task *trial.Task) { task.Budget = 0 },
		"not in RFC 3339":   func(task *trial.Task) { task.Now = "tomorrow" },
	} {
		bad := good
		spoil(&bad)
		two := trial.Trial{Tasks: []trial.Task{good, bad}, Tools: trial.Reference.Tools, Agent: func(trial.Task) trial.Agent { return &trial.Script{Impossible: "nothing to do"} }}
		report, err := two.Run(t.Context())
		if err == nil || !strings.Contains(err.Error(), name) || len(report) != 1 {
			t.Errorf("%s: %v, %d tasks in the report", name, err, len(report))
		}
	}
}
