package documents

import (
	"go/doc/comment"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// Go in a document is a verbatim part of a Go file, which the compiler checks. "…" marks what is left out.
func TestGoInDocumentsCompiles(t *testing.T) {
	t.Parallel()
	for _, d := range documents(t) {
		for _, b := range d.blocks {
			if b.language == "go" && !isCompiled(t, b.code) {
				t.Errorf("%s:%d: this Go stands in no Go file of the repository; write it as an Example first:\n%s", d.file, b.line, b.code)
			}
		}
	}
}

// The same holds for code in the comments of packages, which pkg.go.dev shows. Shell commands there name what exists.
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
			case !isCompiled(t, code.Text):
				t.Errorf("%s: this Go in the package's comment stands in no Go file, such as its example_test.go:\n%s", file, code.Text)
			}
		}
	}
}

func isShell(code string) bool {
	return regexp.MustCompile(`^(go|make|curl|cd|export|pagerduty-[a-z]+|[A-Z_]+=\S*|\$) `).MatchString(code)
}

// isCompiled reports whether the parts of a fragment stand in one Go file, in their order, whatever their layout.
func isCompiled(t *testing.T, fragment string) bool {
	t.Helper()
	files, err := compiledCode()
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range files {
		found := true
		for part := range strings.SplitSeq(fragment, "…") {
			if _, code, found = strings.Cut(code, withoutLayout(part)); !found {
				break
			}
		}
		if found {
			return true
		}
	}
	return false
}

func withoutLayout(code string) string { return strings.Join(strings.Fields(code), " ") }

// compiledCode holds every Go file without its layout, and without lines that are comments alone: those prove nothing.
var compiledCode = sync.OnceValues(func() ([]string, error) {
	files, err := listFiles()
	if err != nil {
		return nil, err
	}
	var all []string
	for _, file := range files {
		if strings.HasSuffix(file, ".go") {
			text, err := os.ReadFile(filepath.Join(root, file))
			if err != nil {
				return nil, err
			}
			all = append(all, withoutLayout(withoutCommentLines(string(text))))
		}
	}
	return all, nil
})

// withoutCommentLines leaves comments within a function, which are part of its code.
func withoutCommentLines(text string) string {
	var code strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "//") {
			code.WriteString(line)
		}
	}
	return code.String()
}

func TestCodeThatStandsNowhereIsNoticed(t *testing.T) {
	t.Parallel()
	for fragment, found := range map[string]bool{
		"func withoutLayout(code\n\tstring) string {\n … strings.Fields(code)": true,
		"func withoutLayout(code string) … return nowhere" + "At(all)":         false,
		"lines that are " + "comments alone: those":                            false,
	} {
		if isCompiled(t, fragment) != found {
			t.Errorf("found: %t, want %t:\n%s", !found, found, fragment)
		}
	}
}
