package aiops_test

import (
	"bytes"
	"io"
	"net/http"
)

// refusing returns a handler that answers the chosen requests with 403.
func refusing(meant func(r *http.Request, body string) bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			if meant(r, string(body)) {
				w.WriteHeader(http.StatusForbidden)
				_, _ = io.WriteString(w, `{"error":{"message":"No","code":2010}}`)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}
