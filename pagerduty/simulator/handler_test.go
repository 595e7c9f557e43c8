package simulator

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// TestTimeBelongsToTheAccount: a request reads the clock after it has locked the account, so that the time always belongs to the account.
func TestTimeBelongsToTheAccount(t *testing.T) {
	t.Parallel()
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		var s *Simulator
		reads := 0
		s = New(WithClock(func() time.Time {
			if reads++; s != nil && s.mutex.TryLock() {
				s.mutex.Unlock()
				t.Errorf("%s reads the clock before it has the account", method)
			}
			return time.Date(2026, 10, 14, 12, 0, 0, 0, time.UTC)
		}))
		start := reads
		s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), method, "/incidents", http.NoBody))
		if reads == start {
			t.Errorf("%s does not read the clock", method)
		}
	}
}
