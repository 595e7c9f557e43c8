package people_test

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
)

// forgetful returns a handler that carries out the first requests of a method, but responds with 500.
func forgetful(method string, times int32) func(http.Handler) http.Handler {
	return func(account http.Handler) http.Handler {
		var lost atomic.Int32
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == method && lost.Add(1) <= times {
				account.ServeHTTP(httptest.NewRecorder(), r)
				w.WriteHeader(http.StatusInternalServerError)
				return
			}
			account.ServeHTTP(w, r)
		})
	}
}
