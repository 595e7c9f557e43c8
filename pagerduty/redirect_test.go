package pagerduty_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func TestRedirections(t *testing.T) {
	t.Parallel()
	const home = "127.0.0.1:8080"
	tests := map[string]struct {
		call     func(context.Context, *pagerduty.Client) error
		status   int
		location string
		requests []string
		fails    string // in the error; empty for success
	}{
		"read, another host":   {read, 302, "http://evil.example.com/incidents/PINC", []string{"GET /incidents/PINC"}, "evil.example.com"},
		"read, another port":   {read, 302, "http://127.0.0.1:9090/incidents/PINC", []string{"GET /incidents/PINC"}, "127.0.0.1:9090"},
		"read, another scheme": {read, 302, "https://127.0.0.1:8080/incidents/PINC", []string{"GET /incidents/PINC"}, "redirection to 127.0.0.1:8080"},
		"read, a subdomain":    {read, 307, "http://a.127.0.0.1:8080/x", []string{"GET /incidents/PINC"}, "a.127.0.0.1:8080"},
		"read, same host":      {read, 302, "/moved", []string{"GET /incidents/PINC", "GET /moved"}, ""},
		"read, in circles":     {read, 302, "/incidents/PINC", []string{"GET /incidents/PINC", "GET /incidents/PINC", "GET /incidents/PINC", "GET /incidents/PINC"}, "redirection"},
		"read, no location":    {read, 302, "", []string{"GET /incidents/PINC"}, "302"},
		"update, 302":          {update, 302, "/moved", []string{"PUT /incidents"}, "redirection"},
		"update, 303":          {update, 303, "/moved", []string{"PUT /incidents"}, "redirection"},
		"update, 307":          {update, 307, "/moved", []string{"PUT /incidents"}, "redirection"},
		"note, 301":            {addNote, 301, "/moved", []string{"POST /incidents/PINC/notes"}, "redirection"},
		"note, 308, elsewhere": {addNote, 308, "http://evil.example.com/", []string{"POST /incidents/PINC/notes"}, "evil.example.com"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, sent := serve(t, func(w http.ResponseWriter, r *http.Request) {
					if r.Host != home || !strings.Contains(r.Header.Get("Authorization"), testKey) {
						t.Errorf("a request to %s with Authorization %q", r.Host, r.Header.Get("Authorization"))
					}
					if r.URL.Path == "/moved" {
						_, _ = io.WriteString(w, everyRoot)
						return
					}
					if test.location != "" {
						w.Header().Set("Location", test.location)
					}
					w.WriteHeader(test.status)
				})
				err := test.call(t.Context(), client)
				if (err == nil) != (test.fails == "") || err != nil && !strings.Contains(err.Error(), test.fails) {
					t.Errorf("error %v, want %q", err, test.fails)
				}
				if failure, ok := errors.AsType[*pagerduty.Error](err); ok && failure.StatusCode != test.status {
					t.Errorf("status %d, want %d", failure.StatusCode, test.status)
				}
				sent.expect(t, test.requests...)
			})
		})
	}
}
