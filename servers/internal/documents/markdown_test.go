package documents

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// document is a Markdown file, taken apart as far as the checks need it.
type document struct {
	file   string // its path in the repository
	text   string
	blocks []block // what stands between ``` and ```
	prose  []span  // lines outside of blocks, without the spans
	spans  []span  // what stands between ` and `
	links  []span  // where links lead
}

// block is a piece of code of several lines, without the indentation that it has in the document.
type block struct {
	document string
	line     int // in the document
	language string
	heading  string // the last one before it
	code     string
}

// span is a piece of a line.
type span struct {
	line int
	text string
}

func (d document) directory() string { return path.Dir(d.file) }

var (
	fence      = regexp.MustCompile("^([ \t]*)```([a-z]*)[ \t]*$")
	inlineCode = regexp.MustCompile("`([^`]+)`")
	inlineLink = regexp.MustCompile(`\]\(([^)\s]+)\)`)
)

// documents reads every Markdown file of the repository.
func documents(t *testing.T) []document {
	t.Helper()
	var all []document
	for _, file := range repositoryFiles(t, ".md") {
		all = append(all, parseDocument(file, readFile(t, file)))
	}
	return all
}

func parseDocument(file, text string) document {
	d := document{file: file, text: text}
	var open *block
	var heading, indentation string
	for i, line := range strings.Split(text, "\n") {
		mark := fence.FindStringSubmatch(line)
		switch {
		case open == nil && mark != nil:
			indentation = mark[1]
			open = &block{document: file, line: i + 1, language: mark[2], heading: heading}
		case open != nil && mark != nil:
			d.blocks = append(d.blocks, *open)
			open = nil
		case open != nil:
			open.code += strings.TrimPrefix(line, indentation) + "\n"
		default:
			if title, ok := strings.CutPrefix(strings.TrimLeft(line, "#"), " "); ok && strings.HasPrefix(line, "#") {
				heading = title
			}
			for _, found := range inlineCode.FindAllStringSubmatch(line, -1) {
				d.spans = append(d.spans, span{i + 1, found[1]})
			}
			prose := inlineCode.ReplaceAllString(line, "")
			d.prose = append(d.prose, span{i + 1, prose})
			for _, found := range inlineLink.FindAllStringSubmatch(prose, -1) {
				d.links = append(d.links, span{i + 1, found[1]})
			}
		}
	}
	return d
}

func TestParseDocument(t *testing.T) {
	t.Parallel()
	d := parseDocument("docs/x.md", "# Title\nUse `--demo`, see [there](y.md).\n\n1. So:\n\n   ```go\n   x := 1\n   \ty()\n   ```\n```\nplain `z`\n```\n")
	want := []block{
		{"docs/x.md", 6, "go", "Title", "x := 1\n\ty()\n"},
		{"docs/x.md", 10, "", "Title", "plain `z`\n"},
	}
	if !slices.Equal(d.blocks, want) {
		t.Errorf("the blocks are %+v, want %+v", d.blocks, want)
	}
	if !slices.Equal(d.spans, []span{{2, "--demo"}}) || !slices.Equal(d.links, []span{{2, "y.md"}}) {
		t.Errorf("spans %+v, links %+v", d.spans, d.links)
	}
}
