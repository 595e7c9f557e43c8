package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/subprocess"
)

// figures are the results for one server.
type figures struct {
	calls, failed int
	perSecond     []float64 // by round
	took          []time.Duration
	memory        []int // resident bytes after each round
	perIdle       int   // bytes for each idle caller
}

type comparison struct{ ours, bare figures }

func measure(ctx context.Context, s settings) (*comparison, error) {
	api, err := start(ctx, roleSimulator)
	if err != nil {
		return nil, err
	}
	defer api.stop()
	c := &comparison{}
	for _, of := range []struct {
		role string
		into *figures
	}{{roleOurs, &c.ours}, {roleBare, &c.bare}} {
		server, err := start(ctx, of.role, api.address)
		if err != nil {
			return nil, err
		}
		of.into.perIdle, err = measureIdle(server, s)
		server.stop()
		if err != nil {
			return nil, err
		}
	}
	ours, err := start(ctx, roleOurs, api.address)
	if err != nil {
		return nil, err
	}
	defer ours.stop()
	bare, err := start(ctx, roleBare, api.address)
	if err != nil {
		return nil, err
	}
	defer bare.stop()
	for range s.rounds { // in turns, because machines are noisy
		if err := measureCalls(ctx, ours, s, &c.ours); err != nil {
			return nil, err
		}
		if err := measureCalls(ctx, bare, s, &c.bare); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// process is a role in a process of its own.
type process struct {
	*subprocess.Process
	address string
}

func start(ctx context.Context, arguments ...string) (*process, error) {
	binary, err := os.Executable()
	if err != nil {
		return nil, err
	}
	command := exec.CommandContext(ctx, binary, arguments...)
	command.Stderr = os.Stderr
	started, err := subprocess.Start(command)
	if err != nil {
		return nil, err
	}
	line, err := started.Stdout.ReadString('\n')
	if err != nil {
		started.Kill()
		return nil, fmt.Errorf("%s printed no address: %w", arguments[0], err)
	}
	return &process{started, strings.TrimSpace(line)}, nil
}

func (p *process) stop() { _, _ = p.Finish() }

// resident returns the resident memory of a process in bytes; 0 where the system does not show it.
func (p *process) resident() int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.ID()))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if value, found := strings.CutPrefix(line, "VmRSS:"); found {
			kB, _ := strconv.Atoi(strings.Fields(value)[0])
			return kB << 10
		}
	}
	return 0
}

const call = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"` + toolName + `","arguments":{"limit":25}}}`

// measureCalls makes one round of calls.
func measureCalls(ctx context.Context, server *process, s settings, into *figures) error {
	each := (s.calls + s.rounds*s.clients - 1) / (s.rounds * s.clients)
	var mu sync.Mutex
	var clients sync.WaitGroup
	begin := time.Now()
	for range s.clients {
		clients.Go(func() {
			transport := &http.Transport{}
			defer transport.CloseIdleConnections()
			own := &http.Client{Transport: transport}
			var took []time.Duration
			failed := 0
			for range each {
				begin := time.Now()
				if !post(ctx, own, server.address) {
					failed++
				}
				took = append(took, time.Since(begin))
			}
			mu.Lock()
			defer mu.Unlock()
			into.calls += each
			into.failed += failed
			into.took = append(into.took, took...)
		})
	}
	clients.Wait()
	into.perSecond = append(into.perSecond, float64(each*s.clients)/time.Since(begin).Seconds())
	into.memory = append(into.memory, server.resident())
	return ctx.Err()
}

// post makes a call. It reports whether the tool answered.
func post(ctx context.Context, client *http.Client, address string) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address+"/mcp", strings.NewReader(call))
	if err != nil {
		return false
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json, text/event-stream")
	answer, err := client.Do(request)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return err == nil && answer.StatusCode == http.StatusOK && strings.Contains(string(body), "Checkout API") && !strings.Contains(string(body), "isError\":true")
}

// measureIdle returns the memory of the server for each caller that has called once and keeps its connection.
func measureIdle(server *process, s settings) (int, error) {
	if !post(context.Background(), http.DefaultClient, server.address) {
		return 0, fmt.Errorf("%s does not answer", server.address)
	}
	before := server.resident()
	host := strings.TrimPrefix(server.address, "http://")
	request := fmt.Sprintf("POST /mcp HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nAccept: application/json\r\nContent-Length: %d\r\n\r\n%s", host, len(ping), ping)
	for range s.idle {
		connection, err := net.Dial("tcp", host)
		if err != nil {
			return 0, err
		}
		defer connection.Close()
		if _, err := io.WriteString(connection, request); err != nil {
			return 0, err
		}
		answer, err := http.ReadResponse(bufio.NewReaderSize(connection, 512), nil)
		if err != nil {
			return 0, err
		}
		_, _ = io.Copy(io.Discard, answer.Body)
	}
	return (server.resident() - before) / s.idle, nil
}

const ping = `{"jsonrpc":"2.0","id":1,"method":"ping"}`

// percentile returns the time within which a share of the calls ended.
func percentile(took []time.Duration, share float64) time.Duration {
	sorted := slices.Sorted(slices.Values(took))
	return sorted[int(float64(len(sorted)-1)*share)]
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
