package serve

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

// Used states are remembered until they expire. Their number is limited: beyond it no further state can be used.
func TestUsedStates(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStates()
		use := func(id string, wantCurrent bool, wantErr error) {
			t.Helper()
			if current, err := s.use(id, 60+time.Now().Unix()); current != wantCurrent || err != wantErr {
				t.Fatalf("%s: got %v, %v", id, current, err)
			}
		}
		for i := range maxUsedStates {
			use(fmt.Sprint(i), true, nil)
		}
		use("7", false, errUsedState)
		use("more", false, errTooManyStates)
		if current, err := s.use("old", time.Now().Unix()); current || err != nil {
			t.Errorf("expired: got %v, %v", current, err)
		}
		time.Sleep(time.Minute)
		use("more", true, nil)
		use("more", false, errUsedState)
		if len(s.used) != 1 {
			t.Errorf("%d states are remembered", len(s.used))
		}
	})
}
