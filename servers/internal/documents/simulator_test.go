package documents

import (
	"bufio"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/subprocess"
)

const simulatorGuide = "pagerduty/simulator/README.md"

// pager is the program that the guide's test in Python is for.
const pager = `
import json, urllib.error, urllib.request

def note(url, key, incident, text):
    body = json.dumps({"note": {"content": text}}).encode()
    headers = {"Authorization": "Token token=" + key, "Content-Type": "application/json"}
    for _ in range(3):
        try:
            return urllib.request.urlopen(urllib.request.Request(f"{url}/incidents/{incident}/notes", body, headers)).read()
        except urllib.error.HTTPError as error:
            if error.code != 429:
                raise
    raise RuntimeError("the rate limit does not end")
`

// The code of the guide runs, with the command that go build makes.
func TestCodeOfTheSimulatorsGuideRuns(t *testing.T) {
	t.Parallel()
	command := buildSimulator(t)
	t.Run("Python", func(t *testing.T) {
		t.Parallel()
		runPythonOfTheGuide(t, command)
	})
	t.Run("shell", func(t *testing.T) {
		t.Parallel()
		runShellOfTheGuide(t, command)
	})
}

func runPythonOfTheGuide(t *testing.T, simulator string) {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3:", err)
	}
	directory := t.TempDir()
	for name, code := range map[string]string{"test_pager.py": guideBlock(t, "python"), "pager.py": pager} {
		if err := os.WriteFile(filepath.Join(directory, name), []byte(code), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.CommandContext(t.Context(), python, "-m", "unittest", "-v")
	command.Dir = directory
	command.Env = append(os.Environ(), "PATH="+filepath.Dir(simulator)+string(os.PathListSeparator)+os.Getenv("PATH"))
	if output, err := command.CombinedOutput(); err != nil || !strings.Contains(string(output), "Ran 1 test") {
		t.Errorf("%v\n%s", err, output)
	}
}

var curlLine = regexp.MustCompile(`^curl(?: -X ([A-Z]+))?(?: -d '([^']*)')? http://127\.0\.0\.1:8080(/\S*)$`)

// runShellOfTheGuide makes the requests that the guide makes with curl as curl makes them, of the simulator that the guide starts.
func runShellOfTheGuide(t *testing.T, simulator string) {
	t.Helper()
	url, asked := "", 0
	for line := range strings.Lines(guideBlock(t, "sh")) {
		line = strings.TrimSpace(line)
		if arguments, ok := strings.CutPrefix(line, "pagerduty-simulator "); ok {
			arguments = strings.TrimSuffix(strings.ReplaceAll(arguments, ":8080", ":0"), " &")
			url = startSimulator(t, simulator, strings.Fields(arguments)...)
		}
		if !strings.HasPrefix(line, "curl ") {
			continue
		}
		words := curlLine.FindStringSubmatch(line)
		if words == nil || url == "" {
			t.Fatalf("this test cannot read the line, or no simulator was started before it: %s", line)
		}
		method, body, path := words[1], words[2], words[3]
		if method == "" && body != "" {
			method = http.MethodPost
		}
		if status := ask(t, method, url+path, body); status >= 300 {
			t.Errorf("%s: status %d", line, status)
		}
		asked++
	}
	if asked == 0 {
		t.Errorf("%s has no line with curl", simulatorGuide)
	}
}

// guideBlock returns the only block of the guide in a language.
func guideBlock(t *testing.T, language string) string {
	t.Helper()
	code := ""
	for _, b := range parseDocument(simulatorGuide, readFile(t, simulatorGuide)).blocks {
		if b.language == language {
			if code != "" {
				t.Fatalf("%s has several blocks of %s", simulatorGuide, language)
			}
			code = b.code
		}
	}
	return code
}

// buildSimulator returns the path of the command.
func buildSimulator(t *testing.T) string {
	t.Helper()
	const importPath = module + "/servers/pagerduty-simulator"
	directory := t.TempDir()
	if err := subprocess.Build(t.Context(), directory, []string{"-ldflags=-s -w"}, importPath); err != nil {
		t.Fatal(err)
	}
	return subprocess.Binary(directory, importPath)
}

// startSimulator returns the address that the command prints. The command runs until the test ends.
func startSimulator(t *testing.T, simulator string, arguments ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), simulator, arguments...)
	command.Stderr = os.Stderr
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = command.Wait() }) // t's context, which has ended by then, kills it
	address, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(address)
}

// ask returns the status of an answer.
func ask(t *testing.T, method, url, body string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded") // as curl -d does
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	return answer.StatusCode
}
