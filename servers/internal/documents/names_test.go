package documents

import (
	"fmt"
	"net/http/httptest"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/allareas"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts"
)

// notNames look like names in the repository but are not. The value is what each one is.
var notNames = map[string]string{
	"pagerduty-mcp-go":           "the module's own name",
	"pagerduty-api-key":          "VS Code's name for what it asks the user",
	"claude_desktop_config.json": "Claude Desktop's file",
	"profiles.json":              "made by pagerduty-mcp login",
	"pagerduty-mcp.json":         "made by make dist",
	"server.json":                "made by make dist",
	"*.cdx.json":                 "made by make dist",
	"pagerduty-mcp/homebrew-tap": "another repository",
	"pagerduty-mcp/scoop-bucket": "another repository",
	".claude/skills":             "Claude Code's folder",
	"CGO_ENABLED":                "Go's own",
	"SSL_CERT_FILE":              "of Go and others",
	"SSL_CERT_DIR":               "of Go and others",
	"NODE_EXTRA_CA_CERTS":        "of Node",
	"--header":                   "Claude Code's flag",
	"OTEL_SERVICE_NAME":          "of OpenTelemetry's SDK",
	"OTEL_RESOURCE_ATTRIBUTES":   "of OpenTelemetry's SDK",
	"OTEL_TRACES_SAMPLER":        "of OpenTelemetry's SDK",
	"OTEL_BSP_SCHEDULE_DELAY":    "of OpenTelemetry's SDK",
}

// names are the names that exist.
type names struct {
	commands  commands
	variables map[string]bool // of the environment, that the code names
	controls  map[string]bool // of the simulator, below /_simulator/
	targets   map[string]bool // of make
	files     map[string]bool // their names without directories
}

var (
	ourName    = regexp.MustCompile(`^pagerduty-[a-z-]*[a-z]$`)
	ourNames   = regexp.MustCompile(`\bpagerduty-[a-z-]*[a-z]\b`)
	variables  = regexp.MustCompile(`(?:^|[^.\w])([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b`) // os.O_APPEND is none
	literal    = regexp.MustCompile(`"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)"`)
	control    = regexp.MustCompile(`/_simulator/([\w-]+)`)
	flagValue  = regexp.MustCompile(`--(scenario|seed|fault)[ "',=]+([\w.,*/=-]+)`)
	targetName = regexp.MustCompile(`(?m)^([a-z][a-z-]*):`)
	treeEntry  = regexp.MustCompile(`^[\w./-]+/`)
	pathName   = regexp.MustCompile(`^[\w./*-]+$`)
	extension  = regexp.MustCompile(`\.(go|md|json|txt|toml|ya?ml|sh|mod|sum)$`)
	anyFlag    = regexp.MustCompile(`(?:^|[\s"'(\[])(--[a-z][a-z0-9-]*)`)
)

// findNames reads the names once: tests share them.
func findNames(t *testing.T) names {
	t.Helper()
	foundNames.Do(func() {
		allNames = readNames(t)
		haveNames = true
	})
	if !haveNames {
		t.Fatal("another test could not read the names")
	}
	return allNames
}

var (
	foundNames sync.Once
	haveNames  bool
	allNames   names
)

func readNames(t *testing.T) names {
	t.Helper()
	n := names{commands: findCommands(t), variables: map[string]bool{}, targets: map[string]bool{}, files: map[string]bool{},
		controls: findControls()}
	for _, found := range targetName.FindAllStringSubmatch(readFile(t, "Makefile"), -1) {
		n.targets[found[1]] = true
	}
	for _, file := range repositoryFiles(t, "") {
		n.files[path.Base(file)] = true
		if strings.HasSuffix(file, ".go") && !strings.HasSuffix(file, "_test.go") {
			for _, found := range literal.FindAllStringSubmatch(readFile(t, file), -1) {
				n.variables[found[1]] = true
			}
		}
	}
	for _, setting := range command.Settings(allareas.Server()) {
		n.variables[setting.Variable], n.variables[setting.Second] = true, true
	}
	return n
}

// findControls asks the simulator, which answers what it does not have with what it has.
func findControls() map[string]bool {
	answer := httptest.NewRecorder()
	simulator.New(simulator.WithControl()).ServeHTTP(answer, httptest.NewRequest("GET", "/_simulator/", nil))
	controls := map[string]bool{}
	for _, found := range control.FindAllStringSubmatch(answer.Body.String(), -1) {
		controls[found[1]] = true
	}
	return controls
}

// Nothing in a document names what is not there: a command, flag, variable, target of make, path, or what the simulator takes.
func TestDocumentsNameWhatExists(t *testing.T) {
	t.Parallel()
	n := findNames(t)
	for _, d := range documents(t) {
		for _, complaint := range n.check(d) {
			t.Error(complaint)
		}
	}
}

// check returns a complaint for each name in a document that does not exist.
func (n names) check(d document) []string {
	var complaints []string
	complain := func(line int, list ...string) {
		for _, complaint := range list {
			complaints = append(complaints, fmt.Sprintf("%s:%d: %s", d.file, line, complaint))
		}
	}
	for i, line := range strings.Split(d.text, "\n") {
		complain(i+1, n.checkText(line)...)
	}
	for _, p := range d.prose {
		complain(p.line, n.checkFlags(p.text)...)
	}
	for _, s := range d.spans {
		complain(s.line, n.checkSpan(d.directory(), s.text)...)
	}
	for _, l := range d.links {
		if target, _, _ := strings.Cut(l.text, "#"); target != "" && !strings.Contains(target, ":") && !exists(d.directory(), target) {
			complain(l.line, "there is no "+target)
		}
	}
	for _, b := range d.blocks {
		switch b.language {
		case "sh", "bash", "shell", "console":
			complain(b.line, n.checkScript(d.directory(), b.code)...)
			continue
		case "":
			complain(b.line, n.checkTree(b.code)...)
		}
		complain(b.line, n.checkFlags(b.code)...)
	}
	return complaints
}

// checkText checks names that are unmistakable anywhere in a line.
func (n names) checkText(line string) []string {
	var complaints []string
	for _, found := range variables.FindAllStringSubmatch(line, -1) {
		if !n.variables[found[1]] && notNames[found[1]] == "" {
			complaints = append(complaints, "there is no variable "+found[1])
		}
	}
	for _, found := range control.FindAllStringSubmatch(line, -1) {
		if !n.controls[found[1]] {
			complaints = append(complaints, "there is no "+found[0])
		}
	}
	for _, found := range flagValue.FindAllStringSubmatch(line, -1) {
		if err := checkValue(found[1], found[2]); err != nil {
			complaints = append(complaints, err.Error())
		}
	}
	for _, name := range ourNames.FindAllString(strings.ReplaceAll(line, "github.com/pagerduty-mcp/", ""), -1) {
		if _, found := n.commands.named(name); !found && notNames[name] == "" {
			complaints = append(complaints, "there is no command "+name)
		}
	}
	return complaints
}

// checkSpan looks at a piece of code in a line.
func (n names) checkSpan(directory, text string) []string {
	isHosts := func(host hosts.Host) bool { return host.Project == text }
	if notNames[text] != "" || slices.ContainsFunc(hosts.All(), isHosts) {
		return nil
	}
	first, _, more := strings.Cut(text, " ")
	switch {
	case strings.HasPrefix(text, "--"):
		return n.checkFlags(text)
	case more && (first == "make" || first == "go" || first == "cd" || strings.HasPrefix(first, ".ci/") || ourName.MatchString(path.Base(first))):
		return n.checkScript(directory, text)
	case pathName.MatchString(text) && (strings.Contains(text, "/") || extension.MatchString(text)) && !strings.HasPrefix(text, "/"):
		return n.checkPath(directory, text)
	}
	return nil
}

// checkFlags checks flags that stand without their command.
func (n names) checkFlags(text string) []string {
	var complaints []string
	for _, found := range anyFlag.FindAllStringSubmatch(text, -1) {
		if !n.commands.has(strings.TrimPrefix(found[1], "--")) {
			complaints = append(complaints, "there is no flag "+found[1])
		}
	}
	return complaints
}

// checkValue looks at what a flag of the simulator's is given.
func checkValue(flag, value string) error {
	var err error
	switch flag {
	case "scenario":
		_, err = simulator.ParseScenario(value, simulator.Demo)
	case "seed":
		_, err = simulator.ParseSeed(value)
	case "fault":
		_, err = simulator.ParseFault(value)
	}
	return err
}

// checkPath accepts a path from the root or from the document, and a file's bare name.
func (n names) checkPath(directory, text string) []string {
	name := strings.TrimSuffix(strings.TrimSuffix(text, "..."), "*")
	if exists(directory, name) || n.files[name] || ourName.MatchString(path.Base(name)) {
		return nil
	}
	return []string{"there is no " + text}
}

// checkTree reads a block that lists directories, indented by two spaces each, with what they hold.
func (n names) checkTree(text string) []string {
	var complaints []string
	var parents []string
	for line := range strings.Lines(text) {
		name := strings.TrimLeft(line, " ")
		depth := (len(line) - len(name)) / 2
		if found := treeEntry.FindString(name); found != "" && depth <= len(parents) {
			parents = append(parents[:depth], found)
			if directory := path.Join(parents...); !exists(".", directory) {
				complaints = append(complaints, "there is no "+directory)
			}
		}
		for _, file := range regexp.MustCompile(`\b[a-z_]+\.go\b`).FindAllString(line, -1) {
			if !n.files[file] {
				complaints = append(complaints, "there is no "+file)
			}
		}
	}
	return complaints
}

// What is listed as a name of nothing must be needed: the list is no place to hide a mistake in.
func TestNotNamesAreNeeded(t *testing.T) {
	t.Parallel()
	var all strings.Builder
	for _, d := range documents(t) {
		all.WriteString(d.text)
	}
	for name := range notNames {
		if !strings.Contains(all.String(), name) {
			t.Errorf("no document says %s", name)
		}
	}
}

func TestNamesOfNothingAreNoticed(t *testing.T) {
	t.Parallel()
	n := findNames(t)
	const good = "Use `--demo` or `--tools a,b`, set `PAGERDUTY_TOOLS`; `make test`, `make debug SERVER=people`, `pagerduty-mcp --toolsets people`, " +
		"`go run ./examples/quickstart`, `.ci/run`, `mcptools/serve`, `toolset.go`, `README.md`, [here](mcptools/doc.go#x), [there](https://example.com/x), " +
		"`mcptools.Select`, `pagerduty.WithBaseURL(url)`, `Tool.Call`, `client.Incidents.All`, `result.Err`, `json.RawMessage`, `create_incident`, `-24h`, `2026-11-23T09:00`,\n" +
		"`ANTHROPIC_API_KEY`, `os.O_APPEND`, with --demo, `pagerduty-simulator --seed large --scenario incident-storm --fault rate-limit,times=2`, `/_simulator/clock`.\n" +
		"```sh\ncd examples/chatbot\ngo run . --demo --model x\n```\n```python\n[\"--lenient\", \"--scenario\", \"incident-storm\"]\n```\n" +
		"```sh\ngo build -o bin/ ./servers/...   # from a clone\nbin/pagerduty-incidents --demo --check\ngo test ./...\nPAGERDUTY_DEMO=true pagerduty-people | head\nmake lint\n" +
		"pagerduty-simulator --listen 127.0.0.1:8080 &\nclaude mcp add --scope user x -- pagerduty-mcp --demo\ncurl --data x http://127.0.0.1\n```\n" +
		"```json\n{ \"command\": \"pagerduty-mcp\", \"args\": [\"--toolsets\", \"people\"] }\n```\n```\nmcptools/   tools\n  serve/    a server, in server.go\nservers/\n```\n"
	if complaints := n.check(parseDocument("GOOD.md", good)); len(complaints) > 0 {
		t.Errorf("what exists is complained about: %q", complaints)
	}
	for _, bad := range []string{
		"`--no-such-flag`", "`--demo --no-such-flag`", "PAGERDUTY_NO_SUCH", "`make nothing`", "pagerduty-nothing", "`go run ./examples/nothing`",
		"`pagerduty-people --toolsets people`", "`pagerduty-simulator --enable-write-tools`", "`mcptools/nothing`", "`nothing.go`", "`NOTHING.md`",
		"[x](nothing.md)",
		"```sh\nmake nothing\n```\n", "```sh\ngo run ./nothing\n```\n", "```sh\ncd nothing && make test\n```\n", "```sh\nbin/pagerduty-mcp --nothing\n```\n",
		"```sh\ngo run ./examples/quickstart --nothing\n```\n", "```sh\n.ci/nothing\n```\n", "```sh\ngo install " + module + "/servers/nothing@latest\n```\n",
		"```sh\ncd examples/chatbot && go run . --nothing\n```\n", "`cd examples/chatbot && go run . --nothing`", "`OPENAI_NO_SUCH_KEY`",
		"Run it with --no-such-flag.", "```text\n$ go run . --no-such-flag\n```\n", "```python\n[\"--no-such-flag\"]\n```\n",
		"```sh\npagerduty-simulator --scenario no-such-scenario\n```\n", "```python\n[\"--seed\", \"no-such-seed\"]\n```\n",
		"```sh\npagerduty-simulator --fault 'no-such-fault,times=1'\n```\n", "`/_simulator/nothing`",
		"```json\n[\"--nothing\"]\n```\n", "```\nmcptools/\n  nothing/   x\n```\n", "```\nmcptools/  nothing.go\n```\n",
	} {
		if complaints := n.check(parseDocument("BAD.md", bad)); len(complaints) != 1 {
			t.Errorf("%q: want one complaint, got %q", bad, complaints)
		}
	}
}
