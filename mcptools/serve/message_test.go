package serve

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode/utf8"
)

// Every line is either parsed or refused, with an id that a client may have sent.
func FuzzParseMessage(f *testing.F) {
	for _, line := range []string{
		`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","arguments":{},"_meta":{"progressToken":1}}}`,
		`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"a"}}`,
		`{"jsonrpc":"2.0","id":"a","result":{}}`, `{"id":1,"params":{"id":"x"`, `[{}]`, ` `, "\xff", `{"params":"","id":7}`, `null`,
	} {
		f.Add([]byte(line), 40)
	}
	f.Fuzz(func(t *testing.T, text []byte, limit int) {
		l, err := newLineReader(bytes.NewReader(text), max(limit, 1)).next()
		if err != nil {
			return
		}
		m, problem := parseMessage(l, limit)
		if m.id != nil && (!json.Valid(m.id) || !utf8.Valid(m.id) || !isRequestID(m.id)) {
			t.Errorf("%q: the id %s", text, m.id)
		}
		if problem != nil {
			return
		}
		if sent := m.forSDK(); m.method != "" && m.id != nil && !json.Valid(sent) {
			t.Errorf("%q becomes %s", text, sent)
		}
		_ = m.params.cancelledID()
		_ = m.params.progressToken()
		_, _ = m.params.name()
	})
}
