package check

import (
	"bufio"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// build runs the Dockerfile's command for the server, which it puts into a folder of its own instead of /out.
var build = sync.OnceValues(func() (string, error) {
	text, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		return "", err
	}
	line := regexp.MustCompile(`(?m)^RUN (.* go build .*)$`).FindSubmatch(text)
	if line == nil {
		return "", errors.New("the Dockerfile does not build the server in a line of its own")
	}
	directory, err := os.MkdirTemp("", "deploy-check")
	if err != nil {
		return "", err
	}
	command := exec.Command("sh", "-c", strings.ReplaceAll(string(line[1]), "/out", directory))
	command.Env = append(os.Environ(), "TARGETOS="+runtime.GOOS, "TARGETARCH="+runtime.GOARCH, "GOFLAGS=")
	command.Dir, command.Stderr = "../..", os.Stderr
	return filepath.Join(directory, "pagerduty-mcp"), command.Run()
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, _ := build(); path != "" {
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

func callTimeout(t *testing.T, arguments []string) int64 {
	t.Helper()
	for _, argument := range arguments {
		if value, found := strings.CutPrefix(argument, "--call-timeout="); found {
			timeout, err := time.ParseDuration(value)
			if err != nil {
				t.Fatal(err)
			}
			return int64(timeout.Seconds())
		}
	}
	t.Fatalf("the container has no --call-timeout: %q", arguments)
	return 0
}

var servesAt = regexp.MustCompile(` serves MCP at (https?)://0\.0\.0\.0:(\d+)/mcp`)

// start starts the server as the pod does, with files in another place, and asks it for its health.
func (m manifests) start(t *testing.T) {
	t.Helper()
	path, err := build()
	if err != nil {
		t.Fatal(err)
	}
	files := writeVolumes(t)
	container := m.deployment.Spec.Template.Spec.Containers[0]
	moved := []string{"--port=8000", "--port=0", "redis.example.com:6380", "127.0.0.1:1"}
	for _, mount := range container.VolumeMounts {
		moved = append(moved, mount.MountPath, filepath.Join(files, mount.Name))
	}
	here := strings.NewReplacer(moved...)
	server := exec.CommandContext(t.Context(), path)
	for _, argument := range container.Args {
		server.Args = append(server.Args, here.Replace(argument))
	}
	server.Env = []string{}
	for _, variable := range container.Env {
		server.Env = append(server.Env, variable.Name+"="+here.Replace(variable.Value))
	}
	server.Env = append(server.Env, "HTTPS_PROXY=http://127.0.0.1:1") // nothing leaves this machine
	stderr, err := server.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	defer server.Wait()
	defer server.Process.Kill()
	var written strings.Builder
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		fmt.Fprintln(&written, lines.Text())
		if found := servesAt.FindStringSubmatch(lines.Text()); found != nil {
			m.ask(t, found[1], found[2], files)
			return
		}
	}
	t.Errorf("the server does not start with %q:\n%s", server.Args, &written)
}

// ask sends a probe as the kubelet does, which trusts any certificate.
func (m manifests) ask(t *testing.T, scheme, port, files string) {
	t.Helper()
	probe := m.deployment.Spec.Template.Spec.Containers[0].LivenessProbe.HTTPGet
	if string(probe.Scheme) != strings.ToUpper(scheme) {
		t.Errorf("the server speaks %s, and the probes %s", scheme, probe.Scheme)
	}
	client := trusting(t, filepath.Join(files, "tls", "tls.crt"))
	defer client.CloseIdleConnections()
	answer, err := client.Get(scheme + "://127.0.0.1:" + port + probe.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("%s answers %s", probe.Path, answer.Status)
	}
}
