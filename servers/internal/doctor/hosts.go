package doctor

import (
	"context"
	"debug/buildinfo"
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/env"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/files"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

const (
	hostsLimit   = 25 * time.Second
	startLimit   = 10 * time.Second // of one server
	startsAtOnce = 4
)

// hosts checks the files of all hosts, and starts the servers of this project that stand in them.
func (e *Examination) hosts(ctx context.Context) []Finding {
	states := e.Machine.InspectAll()
	found := make([][]Finding, len(states))
	var absent []string
	var checking sync.WaitGroup
	free := make(chan struct{}, startsAtOnce)
	for i, state := range states {
		if !state.Found && state.Problem == nil && len(state.Entries) == 0 {
			absent = append(absent, state.Host.Title)
			continue
		}
		checking.Go(func() {
			free <- struct{}{}
			defer func() { <-free }()
			found[i] = e.host(ctx, state)
		})
	}
	checking.Wait()
	all := slices.Concat(found...)
	if len(absent) > 0 {
		all = append(all, Finding{Check: "hosts.absent", State: OK, Text: "not on this machine: " + strings.Join(absent, ", ")})
	}
	return all
}

// host checks one file of a host.
func (e *Examination) host(ctx context.Context, state hosts.State) []Finding {
	check := "hosts." + state.Host.Name
	if state.Problem != nil {
		return []Finding{{Check: check, State: Problem, Text: state.Problem.Error(), Mend: "Correct the file."}}
	}
	if len(state.Entries) == 0 {
		return []Finding{{Check: check, State: OK, Text: e.Machine.Short(state.File) + " has no PagerDuty server",
			Mend: fmt.Sprintf("%s install %s adds one.", e.Server.Name, state.Host.Name)}}
	}
	var findings []Finding
	for _, entry := range state.Entries {
		one := e.entry(ctx, state, entry)
		one.Check, one.Text = check, fmt.Sprintf("%q in %s: %s", entry.Name, e.Machine.Short(state.File), one.Text)
		findings = append(findings, one)
		for _, warning := range e.exposed(state, entry) {
			warning.Check, warning.Text = check, fmt.Sprintf("%q: %s", entry.Name, warning.Text)
			findings = append(findings, warning)
		}
	}
	return findings
}

// exposed warns of a key that stands in the file.
func (e *Examination) exposed(state hosts.State, entry hosts.Entry) []Finding {
	plain := slices.ContainsFunc(entry.Args, keys.Has)
	if value := entry.Env[keys.Variable]; value != "" && !strings.ContainsAny(value, "{}") {
		_, err := e.Process.ParseKey(value) // so that no output shows it
		plain = plain || err == nil
	}
	if !plain {
		return nil
	}
	all := []Finding{{State: Warning, Text: "its key is in plain text in the file",
		Mend: fmt.Sprintf("Run %s login, and then %s install %s.", e.Server.Name, e.Server.Name, state.Host.Name)}}
	if warning := files.OpenToAll(state.File, "the file with the key, "+state.File+",", true); warning != "" {
		text, mend, _ := strings.Cut(warning, ": ")
		all = append(all, Finding{State: Warning, Text: text, Mend: mend})
	}
	return all
}

// entry checks whether the server of an entry starts. It starts nothing that is not of this project.
func (e *Examination) entry(ctx context.Context, state hosts.State, entry hosts.Entry) Finding {
	again := fmt.Sprintf("Run %s install %s --name %s.", e.Server.Name, state.Host.Name, entry.Name)
	start := state.Host.Start(entry, e.Process.Environment)
	path, err := e.findCommand(start.Command, start.Environment)
	build, unknown := buildinfo.ReadFile(path)
	ours := unknown == nil && isOurBuild(build) // whatever its name is
	switch {
	case !ours && !entry.IsOurs():
		return Finding{State: NotChecked, Text: "it starts another program for PagerDuty"}
	case strings.ContainsAny(start.Command, `/\`) && !filepath.IsAbs(e.Process.Environment.ExpandHome(start.Command)):
		return Finding{State: NotChecked, Text: fmt.Sprintf("the program %s depends on the folder in which the host starts it", start.Command), Mend: again}
	case err != nil:
		return Finding{State: Problem, Text: fmt.Sprintf("the program %s is not there, or cannot be run", start.Command), Mend: again}
	case state.Scope == hosts.Project && !e.Project:
		return Finding{State: NotChecked, Text: "whoever wrote the project's file decides what it starts, so it was not started",
			Mend: strings.TrimSpace("Read the file, and start it with --start-project. " + state.Host.ProjectTrust)}
	case !ours:
		return Finding{State: NotChecked, Text: path + " is not a program of this project, so it was not started"}
	case commandIn(start.Args) != "":
		return Finding{State: Problem, Text: fmt.Sprintf("it runs the command %q, which is no server, so it was not started", commandIn(start.Args)), Mend: again}
	}
	f := e.started(ctx, start, path)
	switch {
	case f.State == Problem && f.Mend == "":
		f.Mend = again
	case f.State == OK && build.Main.Version != command.Version():
		f.State, f.Mend = Warning, again
		f.Text += fmt.Sprintf("; it is version %s, and this is %s", build.Main.Version, command.Version())
	case f.State == OK && state.Scope == hosts.Project:
		f.Mend = state.Host.ProjectTrust
	}
	return f
}

// commandIn returns the command that arguments name before any flag, which could change something; "" for those of a server.
func commandIn(arguments []string) string {
	if len(arguments) > 0 && strings.HasPrefix(arguments[0], "pagerduty-") { // the name of the server may come first
		arguments = arguments[1:]
	}
	if len(arguments) == 0 || strings.HasPrefix(arguments[0], "-") {
		return ""
	}
	return arguments[0]
}

// started starts a server as its host does, and returns what came of it.
func (e *Examination) started(ctx context.Context, start hosts.Start, path string) Finding {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	outcome := run(ctx, path, start.Args, start.Environment)
	f := Finding{State: OK, Text: fmt.Sprintf("starts, with %d tools", outcome.tools)}
	unset := ""
	if len(start.Unset) > 0 {
		unset = "; " + strings.Join(start.Unset, ", ") + " is not set here"
	}
	wrong, mend := split(outcome.complaint)
	switch {
	case outcome.err != nil:
		f.State, f.Text = Problem, fmt.Sprintf("does not start: %v. It says: %s", outcome.err, outcome.complaint)
	case outcome.unavailable:
		f.State, f.Text, f.Mend = Problem, "starts without its tools: "+wrong+unset, mend
	case outcome.code != 0 && len(start.Asked) > 0:
		f.Text += "; the host asks for " + strings.Join(start.Asked, ", ")
	case outcome.code != 0 && strings.HasPrefix(keys.ErrNoKey.Error(), wrong):
		f.State, f.Text, f.Mend = Problem, f.Text+", and cannot work: "+wrong+unset, "Run pagerduty-mcp login."
	case outcome.code != 0:
		f.State, f.Text, f.Mend = Problem, f.Text+", and cannot work: "+wrong+unset, mend
	}
	return f
}

// isOurBuild reports whether a program was built from the module of this one.
func isOurBuild(build *debug.BuildInfo) bool {
	own, ok := debug.ReadBuildInfo()
	return ok && build.Main.Path == own.Main.Path
}

// findCommand returns the path of a command, which it looks up in the PATH of an environment if it is a name alone.
func (e *Examination) findCommand(name string, environment []string) (string, error) {
	if strings.ContainsAny(name, `/\`) {
		return exec.LookPath(e.Process.Environment.ExpandHome(name))
	}
	return env.Variables(environment).LookPath(name)
}
