package incident

import "github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"

// Missing has the parts of a result that could not be read, with the reasons. Effects of writes are read after the write, which is a
// success even if they cannot be read.
type Missing map[string]string

// Add records that a part could not be read; nothing if err is nil.
func (m *Missing) Add(part string, err error) {
	if err == nil {
		return
	}
	if *m == nil {
		*m = Missing{}
	}
	(*m)[part] = explain.Text(err)
}
