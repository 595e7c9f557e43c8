package check

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// The image has no C library, no shell and no time zones, its user is nobody, and pods mount it read-only. This does the same without a
// container engine: the server in a folder with certificates and nothing else, which is its root.
func TestServerRunsInAnEmptyRoot(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can change the root of a process")
	}
	for name, place := range map[string]struct{ file, variable string }{
		"bundle of the image":     {"etc/ssl/certs/ca-certificates.crt", "UNUSED=1"},
		"bundle of a ConfigMap":   {"etc/pagerduty-mcp/ca/ca.crt", "SSL_CERT_DIR=/etc/pagerduty-mcp/ca"},
		"bundle that is not here": {"ca.crt", "UNUSED=1"},
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			api := startSimulator(t, filepath.Join(root, place.file))
			url, stop := startInRoot(t, root, []string{"PAGERDUTY_API_HOST=" + api, "PAGERDUTY_USER_API_KEY=u+SIMULATOR-USER-KEY", place.variable})
			const call = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"find_coverage_gaps","arguments":{}}}`
			answer, err := http.Post(url, "application/json", strings.NewReader(call))
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			text, err := io.ReadAll(answer.Body)
			if err != nil {
				t.Fatal(err)
			}
			trusted := name != "bundle that is not here"
			if failed := strings.Contains(string(text), `"isError":true`); failed == trusted || trusted != strings.Contains(string(text), "Checkout") {
				t.Errorf("the call answers %s", text)
			}
			if err := stop(); err != nil {
				t.Errorf("the server ends with %v", err)
			}
		})
	}
}

// startSimulator starts PagerDuty's simulator with TLS, and has it write its certificate to a file.
func startSimulator(t *testing.T, certificate string) (url string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(certificate), 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "simulator")
	builder := exec.Command("go", "build", "-o", path, "./servers/pagerduty-simulator")
	builder.Dir = "../.."
	if output, err := builder.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	simulator := exec.Command(path, "--tls="+certificate)
	stdout, err := simulator.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := simulator.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = simulator.Process.Kill(); _ = simulator.Wait() })
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line)
}

// startInRoot starts the server as the image's user in a root that it cannot write. stop stops it as Kubernetes does.
func startInRoot(t *testing.T, root string, variables []string) (url string, stop func() error) {
	t.Helper()
	binary, err := build()
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "pagerduty-mcp"), content, 0o755); err != nil {
		t.Fatal(err)
	}
	const script = `mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && ! touch "$0/written" 2>/dev/null && cd "$0" &&
		exec chroot --userspec=65532:65532 "$0" /pagerduty-mcp --transport=streamable-http --port=0 --toolsets=oncall`
	server := exec.Command("unshare", "--mount", "sh", "-c", script, root)
	server.Env = append([]string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin"}, variables...)
	stderr, err := server.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	var written strings.Builder
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		written.WriteString(lines.Text() + "\n")
		if _, after, found := strings.Cut(lines.Text(), " serves MCP at "); found {
			go io.Copy(io.Discard, stderr)
			return after, func() error {
				_ = server.Process.Signal(syscall.SIGTERM)
				return server.Wait()
			}
		}
	}
	t.Fatalf("the server does not start:\n%s", &written)
	return "", nil
}
