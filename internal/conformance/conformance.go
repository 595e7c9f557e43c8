// Package conformance runs the MCP project's conformance suite (npm, @modelcontextprotocol/conformance) against a server. Tests use it; "make
// conformance" installs the suite and runs them.
package conformance

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// variable is the environment variable with the path of the suite's command.
const variable = "CONFORMANCE"

// Gaps are the scenarios that a server does not pass, with the reasons. A key is the name of a scenario, or "scenario:check" for one
// check of it.
type Gaps map[string]string

// And returns the gaps with further ones.
func (g Gaps) And(more Gaps) Gaps {
	all := maps.Clone(g)
	maps.Copy(all, more)
	return all
}

// Require skips the test if the suite is not installed. It returns the suite's command.
func Require(t *testing.T) (command string) {
	t.Helper()
	command = os.Getenv(variable)
	if command == "" {
		t.Skip("the conformance suite is not installed: see make conformance")
	}
	return command
}

// Run runs the scenarios of a revision against the server at url. The test fails if a check fails or warns that is no gap, if a gap passes, or
// if a scenario is missing. Without scenarios, all of the revision count.
func Run(t *testing.T, url, revision string, gaps Gaps, scenarios ...string) {
	t.Helper()
	directory := t.TempDir()
	suite := exec.CommandContext(t.Context(), Require(t), "server", "--url", url, "--suite", "all", "--spec-version", revision, "--output-dir", directory)
	output, err := suite.CombinedOutput() // err is not nil if any check fails
	results := read(t, directory)
	if len(results) == 0 {
		t.Fatalf("%v\n%s", err, output)
	}
	if len(scenarios) == 0 {
		scenarios = slices.Sorted(maps.Keys(results))
	}
	unused, passed, report := maps.Clone(gaps), 0, ""
	for _, scenario := range scenarios {
		if verdict := judge(t, scenario, results[scenario], gaps, unused); verdict == "" {
			passed++
		} else {
			report += "\n" + scenario + ": " + verdict
		}
	}
	for _, gap := range slices.Sorted(maps.Keys(unused)) {
		t.Errorf("%s passes, or does not run: it is no gap any longer", gap)
	}
	t.Logf("%d of %d scenarios pass%s", passed, len(scenarios), report)
}

// check is the outcome of one check of a scenario.
type check struct {
	ID           string `json:"id"`
	Status       string `json:"status"`
	ErrorMessage string `json:"errorMessage"`
}

// read returns the checks by scenario. The suite writes them to <directory>/server-<scenario>-<time>/checks.json.
func read(t *testing.T, directory string) map[string][]check {
	t.Helper()
	results := map[string][]check{}
	files, _ := filepath.Glob(filepath.Join(directory, "server-*", "checks.json"))
	for _, file := range files {
		name := strings.TrimPrefix(filepath.Base(filepath.Dir(file)), "server-")
		name = name[:len(name)-len("-2006-01-02T15-04-05-000Z")]
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var checks []check
		if err := json.Unmarshal(content, &checks); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		results[name] = checks
	}
	return results
}

// judge returns why a scenario does not pass; "" if it passes. It removes the gaps that it finds from unused.
func judge(t *testing.T, scenario string, checks []check, gaps, unused Gaps) string {
	t.Helper()
	passed, reasons := 0, []string{}
	for _, c := range checks {
		switch c.Status {
		case "SUCCESS":
			passed++
		case "FAILURE", "WARNING":
			key := scenario
			if _, whole := gaps[key]; !whole {
				key += ":" + c.ID
			}
			reason, expected := gaps[key]
			delete(unused, key)
			if !expected {
				t.Errorf("%s: %s: %s", key, c.Status, c.ErrorMessage)
				reason = "FAILS"
			}
			reasons = append(reasons, reason)
		}
	}
	if len(checks) == 0 {
		t.Errorf("%s: the suite has no such scenario", scenario)
	}
	if len(reasons) == 0 && passed == 0 {
		return "does not apply"
	}
	return strings.Join(slices.Compact(reasons), "; ")
}
