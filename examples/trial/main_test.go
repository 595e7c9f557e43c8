package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const servesMCP = "TRIAL_EXAMPLE_SERVES_MCP" // makes the test binary an MCP server

func TestMain(m *testing.M) {
	if os.Getenv(servesMCP) != "" {
		serveMCP()
		return
	}
	os.Exit(m.Run())
}

// serveMCP is an MCP server whose only tool knows one incident.
func serveMCP() {
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		var request struct {
			ID     *int
			Method string
		}
		_ = json.Unmarshal(lines.Bytes(), &request)
		if request.ID == nil {
			continue
		}
		result := map[string]string{
			"initialize": `{"protocolVersion":"2025-11-25","capabilities":{},"serverInfo":{"name":"small","version":"1"},"instructions":"Ask for mail."}`,
			"tools/list": `{"tools":[{"name":"mail","description":"Returns the latest mail.","inputSchema":{"type":"object"}}]}`,
			"tools/call": `{"content":[{"type":"text","text":"{\"text\":\"I cannot log in.\",\"owner\":\"Mei-Xing Zhou\"}"}]}`,
		}[request.Method]
		fmt.Printf(`{"jsonrpc":"2.0","id":%d,"result":%s}`+"\n", *request.ID, result)
	}
}

// try runs the command and returns what it prints.
func try(t *testing.T, in string, arguments ...string) (string, error) {
	t.Helper()
	var out strings.Builder
	err := run(t.Context(), arguments, strings.NewReader(in), &out, &out)
	return out.String(), err
}

func expect(t *testing.T, text string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
}

func TestLedgerOfSomeTasks(t *testing.T) {
	t.Parallel()
	out, err := try(t, "", "-tasks", "on-call,contact-form")
	if err != nil {
		t.Fatal(err)
	}
	expect(t, out, "late-shift", "contact-form", "all (11)")
}

func TestAskAPerson(t *testing.T) {
	t.Parallel()
	const typed = `list_incidents {"statuses":["triggered"],"service_ids":["Identity and Login"]}` + "\nHe cannot log in. Mei-Xing Zhou has it.\nyes\n"
	out, err := try(t, typed, "-tasks", "contact-form", "-ask", "-shape", "reference")
	if err != nil {
		t.Fatal(err)
	}
	expect(t, out, "contact form on Identity and Login", "Q11NJECTIONTXT", "contact-form: solved", "1 of 1 tasks")
}

// Another MCP server is measured by its command.
func TestAnotherServer(t *testing.T) {
	t.Setenv(servesMCP, "1")
	file := filepath.Join(t.TempDir(), "solutions.txt")
	if err := os.WriteFile(file, []byte("# contact-form\nlatest = mail {}\nsay latest.text, latest.owner\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := try(t, "", "-server", os.Args[0], "-scripts", file, "-tasks", "contact-form,late-shift", "-runs", "2")
	if err != nil {
		t.Fatal(err)
	}
	expect(t, out, "late-shift: the agent failed: there is no script", "contact-form                            2/2", "1 of 2 tasks")
	if out, err = try(t, "?\nmail\nHe cannot log in, says Mei-Xing Zhou.\ny\n", "-server", os.Args[0], "-ask", "-tasks", "contact-form"); err != nil {
		t.Fatal(err)
	}
	expect(t, out, "Ask for mail.", "mail: Returns the latest mail.", "I cannot log in.", "contact-form: solved")
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	for _, arguments := range [][]string{
		{"-tasks", "nothing"}, {"-shape", "round", "-ask"}, {"-scripts", "nowhere"}, {"-server", "/nowhere/server", "-ask"}, {"-colour"},
	} {
		if out, err := try(t, "", arguments...); err == nil {
			t.Errorf("%q is no mistake: %s", arguments, out)
		}
	}
}

// What would be ignored is refused, with what to write instead.
func TestFlagsThatWouldBeIgnored(t *testing.T) {
	t.Parallel()
	for arguments, want := range map[string]string{
		"-shape foo": "there are [reference on-call]", "-runs 0": "at least once", "extra": `"extra" is not a flag`, "-tasks no-such": "contact-form",
	} {
		if out, err := try(t, "", strings.Fields(arguments)...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q; printed %.200s", arguments, err, want, out)
		}
	}
}
