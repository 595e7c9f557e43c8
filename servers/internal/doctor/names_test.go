package doctor

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Programs read the names of the checks, so the document has every one.
func TestNamesAreDocumented(t *testing.T) {
	t.Parallel()
	document, err := os.ReadFile("../../../docs/troubleshooting.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	name := regexp.MustCompile(`"((?:` + strings.Join(groups, "|") + `)\.[a-z_]+)"`)
	found := map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range name.FindAllSubmatch(text, -1) {
			found[string(match[1])] = true
			if !strings.Contains(string(document), "`"+string(match[1])+"`") {
				t.Errorf("%s: docs/troubleshooting.md lacks %s", file, match[1])
			}
		}
	}
	if len(found) < 20 {
		t.Errorf("found only %d names: %v", len(found), found)
	}
}
