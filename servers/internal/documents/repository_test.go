package documents

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

const (
	root   = "../../.." // the repository, from here
	module = "github.com/pagerduty-mcp/pagerduty-mcp-go"
)

// listFiles lists the repository's files by their paths in it, but for what is built, for test data,
// and for what git and editors keep for themselves.
var listFiles = sync.OnceValues(func() ([]string, error) {
	var files []string
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && file != root && (strings.HasPrefix(entry.Name(), ".") || file == filepath.Join(root, "bin") || entry.Name() == "testdata"):
			return fs.SkipDir
		case !entry.IsDir():
			relative, err := filepath.Rel(root, file)
			files = append(files, filepath.ToSlash(relative))
			return err
		}
		return nil
	})
	return files, err
})

// repositoryFiles lists those of the repository's files whose names end in suffix.
func repositoryFiles(t *testing.T, suffix string) []string {
	t.Helper()
	all, err := listFiles()
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, file := range all {
		if strings.HasSuffix(file, suffix) {
			files = append(files, file)
		}
	}
	if len(files) == 0 {
		t.Fatalf("the repository has no file *%s", suffix)
	}
	return files
}

func readFile(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// exists reports whether a path exists, relative to the repository's root or to a directory in it.
func exists(directory, name string) bool {
	for _, start := range []string{".", directory} {
		if inside := path.Join(start, name); !strings.HasPrefix(inside, "..") {
			if _, err := os.Stat(filepath.Join(root, inside)); err == nil {
				return true
			}
		}
	}
	return false
}
