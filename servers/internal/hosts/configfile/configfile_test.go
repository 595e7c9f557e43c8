package configfile_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/tailscale/hujson"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts/configfile"
)

var lenient = configfile.JSON{Comments: true, TrailingCommas: true}

var formats = map[string]configfile.Format{
	".json": configfile.JSON{}, ".jsonc": lenient, ".toml": configfile.TOML{}, ".yaml": configfile.YAML{},
}

var entry = configfile.Object{
	{Name: "command", Value: `C:\bin\pagerduty "mcp"`},
	{Name: "args", Value: []string{"--toolsets", "oncall"}},
	{Name: "enabled", Value: true},
	{Name: "timeout", Value: 60},
	{Name: "env", Value: configfile.Object{{Name: "PAGERDUTY_PROFILE", Value: "täst"}}},
	{Name: "empty", Value: configfile.Object{}},
}

// path is where the entry stands in the files of testdata.
var path = configfile.Names("servers", "pagerduty")

func testFiles(t testing.TB) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	names, err := filepath.Glob("testdata/*/*")
	if err != nil || len(names) < 20 {
		t.Fatalf("%d files in testdata (%v)", len(names), err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = text
		if !bytes.Contains(text, []byte("\r\n")) {
			files[name+", CRLF"] = bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
			files[name+", mark"] = append([]byte("\ufeff"), text...)
			files[name+", no newline"] = bytes.TrimRight(text, "\n")
		}
	}
	return files
}

func formatOf(name string) configfile.Format {
	name, _, _ = strings.Cut(name, ",")
	return formats[filepath.Ext(name)]
}

// What is put into a file can be read there by another parser, and goes without a trace.
func TestSetAndRemove(t *testing.T) {
	t.Parallel()
	for name, text := range testFiles(t) {
		if strings.HasPrefix(name, "testdata/broken") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			format := formatOf(name)
			existing, err := configfile.Get(format, text, path)
			if err != nil {
				t.Fatal(err)
			}
			edits, err := configfile.Set(format, text, path, entry)
			if err != nil {
				t.Fatal(err)
			}
			edited := configfile.Apply(text, edits)
			if got := readOtherwise(t, name, edited); !entry.Same(got) {
				t.Errorf("another parser reads %v in\n%s", got, edited)
			}
			checkLineEnds(t, text, edited)
			removal, err := configfile.Remove(format, edited, path)
			if err != nil {
				t.Fatalf("%v:\n%s", err, edited)
			}
			if got, err := configfile.Get(format, configfile.Apply(edited, removal), path); got != nil || err != nil {
				t.Errorf("%v (%v) is left", got, err)
			}
			if strings.HasSuffix(name, ".toml, no newline") {
				return // a section needs the newline, and the removal cannot tell that it was not there
			}
			if existing == nil && !strings.Contains(name, "root") && !bytes.Equal(configfile.Apply(edited, removal), text) && hasRoot(t, format, text) {
				t.Errorf("after the removal the file is\n%s", configfile.Apply(edited, removal))
			}
		})
	}
}

// hasRoot reports whether a file has entries already, so that it looks the same when the new one is gone.
func hasRoot(t *testing.T, format configfile.Format, text []byte) bool {
	t.Helper()
	servers, err := configfile.Get(format, text, path[:1])
	if err != nil {
		t.Fatal(err)
	}
	table, _ := servers.(map[string]any)
	return len(table) > 0
}

// Every line of the file before is still there, in its order; only a comma may have been added.
func TestSetKeepsLines(t *testing.T) {
	t.Parallel()
	for name, text := range testFiles(t) {
		if strings.HasPrefix(name, "testdata/broken") || strings.Contains(name, "existing") {
			continue
		}
		edits, err := configfile.Set(formatOf(name), text, path, entry)
		if err != nil {
			t.Fatal(name, err)
		}
		for _, edit := range edits {
			if edit.Removed != 0 {
				t.Errorf("%s: %d bytes are removed at %d", name, edit.Removed, edit.Offset)
			}
		}
	}
}

// After the removal of an entry that was there, in whatever form, the rest is as before.
func TestReplaceAndRemoveExisting(t *testing.T) {
	t.Parallel()
	for name, text := range testFiles(t) {
		if !strings.Contains(name, "existing") {
			continue
		}
		edits, err := configfile.Remove(formatOf(name), text, path)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		rest := string(configfile.Apply(text, edits))
		for _, kept := range []string{"before", "after"} {
			if strings.Contains(string(text), kept) && !strings.Contains(rest, kept) {
				t.Errorf("%s: %q is lost:\n%s", name, kept, rest)
			}
		}
		if strings.Contains(rest, "old") {
			t.Errorf("%s: the entry is still there:\n%s", name, rest)
		}
	}
}

func checkLineEnds(t *testing.T, before, after []byte) {
	t.Helper()
	lines := bytes.Count(after, []byte("\n"))
	if windows := bytes.Count(after, []byte("\r\n")); bytes.Contains(before, []byte("\r\n")) && windows != lines {
		t.Errorf("%d of %d lines end as in the file before:\n%q", windows, lines, after)
	}
}

// readOtherwise reads the entry with a parser that the editor does not use.
func readOtherwise(t *testing.T, name string, text []byte) any {
	t.Helper()
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	var root map[string]any
	var err error
	switch name, _, _ = strings.Cut(name, ","); filepath.Ext(name) {
	case ".json":
		err = json.Unmarshal(text, &root)
	case ".jsonc":
		var standard []byte
		if standard, err = hujson.Standardize(append(bytes.Clone(text), '\n')); err == nil {
			err = json.Unmarshal(standard, &root)
		}
	case ".yaml":
		err = yaml.Unmarshal(text, &root)
	default:
		root, err = configfile.TOML{}.Decode(text) // no other parser for TOML is at hand
	}
	if err != nil {
		t.Fatalf("%v:\n%s", err, text)
	}
	servers, _ := root["servers"].(map[string]any)
	return servers["pagerduty"]
}

func TestBrokenFiles(t *testing.T) {
	t.Parallel()
	for name, text := range testFiles(t) {
		if !strings.HasPrefix(name, "testdata/broken") || strings.Contains(name, "no newline") {
			continue
		}
		_, err := configfile.Set(formatOf(name), text, path, entry)
		if err == nil {
			t.Errorf("%s is accepted", name)
			continue
		}
		if strings.Contains(err.Error(), "s3cr3t") {
			t.Errorf("%s: the error quotes the file: %v", name, err)
		}
		if strings.Contains(string(text), "HERE") {
			checkLine(t, name, text, err)
		}
	}
}

// checkLine wants the line that holds "HERE" in an error.
func checkLine(t *testing.T, name string, text []byte, err error) {
	t.Helper()
	line := 1 + bytes.Count(text[:bytes.Index(text, []byte("HERE"))], []byte("\n"))
	var syntax *configfile.SyntaxError
	var extra *configfile.ExtraError
	got := 0
	if errors.As(err, &syntax) {
		got = syntax.Line
	} else if errors.As(err, &extra) {
		got = extra.Line
	}
	if got != line {
		t.Errorf("%s: the error names line %d, want %d: %v", name, got, line, err)
	}
}

func TestItemsOfArrays(t *testing.T) {
	t.Parallel()
	item := configfile.Object{{Name: "id", Value: "key"}, {Name: "password", Value: true}}
	at := configfile.Path{{Name: "inputs"}, {Name: "key", Item: true}}
	for text, want := range map[string]string{
		"{}\n": "{\n  \"inputs\": [\n    {\n      \"id\": \"key\",\n      \"password\": true\n    }\n  ]\n}\n",
		"{\n\t\"inputs\": [\n\t\t{\"id\": \"other\"}\n\t]\n}\n": "{\n\t\"inputs\": [\n\t\t{\"id\": \"other\"},\n\t\t{\n\t\t\t\"id\": \"key\",\n\t\t\t\"password\": true\n\t\t}\n\t]\n}\n",
		"{\"inputs\":[{\"id\":\"key\"},1]}":                     "{\"inputs\":[{\"id\":\"key\",\"password\":true},1]}",
	} {
		edits, err := configfile.Set(lenient, []byte(text), at, item)
		if err != nil {
			t.Fatal(err)
		}
		edited := configfile.Apply([]byte(text), edits)
		if string(edited) != want {
			t.Errorf("%q became\n%s, want\n%s", text, edited, want)
		}
		if removal, err := configfile.Remove(lenient, edited, at); err != nil || len(removal) == 0 {
			t.Errorf("%v, %v", removal, err)
		}
	}
}

// Whatever a file holds: it is refused, or the entry can be put into it and taken out again.
func FuzzSetAndRemove(f *testing.F) {
	for name, text := range testFiles(f) {
		for i, extension := range extensions {
			if name, _, _ := strings.Cut(name, ","); filepath.Ext(name) == extension {
				f.Add(text, i)
			}
		}
	}
	f.Fuzz(func(t *testing.T, text []byte, which int) {
		format := formats[extensions[((which%4)+4)%4]]
		existing, err := configfile.Get(format, text, path)
		if err != nil {
			return
		}
		edits, err := configfile.Set(format, text, path, entry)
		if err != nil {
			return
		}
		edited := configfile.Apply(text, edits)
		got, err := configfile.Get(format, edited, path)
		if err != nil || !entry.Same(got) {
			t.Fatalf("%v (%v) is in\n%s", got, err, edited)
		}
		if _, err := configfile.Remove(format, edited, path); err != nil && existing == nil {
			t.Fatalf("%v:\n%s", err, edited)
		}
	})
}

var extensions = []string{".json", ".jsonc", ".toml", ".yaml"}
