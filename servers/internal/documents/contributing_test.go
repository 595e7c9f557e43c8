package documents

import (
	"strings"
	"testing"
)

const (
	guide         = "CONTRIBUTING.md"
	toolHeading   = "Add a tool in five minutes"
	toolIsAddedIn = "pagerduty/tools/incidents/notes.go"
)

func isPieceOfTheTool(b block) bool { return b.document == guide && b.heading == toolHeading }

// The tool that CONTRIBUTING adds as an example is added here, by an overlay, and compiled.
func TestTheToolOfContributingCompiles(t *testing.T) {
	t.Parallel()
	var pieces []string
	for _, b := range parseDocument(guide, readFile(t, guide)).blocks {
		if b.language == "go" && isPieceOfTheTool(b) {
			pieces = append(pieces, b.code)
		}
	}
	if len(pieces) != 3 {
		t.Fatalf("%s has %d pieces of Go under %q, want arguments, handler and declaration", guide, len(pieces), toolHeading)
	}
	const list = "return []mcptools.Tool{\n"
	code := strings.Replace(readFile(t, toolIsAddedIn), list, list+pieces[2], 1) + pieces[0] + pieces[1]
	if output, err := compile(t, toolIsAddedIn, code); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}
