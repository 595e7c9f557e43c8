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

// TestIncomplete tests that the example fails at an incomplete answer, with an error that contains words, and makes none of its
// calls. The answer is a complete one with the pattern replaced in its JSON.
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
			t.Errorf("with %d calls: prints %q, sends PagerDuty %d requests and returns %v, want an error with %q",
				len(calls), &out, len(account.Requests()), err, words)
		}
	}
}

// TestLog tests that the log has a failed call, without control characters. It replaces the output of package log, so tests that
// use it must not be parallel.
func (a Agent) TestLog(t *testing.T) {
	t.Helper()
	var logged bytes.Buffer
	log.SetOutput(&logged)
	defer log.SetOutput(os.Stderr)
	vendor, _ := Vendor(t, a.API, AsksFor(call("evil", "\x1b[2Jreboot", "{}")))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_ = a.Run(ctx, &strings.Builder{}, newAccount(t).Client(), vendor, question) // the vendor then refuses the name
	if got := logged.String(); !strings.Contains(got, `"\x1b[2Jreboot": `) || strings.Contains(got, "\x1b") {
		t.Errorf("the log is %q", got)
	}
}
