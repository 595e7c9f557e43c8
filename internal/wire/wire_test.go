package wire_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/wire"
)

// recorder is a test that remembers its errors.
type recorder struct {
	testing.TB
	errors []string
}

func (r *recorder) Helper()           {}
func (r *recorder) Error(args ...any) { r.errors = append(r.errors, fmt.Sprint(args...)) }
func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

// Output that is not the protocol, and a second reply to a request, fail the test.
func TestStrayOutput(t *testing.T) {
	t.Parallel()
	reply := `{"jsonrpc":"2.0","id":1,"result":{}}` + "\n"
	for _, test := range []struct{ output, want string }{
		{reply, ""},
		{reply + `{"jsonrpc":"2.0","id":2,"method":"ping"}` + "\n", ""},
		{reply + reply, "two messages with the id"},
		{"listening\n" + reply, "listening"},
		{"\n", `wrote ""`},
		{`{"jsonrpc":"2.0","id":1}` + "\n", "neither a request nor a response"},
		{`{"jsonrpc":"1.0","id":1,"result":{}}` + "\n", "neither a request nor a response"},
		{`{"jsonrpc":"2.0","id":1,"result":{}}` + "\r\n", "carriage return"},
		{`{"jsonrpc":"2.0","id":1,"result":{}}` + strings.TrimSpace(reply) + "\n", "after top-level value"},
		{strings.TrimSpace(reply), "no line feed"},
	} {
		recorded := &recorder{TB: t}
		wire.New(recorded, io.Discard, strings.NewReader(test.output)).Rest()
		got := strings.Join(recorded.errors, "\n")
		if (got == "") != (test.want == "") || !strings.Contains(got, test.want) {
			t.Errorf("%q: the errors are %q, want %q", test.output, got, test.want)
		}
	}
}
