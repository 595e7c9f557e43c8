package boundaries

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/subprocess"
)

const module = "github.com/pagerduty-mcp/pagerduty-mcp-go"

// rule forbids imports.
type rule struct {
	name                string
	packages            string   // to which the rule applies
	except              []string // among packages
	reach               reach
	never               []string // packages of the module
	neverLibraries      []string // other packages
	onlyStandardLibrary bool     // forbids all others
}

// reach is the depth of a rule.
type reach int

const (
	imports reach = iota // direct imports
	links                // direct and indirect imports
)

// node is a package of the module, or one that it links.
type node struct {
	ImportPath string
	Imports    []string
	Standard   bool
}

// packages holds packages by path: those of the module by their path in it.
type packages map[string]node

// listPackages returns every package of the module and all that they link.
func listPackages(t *testing.T) packages {
	t.Helper()
	subprocess.LookAtSources()
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

func (p packages) add(n node) {
	for i, path := range n.Imports {
		n.Imports[i] = strings.TrimPrefix(path, module+"/")
	}
	p[strings.TrimPrefix(n.ImportPath, module+"/")] = n
}

// ofModule returns the module's packages that match a pattern, sorted.
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

// breaches returns each forbidden import, as its chain of imports.
func (r rule) breaches(all packages) []string {
	var found []string
	for _, path := range all.ofModule(r.packages) {
		if !matchesAny(r.except, path) {
			found = append(found, r.follow(all, path)...)
		}
	}
	return found
}

// follow returns the chains of imports from a package to a forbidden one.
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

// stale returns the patterns for packages of the module that match no package.
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

// The rules find forbidden imports in a made-up module.
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
		t.Errorf("stale patterns are %q, want server/...", got)
	}
}
