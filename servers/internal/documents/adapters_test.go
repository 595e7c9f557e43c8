package documents

import (
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"path"
	"slices"
	"strings"
	"testing"
)

// maxAdapterLines is how much code it may take to hand a tool to a framework.
const maxAdapterLines = 15

// An adapter is there to be copied: it stays small, whatever the framework, and needs no reflection.
func TestAdaptersAreSmall(t *testing.T) {
	t.Parallel()
	table := readFile(t, "docs/go.md")
	found := 0
	for _, file := range repositoryFiles(t, "/adapter.go") {
		if path.Dir(path.Dir(file)) != "examples" {
			continue
		}
		found++
		lines, reflects := measureAdapter(t, readFile(t, file))
		if lines > maxAdapterLines {
			t.Errorf("%s has %d lines of code, at most %d are wanted", file, lines, maxAdapterLines)
		}
		if reflects {
			t.Errorf("%s uses reflection", file)
		}
		if !strings.Contains(table, "| ["+file+"](../"+file+") |") {
			t.Errorf("docs/go.md does not list %s", file)
		}
		t.Logf("%s: %d lines", file, lines)
	}
	if want := strings.Count(table, "/adapter.go) |"); found != want {
		t.Errorf("there are %d adapters, docs/go.md lists %d", found, want)
	}
}

// measureAdapter counts the lines of a file's declarations on which there is code; imports are none.
func measureAdapter(t *testing.T, source string) (lines int, reflects bool) {
	t.Helper()
	files := token.NewFileSet()
	tree, err := parser.ParseFile(files, "", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range tree.Imports {
		reflects = reflects || strings.Trim(spec.Path.Value, "\"`") == "reflect"
	}
	coded := map[int]bool{}
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(source))
	s.Init(file, []byte(source), nil, 0) // without comments
	for {
		position, kind, text := s.Scan()
		if kind == token.EOF {
			return len(coded), reflects
		}
		inDeclaration := slices.ContainsFunc(tree.Decls, func(d ast.Decl) bool {
			declaration, ok := d.(*ast.GenDecl)
			isImport := ok && declaration.Tok == token.IMPORT
			offset := file.Offset(position)
			return !isImport && files.Position(d.Pos()).Offset <= offset && offset < files.Position(d.End()).Offset
		})
		if inDeclaration && text != "\n" {
			for line := range strings.Count(text, "\n") + 1 {
				coded[file.Line(position)+line] = true
			}
		}
	}
}

func TestMeasureAdapter(t *testing.T) {
	t.Parallel()
	lines, reflects := measureAdapter(t, "// Comment.\npackage x\n\nimport (\n\t\"reflect\"\n)\n\n// Comment.\nvar a = `one\ntwo\n\nfour` // comment\n\n"+
		"// Comment.\nfunc f() {\n\t// comment\n\n\tg(reflect.TypeOf(a), 1) /* com\n\tment */\n}\n\ntype t struct {\n\tA int\n}\n")
	if lines != 4+3+3 || !reflects {
		t.Errorf("%d lines, reflection %t", lines, reflects)
	}
}
