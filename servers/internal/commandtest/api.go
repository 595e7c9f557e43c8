package commandtest

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// API stands in for PagerDuty's API on a loopback address, and remembers the requests.
type API struct {
	URL string

	mutex    sync.Mutex
	requests []Request
}

// Request is a request that the API received.
type Request struct{ Method, Path, Authorization, From string }

// NewAPI starts an API that answers with handler until the test ends.
func NewAPI(t testing.TB, handler http.HandlerFunc) *API {
	t.Helper()
	api := &API{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		api.mutex.Lock()
		api.requests = append(api.requests, Request{r.Method, r.URL.Path, r.Header.Get("Authorization"), r.Header.Get("From")})
		api.mutex.Unlock()
		w.Header().Set("Content-Type", "application/json")
		handler(w, r)
	}))
	t.Cleanup(server.Close)
	api.URL = server.URL
	return api
}

// Requests returns the requests received so far.
func (a *API) Requests() []Request {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	return append([]Request(nil), a.requests...)
}

// Variables returns the environment variables that point a server at the API.
func (a *API) Variables(key string) []string {
	return []string{"PAGERDUTY_USER_API_KEY=" + key, "PAGERDUTY_API_HOST=" + a.URL}
}
