package serve

import (
	"context"
	"testing"
	"testing/synctest"
)

// When too much is in flight the next request is not read until there is room: it is not lost, and memory is bounded.
func TestRoomForRequests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		r := newRequests(2)
		release := make(chan struct{})
		for _, key := range []string{"a", "b"} {
			if !r.waitForRoom(ctx) || !r.start(&request{key: key}, func() { <-release }) {
				t.Fatalf("no room for %s", key)
			}
		}
		third := make(chan bool, 1)
		go func() { third <- r.waitForRoom(ctx) }()
		synctest.Wait()
		if len(third) != 0 {
			t.Fatal("there was room for a third")
		}
		release <- struct{}{}
		if !<-third {
			t.Error("no room after one has ended")
		}
		go func() { third <- r.waitForRoom(ctx) }()
		synctest.Wait()
		cancel()
		if <-third {
			t.Error("room after the end of the context")
		}

		idle := r.close()
		synctest.Wait()
		select {
		case <-idle:
			t.Error("idle while one is running")
		default:
		}
		close(release)
		<-idle
		if len(r.room) != 1 {
			t.Errorf("%d places taken, want the one that was never used", len(r.room))
		}
		if !r.start(&request{key: "c"}, func() { t.Error("started after the end") }) || len(r.room) != 0 {
			t.Error("a request after the end must be dropped")
		}
	})
}
