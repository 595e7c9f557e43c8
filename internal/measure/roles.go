package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// The program starts itself in these roles, for the parts that need a process of their own.
const (
	roleAPI    = "role-api"
	roleClient = "role-client"
)

// runRole runs the role in the arguments. It reports whether there is one.
func runRole(arguments []string) (played bool, err error) {
	switch {
	case len(arguments) == 2 && arguments[0] == roleAPI:
		return true, serveAPI(arguments[1])
	case len(arguments) == 3 && arguments[0] == roleClient:
		return true, fetchPages(arguments[1], arguments[2])
	}
	return false, nil
}

// serveAPI answers every request with the same page until its standard input ends.
func serveAPI(incidents string) error {
	count, err := strconv.Atoi(incidents)
	if err != nil {
		return err
	}
	body := page(count)
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.Header().Set("X-Request-Id", "0d1e2f30-4152-6374-8596-a7b8c9dadbec")
		w.Header().Set("Ratelimit-Limit", "960")
		w.Header().Set("Ratelimit-Remaining", "959")
		w.Header().Set("Ratelimit-Reset", "42")
		_, _ = w.Write(body)
	})}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = server.Close()
	}()
	fmt.Println("http://" + listener.Addr().String())
	if err := server.Serve(listener); err != http.ErrServerClosed {
		return err
	}
	return nil
}

// fetchPages is the bare client: it fetches the page and decodes it into the same structs, with the standard library only.
func fetchPages(address, times string) error {
	count, err := strconv.Atoi(times)
	if err != nil {
		return err
	}
	for range count {
		if err := fetchPage(address); err != nil {
			return err
		}
	}
	return nil
}

func fetchPage(address string) error {
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, address+"/incidents?limit=100&statuses[]=triggered&statuses[]=acknowledged", nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Token token=measure")
	request.Header.Set("Accept", "application/vnd.pagerduty+json;version=2")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var answer struct {
		Incidents []pagerduty.Incident `json:"incidents"`
		More      bool                 `json:"more"`
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return err
	}
	if len(answer.Incidents) == 0 {
		return fmt.Errorf("the page is empty")
	}
	_, err = io.Copy(io.Discard, response.Body)
	return err
}

// self returns a command that runs this program in a role.
func self(ctx context.Context, arguments ...string) (*exec.Cmd, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	command := exec.CommandContext(ctx, program, arguments...)
	command.Stderr = os.Stderr
	return command, nil
}
