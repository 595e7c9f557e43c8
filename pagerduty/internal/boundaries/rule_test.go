package boundaries

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/pagerduty-mcp/pagerduty-mcp-go"

// rule says what some packages never import.
type rule struct {
	says                string
	packages            string   // those that the rule is about
	except              []string // and those among them that it is not about
	reach               reach
	never               []string // packages of the module
	neverLibraries      []string // packages from elsewhere
	onlyStandardLibrary bool     // no package from elsewhere but the standard library's
}

// reach is how far a rule looks.
type reach int

const (
	imports reach = iota // what a package imports itself
	links                // what it imports itself or through others
)

// node is a package of the module or one that it links.
type node struct {
	ImportPath string
	Imports    []string
	Standard   bool
}

// packages are all packages by their path, which for those of the module is the path in it.
type packages map[string]node

// listPackages asks the go command for every package of the module and all that it links.
func listPackages(t *testing.T) packages {
	t.Helper()
	lookAtSources(t)
	command := exec.CommandContext(t.Context(), "go", "list", "-deps", "-json=ImportPath,Imports,Standard", module+"/...")
	output, err := command.Output()
	if err != nil {
		var failed *exec.ExitError
		if errors.As(err, &failed) {
			t.Fatalf("%s: %v: %s", command, err, failed.Stderr)
		}
		t.Fatalf("%s: %v", command, err)
	}
	listed := make(packages)
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		var n node
		if err := decoder.Decode(&n); errors.Is(err, io.EOF) {
			return listed
		} else if err != nil {
			t.Fatal(err)
		}
		listed.add(n)
	}
}

// lookAtSources opens every directory of the module, for the go command to see that the outcome
// depends on them: else "go test" would answer from its cache after an import was added elsewhere.
func lookAtSources(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir("../../..", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Name() == ".git" {
			return fs.SkipDir
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (p packages) add(n node) {
	for i, path := range n.Imports {
		n.Imports[i] = strings.TrimPrefix(path, module+"/")
	}
	p[strings.TrimPrefix(n.ImportPath, module+"/")] = n
}

// ofModule returns the paths of the module's own packages that a pattern matches, sorted.
func (p packages) ofModule(pattern string) []string {
	var matched []string
	for path, n := range p {
		if strings.HasPrefix(n.ImportPath, module+"/") && matches(pattern, path) {
			matched = append(matched, path)
		}
	}
	slices.Sort(matched)
	return matched
}

// breaches returns a line for each import that the rule forbids.
func (r rule) breaches(all packages) []string {
	var found []string
	for _, path := range all.ofModule(r.packages) {
		if !matchesAny(r.except, path) {
			found = append(found, r.follow(all, path)...)
		}
	}
	return found
}

// follow looks at what a package imports, as far as the rule looks, and returns the chains of
// imports that end in a forbidden package.
func (r rule) follow(all packages, path string) []string {
	var found []string
	seen := map[string]bool{path: true}
	for open := [][]string{{path}}; len(open) > 0; open = open[1:] {
		chain := open[0]
		for _, imported := range all[chain[len(chain)-1]].Imports {
			if seen[imported] {
				continue
			}
			seen[imported] = true
			longer := append(slices.Clone(chain), imported)
			if r.forbids(all, imported) {
				found = append(found, strings.Join(longer, " imports "))
			} else if r.reach == links && !all[imported].Standard {
				open = append(open, longer)
			}
		}
	}
	return found
}

func (r rule) forbids(all packages, path string) bool {
	n := all[path]
	if r.onlyStandardLibrary && !n.Standard && !strings.HasPrefix(n.ImportPath, module+"/") {
		return true
	}
	return matchesAny(r.never, path) || matchesAny(r.neverLibraries, path)
}

// stale returns the patterns for packages of the module that match none.
func (r rule) stale(all packages) []string {
	var found []string
	for _, pattern := range append([]string{r.packages}, r.never...) {
		if len(all.ofModule(pattern)) == 0 {
			found = append(found, pattern)
		}
	}
	return found
}

func matchesAny(patterns []string, path string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool { return matches(pattern, path) })
}

func matches(pattern, path string) bool {
	root, subtree := strings.CutSuffix(pattern, "/...")
	return pattern == "..." || path == root || subtree && strings.HasPrefix(path, root+"/")
}

// A rule that could not fail would be none.
func TestRulesNoticeBreaches(t *testing.T) {
	t.Parallel()
	all := make(packages)
	for path, imported := range map[string][]string{
		module + "/client":       {"fmt", module + "/client/core"},
		module + "/client/core":  {"net/http", "example.com/yaml"},
		module + "/client/other": {"fmt"},
		"example.com/yaml":       {"example.com/yaml/internal"},
	} {
		all.add(node{ImportPath: path, Imports: imported})
	}
	all.add(node{ImportPath: "fmt", Standard: true})
	all.add(node{ImportPath: "net/http", Standard: true})
	tests := []struct {
		name string
		rule rule
		want string
	}{
		{"a library beside the standard one", rule{packages: "client", reach: links, onlyStandardLibrary: true},
			"client imports client/core imports example.com/yaml"},
		{"nothing of the kind itself", rule{packages: "client", reach: imports, onlyStandardLibrary: true}, ""},
		{"a package of the module", rule{packages: "client", never: []string{"client/core"}}, "client imports client/core"},
		{"a library below another", rule{packages: "client/...", reach: links, neverLibraries: []string{"example.com/yaml/..."}},
			"client imports client/core imports example.com/yaml; client/core imports example.com/yaml"},
		{"a package of the standard library", rule{packages: "...", neverLibraries: []string{"net/..."}}, "client/core imports net/http"},
		{"a package of the standard library that an exception links", rule{packages: "client", except: []string{"client/core"}, reach: links, neverLibraries: []string{"net/..."}},
			"client imports client/core imports net/http"},
		{"an exception", rule{packages: "...", except: []string{"client/core"}, neverLibraries: []string{"net/..."}}, ""},
	}
	for _, test := range tests {
		if got := strings.Join(test.rule.breaches(all), "; "); got != test.want {
			t.Errorf("%s: found %q, want %q", test.name, got, test.want)
		}
	}
	renamed := rule{packages: "client/...", never: []string{"client/core/...", "server/..."}}
	if got := renamed.stale(all); !slices.Equal(got, []string{"server/..."}) {
		t.Errorf("stale are %q, want the server that is not there", got)
	}
}
