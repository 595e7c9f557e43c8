package trial

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Ledger runs the script of every task in both shapes, and returns a table of their calls and the bytes of their results. The error names
// every script that does not solve its task.
func Ledger(ctx context.Context, tasks []Task) (string, error) {
	var l ledger
	var failures []error
	for _, task := range tasks {
		row := ledgerRow{task: task}
		for _, shape := range Shapes() {
			cell, err := priced(ctx, task, shape)
			row.cells, failures = append(row.cells, cell), append(failures, err)
		}
		l = append(l, row)
	}
	return l.String(), errors.Join(failures...)
}

// ledger is the rows of the table.
type ledger []ledgerRow

type ledgerRow struct {
	task  Task
	cells []ledgerCell // one for each shape
}

// ledgerCell is what a script costs.
type ledgerCell struct {
	calls, bytes int
	impossible   string // why there is no script
}

// priced runs a task's script in a shape. A script that does not solve its task is an error.
func priced(ctx context.Context, task Task, shape Shape) (ledgerCell, error) {
	script, err := ParseScript(shape.Script(task))
	if err != nil {
		return ledgerCell{}, fmt.Errorf("the script of %s for %s: %w", task.ID, shape, err)
	}
	if script.Impossible != "" {
		return ledgerCell{impossible: script.Impossible}, nil
	}
	outcome, err := Run(ctx, task, shape.Tools, script)
	if err == nil && !outcome.Solved() {
		err = fmt.Errorf("the script of %s for %s does not solve it: %s. It answers: %s",
			task.ID, shape, strings.Join(outcome.Problems, "; "), outcome.Answer)
	}
	return ledgerCell{calls: outcome.Calls, bytes: outcome.Bytes}, err
}

func (l ledger) String() string {
	var text strings.Builder
	text.WriteString("What it costs to solve the tasks of the trial: calls of tools and bytes of results, with the 42 tools of PagerDuty's own servers\n" +
		"and with those of an on-call engineer. Written by make generate.\n")
	var group Group
	for _, row := range l {
		if row.task.Group != group {
			group = row.task.Group
			fmt.Fprintf(&text, "\n%-34s            %17s %17s\n", group, "the 42", "on-call")
		}
		fmt.Fprintf(&text, "%s\n", row)
	}
	text.WriteString("\n" + l.summary())
	return text.String()
}

// String returns a line for the task, and one for each reason why it is impossible.
func (r ledgerRow) String() string {
	kind := "question"
	if !r.task.Question() {
		kind = "write"
	}
	text := fmt.Sprintf("%-34s %-8s", r.task.ID, kind)
	var reasons strings.Builder
	for i, cell := range r.cells {
		if cell.impossible != "" {
			text += fmt.Sprintf(" %19s", "impossible")
			fmt.Fprintf(&reasons, "\n    %s: %s", Shapes()[i], cell.impossible)
			continue
		}
		text += fmt.Sprintf(" %4d %12d B", cell.calls, cell.bytes)
	}
	return text + reasons.String()
}

// summary returns the medians and totals. Totals are of the tasks that every shape can solve.
func (l ledger) summary() string {
	var text strings.Builder
	for _, kind := range []struct {
		name string
		of   func(Task) bool
	}{
		{"questions", Task.Question},
		{"tasks with a write", func(t Task) bool { return !t.Question() }},
		{"all", func(Task) bool { return true }},
	} {
		rows := slices.DeleteFunc(slices.Clone(l), func(r ledgerRow) bool { return !kind.of(r.task) })
		fmt.Fprintf(&text, "%s (%d)\n", kind.name, len(rows))
		for i, shape := range Shapes() {
			fmt.Fprintf(&text, "  %-10s %s\n", shape, rows.column(i))
		}
	}
	return text.String()
}

// column sums up the cells of a shape.
func (l ledger) column(shape int) string {
	var calls []int
	var sum, bytes, shared int
	for _, row := range l {
		cell := row.cells[shape]
		if cell.impossible != "" {
			continue
		}
		calls = append(calls, cell.calls)
		if row.solvable() {
			shared++
			sum += cell.calls
			bytes += cell.bytes
		}
	}
	if len(calls) == 0 {
		return "none can be solved"
	}
	slices.Sort(calls)
	return fmt.Sprintf("solves %2d, median %d, at most %d calls; the %d that both solve take %d calls and %d B",
		len(calls), calls[(len(calls)-1)/2], calls[len(calls)-1], shared, sum, bytes)
}

// solvable reports whether every shape solves the task.
func (r ledgerRow) solvable() bool {
	return !slices.ContainsFunc(r.cells, func(c ledgerCell) bool { return c.impossible != "" })
}
