package documents

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// goNames are the exported names of the repository's packages and of the standard library's.
type goNames struct {
	packages map[string]map[string]bool // by the package's name: several packages may share one
	members  map[string]map[string]bool // fields and methods of a type of ours, by its name
	standard map[string][]string        // directories of the standard library, by the package's name
	t        *testing.T
}

var (
	qualified = regexp.MustCompile(`(?:^|[^\w.])([a-z]\w*)((?:\.[A-Z]\w*)+)`)
	ofType    = regexp.MustCompile(`(?:^|[^\w.])([A-Z]\w*)\.([A-Z]\w*)`)
)

func findGoNames(t *testing.T) *goNames {
	t.Helper()
	g := &goNames{packages: map[string]map[string]bool{}, members: map[string]map[string]bool{}, standard: map[string][]string{}, t: t}
	for _, file := range repositoryFiles(t, ".go") {
		if !strings.HasSuffix(file, "_test.go") {
			g.add(readFile(t, file))
		}
	}
	list, err := exec.CommandContext(t.Context(), "go", "list", "-f", "{{.Name}} {{.Dir}}", "std").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(list)) {
		name, directory, _ := strings.Cut(strings.TrimSpace(line), " ")
		g.standard[name] = append(g.standard[name], directory)
	}
	return g
}

// add adds what a file exports.
func (g *goNames) add(source string) {
	tree, err := parser.ParseFile(token.NewFileSet(), "", source, 0)
	if err != nil {
		g.t.Fatal(err)
	}
	for _, declaration := range tree.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				put(g.packages, tree.Name.Name, d.Name.Name)
			} else {
				put(g.members, receiver(d.Recv.List[0].Type), d.Name.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				g.addSpec(tree.Name.Name, spec)
			}
		}
	}
}

func (g *goNames) addSpec(packageName string, spec ast.Spec) {
	switch s := spec.(type) {
	case *ast.ValueSpec:
		for _, name := range s.Names {
			put(g.packages, packageName, name.Name)
		}
	case *ast.TypeSpec:
		put(g.packages, packageName, s.Name.Name)
		var fields *ast.FieldList
		switch t := s.Type.(type) {
		case *ast.StructType:
			fields = t.Fields
		case *ast.InterfaceType:
			fields = t.Methods
		default:
			return
		}
		for _, field := range fields.List {
			for _, name := range field.Names {
				put(g.members, s.Name.Name, name.Name)
			}
		}
	}
}

func put(sets map[string]map[string]bool, set, name string) {
	if sets[set] == nil {
		sets[set] = map[string]bool{}
	}
	sets[set][name] = true
}

// receiver is the name of a receiver's type.
func receiver(expression ast.Expr) string {
	switch e := expression.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

// ofPackage gives the names of the packages of that name, the standard library's only if we have none.
func (g *goNames) ofPackage(name string) map[string]bool {
	if g.packages[name] == nil {
		for _, directory := range g.standard[name] {
			files, err := filepath.Glob(filepath.Join(directory, "*.go"))
			if err != nil {
				g.t.Fatal(err)
			}
			standard := &goNames{packages: g.packages, members: map[string]map[string]bool{}, t: g.t}
			for _, file := range files {
				if !strings.HasSuffix(file, "_test.go") {
					standard.add(readAbsolute(g.t, file))
				}
			}
		}
	}
	return g.packages[name]
}

// isMember tells whether any type of ours has a field or method of that name.
func (g *goNames) isMember(name string) bool {
	for _, members := range g.members {
		if members[name] {
			return true
		}
	}
	return false
}

// check says which Go names in a piece of code do not exist: package.Name, Type.Member, and variable.Member, of which
// only the member can be known.
func (g *goNames) check(text string) []string {
	var complaints []string
	for _, found := range qualified.FindAllStringSubmatch(text, -1) {
		of, chain := g.ofPackage(found[1]), strings.Split(found[2], ".")[1:]
		for i, name := range chain {
			if inPackage := i == 0 && of != nil; inPackage && !of[name] || !inPackage && !g.isMember(name) {
				complaints = append(complaints, "there is no "+found[1]+found[2])
				break
			}
		}
	}
	for _, found := range ofType.FindAllStringSubmatch(text, -1) {
		if !g.members[found[1]][found[2]] {
			complaints = append(complaints, "there is no "+found[1]+"."+found[2])
		}
	}
	return complaints
}
