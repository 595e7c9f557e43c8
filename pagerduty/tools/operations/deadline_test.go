package operations_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/operations"
)

// slow sends requests to a handler. It does not answer reads of some paths until their context ends.
type slow struct {
	http.Handler
	paths []string // prefixes
}

func (s slow) RoundTrip(r *http.Request) (*http.Response, error) {
	for _, path := range s.paths {
		if r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, path) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}
	}
	recorder := httptest.NewRecorder()
	if r = r.Clone(r.Context()); r.Body == nil {
		r.Body = http.NoBody
	}
	s.ServeHTTP(recorder, r)
	return recorder.Result(), nil
}

// What is optional and takes too long is missing. It costs neither the change nor the rest of the result.
func TestSlowPartsAreMissing(t *testing.T) {
	t.Parallel()
	for call, want := range map[string]string{
		`create_maintenance_window {"service_ids":["PSCHKAP"],"duration":"2h"}`: `"missing":{"overlaps":`,
		`get_service_dependencies {"service_id":"PSCHKAP"}`:                     `"missing":{"open_incidents":`,
		`list_business_services {}`:                                             "impact could not be read",
		`get_business_service {"service_id":"Online Shop"}`:                     `"missing":{"impacted_by":`,
	} {
		synctest.Test(t, func(t *testing.T) {
			paths := []string{"/incidents", "/maintenance_windows", "/business_services/impact"}
			client, err := pagerduty.New(pagerduty.APIKey(simulator.UserKey), pagerduty.WithTransport(slow{simulator.New(), paths}))
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
			defer cancel()
			name, arguments, _ := strings.Cut(call, " ")
			result := mcptools.CallNamed(ctx, operations.Toolset(client).Tools, name, json.RawMessage(arguments))
			if result.Err != nil || ctx.Err() != nil || !strings.Contains(result.Text, want) {
				t.Errorf("%s: %v: %s", call, ctx.Err(), result.Text)
			}
		})
	}
}
