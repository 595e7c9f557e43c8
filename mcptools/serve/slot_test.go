package serve

import (
	"context"
	"testing"
)

// A slot that is given back stays so, whatever a call has left running behind.
func TestSlot(t *testing.T) {
	t.Parallel()
	s := &slot{all: make(chan struct{}, 1)}
	if !s.take(t.Context()) || len(s.all) != 1 {
		t.Fatal("not taken")
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	other := &slot{all: s.all}
	if other.take(ended) {
		t.Error("taken twice")
	}
	other.end()
	s.leave()
	s.leave()
	if len(s.all) != 0 {
		t.Error("not left to others")
	}
	if !s.take(t.Context()) || len(s.all) != 1 {
		t.Error("not taken again")
	}
	s.end()
	if s.take(t.Context()); len(s.all) != 0 {
		t.Error("taken after the end")
	}
}
