package documents

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts"
)

// clientTable has the line that installs the demo account into each client, and a button where the client has such links.
func clientTable(t *testing.T) string {
	t.Helper()
	var text strings.Builder
	text.WriteString("| client | in a terminal | or here |\n|---|---|---|\n")
	for _, host := range hosts.All() {
		button := ""
		if link := installLink(t, host); link != "" {
			button = fmt.Sprintf("[![Install in %s](https://img.shields.io/badge/install-%s-06ac38)](%s)", host.Title, url.PathEscape(host.Title), link)
		}
		fmt.Fprintf(&text, "| %s | `pagerduty-mcp install %s --demo` | %s |\n", host.Title, host.Name, button)
	}
	return text.String()
}

// installLink returns the address that makes a client install the demo account; "" for clients without such an address.
func installLink(t *testing.T, host hosts.Host) string {
	t.Helper()
	entry := demoEntry(t, host)
	switch host.Name {
	case "cursor":
		return "https://cursor.com/en/install-mcp?name=" + hosts.DefaultName + "&config=" + url.QueryEscape(base64.StdEncoding.EncodeToString(entry))
	case "vscode":
		return "https://insiders.vscode.dev/redirect/mcp/install?name=" + hosts.DefaultName + "&config=" + url.QueryEscape(string(entry))
	}
	return ""
}

// demoEntry returns the entry that install --demo writes, with a program from PATH.
func demoEntry(t *testing.T, host hosts.Host) []byte {
	t.Helper()
	machine := hosts.Machine{OS: "linux", Home: "/home", Folder: "/"}
	server, err := machine.Server(hosts.Choices{Command: "pagerduty-mcp", Toolsets: []string{"oncall"}, Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	snippet, err := machine.Print(host, server, hosts.User)
	if err != nil {
		t.Fatal(err)
	}
	if snippet.Format != "json" {
		return nil
	}
	var file map[string]any
	if err := json.Unmarshal([]byte(snippet.Text), &file); err != nil {
		t.Fatalf("%s: %v", host.Name, err)
	}
	for _, name := range host.Root {
		file, _ = file[name].(map[string]any)
	}
	entry, err := json.Marshal(file[hosts.DefaultName])
	if err != nil || string(entry) == "null" {
		t.Fatalf("%s: no entry in %s", host.Name, snippet.Text)
	}
	return entry
}

// What the buttons of the README hold starts the demo account with the tools for a person on call.
func TestButtonsHoldTheDemo(t *testing.T) {
	t.Parallel()
	readme := readFile(t, "README.md")
	for prefix, decode := range map[string]func(string) ([]byte, error){
		"https://cursor.com/en/install-mcp?":                base64.StdEncoding.DecodeString,
		"https://insiders.vscode.dev/redirect/mcp/install?": func(text string) ([]byte, error) { return []byte(text), nil },
	} {
		_, rest, found := strings.Cut(readme, "("+prefix)
		query, _, _ := strings.Cut(rest, ")")
		values, err := url.ParseQuery(query)
		if !found || err != nil {
			t.Errorf("no button for %s: %v", prefix, err)
			continue
		}
		text, err := decode(values.Get("config"))
		if err != nil {
			t.Errorf("%s: %v", prefix, err)
			continue
		}
		var entry struct {
			Command string
			Args    []string
		}
		if err := json.Unmarshal(text, &entry); err != nil || values.Get("name") != "pagerduty" || entry.Command != "pagerduty-mcp" || strings.Join(entry.Args, " ") != "--toolsets oncall --demo" {
			t.Errorf("%s: name %q, %s (%v)", prefix, values.Get("name"), text, err)
		}
	}
}
