package shared

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

// Used ids are remembered until they expire. Their number is limited for each owner: beyond it no further id of that owner can be used.
func TestUsedIDs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := NewMemory()
		use := func(owner, id string, want error) {
			t.Helper()
			if err := m.Once(t.Context(), owner, id, time.Now().Add(time.Minute)); err != want {
				t.Fatalf("%s: got %v, want %v", id, err, want)
			}
		}
		for i := range MaxUsedByOwner {
			use("one", fmt.Sprint(i), nil)
		}
		use("one", "7", ErrUsed)
		use("one", "more", ErrTooMany)
		use("other", "7", nil)
		if err := m.Once(t.Context(), "one", "old", time.Now()); err != ErrExpired {
			t.Errorf("expired: got %v", err)
		}
		time.Sleep(time.Minute)
		use("one", "more", nil)
		use("one", "more", ErrUsed)
		if len(m.once.used) != 1 || len(m.once.counts) != 1 {
			t.Errorf("%d ids of %d owners are remembered", len(m.once.used), len(m.once.counts))
		}
	})
}
