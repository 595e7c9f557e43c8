package tools_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
)

// Results, notes and errors name no tool of another area, which may not be served. Descriptions, whose reader sees the list of tools, may.
func TestTextsNameNoToolOfAnotherArea(t *testing.T) {
	t.Parallel()
	areaOf := map[string]string{}
	for _, area := range tools.All(nil) {
		for _, tool := range area.Tools {
			areaOf[tool.Name] = area.Name
		}
	}
	files, err := filepath.Glob("*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	shared, err := filepath.Glob("internal/*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, path := range append(files, shared...) {
		if strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, filepath.Join("internal", "blackbox")) {
			continue
		}
		area := strings.Split(filepath.ToSlash(path), "/")[0]
		for _, text := range textsOf(t, path) {
			checked++
			for _, word := range regexp.MustCompile(`[a-z_]+`).FindAllString(text, -1) {
				if of, isTool := areaOf[word]; isTool && of != area {
					t.Errorf("%s: %s names %s, which is in the area %s", path, text, word, of)
				}
			}
		}
	}
	if checked < 1000 {
		t.Errorf("only %d texts were checked", checked)
	}
}

// textsOf returns the literals of a file that can be a part of results: all but tags, imports and the declarations of tools and prompts.
func textsOf(t *testing.T, path string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.Field:
			return n.Tag == nil
		case *ast.CallExpr:
			if declares, ok := n.Fun.(*ast.SelectorExpr); ok && slices.Contains([]string{"Read", "Additive", "Destructive"}, declares.Sel.Name) && len(n.Args) > 2 {
				return false
			} else if ok && fromPackage(declares, "prompts") {
				return false // the tools that a prompt needs, which may be of any area
			}
		case *ast.BasicLit:
			if n.Kind == token.STRING {
				texts = append(texts, n.Value)
			}
		}
		return true
	})
	return texts
}

func fromPackage(selector *ast.SelectorExpr, name string) bool {
	from, ok := selector.X.(*ast.Ident)
	return ok && from.Name == name
}
