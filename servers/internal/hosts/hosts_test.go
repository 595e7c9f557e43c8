package hosts_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/tailscale/hujson"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts/configfile"
)

// shapes are the files of a host that are tested: what stands in testdata, and variants of it. The empty name is no file at all.
func shapes(t *testing.T, host hosts.Host) map[string]string {
	t.Helper()
	files, err := filepath.Glob("testdata/" + host.Name + ".*")
	if err != nil || len(files) == 0 {
		t.Fatalf("there is no testdata/%s.json, .jsonc, .toml or .yaml (%v)", host.Name, err)
	}
	all := map[string]string{"": "", "empty file": ""}
	for _, file := range files {
		text := read(t, file)
		all[file] = text
		all[file+" with CRLF"] = strings.ReplaceAll(text, "\n", "\r\n")
		all[file+" with a mark"] = "\ufeff" + text
		all[file+" without the last newline"] = strings.TrimSuffix(text, "\n")
	}
	if host.FormatName() == "json" {
		all["only braces"] = "{}\n"
		all["one line"] = `{"theme":"dark","` + host.Root[0] + `":{}}`
	}
	return all
}

var choices = map[string]hosts.Choices{
	"demo":     {Demo: true},
	"profile":  {Profile: "work", Writes: true},
	"command":  {Key: hosts.KeyCommand, KeyText: `op read "op://Work/PagerDuty/key"`, APIHost: "https://api.eu.pagerduty.com"},
	"variable": {Key: hosts.KeyEnvironment},
	"file":     {Key: hosts.KeyFile, KeyText: "~/key"},
	"plain":    {Key: hosts.KeyPlain, KeyText: "u+abcdefghijklmnop"},
}

// For every host and every shape of its file: the entry is there as another parser reads it, nothing else has changed, installing again
// changes nothing, and after the uninstall everything is as before.
func TestInstallAndUninstall(t *testing.T) {
	t.Parallel()
	for _, host := range hosts.All() {
		for shape, text := range shapes(t, host) {
			for kind, choice := range choices {
				if kind == "variable" && host.Reference == "" && host.Entry.Passed == "" {
					continue
				}
				if kind != "demo" && shape != "" && strings.Contains(shape, " ") {
					continue // one entry in each shape, and each entry in one shape, are enough
				}
				for _, scope := range []hosts.Scope{hosts.User, hosts.Project} {
					if scope == hosts.Project && host.Project == "" {
						continue
					}
					t.Run(host.Name+"/"+shape+"/"+kind+"/"+string(scope), func(t *testing.T) {
						t.Parallel()
						testInstall(t, host, shape, text, choice, scope)
					})
				}
			}
		}
	}
}

func testInstall(t *testing.T, host hosts.Host, shape, text string, choice hosts.Choices, scope hosts.Scope) {
	machine := newMachine(t)
	server := newServer(t, machine, choice)
	file, err := machine.File(host, scope)
	if err != nil {
		t.Fatal(err)
	}
	if shape != "" {
		write(t, file, text)
	}
	before := snapshot(t, filepath.Dir(machine.Home))
	options := hosts.Options{Scope: scope}
	preview, err := machine.Install(host, server, hosts.Options{Scope: scope, DryRun: true})
	if err != nil {
		t.Fatal(err)
	}
	if after := snapshot(t, filepath.Dir(machine.Home)); !reflect.DeepEqual(before, after) {
		t.Error("the dry run has changed files")
	}
	checkSecrets(t, preview.Diff)
	if _, err := machine.Install(host, server, options); err != nil {
		t.Fatal(err)
	}
	installed := read(t, file)
	checkEntry(t, host, server, installed)
	checkOthers(t, host, text, installed)
	if change, err := machine.Install(host, server, options); err != nil || change.Kind != hosts.Unchanged || read(t, file) != installed {
		t.Errorf("installing again: %s (%v)", change.Kind, err)
	}
	if info, err := os.Stat(file); err != nil || choice.Key == hosts.KeyPlain && info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others can read the key: %s (%v)", info.Mode(), err)
	}
	change, err := machine.Uninstall(host, server.Name, options)
	if err != nil || change.Kind != hosts.Removed {
		t.Fatalf("%s (%v)", change.Kind, err)
	}
	checkSecrets(t, change.Diff)
	after := snapshot(t, filepath.Dir(machine.Home))
	if choice.Key == hosts.KeyPlain { // the permissions are stricter than before
		delete(before, file)
		delete(after, file)
	}
	if !reflect.DeepEqual(before, after) {
		t.Errorf("before\n%v\nafter\n%v", before, after)
	}
	if shape != "" && read(t, file) != text {
		t.Errorf("the file was\n%q\nand is\n%q", text, read(t, file))
	}
}

func checkSecrets(t *testing.T, diff string) {
	t.Helper()
	if strings.Contains(diff, "s3cr3t") || strings.Contains(diff, "u+abc") {
		t.Errorf("the diff shows a secret:\n%s", diff)
	}
	if !strings.Contains(diff, "@@") {
		t.Errorf("the diff shows no change:\n%s", diff)
	}
}

// decode reads a file with a parser that the editor does not use for it, where there is one.
func decode(t *testing.T, host hosts.Host, text string) map[string]any {
	t.Helper()
	text = strings.TrimPrefix(text, "\ufeff")
	root := map[string]any{}
	var err error
	switch host.FormatName() {
	case "json":
		if strings.TrimSpace(text) == "" {
			return root
		}
		standard := []byte(text)
		if host.Format != (configfile.JSON{}) {
			if standard, err = hujson.Standardize(append(standard, '\n')); err != nil {
				t.Fatal(err)
			}
		}
		err = json.Unmarshal(standard, &root)
	case "yaml":
		err = yaml.Unmarshal([]byte(text), &root)
	default:
		root, err = host.Format.Decode([]byte(text))
	}
	if err != nil {
		t.Fatalf("%v:\n%s", err, text)
	}
	if root == nil { // an empty file
		return map[string]any{}
	}
	return root
}

// checkEntry compares the entry with what the host documents: testdata/entries has one for each host, with a reference to the key.
func checkEntry(t *testing.T, host hosts.Host, server hosts.Server, text string) {
	t.Helper()
	entries, _ := decode(t, host, text)[host.Root[0]].(map[string]any)
	entry, _ := entries[server.Name].(map[string]any)
	words, ok := entry[host.Entry.Command].([]any)
	if !ok {
		args, _ := entry[host.Entry.Args].([]any)
		words = append([]any{entry[host.Entry.Command]}, args...)
	}
	var want []any
	for _, word := range append([]string{server.Command}, server.Args...) {
		want = append(want, word)
	}
	if !reflect.DeepEqual(words, want) {
		t.Errorf("the entry starts %v, want %v", words, want)
	}
	env, _ := entry[host.Entry.Env].(map[string]any)
	for _, variable := range server.Env {
		if env[variable.Name] != variable.Value {
			t.Errorf("%s is %v, want %s", variable.Name, env[variable.Name], variable.Value)
		}
	}
}

// checkOthers wants everything but our entry to be as before.
func checkOthers(t *testing.T, host hosts.Host, before, after string) {
	t.Helper()
	old, now := decode(t, host, before), decode(t, host, after)
	for _, root := range []map[string]any{old, now} {
		if entries, _ := root[host.Root[0]].(map[string]any); entries != nil {
			delete(entries, hosts.DefaultName)
			if len(entries) == 0 {
				delete(root, host.Root[0])
			}
		}
		delete(root, "inputs")
	}
	if !reflect.DeepEqual(old, now) {
		t.Errorf("the rest of the file was\n%v\nand is\n%v", old, now)
	}
	for line := range strings.Lines(before) {
		line = strings.TrimSpace(line)
		if !strings.Contains(after, line) && !strings.Contains(line, host.Root[0]) && line != "{}" {
			t.Errorf("the line %q is lost in\n%s", line, after)
		}
	}
}

// Data that a host lacks would be missed only by its user.
func TestHostsAreComplete(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, host := range hosts.All() {
		if seen[host.Name] || host.Name == "" {
			t.Errorf("the name %q is not there once", host.Name)
		}
		seen[host.Name] = true
		for what, text := range map[string]string{"title": host.Title, "page": host.Docs, "restart": host.Restart, "what it does with broken files": host.Breaks} {
			if text == "" {
				t.Errorf("%s lacks: %s", host.Name, what)
			}
		}
		for _, sentence := range []string{host.Restart, host.UserTrust, host.ProjectTrust, host.ReferenceNote} {
			if sentence != "" && !strings.HasSuffix(sentence, ".") {
				t.Errorf("%s: %q is no sentence", host.Name, sentence)
			}
		}
		if !strings.HasPrefix(host.Docs, "https://") || len(host.User) == 0 || len(host.Commands) == 0 || len(host.Root) == 0 || host.Format == nil {
			t.Errorf("%s lacks an address, a file, a program, a place for entries or a format", host.Name)
		}
		if host.Entry.Command == "" || host.Entry.Env == "" {
			t.Errorf("%s lacks the names of an entry's members", host.Name)
		}
		if err := host.CheckName(hosts.DefaultName); err != nil {
			t.Error(err)
		}
		for _, system := range []string{"linux", "darwin", "windows"} {
			machine := newMachine(t)
			machine.OS = system
			if _, err := machine.UserFile(host); err != nil {
				t.Errorf("%s: %v", system, err)
			}
		}
	}
	if len(seen) < 17 {
		t.Errorf("%d hosts", len(seen))
	}
}

// Print's text is the entry that the host documents.
func TestPrint(t *testing.T) {
	t.Parallel()
	machine := newMachine(t)
	var all bytes.Buffer
	for _, host := range hosts.All() {
		choice := hosts.Choices{Key: hosts.KeyEnvironment}
		if host.Reference == "" && host.Entry.Passed == "" {
			choice = hosts.Choices{Key: hosts.KeyFile, KeyText: "~/pagerduty-key"}
		}
		snippet, err := machine.Print(host, newServer(t, machine, choice), hosts.User)
		if err != nil {
			t.Fatal(err)
		}
		decode(t, host, snippet.Text)
		all.WriteString("== " + snippet.Title + ": " + snippet.File + "\n" + snippet.Text + "\n")
	}
	const golden = "testdata/printed.txt"
	if *update {
		write(t, golden, all.String())
	}
	if want := read(t, golden); want != all.String() {
		t.Errorf("the printed entries differ from %s: compare them with the hosts' documents, then run go test . -update\n%s", golden, all.String())
	}
}
