package doctor

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts"
)

// program checks the program that runs: whether it stays where it is, and whether a shell finds another one.
func (e *Examination) program(context.Context) []Finding {
	path, err := e.Machine.FindProgram()
	version := Finding{Check: "program.version", State: OK, Text: fmt.Sprintf("%s %s, %s/%s, %s", e.Server.Name, command.Version(), runtime.GOOS, runtime.GOARCH, path)}
	findings := []Finding{version}
	if err != nil {
		findings = append(findings, Finding{Check: "program.place", State: Warning, Text: err.Error(), Mend: "Install it where it stays before you run " + e.Server.Name + " install."})
	}
	return append(findings, e.onPath(path))
}

// onPath checks which copy a shell finds.
func (e *Examination) onPath(running string) Finding {
	f := Finding{Check: "program.path", State: OK, Text: "PATH leads to this copy"}
	found, err := e.Process.Environment.LookPath(e.Server.Name)
	if absolute, failed := filepath.Abs(found); err == nil && failed == nil {
		found = absolute
	}
	switch {
	case err != nil:
		f.Text = fmt.Sprintf("PATH has no %s: commands need its full path", e.Server.Name)
	case !hosts.SameFile(found, running):
		f.State, f.Text = Warning, "PATH finds another copy first: "+found
		f.Mend = fmt.Sprintf("Remove one of the two, or put %s before %s in PATH.", filepath.Dir(running), filepath.Dir(found))
	}
	return f
}
