package subcommands_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tailscale/hujson"
)

// realHost is a host from npm.
type realHost struct {
	name     string // as install knows it
	file     string // in the home directory
	seed     string // the file before; "" if the host has made it by itself
	settings map[string]string
	warmUp   []string                           // makes the host write its own files
	look     func(t *testing.T, b bench) string // what the host shows of its servers
	wanted   []string                           // in what it shows
}

// bench is a home directory and a project for the real hosts.
type bench struct {
	home
	project, binaries string
}

const realHosts = "REAL_HOSTS"

func hostsFromNPM() []realHost {
	list := func(words ...string) func(t *testing.T, b bench) string {
		return func(t *testing.T, b bench) string { return b.host(t, nil, words...) }
	}
	return []realHost{
		{
			name: "claude-code", file: ".claude.json", warmUp: []string{"claude", "mcp", "list"},
			look: list("claude", "mcp", "list"), wanted: []string{"pagerduty", "Connected"},
		},
		{
			name: "codex", file: ".codex/config.toml", seed: "# mine\nmodel = \"gpt-5\" # a model\n",
			look: func(t *testing.T, b bench) string {
				return b.host(t, nil, "codex", "mcp", "list") + b.askCodex(t) // the list alone starts nothing
			},
			wanted: []string{"enabled", "who_is_on_call"},
		},
		{
			name: "gemini-cli", file: ".gemini/settings.json", seed: "{\n  // mine\n  \"ui\": {}\n}\n",
			settings: map[string]string{".gemini/trustedFolders.json": `{"PROJECT": "TRUST_FOLDER"}`},
			look:     list("gemini", "mcp", "list"), wanted: []string{"pagerduty", "Connected"},
		},
		{
			name: "copilot-cli", file: ".copilot/mcp-config.json", seed: "{\n  \"mcpServers\": {}, // mine\n}\n",
			look: func(t *testing.T, b bench) string {
				return b.host(t, nil, "copilot", "mcp", "list") + b.askCopilot(t) // the list alone starts nothing
			},
			wanted: []string{"pagerduty", "who_is_on_call"},
		},
		{
			name: "opencode", file: ".config/opencode/opencode.json", seed: "{\n  \"$schema\": \"https://opencode.ai/config.json\", // mine\n}\n",
			look: list("opencode", "mcp", "list"), wanted: []string{"pagerduty", "connected"},
		},
		{
			name: "qwen-code", file: ".qwen/settings.json", warmUp: []string{"qwen", "mcp", "list"}, seed: "{}\n",
			look: list("qwen", "mcp", "list"), wanted: []string{"pagerduty", "Connected"},
		},
		{
			name: "droid", file: ".factory/mcp.json", seed: "{\n  // mine\n  \"mcpServers\": {}\n}\n",
			look: list("droid", "mcp", "list"), wanted: []string{"pagerduty"},
		},
	}
}

// The real hosts list and start what install has written, and their files are afterwards what they were. make hosts installs the hosts and
// runs this.
func TestRealHosts(t *testing.T) {
	binaries := os.Getenv(realHosts)
	if binaries == "" {
		t.Skip("make hosts installs the real hosts from npm and sets " + realHosts)
	}
	for _, host := range hostsFromNPM() {
		t.Run(host.name, func(t *testing.T) {
			b := bench{newHome(t), t.TempDir(), binaries}
			host.test(t, b)
		})
	}
}

func (r realHost) test(t *testing.T, b bench) {
	file := filepath.Join(b.folder, r.file)
	for name, text := range r.settings {
		b.write(t, name, strings.ReplaceAll(text, "PROJECT", b.project))
	}
	if r.seed != "" {
		b.write(t, r.file, r.seed)
	}
	for range 2 {
		if r.warmUp != nil {
			b.host(t, nil, r.warmUp...)
		}
	}
	before := readText(t, file)
	stdout, _ := b.run(t, 0, "install", r.name, "--demo")
	t.Log(stdout)
	installed := readText(t, file)
	shown := r.look(t, b)
	for _, wanted := range r.wanted {
		if !strings.Contains(shown, wanted) {
			t.Errorf("%q is not in what the host shows:\n%.3000s", wanted, shown)
		}
	}
	rewritten := readText(t, file) != installed
	b.run(t, 0, "uninstall", r.name)
	after := readText(t, file)
	switch {
	case !rewritten && after != before:
		t.Errorf("the file was\n%s\nand is\n%s", before, after)
	case !rewritten:
		t.Log("the file is byte by byte as before")
	case after == before:
		t.Log("the host has rewritten its file in between; it is byte by byte as before all the same")
	default:
		t.Logf("the host has rewritten its file in between; %d bytes became %d", len(before), len(after))
		if !reflect.DeepEqual(keysOf(t, before), keysOf(t, after)) {
			t.Errorf("the members were %v and are %v", keysOf(t, before), keysOf(t, after))
		}
	}
}

// mcporter and the Inspector read the file that print gives them.
func TestRealReadersOfPrint(t *testing.T) {
	binaries := os.Getenv(realHosts)
	if binaries == "" {
		t.Skip("make hosts installs the real hosts from npm and sets " + realHosts)
	}
	b := bench{newHome(t), t.TempDir(), binaries}
	stdout, _ := b.run(t, 0, "print", "claude-code", "--demo", "--output", "json")
	var snippet struct{ Text string }
	if err := json.Unmarshal([]byte(stdout), &snippet); err != nil {
		t.Fatal(err)
	}
	b.write(t, "servers.json", snippet.Text)
	file := filepath.Join(b.folder, "servers.json")
	for _, words := range [][]string{
		{"mcporter", "--config", file, "list", "pagerduty"},
		{"mcp-inspector", "--cli", "--config", file, "--server", "pagerduty", "--method", "tools/list"},
	} {
		if shown := b.host(t, nil, words...); !strings.Contains(shown, "who_is_on_call") {
			t.Errorf("%s shows\n%.3000s", words[0], shown)
		}
	}
}

func (b bench) write(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(b.folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func keysOf(t *testing.T, text string) map[string]bool {
	t.Helper()
	standard, err := hujson.Standardize([]byte(text + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	var table map[string]any
	if err := json.Unmarshal(standard, &table); err != nil {
		t.Fatal(err)
	}
	keys := map[string]bool{}
	for key := range table {
		keys[key] = true
	}
	return keys
}

// start prepares a host's command.
func (b bench) start(ctx context.Context, variables []string, words ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, filepath.Join(b.binaries, words[0]), words[1:]...)
	command.Dir = b.project
	command.Env = append([]string{"HOME=" + b.folder, "PATH=" + b.binaries + string(os.PathListSeparator) + os.Getenv("PATH"), "TERM=dumb", "NO_COLOR=1"}, variables...)
	command.WaitDelay = 5 * time.Second // hosts leave children that hold the pipes
	return command
}

// host runs a host's command and returns all that it prints. Some end with an error after they have shown everything.
func (b bench) host(t *testing.T, variables []string, words ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	output, err := b.start(ctx, variables, words...).CombinedOutput()
	if err != nil {
		t.Logf("%v: %v", words, err)
	}
	return string(output)
}

// askCodex starts Codex's servers through the protocol of its IDE extension, and returns their tools.
func (b bench) askCodex(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	command := b.start(ctx, nil, "codex", "app-server")
	stdin, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var output bytes.Buffer
	found := make(chan struct{})
	command.Stdout = &watcher{buffer: &output, wanted: "who_is_on_call", found: func() { close(found) }}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"clientInfo":{"name":"test","version":"1"}}}`,
		`{"jsonrpc":"2.0","method":"initialized"}`,
		`{"jsonrpc":"2.0","id":2,"method":"mcpServerStatus/list","params":{}}`,
	} {
		if _, err := fmt.Fprintln(stdin, line); err != nil {
			t.Fatal(err)
		}
	}
	select {
	case <-found:
	case <-ctx.Done():
	}
	_ = stdin.Close()
	_ = command.Wait() // it was told to end
	return output.String()
}

// watcher collects what is written, and calls found once when it holds the wanted text.
type watcher struct {
	buffer *bytes.Buffer
	wanted string
	found  func()
	once   sync.Once
}

func (w *watcher) Write(text []byte) (int, error) {
	n, err := w.buffer.Write(text)
	if bytes.Contains(w.buffer.Bytes(), []byte(w.wanted)) {
		w.once.Do(w.found)
	}
	return n, err
}

// askCopilot runs Copilot with a stand-in for its model, and returns what the model is told.
func (b bench) askCopilot(t *testing.T) string {
	t.Helper()
	var told bytes.Buffer
	var mutex sync.Mutex
	model := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mutex.Lock()
		defer mutex.Unlock()
		_, _ = io.Copy(&told, r.Body)
		w.Header().Set("Content-Type", "text/event-stream")
		for _, choice := range []string{`"delta":{"role":"assistant","content":"done"},"finish_reason":null`, `"delta":{},"finish_reason":"stop"`} {
			fmt.Fprintf(w, "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-4.1\",\"choices\":[{\"index\":0,%s}]}\n\n", choice)
		}
		fmt.Fprint(w, "data: [DONE]\n\n")
	}))
	defer model.Close()
	output := b.host(t, []string{
		"COPILOT_OFFLINE=true", "COPILOT_PROVIDER_BASE_URL=" + model.URL, "COPILOT_PROVIDER_API_KEY=none", "COPILOT_MODEL=gpt-4.1",
	}, "copilot", "-p", "hello", "--allow-all-tools")
	mutex.Lock()
	defer mutex.Unlock()
	return told.String() + output
}
