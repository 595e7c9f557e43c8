package explain_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// What an attempt without an answer has removed is removed: the next finds nothing.
func TestWhatIsGoneAfterAllIsNoFailure(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		method    string
		status    int
		uncertain bool
		done      bool
	}{
		"removed before":      {http.MethodDelete, http.StatusNotFound, true, true},
		"never there":         {http.MethodDelete, http.StatusNotFound, false, false},
		"refused":             {http.MethodDelete, http.StatusBadRequest, true, false},
		"a change of nothing": {http.MethodPut, http.StatusNotFound, true, false},
	} {
		failure := failed(test.status)
		failure.Method, failure.Mutates, failure.Uncertain = test.method, true, test.uncertain
		result := call(t, fmt.Errorf("team: %w", failure))
		if done := result.Err == nil && strings.Contains(result.Text, `"done":true`); done != test.done {
			t.Errorf("%s: it says %s, %v", name, result.Text, result.Err)
		}
	}
}

func TestShiftBasedSchedulesAreNamedAsSuch(t *testing.T) {
	t.Parallel()
	for _, err := range []error{pagerduty.ErrShiftBased, fmt.Errorf("%w: %w", pagerduty.ErrShiftBased, failed(http.StatusBadRequest))} {
		if result := call(t, err); !strings.Contains(result.Text, "shift-based (v3)") || result.Err == nil {
			t.Errorf("it says %s", result.Text)
		}
	}
}
