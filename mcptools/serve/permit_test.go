package serve

import (
	"context"
	"testing"
	"testing/synctest"
)

// A permit waits until there is one. An ended permit is never acquired again, even by a goroutine that the call left behind.
func TestPermit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &permit{all: make(chan struct{}, 1)}
		if !p.acquire(t.Context()) || len(p.all) != 1 {
			t.Fatal("not taken")
		}
		ctx, cancel := context.WithCancel(t.Context())
		other, taken := &permit{all: p.all}, make(chan bool, 1)
		go func() { taken <- other.acquire(ctx) }()
		synctest.Wait()
		if len(taken) != 0 {
			t.Error("did not wait")
		}
		cancel()
		if <-taken {
			t.Error("taken twice")
		}
		other.end()
		p.release()
		p.release()
		if len(p.all) != 0 {
			t.Error("not left to others")
		}
		if !p.acquire(t.Context()) || len(p.all) != 1 {
			t.Error("not taken again")
		}
		p.end()
		if p.acquire(t.Context()); len(p.all) != 0 {
			t.Error("taken after the end")
		}
	})
}
