package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/subprocess"
)

const (
	module       = "github.com/pagerduty-mcp/pagerduty-mcp-go"
	server       = module + "/servers/pagerduty-incidents"
	onCallServer = module + "/servers/pagerduty-oncall"
	everyServer  = module + "/servers/pagerduty-mcp"
	emptyServer  = module + "/internal/measure/emptyserver"

	incidentsPerPage = 100
)

// figures holds the results.
type figures struct {
	pageBytes, listBytes, toolsListBytes, binaryBytes int
	server, serverIdle, client, clientIdle            time.Duration // CPU time
	peakKB, endKB                                     int
	empty, withKey, demo, onCall, everyArea           startTimes
}

// startTimes are how long a host waits after exec. A model has the tools only after tools/list.
type startTimes struct{ initialize, toolsList time.Duration }

// build is the builder of the real programs, without symbols, like a release.
func build(ctx context.Context, directory string) error {
	return subprocess.Build(ctx, directory, []string{"-ldflags=-s -w"}, server, onCallServer, everyServer, emptyServer)
}

func measure(ctx context.Context, s settings, directory string) (*figures, error) {
	info, err := os.Stat(subprocess.Binary(directory, server))
	if err != nil {
		return nil, err
	}
	f := &figures{binaryBytes: int(info.Size()), pageBytes: len(page(incidentsPerPage))}
	bench := &bench{ctx: ctx, directory: directory, settings: s, figures: f}
	if err := bench.measureCalls(); err != nil {
		return nil, err
	}
	return f, bench.measureStarts()
}

// bench runs the processes and fills in the figures.
type bench struct {
	ctx       context.Context
	directory string
	settings
	figures *figures
}

// measureCalls runs the server and the bare client in turns, because machines are noisy.
func (b *bench) measureCalls() error {
	command, err := self(b.ctx, roleAPI, fmt.Sprint(incidentsPerPage))
	if err != nil {
		return err
	}
	api, err := subprocess.Start(command)
	if err != nil {
		return err
	}
	defer stop(api)
	address, err := api.Stdout.ReadString('\n')
	if err != nil {
		return fmt.Errorf("starting the API: %w", err)
	}
	var times [4][]time.Duration
	for range b.rounds {
		for i, run := range []func(address string) (time.Duration, error){b.runServer, b.runIdleServer, b.runClient, b.runIdleClient} {
			took, err := run(strings.TrimSpace(address))
			if err != nil {
				return err
			}
			times[i] = append(times[i], took)
		}
	}
	b.figures.server, b.figures.serverIdle = median(times[0]), median(times[1])
	b.figures.client, b.figures.clientIdle = median(times[2]), median(times[3])
	return nil
}

func (b *bench) runServer(address string) (time.Duration, error) {
	return b.serve(address, b.calls)
}

func (b *bench) runIdleServer(address string) (time.Duration, error) { return b.serve(address, 0) }

func (b *bench) runClient(address string) (time.Duration, error) { return b.fetch(address, b.calls) }

func (b *bench) runIdleClient(address string) (time.Duration, error) { return b.fetch(address, 0) }

// stop kills a process and waits until it has exited.
func stop(process *subprocess.Process) {
	process.Kill()
	_, _ = process.Finish()
}

// serve returns the CPU time of a server that answers this many calls.
func (b *bench) serve(address string, calls int) (time.Duration, error) {
	session, err := b.connect(server, []string{"PAGERDUTY_USER_API_KEY=measure", "PAGERDUTY_API_HOST=" + address})
	if err != nil {
		return 0, err
	}
	if err := b.use(session, calls); err != nil {
		stop(session.Process)
		return 0, err
	}
	return finish(session.Process)
}

func (b *bench) use(session *session, calls int) error {
	if err := session.initialize(); err != nil {
		return err
	}
	for range calls {
		text, err := session.listIncidents()
		if err != nil {
			return err
		}
		b.figures.listBytes = len(text)
	}
	if calls == 0 {
		return nil
	}
	list, err := session.request("tools/list", "{}")
	if err != nil {
		return err
	}
	b.figures.toolsListBytes = max(b.figures.toolsListBytes, len(list))
	b.figures.peakKB, b.figures.endKB = memory(session.ID())
	return nil
}

// fetch returns the CPU time of the bare client.
func (b *bench) fetch(address string, pages int) (time.Duration, error) {
	command, err := self(b.ctx, roleClient, address, fmt.Sprint(pages))
	if err != nil {
		return 0, err
	}
	client, err := subprocess.Start(command)
	if err != nil {
		return 0, err
	}
	return finish(client)
}

func finish(process *subprocess.Process) (time.Duration, error) {
	state, err := process.Finish()
	if err == nil && !state.Success() {
		err = fmt.Errorf("%s", state)
	}
	if err != nil {
		return 0, err
	}
	return state.UserTime() + state.SystemTime(), nil
}

// measureStarts starts each server in turn.
func (b *bench) measureStarts() error {
	withKey := []string{"PAGERDUTY_USER_API_KEY=measure"}
	starts := []struct {
		figure      *startTimes
		command     string
		environment []string
		arguments   []string
	}{
		{&b.figures.empty, emptyServer, nil, nil},
		{&b.figures.withKey, server, withKey, nil},
		{&b.figures.demo, server, nil, []string{"--demo"}},
		{&b.figures.onCall, onCallServer, withKey, nil},
		{&b.figures.everyArea, everyServer, withKey, []string{"--toolsets=all", "--enable-write-tools"}},
	}
	initialize, toolsList := make([][]time.Duration, len(starts)), make([][]time.Duration, len(starts))
	for range b.starts {
		for i, start := range starts {
			took, err := b.start(start.command, start.environment, start.arguments)
			if err != nil {
				return err
			}
			initialize[i], toolsList[i] = append(initialize[i], took.initialize), append(toolsList[i], took.toolsList)
		}
	}
	for i, start := range starts {
		*start.figure = startTimes{median(initialize[i]), median(toolsList[i])}
	}
	return nil
}

// start starts a server once.
func (b *bench) start(command string, environment, arguments []string) (took startTimes, err error) {
	began := time.Now()
	session, err := b.connect(command, environment, arguments...)
	if err != nil {
		return took, err
	}
	err = session.initialize()
	took.initialize = time.Since(began)
	if err == nil && command != emptyServer { // which refuses tools/list
		_, err = session.request("tools/list", "{}")
	}
	took.toolsList = time.Since(began)
	if err != nil {
		stop(session.Process)
		return took, err
	}
	_, err = finish(session.Process)
	return took, err
}

// connect starts a server and returns a client of it.
func (b *bench) connect(importPath string, environment []string, arguments ...string) (*session, error) {
	command := exec.CommandContext(b.ctx, subprocess.Binary(b.directory, importPath), arguments...)
	command.Env = append(withoutPagerDuty(os.Environ()), environment...)
	command.Stderr = os.Stderr
	process, err := subprocess.Start(command)
	return &session{Process: process}, err
}

// withoutPagerDuty removes the variables that configure the server.
func withoutPagerDuty(environment []string) []string {
	return slices.DeleteFunc(environment, func(variable string) bool { return strings.HasPrefix(variable, "PAGERDUTY_") })
}

// session is a client of a server. It writes raw lines, to cost little itself.
type session struct {
	*subprocess.Process
	id int
}

func (s *session) initialize() error {
	_, err := s.request("initialize", `{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"measure","version":"1"}}`)
	return err
}

// request sends a request and returns its result. It does not support concurrent requests.
func (s *session) request(method, params string) (json.RawMessage, error) {
	s.id++
	if _, err := fmt.Fprintf(s, `{"jsonrpc":"2.0","id":%d,"method":%q,"params":%s}`+"\n", s.id, method, params); err != nil {
		return nil, err
	}
	line, err := s.Stdout.ReadBytes('\n')
	if err != nil {
		return nil, fmt.Errorf("reading the answer to %s: %w", method, err)
	}
	var answer struct {
		ID     int             `json:"id"`
		Result json.RawMessage `json:"result"`
	}
	if err := json.Unmarshal(line, &answer); err != nil || answer.ID != s.id || answer.Result == nil {
		return nil, fmt.Errorf("the answer to %s is %.200s", method, line)
	}
	return answer.Result, nil
}

// listIncidents returns the text of a list of open incidents. It fails unless the list is complete.
func (s *session) listIncidents() (string, error) {
	raw, err := s.request("tools/call", `{"name":"list_incidents","arguments":{"statuses":["triggered","acknowledged"],"limit":100}}`)
	if err != nil {
		return "", err
	}
	var result struct {
		Content []struct{ Text string }
		IsError bool
	}
	var list struct{ Items []struct{ ID string } }
	if err := json.Unmarshal(raw, &result); err != nil || len(result.Content) != 1 || result.IsError {
		return "", fmt.Errorf("list_incidents failed: %.300s", raw)
	}
	if err := json.Unmarshal([]byte(result.Content[0].Text), &list); err != nil || len(list.Items) != incidentsPerPage {
		return "", fmt.Errorf("list_incidents returned %d incidents, want %d: %w", len(list.Items), incidentsPerPage, cmp.Or(err, fmt.Errorf("too few")))
	}
	return result.Content[0].Text, nil
}

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}

// memory returns the peak and the current resident memory of a process in kB; zeros on systems without /proc.
func memory(process int) (peak, now int) {
	if runtime.GOOS != "linux" {
		return 0, 0
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", process))
	if err != nil {
		return 0, 0
	}
	for line := range strings.Lines(string(status)) {
		_, _ = fmt.Sscanf(line, "VmHWM: %d kB", &peak)
		_, _ = fmt.Sscanf(line, "VmRSS: %d kB", &now)
	}
	return peak, now
}
