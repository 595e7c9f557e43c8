package main

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PagerDuty/go-pagerduty"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// TestBinary runs the program against the command pagerduty-simulator, like a test in another language.
func TestBinary(t *testing.T) {
	t.Parallel()
	url := serve(t, "--lenient", "--clock", "2026-10-14T10:00:00Z")
	client := pagerduty.NewClient(simulator.UserKey, pagerduty.WithAPIEndpoint(url))
	var output strings.Builder
	if err := run(t.Context(), client, &output); err != nil {
		t.Fatal(err)
	}
	if want := "acknowledged #4200 Replication lag on pg-orders-replica-2 is 340 s\n"; output.String() != want {
		t.Errorf("the output is %q, want %q", &output, want)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/_simulator/requests?method=POST&path=/incidents/*/notes", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var asked struct {
		Requests []struct {
			Status int
			Body   struct{ Note struct{ Content string } }
		}
	}
	if err := json.NewDecoder(response.Body).Decode(&asked); err != nil {
		t.Fatal(err)
	}
	if len(asked.Requests) != 1 || asked.Requests[0].Status != http.StatusOK || asked.Requests[0].Body.Note.Content != "Amara Okafor is on it." {
		t.Errorf("notes: %+v", asked)
	}
}

// serve builds and starts the command and returns the URL that it prints.
func serve(t *testing.T, flags ...string) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "pagerduty-simulator")
	build := exec.CommandContext(t.Context(), "go", "build", "-C", "../..", "-o", binary, "./servers/pagerduty-simulator")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	command := exec.CommandContext(t.Context(), binary, flags...) // ends with the test's context
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = command.Wait() }) // the error is that it was killed
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line)
}
