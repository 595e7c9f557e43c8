package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/subprocess"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// binary is the path of the command.
var binary string

func TestMain(m *testing.M) { os.Exit(subprocess.RunAs(&binary, "pagerduty-simulator", main, m.Run)) }

// start runs the command until the test ends and returns the URL that it printed.
func start(t *testing.T, arguments ...string) (url string, stderr *bytes.Buffer, finish func() (status int, rest string)) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	stderr = &bytes.Buffer{}
	status := make(chan int, 1)
	go func() {
		code := run(ctx, arguments, writer, stderr)
		writer.Close()
		status <- code
	}()
	out := bufio.NewReader(reader)
	line, err := out.ReadString('\n')
	if err != nil {
		t.Fatalf("no URL: %v, %s", err, stderr)
	}
	finish = func() (int, string) {
		cancel()
		rest, _ := io.ReadAll(out)
		return <-status, string(rest)
	}
	t.Cleanup(cancel)
	return strings.TrimSuffix(line, "\n"), stderr, finish
}

func get(t *testing.T, url string) (int, map[string]any) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Token token="+simulator.UserKey)
	request.Header.Set("Accept", "application/vnd.pagerduty+json;version=2")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var answer map[string]any
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, answer
}

func TestServes(t *testing.T) {
	t.Parallel()
	url, stderr, finish := start(t)
	if !regexp.MustCompile(`^http://127\.0\.0\.1:\d+$`).MatchString(url) {
		t.Errorf("the URL is %q", url)
	}
	if status, answer := get(t, url+"/users/me"); status != http.StatusOK {
		t.Errorf("%d %v", status, answer)
	}
	if status, rest := finish(); status != 0 || rest != "" || stderr.Len() > 0 {
		t.Errorf("it ended with %d, more output %q and errors %q", status, rest, stderr)
	}
}

func TestFlags(t *testing.T) {
	t.Parallel()
	url, _, _ := start(t, "--seed", "empty", "--lenient", "--fault", "status=402,path=/services,times=1", "--fault", "server-error,path=/teams")
	if _, answer := get(t, url+"/users?total=true&nonsense=1"); answer["total"] != 1.0 {
		t.Errorf("empty and lenient: %v", answer)
	}
	for path, want := range map[string]int{"/services": 402, "/teams": 500} {
		if status, answer := get(t, url+path); status != want {
			t.Errorf("%s: %d %v, want %d", path, status, answer, want)
		}
	}
	if status, answer := get(t, url+"/services"); status != 200 {
		t.Errorf("after the fault: %d %v", status, answer)
	}
}

// TestTLS: only a client that trusts the certificate reaches the simulator over HTTPS.
func TestTLS(t *testing.T) {
	t.Parallel()
	named := filepath.Join(t.TempDir(), "simulator.pem")
	for _, flag := range []string{"--tls", "--tls=true", "--tls=" + named} {
		temporary := !strings.Contains(flag, named)
		ctx, cancel := context.WithCancel(t.Context())
		reader, writer := io.Pipe()
		ended := make(chan int, 1)
		go func() { ended <- run(ctx, []string{flag}, writer, io.Discard) }()
		var url, file string
		if _, err := fmt.Fscanln(reader, &url); err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Fscanln(reader, &file); err != nil || !temporary && file != named {
			t.Fatalf("%s: the certificate is in %q, %v", flag, file, err)
		}
		certificate, err := os.ReadFile(file)
		trusted := x509.NewCertPool()
		if err != nil || !trusted.AppendCertsFromPEM(certificate) {
			t.Fatalf("%s: no certificate in %s: %v", flag, file, err)
		}
		me, err := askOver(t, url, trusted)
		if err != nil || !strings.HasPrefix(me.User.Self, url+"/users/") || !strings.HasPrefix(url, "https://127.0.0.1:") {
			t.Errorf("%s: %s answers %+v, %v", flag, url, me, err)
		}
		if _, err := askOver(t, url, x509.NewCertPool()); err == nil {
			t.Errorf("%s: connected without trusting the certificate", flag)
		}
		cancel()
		if status := <-ended; status != 0 {
			t.Errorf("%s: it ended with %d", flag, status)
		}
		if _, err := os.Stat(file); os.IsNotExist(err) != temporary {
			t.Errorf("%s: after the end the file %s: %v", flag, file, err)
		}
	}
}

// TestNoTLS: --tls=false serves HTTP and writes no file.
func TestNoTLS(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	go func() {
		run(ctx, []string{"--tls=false"}, writer, io.Discard)
		writer.Close()
	}()
	var url string
	if _, err := fmt.Fscanln(reader, &url); err != nil || !strings.HasPrefix(url, "http://127.0.0.1:") {
		t.Errorf("it prints %q, %v", url, err)
	}
	cancel()
	if rest, err := io.ReadAll(reader); len(rest) > 0 || err != nil {
		t.Errorf("it also prints %q, %v", rest, err)
	}
	if _, err := os.Stat("false"); err == nil {
		t.Error("it wrote a file called false")
	}
}

func askOver(t *testing.T, url string, trusted *x509.CertPool) (me struct{ User struct{ Self string } }, err error) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS12}, DisableKeepAlives: true}}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/users/me", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+simulator.UserKey)
	request.Header.Set("Accept", "application/vnd.pagerduty+json;version=2")
	response, err := client.Do(request)
	if err != nil {
		return me, err
	}
	defer response.Body.Close()
	return me, json.NewDecoder(response.Body).Decode(&me)
}

// TestControl uses the process as a test in another language does.
func TestControl(t *testing.T) {
	t.Parallel()
	url, _, _ := start(t, "--scenario", "nobody-on-call", "--scenario=rate-limited", "--clock", "2026-10-14T10:00:00Z")
	if status, _ := get(t, url+"/users/me"); status != http.StatusTooManyRequests {
		t.Errorf("rate-limited: %d", status)
	}
	control := func(method, path, body, want string) {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), method, url+"/_simulator/"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		if got, _ := io.ReadAll(response.Body); response.StatusCode > 299 || !strings.Contains(string(got), want) {
			t.Errorf("%s %s: %d %s, want %s", method, path, response.StatusCode, got, want)
		}
	}
	control("DELETE", "faults", "", "")
	if _, answer := get(t, url+"/incidents/Q1REFUNDORPHAN"); answer["incident"].(map[string]any)["created_at"] != "2026-10-14T09:35:00Z" {
		t.Errorf("nobody-on-call at ten: %v", answer)
	}
	control("GET", "requests?path=/incidents", "", `"path":"/incidents/Q1REFUNDORPHAN"`)
	control("PUT", "clock", `{"advance":"1h"}`, "2026-10-14T11:00:00Z")
	control("PUT", "clock", `{"now":"2026-10-15T03:00:00Z"}`, "2026-10-15T03:00:00Z")
	control("POST", "reset", `{"scenarios":["incident-storm"]}`, "")
	control("GET", "clock", "", "2026-10-14T10:00:00Z")
	if status, answer := get(t, url+"/incidents/Q1STORMDNSROOT"); status != http.StatusOK {
		t.Errorf("after the reset: %d %v", status, answer)
	}
}

// TestLiveTime: live time is on for the demo account, unless its clock is stopped or the flag turns it off.
func TestLiveTime(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		flags []string
		on    bool
	}{
		{nil, true},
		{[]string{"--live-time=false"}, false},
		{[]string{"--clock", "2026-10-14T10:00:00Z"}, false},
		{[]string{"--clock", "2026-10-14T10:00:00Z", "--live-time"}, true},
		{[]string{"--seed", "large"}, false},
	} {
		url, _, _ := start(t, c.flags...)
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPut, url+"/_simulator/clock", strings.NewReader(`{"advance":"24h"}`))
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		_, answer := get(t, url+"/incidents/Q4CARTERRORS00")
		if status := answer["incident"].(map[string]any)["status"]; (status == "resolved") != c.on {
			t.Errorf("%v: after a day an incident that its service resolves after four hours is %v", c.flags, status)
		}
	}
}

func TestBeyondLoopback(t *testing.T) {
	t.Parallel()
	_, stderr, finish := start(t, "--listen", "0.0.0.0:0")
	if finish(); !strings.Contains(stderr.String(), "more than this machine") {
		t.Errorf("the errors are %q", stderr)
	}
	for address, want := range map[string]bool{
		"127.0.0.1:0": true, "127.3.2.1:80": true, "[::1]:80": true, "localhost:80": true,
		":80": false, "0.0.0.0:80": false, "[::]:80": false, "192.0.2.7:80": false, "example.com:80": false,
	} {
		if got := loopback(address); got != want {
			t.Errorf("loopback(%q) is %v", address, got)
		}
	}
}

func TestUsage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		arguments      []string
		status         int
		stdout, stderr string
	}{
		{[]string{"--help"}, 0, simulator.UserKey, ""},
		{[]string{"--help"}, 0, simulator.AccountKey, ""},
		{[]string{"--help"}, 0, "curl", ""},
		{[]string{"--help"}, 0, "--live-time", ""},
		{[]string{"--help"}, 0, "/_simulator/reset", ""},
		{[]string{"--version"}, 0, "pagerduty-simulator ", ""},
		{[]string{"--bogus"}, 2, "", "--bogus"},
		{[]string{"serve"}, 2, "", `unexpected argument "serve"`},
		{[]string{"--seed", "huge"}, 2, "", "demo, empty and large"},
		{[]string{"--fault", "rate-limits"}, 2, "", "unknown kind"},
		{[]string{"--scenario", "calm"}, 2, "", "incident-storm, nobody-on-call and rate-limited"},
		{[]string{"--scenario", "incident-storm", "--seed", "empty"}, 2, "", "--scenario: the scenario incident-storm needs"},
		{[]string{"--clock", "noon"}, 2, "", `--clock: "noon" is not a time`},
		{[]string{"--clock", "2100-01-01T00:00:00Z"}, 2, "", "--clock: the clock must be in the years 2000 to 2099"},
		{[]string{"--listen", "nowhere"}, 1, "", "cannot listen on nowhere"},
		{[]string{"--tls", "--listen", "nowhere"}, 1, "", "cannot listen on nowhere"},
		{[]string{"--tls=/does/not/exist.pem"}, 1, "", "--tls: open /does/not/exist.pem"},
	} {
		var stdout, stderr bytes.Buffer
		status := run(t.Context(), c.arguments, &stdout, &stderr)
		if status != c.status || !strings.Contains(stdout.String(), c.stdout) || !strings.Contains(stderr.String(), c.stderr) {
			t.Errorf("%v: %d, %q, %q", c.arguments, status, stdout.String(), stderr.String())
		}
		if c.status == 2 && stdout.Len() > 0 || c.stderr != "" && strings.Count(stderr.String(), "\n") != 1 {
			t.Errorf("%v: want one line on stderr and nothing on stdout, got %q and %q", c.arguments, stdout.String(), stderr.String())
		}
	}
}

// TestSignal starts the command and stops it with signals, as a service manager does.
func TestSignal(t *testing.T) {
	t.Parallel()
	for _, signal := range []os.Signal{syscall.SIGTERM, os.Interrupt} {
		command := exec.CommandContext(t.Context(), binary, "--fault", "latency=1h")
		stdout, err := command.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := bufio.NewReader(stdout).ReadString('\n'); err != nil {
			t.Error(err)
		}
		if err := command.Process.Signal(signal); err != nil {
			t.Error(err)
		}
		if err := command.Wait(); err != nil {
			t.Errorf("after %v: %v", signal, err)
		}
	}
}
