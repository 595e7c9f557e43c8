package simulator_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

func BenchmarkNew(b *testing.B) {
	for _, seed := range []simulator.Seed{simulator.Empty, simulator.Demo, simulator.Large} {
		b.Run(string(seed), func(b *testing.B) {
			for b.Loop() {
				simulator.New(simulator.WithSeed(seed))
			}
		})
	}
}

// BenchmarkOnCalls lists the shifts of a quarter of a year.
func BenchmarkOnCalls(b *testing.B) {
	s := simulator.New(simulator.WithClock(atNoon))
	request := httptest.NewRequest(http.MethodGet, "/oncalls?limit=100&until=2027-01-12T00:00:00Z", nil)
	request.Header.Set("Authorization", "Bearer "+simulator.UserKey)
	request.Header.Set("Accept", accept)
	for b.Loop() {
		answer := httptest.NewRecorder()
		s.ServeHTTP(answer, request)
		if answer.Code != http.StatusOK {
			b.Fatal(answer.Body)
		}
	}
}

func BenchmarkList100(b *testing.B) {
	s := simulator.New(simulator.WithSeed(simulator.Large))
	for _, list := range []string{"incidents", "services", "users"} {
		b.Run(list, func(b *testing.B) {
			request := httptest.NewRequest(http.MethodGet, "/"+list+"?limit=100", nil)
			request.Header.Set("Authorization", "Bearer "+simulator.UserKey)
			request.Header.Set("Accept", accept)
			b.ReportAllocs()
			for b.Loop() {
				answer := httptest.NewRecorder()
				s.ServeHTTP(answer, request)
				if n, _ := io.Copy(io.Discard, answer.Result().Body); n < 10_000 {
					b.Fatal(answer.Code, n)
				}
			}
		})
	}
}
