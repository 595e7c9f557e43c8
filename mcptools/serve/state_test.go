package serve

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

// Used states are remembered until they expire. Their number is limited for each owner: beyond it no further state of that owner can be used.
func TestUsedStates(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStates()
		use := func(owner, id string, wantCurrent bool, wantErr error) {
			t.Helper()
			if current, err := s.use(owner, id, 60+time.Now().Unix()); current != wantCurrent || err != wantErr {
				t.Fatalf("%s: got %v, %v", id, current, err)
			}
		}
		for i := range maxOwnerStates {
			use("one", fmt.Sprint(i), true, nil)
		}
		use("one", "7", false, errUsedState)
		use("one", "more", false, errTooManyStates)
		use("other", "others", true, nil)
		if current, err := s.use("one", "old", time.Now().Unix()); current || err != nil {
			t.Errorf("expired: got %v, %v", current, err)
		}
		time.Sleep(time.Minute)
		use("one", "more", true, nil)
		use("one", "more", false, errUsedState)
		if len(s.used) != 1 || len(s.counts) != 1 {
			t.Errorf("%d states of %d owners are remembered", len(s.used), len(s.counts))
		}
	})
}
