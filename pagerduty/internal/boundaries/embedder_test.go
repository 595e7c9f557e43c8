package boundaries

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/subprocess"
)

// schemaReflection is what mcptools links beside the standard library, to make a JSON Schema from a struct.
var schemaReflection = []string{
	"github.com/bahlo/generic-list-go",
	"github.com/buger/jsonparser",
	"github.com/invopop/jsonschema",
	"github.com/mailru/easyjson/buffer",
	"github.com/mailru/easyjson/jwriter",
	"github.com/wk8/go-ordered-map/v2",
	"gopkg.in/yaml.v3",
}

// ofTools is what PagerDuty's tools link: that, and what knows letters with accents in every form.
var ofTools = slices.Sorted(slices.Values(slices.Concat(schemaReflection, []string{"golang.org/x/text/transform", "golang.org/x/text/unicode/norm"})))

// A module that imports one package of ours links exactly what is listed here. Without libraries it needs no go.sum and no module
// cache.
func TestWhatAnEmbedderLinks(t *testing.T) {
	t.Parallel()
	tests := []struct {
		imported  string
		ours      []string // patterns of our packages that it may link
		libraries []string // all other packages, without the standard library
	}{
		{"pagerduty", []string{"pagerduty", "pagerduty/internal/changes", "pagerduty/internal/ids"}, nil},
		{"pagerduty/pcl", []string{"pagerduty/pcl"}, nil},
		{"pagerduty/simulator", []string{"pagerduty/internal/enqueue", "pagerduty/simulator", "pagerduty/simulator/internal/..."}, nil},
		{"mcptools", []string{"mcptools", "mcptools/internal/..."}, schemaReflection},
		{"pagerduty/tools/incidents", []string{"pagerduty", "pagerduty/internal/changes", "pagerduty/internal/enqueue", "pagerduty/internal/ids", "mcptools", "mcptools/internal/...", "pagerduty/oncall", "pagerduty/pcl", "pagerduty/tools/incidents", "pagerduty/tools/internal/...", "pagerduty/tools/marks"}, ofTools},
		{"pagerduty/tools", []string{"pagerduty", "pagerduty/internal/changes", "pagerduty/internal/enqueue", "pagerduty/internal/ids", "mcptools", "mcptools/internal/...", "pagerduty/oncall", "pagerduty/pcl", "pagerduty/tools/..."}, ofTools},
	}
	subprocess.LookAtSources()
	for _, test := range tests {
		t.Run(test.imported, func(t *testing.T) {
			t.Parallel()
			e := newEmbedder(t, test.imported, len(test.libraries) > 0)
			var libraries []string
			for path := range strings.FieldsSeq(e.run(t, "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", ".")) {
				own, isOurs := strings.CutPrefix(path, module+"/")
				switch {
				case path == "example.com/embedder":
				case !isOurs:
					libraries = append(libraries, path)
				case !matchesAny(test.ours, own):
					t.Errorf("the module links %s", own)
				}
			}
			slices.Sort(libraries)
			if !slices.Equal(libraries, test.libraries) {
				t.Errorf("the module links the libraries %q, want %q", libraries, test.libraries)
			}
			e.run(t, "build", "-o", filepath.Join(t.TempDir(), "embedder"), ".")
			if _, err := os.Stat(filepath.Join(e.directory, "go.sum")); (err == nil) != (len(test.libraries) > 0) {
				t.Errorf("go.sum exists: %t", err == nil)
			}
		})
	}
}

// embedder is another module that imports one of our packages.
type embedder struct {
	directory   string
	environment []string
}

// newEmbedder writes the module. With libraries it uses the module cache and go.sum of this module, otherwise neither. The network
// is off.
func newEmbedder(t *testing.T, imported string, libraries bool) embedder {
	t.Helper()
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	e := embedder{directory: t.TempDir(), environment: append(subprocess.BuildEnvironment("-mod=mod"), "GOPROXY=off", "GOTOOLCHAIN=local", "GOWORK=off")}
	e.write(t, "go.mod", "module example.com/embedder\n\ngo 1.26\n\nrequire "+module+" v0.0.0\n\nreplace "+module+" => \""+filepath.ToSlash(root)+"\"\n")
	e.write(t, "main.go", "package main\n\nimport _ \""+module+"/"+imported+"\"\n\nfunc main() {}\n")
	if !libraries {
		e.environment = append(e.environment, "GOMODCACHE="+t.TempDir())
		return e
	}
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	e.write(t, "go.sum", string(sums))
	return e
}

func (e embedder) write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(e.directory, file), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// run runs the go command in the module and returns its output.
func (e embedder) run(t *testing.T, arguments ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", arguments...)
	command.Dir, command.Env = e.directory, e.environment
	var stderr strings.Builder
	command.Stderr = &stderr
	output, err := command.Output()
	if err != nil {
		t.Fatalf("go %q: %v\n%s", arguments, err, stderr.String())
	}
	return string(output)
}
