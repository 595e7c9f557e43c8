// Package doctor examines everything that pagerduty-mcp needs, and reports what to mend. It changes nothing. Each check is in a file of its own.
package doctor

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts"
)

// State is the outcome of a check.
type State string

// The states.
const (
	OK         State = "ok"
	Warning    State = "warning"
	Problem    State = "problem"
	NotChecked State = "not checked"
)

// Finding is what a check found. Its texts may contain what PagerDuty and other programs wrote.
type Finding struct {
	Check string   `json:"check"` // its group, a dot and its name, such as key.owner
	State State    `json:"state"`
	Text  string   `json:"finding"`
	Mend  string   `json:"mend,omitempty"`  // what to do; "" if nothing
	Tools []string `json:"tools,omitempty"` // that fail, or may fail, because of it
}

// group returns the group of the finding, such as key.
func (f Finding) group() string {
	group, _, _ := strings.Cut(f.Check, ".")
	return group
}

// Examination is what is examined, and how.
type Examination struct {
	Server  command.Server
	Process command.Process
	Options *command.Options // of the account and the tools
	Machine hosts.Machine
	// Project also starts the servers of the files in the working directory, whose authors may be others.
	Project bool
}

// check examines one group, or several.
type check struct {
	group string // under which it reports that it took too long
	limit time.Duration
	run   func(context.Context) []Finding
}

// groups are all groups, in the order of the report.
var groups = []string{"program", "settings", "network", "key", "rights", "keychain", "hosts"}

// Run runs all checks at once, each within its own time limit.
func (e *Examination) Run(ctx context.Context) Report {
	checks := []check{
		{"program", 2 * time.Second, e.program},
		{"settings", 2 * time.Second, e.settings},
		{"key", networkLimit + keyLimit + rightsLimit, e.account},
		{"keychain", keychainLimit, e.keychain},
		{"hosts", hostsLimit, e.hosts},
	}
	found := make([][]Finding, len(checks))
	var running sync.WaitGroup
	for i, one := range checks {
		running.Go(func() { found[i] = one.within(ctx) })
	}
	running.Wait()
	all := slices.Concat(found...)
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Compare(slices.Index(groups, a.group()), slices.Index(groups, b.group()))
	})
	return Report{Version: command.Version(), Findings: all}
}

// grace is how long a check may take to end after its limit.
const grace = 500 * time.Millisecond

// within runs the check, and stops waiting for it after its limit.
func (c check) within(ctx context.Context) []Finding {
	limited, cancel := context.WithTimeout(ctx, c.limit)
	defer cancel()
	found := make(chan []Finding, 1)
	go func() { found <- c.run(limited) }()
	select {
	case findings := <-found:
		return findings
	case <-time.After(c.limit + grace):
	case <-ctx.Done():
	}
	return []Finding{{Check: c.group, State: NotChecked, Text: fmt.Sprintf("this took longer than %s", c.limit)}}
}

// split splits a sentence for operators into what is wrong and what to do.
func split(text string) (finding, mend string) {
	if finding, mend, found := strings.Cut(text, "\n"); found {
		return finding, mend
	}
	finding, mend, _ = strings.Cut(text, ". ")
	return finding, mend
}
