package command_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	area "github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

const key = "u+aVeryPrivateKey123"

// What cannot work is a sentence on standard error and the code 2, before anything is served.
func TestRefusals(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	emptyFile, largeFile := filepath.Join(directory, "empty"), filepath.Join(directory, "large")
	if err := errors.Join(os.WriteFile(emptyFile, []byte(" \n"), 0o600), os.WriteFile(largeFile, bytes.Repeat([]byte("k"), 1<<20), 0o600)); err != nil {
		t.Fatal(err)
	}
	const (
		keyIs     = "PAGERDUTY_USER_API_KEY="
		keyFileIs = "PAGERDUTY_USER_API_KEY_FILE="
		hostIs    = "PAGERDUTY_API_HOST="
		fromIs    = "PAGERDUTY_FROM_EMAIL="
	)
	for _, test := range []struct {
		name      string
		variables []string
		arguments []string
		says      []string
	}{
		{"no key", nil, nil, []string{"there is no PagerDuty API key", "PAGERDUTY_USER_API_KEY", "PAGERDUTY_USER_API_KEY_FILE", "Create API User Token", "--demo"}},
		{"empty key", []string{keyIs}, nil, []string{"there is no PagerDuty API key", "--demo"}},
		{"blank key", []string{keyIs + " \t"}, nil, []string{"there is no PagerDuty API key"}},
		{"only the word Bearer", []string{keyIs + "Bearer "}, nil, []string{"PAGERDUTY_USER_API_KEY", "empty"}},
		{"variable that is not set", []string{keyIs + "${PAGERDUTY_KEY}"}, nil, []string{"PAGERDUTY_USER_API_KEY", "a variable that was not set"}},
		{"variable of VS Code that is not set", []string{keyIs + "${input:pagerduty-api-key}"}, nil, []string{"a variable that was not set"}},
		{"variable without braces", []string{keyIs + "$PAGERDUTY_USER_API_KEY"}, nil, []string{"PAGERDUTY_USER_API_KEY", "a variable that was not set"}},
		{"variable of Windows", []string{keyIs + "%PAGERDUTY_USER_API_KEY%"}, nil, []string{"PAGERDUTY_USER_API_KEY", "a variable that was not set"}},
		{"variable of opencode", []string{keyIs + "{env:PAGERDUTY_USER_API_KEY}"}, nil, []string{"PAGERDUTY_USER_API_KEY", "a variable that was not set"}},
		{"placeholder in brackets", []string{keyIs + "<your-api-key>"}, nil, []string{"PAGERDUTY_USER_API_KEY", "is a placeholder"}},
		{"placeholder", []string{keyIs + "your-key"}, nil, []string{"PAGERDUTY_USER_API_KEY", "is a placeholder"}},
		{"line break in the key", []string{keyIs + key + "\nX-Other: 1"}, nil, []string{"PAGERDUTY_USER_API_KEY", "line break", "copy it again"}},
		{"letter outside ASCII in the key", []string{keyIs + key + "ö"}, nil, []string{"PAGERDUTY_USER_API_KEY", "copy it again"}},
		{"key and key file", []string{keyIs + key, keyFileIs + emptyFile}, nil, []string{"are both set", "keep one"}},
		{"key file that is not there", []string{keyFileIs + filepath.Join(directory, "missing")}, nil, []string{"PAGERDUTY_USER_API_KEY_FILE", "missing", "no such file"}},
		{"key file that is a directory", []string{keyFileIs + directory}, nil, []string{"PAGERDUTY_USER_API_KEY_FILE", directory}},
		{"key file that is large", []string{keyFileIs + largeFile}, nil, []string{"PAGERDUTY_USER_API_KEY_FILE", "is too large to be a key"}},
		{"key file without a key", []string{keyFileIs + emptyFile}, nil, []string{"PAGERDUTY_USER_API_KEY_FILE", emptyFile, "empty"}},

		{"key in quotation marks", []string{keyIs + `"` + key + `"`}, nil, []string{"PAGERDUTY_USER_API_KEY", "quotation marks"}},
		{"host that is a variable that is not set", []string{keyIs + key, hostIs + "${HOST}"}, nil, []string{"PAGERDUTY_API_HOST", "must"}},
		{"switch that is a variable that is not set", []string{"PAGERDUTY_ENABLE_WRITE_TOOLS=${WRITES}"}, []string{"--demo"}, []string{"PAGERDUTY_ENABLE_WRITE_TOOLS", "another variable, which is not set"}},
		{"size in words", []string{"PAGERDUTY_MAX_RESULT_BYTES=lots"}, []string{"--demo"}, []string{"PAGERDUTY_MAX_RESULT_BYTES", "must be an integer"}},
		{"negative size", []string{"PAGERDUTY_MAX_RESULT_BYTES=-3"}, []string{"--demo"}, []string{"PAGERDUTY_MAX_RESULT_BYTES", "less than 0"}},
		{"loud logging", []string{"PAGERDUTY_LOG_LEVEL=loud"}, []string{"--demo"}, []string{"PAGERDUTY_LOG_LEVEL", "debug, info, warn or error"}},
		{"host without TLS", []string{keyIs + key, hostIs + "http://api.pagerduty.com"}, nil, []string{"PAGERDUTY_API_HOST", "must be https", "loopback"}},
		{"host without TLS that looks like loopback", []string{keyIs + key, hostIs + "http://localhost.example.com"}, nil, []string{"PAGERDUTY_API_HOST", "must be https"}},
		{"host that is no URL", []string{keyIs + key, hostIs + "://rubbish"}, nil, []string{"PAGERDUTY_API_HOST", "not a URL"}},
		{"host without a scheme", []string{keyIs + key, hostIs + "api.pagerduty.com"}, nil, []string{"PAGERDUTY_API_HOST", "https://api.pagerduty.com"}},
		{"host and port without a scheme", []string{keyIs + key, hostIs + "127.0.0.1:44585"}, nil, []string{"PAGERDUTY_API_HOST must begin with https://", "write it before the host"}},
		{"host in quotation marks", []string{keyIs + key, hostIs + `"https://api.pagerduty.com"`}, nil, []string{"PAGERDUTY_API_HOST is in quotation marks: remove them"}},
		{"host of an account in a browser", []string{keyIs + key, hostIs + "https://lanternfield.pagerduty.com"}, nil, []string{"PAGERDUTY_API_HOST is an address for browsers", "https://api.pagerduty.com", "https://api.eu.pagerduty.com"}},
		{"host of another scheme", []string{keyIs + key, hostIs + "ftp://api.pagerduty.com"}, nil, []string{"PAGERDUTY_API_HOST", "https://"}},
		{"host with a password", []string{keyIs + key, hostIs + "https://someone:aVeryPrivatePassword@api.pagerduty.com"}, nil, []string{"PAGERDUTY_API_HOST", "must not hold a user or a password"}},
		{"host with a query", []string{keyIs + key, hostIs + "https://api.pagerduty.com?x=1"}, nil, []string{"PAGERDUTY_API_HOST", "a scheme and a host"}},
		{"From that is no address", []string{keyIs + key, fromIs + "nobody"}, nil, []string{"PAGERDUTY_FROM_EMAIL", "e-mail address"}},
		{"From with a name", []string{keyIs + key, fromIs + "On Call <oncall@example.com>"}, nil, []string{"PAGERDUTY_FROM_EMAIL", "e-mail address"}},

		{"flag of another name", nil, []string{"--enable-writes"}, []string{"no flag --enable-writes", "did you mean --enable-write-tools?", "--help"}},
		{"flag with one dash", nil, []string{"-enable-write-tools"}, []string{"no flag -enable-write-tools", "did you mean --enable-write-tools?"}},
		{"flag like none", nil, []string{"--listen=8080"}, []string{"there is no flag --listen; see --help"}},
		{"short flag", nil, []string{"-v"}, []string{"there is no flag -v; see --help"}},
		{"flag without its value", nil, []string{"--tools"}, []string{"needs an argument: --tools", "--help"}},
		{"stray argument that is nearly a flag", nil, []string{"--demo", "enable-writes-tool"}, []string{`"enable-writes-tool" belongs to no flag`, "did you mean --enable-write-tools?"}},
		{"value of a switch", nil, []string{"--demo", "true"}, []string{`"true" belongs to no flag`, "--demo=true"}},
		{"tool to leave out that there is not", nil, []string{"--demo", "--tools", "get_incident", "--exclude-tools", "nope"}, []string{`: --exclude-tools: There is no tool "nope"`}},
		{"tool that there is not", nil, []string{"--demo", "--tools", "nope", "--exclude-tools", "get_incident"}, []string{`: --tools: There is no tool "nope"`}},
		{"names without commas", nil, []string{"--demo", "--tools", "get_incident", "list_incidents"}, []string{`"list_incidents" belongs to no flag`, "with commas and without spaces"}},
		{"stray argument that is a value before", nil, []string{"--call-timeout", "7s", "--demo", "7s"}, []string{"argument 4 belongs to no flag"}},
		{"stray argument behind the server's name", nil, []string{"pagerduty-mcp", "--demo", "VeryPrivate1"}, []string{"argument 3 belongs to no flag"}},
		{"stray argument that may be secret", nil, []string{"--demo", "VeryPrivate1"}, []string{"argument 2 belongs to no flag"}},
		{"list that is no CSV", []string{`PAGERDUTY_TOOLS=get_incident,"x`}, []string{"--demo"}, []string{"variable PAGERDUTY_TOOLS", "parse error"}},
		{"number that is too large", []string{"PAGERDUTY_MAX_RESULT_BYTES=99999999999999999999"}, []string{"--demo"}, []string{"PAGERDUTY_MAX_RESULT_BYTES", "must be an integer"}},
		{"time without a unit", nil, []string{"--demo", "--call-timeout=45"}, []string{`--call-timeout is "45": must be a duration like "30s"`}},
		{"time without a unit, by variable", []string{"PAGERDUTY_CALL_TIMEOUT=45"}, []string{"--demo"}, []string{`PAGERDUTY_CALL_TIMEOUT is "45": must be a duration like "30s"`}},
		{"time below none", nil, []string{"--demo", "--call-timeout=-1s"}, []string{"--call-timeout", "PAGERDUTY_CALL_TIMEOUT", "less than 0"}},
		{"level with an offset", nil, []string{"--demo", "--log-level=info+2"}, []string{`--log-level is "info+2": must be debug, info, warn or error`}},

		{"unknown flag", nil, []string{"--enable-wirte-tools"}, []string{"--enable-wirte-tools", "--help"}},
		{"stray argument", nil, []string{"--demo", "stdio"}, []string{`"stdio" belongs to no flag`, "--help"}},
		{"value of a flag that is no number", nil, []string{"--max-result-bytes=many"}, []string{"max-result-bytes", "many"}},
		{"negative size", nil, []string{"--demo", "--max-result-bytes=-1"}, []string{"--max-result-bytes", "0 means no limit"}},
		{"unknown log level", nil, []string{"--demo", "--log-level=loud"}, []string{`--log-level is "loud": must be debug, info, warn or error`}},

		{"switch that is neither true nor false", []string{"PAGERDUTY_DEMO=maybe"}, nil, []string{"PAGERDUTY_DEMO", `"maybe"`, "true or false"}},
		{"number that is none", []string{"PAGERDUTY_DEMO=true", "PAGERDUTY_MAX_RESULT_BYTES=60kB"}, nil, []string{"PAGERDUTY_MAX_RESULT_BYTES", `"60kB"`}},
		{"negative number", []string{"PAGERDUTY_DEMO=true", "PAGERDUTY_MAX_RESULT_BYTES=-1"}, nil, []string{"max-result-bytes", "0 means no limit"}},
		{"level that is none", []string{"PAGERDUTY_DEMO=true", "PAGERDUTY_LOG_LEVEL=loud"}, nil, []string{"PAGERDUTY_LOG_LEVEL", `"loud"`, "debug, info, warn or error"}},

		{"confirm what there is not", nil, []string{"--demo", "--confirm=writes"}, []string{"--confirm", "writes", "never, pages, duty, destructive or all"}},
		{"confirm what there is not, by variable", []string{"PAGERDUTY_CONFIRM=yes"}, []string{"--demo"}, []string{"PAGERDUTY_CONFIRM", `"yes"`, "never, pages, duty, destructive or all"}},
		{"no pages", nil, []string{"--demo", "--max-pages-per-hour=0"}, []string{"--max-pages-per-hour", "less than 1", "leave it out for no limit"}},
		{"no pages by variable", []string{"PAGERDUTY_MAX_PAGES_PER_HOUR=0"}, []string{"--demo"}, []string{"PAGERDUTY_MAX_PAGES_PER_HOUR", "less than 1"}},
		{"fewer pages than none", nil, []string{"--demo", "--max-pages-per-hour=-1"}, []string{"--max-pages-per-hour", "less than 1"}},
		{"pages in words", []string{"PAGERDUTY_MAX_PAGES_PER_HOUR=few"}, []string{"--demo"}, []string{"PAGERDUTY_MAX_PAGES_PER_HOUR", "must be an integer"}},
		{"audit log without a name", nil, []string{"--demo", "--audit-log="}, []string{"--audit-log is empty"}},
		{"audit log where nothing is", nil, []string{"--demo", "--audit-log", filepath.Join(directory, "none", "audit.jsonl")}, []string{"--audit-log", "no such file"}},
		{"audit log that is a directory", []string{"PAGERDUTY_AUDIT_LOG=" + directory}, []string{"--demo"}, []string{"--audit-log", directory, "must be a file"}},
		{"audit log on standard output", nil, []string{"--demo", "--audit-log=-"}, []string{"--audit-log -", "must be a file"}},
		{"audit log on standard output, by name", nil, []string{"--demo", "--check", "--audit-log=/dev/stdout"}, []string{"--audit-log"}},

		{"no tool", nil, []string{"--demo", "--tools="}, []string{"--tools is empty"}},
		{"unknown tool", nil, []string{"--demo", "--tools=get_incidents"}, []string{"--tools", "get_incidents", "get_incident"}},
		{"unknown tool to exclude", nil, []string{"--demo", "--exclude-tools=delete_incident"}, []string{"--exclude-tools", "delete_incident"}},
		{"unknown tool in a variable", []string{"PAGERDUTY_TOOLS=list_incident"}, []string{"--demo"}, []string{"list_incident", "list_incidents"}},
		{"tool that writes, without writes", nil, []string{"--demo", "--tools=get_incident,manage_incidents"}, []string{"manage_incidents", "--enable-write-tools"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := runHere(t, test.variables, test.arguments...)
			if got.Code != 2 || got.Stdout != "" {
				t.Errorf("code %d and %q on standard output, want 2 and nothing", got.Code, got.Stdout)
			}
			line, rest, ended := strings.Cut(got.Stderr, "\n")
			if !ended || rest != "" || !strings.HasPrefix(line, "pagerduty-incidents: ") {
				t.Errorf("standard error is not one line of the command's: %q", got.Stderr)
			}
			for _, want := range test.says {
				if !strings.Contains(line, want) {
					t.Errorf("it does not say %q: %s", want, line)
				}
			}
			if strings.Contains(line, "VeryPrivate") {
				t.Errorf("it tells a secret: %s", line)
			}
		})
	}
}

// What a server offers, by flags and by variables.
func TestSelection(t *testing.T) {
	t.Parallel()
	var all, read []string
	for _, tool := range area.Toolset(nil).Tools {
		all = append(all, tool.Name)
		if tool.Effect == mcptools.EffectRead {
			read = append(read, tool.Name)
		}
	}
	slices.Sort(all)
	slices.Sort(read)
	allButOne := slices.DeleteFunc(slices.Clone(read), func(name string) bool { return name == "list_incidents" })
	for _, test := range []struct {
		name      string
		variables []string
		arguments []string
		want      []string
	}{
		{"by itself", nil, nil, read},
		{"writes", nil, []string{"--enable-write-tools"}, all},
		{"writes by variable", []string{"PAGERDUTY_ENABLE_WRITE_TOOLS=true"}, nil, all},
		{"writes by variable, in capitals with spaces", []string{"PAGERDUTY_ENABLE_WRITE_TOOLS= TRUE "}, nil, all},
		{"no writes by variable", []string{"PAGERDUTY_ENABLE_WRITE_TOOLS=false"}, nil, read},
		{"variable that is empty", []string{"PAGERDUTY_ENABLE_WRITE_TOOLS=", "PAGERDUTY_TOOLS=", "PAGERDUTY_LOG_LEVEL="}, nil, read},
		{"flag beats variable", []string{"PAGERDUTY_ENABLE_WRITE_TOOLS=true"}, []string{"--enable-write-tools=false"}, read},
		{"flag beats variable the other way", []string{"PAGERDUTY_ENABLE_WRITE_TOOLS=false"}, []string{"--enable-write-tools"}, all},
		{"flag beats variable that cannot work", []string{"PAGERDUTY_ENABLE_WRITE_TOOLS=maybe"}, []string{"--enable-write-tools"}, all},
		{"only some", nil, []string{"--tools=list_incidents,get_incident"}, []string{"get_incident", "list_incidents"}},
		{"only some, with spaces", nil, []string{"--tools", "list_incidents, get_incident"}, []string{"get_incident", "list_incidents"}},
		{"only some, flag by flag", nil, []string{"--tools=list_incidents", "--tools=get_incident"}, []string{"get_incident", "list_incidents"}},
		{"only some by variable", []string{"PAGERDUTY_TOOLS=list_incidents"}, nil, []string{"list_incidents"}},
		{"all but one", nil, []string{"--exclude-tools=list_incidents"}, allButOne},
		{"all but one by variable", []string{"PAGERDUTY_EXCLUDE_TOOLS=list_incidents"}, nil, allButOne},
		{"exclude beats include", nil, []string{"--tools=list_incidents,get_incident", "--exclude-tools=list_incidents"}, []string{"get_incident"}},
		{"exclude a tool that is not offered", nil, []string{"--exclude-tools=create_incident"}, read},
		{"a writing tool", nil, []string{"--enable-write-tools", "--tools=create_incident"}, []string{"create_incident"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := incidents.Start(t, append(test.variables, "PAGERDUTY_DEMO=true"), test.arguments...)
			if got := toolNames(t, server); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestMaxResultBytes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		variables, arguments []string
		most                 int
	}{
		{nil, []string{"--max-result-bytes=3000"}, 3000},
		{[]string{"PAGERDUTY_MAX_RESULT_BYTES=5000"}, nil, 5000},
		{[]string{"PAGERDUTY_MAX_RESULT_BYTES=5000"}, []string{"--max-result-bytes=0"}, 100_000},
	} {
		server := incidents.Start(t, test.variables, append(test.arguments, "--demo")...)
		server.Call("1", "list_incidents", `{"all_time":true,"limit":100}`)
		text, isError := server.Expect("1").ToolText(t)
		if least := min(test.most*3/5, 6000); isError || len(text) > test.most || len(text) < least {
			t.Errorf("%q %q: a result of %d bytes (error: %t), want at most %d", test.variables, test.arguments, len(text), isError, test.most)
		}
	}
}

func TestLogLevel(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		variables, arguments []string
		logs                 bool
	}{
		{nil, nil, false},
		{nil, []string{"--log-level=info"}, true},
		{nil, []string{"--log-level=DEBUG"}, true},
		{[]string{"PAGERDUTY_LOG_LEVEL=info"}, nil, true},
		{[]string{"PAGERDUTY_LOG_LEVEL=info"}, []string{"--log-level=error"}, false},
	} {
		got := runHere(t, test.variables, append(test.arguments, "--demo")...)
		if got.Code != 0 || got.Stdout != "" || (got.Stderr != "") != test.logs {
			t.Errorf("%q %q: %+v, want logs: %t", test.variables, test.arguments, got, test.logs)
		}
	}
}

// A placeholder is a word, not Go's name of a type.
func TestPlaceholders(t *testing.T) {
	t.Parallel()
	for _, setting := range command.Settings(command.Server{}) {
		if strings.ContainsAny(setting.Value, ".*[]") {
			t.Errorf("--%s takes %q", setting.Flag, setting.Value)
		}
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	for _, flag := range []string{"--help", "-h"} {
		got := incidents.Run(t, "", nil, flag)
		if got.Code != 0 || got.Stderr != "" {
			t.Errorf("%s ends with %d and %q on standard error", flag, got.Code, got.Stderr)
		}
		if !strings.HasPrefix(got.Stdout, "pagerduty-incidents is an MCP server that reads and works PagerDuty incidents") {
			t.Errorf("%s begins otherwise: %q", flag, got.Stdout)
		}
		for _, setting := range command.Settings(command.Server{}) {
			if setting.Flag != "" && !strings.Contains(got.Stdout, "  --"+setting.Flag) || !strings.Contains(got.Stdout, setting.Variable) {
				t.Errorf("%s does not show %+v", flag, setting)
			}
		}
	}
}

// Every flag has a variable, since some hosts set nothing else.
func TestEveryFlagHasAVariable(t *testing.T) {
	t.Parallel()
	variables := map[string]bool{}
	for _, setting := range command.Settings(command.Server{}) {
		if setting.Variable == "" && !slices.Contains([]string{"help", "version", "check"}, setting.Flag) {
			t.Errorf("--%s has no variable", setting.Flag)
		}
		if variables[setting.Variable] && setting.Variable != "" {
			t.Errorf("two settings have the variable %s", setting.Variable)
		}
		variables[setting.Variable] = true
	}
	for _, wanted := range []string{"PAGERDUTY_ENABLE_WRITE_TOOLS", "PAGERDUTY_USER_API_KEY", "PAGERDUTY_USER_API_KEY_FILE", "PAGERDUTY_API_HOST", "PAGERDUTY_FROM_EMAIL"} {
		if !variables[wanted] {
			t.Errorf("there is no %s", wanted)
		}
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	got := incidents.Run(t, "", nil, "--version")
	name, version, _ := strings.Cut(strings.TrimSuffix(got.Stdout, "\n"), " ")
	if got.Code != 0 || got.Stderr != "" || name != "pagerduty-incidents" || version == "" || strings.Contains(version, "\n") {
		t.Errorf("--version gives %+v", got)
	}
}

// toolNames are the tools that a server offers, in its order.
func toolNames(t *testing.T, server *commandtest.Server) []string {
	t.Helper()
	server.Initialize()
	server.Request("1", "tools/list", "{}")
	var names []string
	for _, tool := range decode[struct{ Tools []struct{ Name string } }](t, server.Expect("1").Result).Tools {
		names = append(names, tool.Name)
	}
	return names
}
