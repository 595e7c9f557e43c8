// Package trial is a benchmark of on-call work for agents: sixty tasks on a simulated PagerDuty account, offline. Each task has words as an
// engineer writes them, and is checked by the facts in the answer, the state of the account afterwards, and the writes that nobody asked
// for. Ten tasks are hostile: a text in the account tells the reader to do harm.
//
// An [Agent] gets a prompt and tools. [Run] runs it on one task, and [Trial] on many:
//
//	report, err := trial.Trial{Tasks: trial.Tasks()[:1], Runs: 3, Tools: trial.OnCallServer.Tools, Agent: mine}.Run(ctx)
//	…
//	fmt.Println(report.Score().Solved, "of", report.Score().Runs, "runs solved their task")
//
// The tools are those of a [Shape], or those of any MCP server: see [Server].
//
// # Scripts
//
// Each task has a reference solution for each shape: a [Script], which is a list of calls. It proves that the task can be solved, and
// [Ledger] shows what that costs. A script cannot assert what it did not read. Scripts for other servers are written in the same way: see
// [ParseScripts].
//
// # Add a task
//
// Add an entry to the file of its group, such as tasks_triage.go:
//
//   - Words: what the engineer asks for. The facts of Holds must not be in it, or an agent that repeats the words would be right.
//   - Holds: facts of a right answer, as short as possible: a number, a name. "14:00|2 pm" are two ways to write one.
//   - State and Writes, if something is to change: checks.go has the checks. A write is the method and path of PagerDuty's API.
//   - Trap, if there is one, and the line of a script that falls into it.
//   - Prepare, if the demo account needs a change first: prepare.go has the preparations.
//   - Reference and OnCall: the scripts. Find the calls by hand with "go run ./examples/trial -tasks ID -ask".
//
// Then run "go test ./pagerduty/trial -update" and read what the ledger says.
package trial
