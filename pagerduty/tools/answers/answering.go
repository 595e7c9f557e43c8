package answers

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// answering is what an answer about incidents is read and shown with.
type answering struct {
	*reading
	client  *pagerduty.Client
	clock   clock
	full    bool     // everything, not the brief form
	remarks []string // statements about the whole answer
}

// remark adds statements about the whole answer.
func (a *answering) remark(texts ...string) { a.remarks = append(a.remarks, texts...) }

// cut returns a text of a brief answer with at most so many characters.
func (a *answering) cut(text string, most int) string {
	if a.full {
		return text
	}
	return mcptools.Clean(text, most)
}

// details returns JSON that an outsider may have sent: as it is, or the beginning of its text if a brief answer has no room for it.
func (a *answering) details(raw json.RawMessage, most int) any {
	value := view.Compact(raw)
	if value == nil {
		return nil
	}
	var text bytes.Buffer
	if a.full || json.Compact(&text, raw) == nil && text.Len() <= most {
		return value
	}
	if words, isText := value.(string); isText {
		return a.cut(words, most)
	}
	return a.cut(text.String(), most)
}

// some returns the first items of a list in a brief answer, and remarks how many there are.
func some[T any](a *answering, name string, list []T, most int) []T {
	if a.full || len(list) <= most {
		return list
	}
	a.remark(fmt.Sprintf("%s: shown are %d of %d.", name, most, len(list)))
	return list[:most]
}
