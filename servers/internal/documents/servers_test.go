package documents

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
)

// mcpServer is a server as its main.go describes it.
type mcpServer struct {
	name    string
	summary string   // completes "It is an MCP server that …"
	areas   []string // names of its toolsets
	all     bool     // it can serve every toolset
	onCall  bool     // it serves the choice for a person on call
}

// findServers reads the servers' programs: the areas in their order first, what has several last.
func findServers(t *testing.T) []mcpServer {
	t.Helper()
	var servers []mcpServer
	for _, file := range repositoryFiles(t, "/main.go") {
		if path.Dir(path.Dir(file)) != "servers" {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, readFile(t, file), 0)
		if err != nil {
			t.Fatal(err)
		}
		s := mcpServer{name: path.Base(path.Dir(file))}
		ast.Inspect(tree, s.read)
		if s.all || s.onCall || len(s.areas) > 0 {
			servers = append(servers, s)
		}
	}
	slices.SortStableFunc(servers, func(a, b mcpServer) int { return a.place() - b.place() })
	return servers
}

// read takes one node of the syntax tree of main.go.
func (s *mcpServer) read(n ast.Node) bool {
	switch node := n.(type) {
	case *ast.KeyValueExpr:
		if key, ok := node.Key.(*ast.Ident); ok && key.Name == "Summary" {
			if text, ok := node.Value.(*ast.BasicLit); ok {
				s.summary, _ = strconv.Unquote(text.Value)
			}
		}
	case *ast.SelectorExpr:
		of, ok := node.X.(*ast.Ident)
		switch {
		case ok && node.Sel.Name == "Toolset" && of.Name != "mcptools":
			s.areas = append(s.areas, of.Name)
		case ok && of.Name == "allareas" && node.Sel.Name == "Server":
			s.all = true
		case ok && of.Name == "tools" && node.Sel.Name == "OnCall":
			s.onCall = true
		}
	}
	return true
}

// place puts the server for a person on call first, that of an area where the area is, others behind, and the one with all last.
func (s mcpServer) place() int {
	all := everyToolset()
	switch {
	case s.all:
		return len(all) + 1
	case s.onCall:
		return -1
	case len(s.areas) > 1:
		return len(all)
	}
	return slices.IndexFunc(all, func(toolset mcptools.Toolset) bool { return toolset.Name == s.areas[0] })
}

// everyToolset makes the schemas of all tools once.
var everyToolset = sync.OnceValue(func() []mcptools.Toolset { return tools.All(nil) })

// toolsets returns the toolsets that the server has without settings.
func (s mcpServer) toolsets() []mcptools.Toolset {
	switch {
	case s.all:
		return tools.Reference(nil)
	case s.onCall:
		return []mcptools.Toolset{tools.OnCall(nil)}
	}
	return slices.DeleteFunc(slices.Clone(everyToolset()), func(toolset mcptools.Toolset) bool {
		return !slices.Contains(s.areas, toolset.Name)
	})
}

// area returns what --toolsets calls the contents of the server.
func (s mcpServer) area() string {
	if s.onCall {
		return "oncall"
	}
	return s.areas[0]
}

// purpose describes the contents of the server.
func (s mcpServer) purpose() string {
	if len(s.areas) > 1 {
		return strings.ToUpper(s.summary[:1]) + s.summary[1:] + "."
	}
	purpose, _, _ := strings.Cut(s.toolsets()[0].Instructions, "\n")
	return purpose
}

// Every area has a server of its own, which is named after it. The server for a person on call serves the answers.
func TestEveryAreaHasItsServer(t *testing.T) {
	t.Parallel()
	servers := findServers(t)
	for _, toolset := range everyToolset() {
		if !slices.ContainsFunc(servers, func(s mcpServer) bool {
			return s.name == serverOf(toolset) && (s.onCall || slices.Equal(s.areas, []string{toolset.Name}))
		}) {
			t.Errorf("there is no servers/%s with the toolset %s alone", serverOf(toolset), toolset.Name)
		}
	}
	for _, s := range servers {
		if len(s.toolsets()) != len(s.areas) && !s.all && !s.onCall {
			t.Errorf("%s has the areas %q, and not all of them are in pagerduty/tools", s.name, s.areas)
		}
	}
}
