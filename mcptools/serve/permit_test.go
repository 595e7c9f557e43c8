package serve

import (
	"context"
	"testing"
)

// An ended permit is never acquired again, even by a goroutine that the call left behind.
func TestPermit(t *testing.T) {
	t.Parallel()
	p := &permit{all: make(chan struct{}, 1)}
	if !p.acquire(t.Context()) || len(p.all) != 1 {
		t.Fatal("not taken")
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	other := &permit{all: p.all}
	if other.acquire(ended) {
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
}
