package adaptertest

import (
	"bytes"
	"context"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/scriptedmodel"
)

// TestIncomplete tells whether the example makes no call of an answer that is not whole, and takes none for its end. Such an answer
// is a whole one whose JSON is changed where it matches the pattern. The example's error holds the words.
func (a Agent) TestIncomplete(t *testing.T, pattern, replacement, words string) {
	t.Helper()
	changed := func(model scriptedmodel.Model) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			whole := httptest.NewRecorder()
			a.API(model).ServeHTTP(whole, r)
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write(regexp.MustCompile(pattern).ReplaceAll(whole.Body.Bytes(), []byte(replacement)))
		})
	}
	for _, calls := range [][]scriptedmodel.Call{nil, {call("listed", "list_incidents", "{}")}} {
		account := newAccount(t)
		vendor, _ := Vendor(t, changed, AsksFor(calls...))
		var out strings.Builder
		err := a.Run(t.Context(), &out, account.Client(), vendor, question)
		if err == nil || !strings.Contains(err.Error(), words) || len(account.Requests()) > 0 {
			t.Errorf("after %d calls it says %q, asks PagerDuty %d times and ends with %v, want an error with %q",
				len(calls), &out, len(account.Requests()), err, words)
		}
	}
}

// TestLog tells whether a failed call is in the log, without what could control a terminal. It takes the log for itself: no test that
// uses it is parallel.
func (a Agent) TestLog(t *testing.T) {
	t.Helper()
	var logged bytes.Buffer
	log.SetOutput(&logged)
	defer log.SetOutput(os.Stderr)
	vendor, _ := Vendor(t, a.API, AsksFor(call("evil", "\x1b[2Jreboot", "{}")))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_ = a.Run(ctx, &strings.Builder{}, newAccount(t).Client(), vendor, question) // the vendor refuses the name, too
	if got := logged.String(); !strings.Contains(got, `"\x1b[2Jreboot": `) || strings.Contains(got, "\x1b") {
		t.Errorf("the log has %q", got)
	}
}
