package serve_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

// A browser may show an answer to pages that the operator allows, and to no other.
func TestHTTPTellsBrowsers(t *testing.T) {
	t.Parallel()
	handler := newServer(t, testTools()).Handler(serve.WithAllowedOrigins("https://chat.example.com"))
	for name, test := range map[string]struct {
		method, origin, want string
		status               int
	}{
		"question before a request": {http.MethodOptions, "https://chat.example.com", "https://chat.example.com", http.StatusNoContent},
		"refused request":           {http.MethodGet, "https://chat.example.com", "https://chat.example.com", http.StatusMethodNotAllowed},
		"foreign page":              {http.MethodOptions, "https://evil.example", "", http.StatusForbidden},
		"page of this machine":      {http.MethodOptions, "http://localhost:3000", "", http.StatusNoContent},
		"no page":                   {http.MethodOptions, "", "", http.StatusNoContent},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			request := httptest.NewRequest(test.method, "http://localhost/mcp", nil)
			if test.origin != "" {
				request.Header.Set("Origin", test.origin)
			}
			request.Header.Set("Access-Control-Request-Headers", "authorization,mcp-session-id")
			answer := httptest.NewRecorder()
			handler.ServeHTTP(answer, request)
			if got := answer.Header().Get("Access-Control-Allow-Origin"); got != test.want || answer.Code != test.status {
				t.Errorf("got %d, allowed for %q; want %d, %q", answer.Code, got, test.status, test.want)
			}
			headers := answer.Header().Get("Access-Control-Allow-Headers")
			if allowed := test.want != "" && test.method == http.MethodOptions; allowed != (headers == "authorization,mcp-session-id") {
				t.Errorf("allowed headers: %q", headers)
			}
		})
	}
}
