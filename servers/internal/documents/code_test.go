package documents

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/scanner"
	"go/token"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// Go in a document is one of three things: a whole file, which is compiled as it stands; a fragment
// that stands word for word in a file that is compiled, … being whatever is left out; or one of the
// pieces of the tool that CONTRIBUTING adds, which are compiled as a part of its area.
func TestGoInDocumentsCompiles(t *testing.T) {
	t.Parallel()
	for _, d := range documents(t) {
		for _, b := range d.blocks {
			switch {
			case b.language != "go" || isPieceOfTheTool(b):
			case isWholeFile(b.code):
				t.Run(fmt.Sprintf("%s:%d", d.file, b.line), func(t *testing.T) {
					t.Parallel()
					if output, err := compile(t, wholeFilePath(b.code), b.code); err != nil {
						t.Errorf("%v\n%s", err, output)
					}
				})
			case !isCompiledSomewhere(t, b.code):
				t.Errorf("%s:%d: this Go is neither a whole file nor, word for word, a part of one that is compiled; write it as an Example first:\n%s",
					d.file, b.line, b.code)
			}
		}
	}
}

// The same holds for the code in the comments of packages, where pkg.go.dev shows it; what is to be typed into a shell names
// what exists.
func TestCodeInPackageCommentsIsTrue(t *testing.T) {
	t.Parallel()
	n := findNames(t)
	for _, file := range repositoryFiles(t, ".go") {
		if strings.HasSuffix(file, "_test.go") || strings.Contains(file, "internal/") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), "", readFile(t, file), parser.ParseComments|parser.PackageClauseOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, content := range new(comment.Parser).Parse(tree.Doc.Text()).Content {
			code, ok := content.(*comment.Code)
			switch {
			case !ok:
			case isShell(code.Text):
				for _, complaint := range n.check(parseDocument(file, "```sh\n"+code.Text+"```\n")) {
					t.Errorf("%s, in the package's comment", complaint)
				}
			case !isCompiledSomewhere(t, code.Text):
				t.Errorf("%s: this Go in the package's comment does not stand, word for word, in a file that is compiled, such as its example_test.go:\n%s",
					file, code.Text)
			}
		}
	}
}

func isShell(code string) bool {
	return regexp.MustCompile(`^(go|make|curl|cd|export|pagerduty-[a-z]+|[A-Z_]+=\S*|\$) `).MatchString(code)
}

// isWholeFile tells whether code begins with a package clause, comments aside.
func isWholeFile(code string) bool {
	return regexp.MustCompile(`\A(//.*\n|\s)*package `).MatchString(code)
}

// wholeFilePath is a place for a file of a document: the one whose internal packages it uses, if any.
func wholeFilePath(code string) string {
	directory := "examples"
	if found := regexp.MustCompile(`"` + module + `/(\S+)/internal/`).FindStringSubmatch(code); found != nil {
		directory = found[1]
	}
	name := "document.go"
	if regexp.MustCompile(`(?m)^package \w+_test$|"testing"`).MatchString(code) {
		name = "document_test.go"
	}
	return path.Join(directory, "document", name)
}

// isCompiledSomewhere tells whether the tokens of a fragment stand in a Go file of the repository,
// outside of the comments of declarations.
func isCompiledSomewhere(t *testing.T, fragment string) bool {
	t.Helper()
	compiled, err := compiledCode()
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range compiled {
		found := true
		for part := range strings.SplitSeq(fragment, "…") {
			if _, code, found = strings.Cut(code, tokens(part)); !found {
				break
			}
			code = separator + code
		}
		if found {
			return true
		}
	}
	return false
}

const separator = "\x00" // of tokens: no token of Go holds it

// tokens gives code without its layout: a separator, and each token with one behind it. A string is one token, so code in it
// is none.
func tokens(code string) string {
	var s scanner.Scanner
	s.Init(token.NewFileSet().AddFile("", -1, len(code)), []byte(code), nil, scanner.ScanComments)
	var all strings.Builder
	all.WriteString(separator)
	for {
		_, kind, text := s.Scan()
		switch {
		case kind == token.EOF:
			return all.String()
		case kind == token.SEMICOLON && text != ";": // a line's end
			continue
		case text == "": // an operator
			text = kind.String()
		}
		all.WriteString(text + separator)
	}
}

// compiledCode is the tokens of every Go file, without the comments of its declarations.
var compiledCode = sync.OnceValues(func() ([]string, error) {
	files, err := listFiles()
	if err != nil {
		return nil, err
	}
	var all []string
	for _, file := range files {
		if !strings.HasSuffix(file, ".go") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			return nil, err
		}
		code, err := withoutComments(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		all = append(all, tokens(code))
	}
	return all, nil
})

// withoutComments cuts the comments that stand between declarations out of a file.
func withoutComments(text []byte) (string, error) {
	files := token.NewFileSet()
	tree, err := parser.ParseFile(files, "", text, parser.ParseComments)
	if err != nil {
		return "", err
	}
	inDeclaration := func(group *ast.CommentGroup) bool {
		for _, declaration := range tree.Decls {
			if declaration.Pos() <= group.Pos() && group.End() <= declaration.End() {
				return true
			}
		}
		return false
	}
	for _, group := range tree.Comments {
		if !inDeclaration(group) {
			for i := files.Position(group.Pos()).Offset; i < files.Position(group.End()).Offset; i++ {
				text[i] = ' '
			}
		}
	}
	return string(text), nil
}

// compile compiles the package of a file as if the file, by its path in the repository, had this content.
func compile(t *testing.T, file, content string) (output []byte, err error) {
	t.Helper()
	absolute, err := filepath.Abs(filepath.Join(root, file))
	if err != nil {
		t.Fatal(err)
	}
	replacement, overlay := filepath.Join(t.TempDir(), "file.go"), filepath.Join(t.TempDir(), "overlay.json")
	if err := os.WriteFile(replacement, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	encoded, err := json.Marshal(map[string]map[string]string{"Replace": {absolute: replacement}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(overlay, encoded, 0o600); err != nil {
		t.Fatal(err)
	}
	arguments := []string{"build"}
	if strings.HasSuffix(file, "_test.go") {
		arguments = []string{"test", "-c"}
	}
	command := exec.CommandContext(t.Context(), "go", append(arguments, "-overlay", overlay, "-o", os.DevNull, "./"+path.Dir(file))...)
	command.Dir = root
	return command.CombinedOutput()
}

func TestCodeThatDoesNotCompileIsNoticed(t *testing.T) {
	t.Parallel()
	const imported = "package main\n\nimport \"" + module + "/mcptools\"\n\n"
	for code, compiles := range map[string]bool{
		"// Some program.\npackage main\n\nfunc main() {}\n":                              true,
		imported + "func main() { _ = mcptools.Selection{} }\n":                           true,
		imported + "func main() { _ = mcptools.NoSuchThing{} }\n":                         false,
		"package main_test\n\nimport \"testing\"\n\nfunc TestX(t *testing.T) { t.X() }\n": false,
	} {
		if !isWholeFile(code) {
			t.Errorf("this is a whole file:\n%s", code)
		}
		if output, err := compile(t, wholeFilePath(code), code); (err == nil) != compiles {
			t.Errorf("compiling gives %v, %s:\n%s", err, output, code)
		}
	}
	for fragment, found := range map[string]bool{
		"inDeclaration :=\n\tfunc(group *ast.CommentGroup) bool {\n … return true":      true, // above
		"inDeclaration := func(group *ast.CommentGroup) bool {\n … return " + "nowhere": false,
		"cuts the comments " + "that stand between":                                     false, // a comment
		"_ = mcptools." + "NoSuchThing{}":                                               false, // a string, above
	} {
		if isCompiledSomewhere(t, fragment) != found {
			t.Errorf("found: %t, want %t:\n%s", !found, found, fragment)
		}
	}
}
