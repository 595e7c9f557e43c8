package serve

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// Shares are given in order; what is longer than expected keeps others waiting until it is written.
func TestBacklog(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBacklog(2 * expectedReply)
		first, second := b.take(t.Context()), b.take(t.Context())
		order := make(chan int, 3)
		for i := range 3 {
			go func() {
				b.take(t.Context())
				order <- i
			}()
			synctest.Wait()
		}
		ended, cancel := context.WithCancel(t.Context())
		gaveUp := make(chan int, 1)
		go func() { gaveUp <- b.take(ended) }()
		synctest.Wait()
		cancel()
		if share := <-gaveUp; share != 0 {
			t.Errorf("%d bytes after the end of the context", share)
		}
		first = b.resize(first, 3*expectedReply)
		b.resize(second, 0)
		synctest.Wait()
		if len(order) != 0 {
			t.Error("a share was given beyond the limit")
		}
		b.resize(first, 0)
		synctest.Wait()
		if len(order) != 2 || <-order+<-order != 0+1 {
			t.Error("want shares for the first two")
		}
		b.resize(expectedReply, 10)
		b.resize(10, 0)
		if <-order != 2 {
			t.Error("want a share for the last one")
		}
		b.resize(2*expectedReply, 0)
		if b.free != 2*expectedReply || len(b.waiting) != 0 {
			t.Errorf("%d bytes are free and %d wait at the end", b.free, len(b.waiting))
		}
	})
}

// A client that does not read what it has asked for can have no more than so much of it kept for it. Meanwhile what it sends is
// read, and it gets all when it reads.
func TestUnreadAnswersAreBounded(t *testing.T) {
	t.Parallel()
	const calls, size, most = 300, 100_000, 1 << 20
	var ran atomic.Int32
	big := mcptools.Read("big", "Returns much.", func(context.Context, struct{}) ([]string, error) {
		ran.Add(1)
		return slices.Repeat([]string{strings.Repeat("x", 1000)}, size/1000), nil
	}).WithMaxResultBytes(0)
	server, err := New(Info{Name: "test"}, []mcptools.Tool{big})
	if err != nil {
		t.Fatal(err)
	}
	in, input := io.Pipe()
	output, out := io.Pipe()
	c := &connection{
		Server:   server,
		requests: newRequests(maxInFlight, maxInFlightBytes),
		backlog:  newBacklog(most),
		out:      &messageWriter{out: out, failed: func(error) {}},
	}
	go func() { _ = c.read(t.Context(), in) }()
	for id := range calls {
		_, _ = fmt.Fprintf(input, `{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"big"}}`+"\n", id)
	}
	_, _ = io.WriteString(input, `{"jsonrpc":"2.0","id":"ping","method":"ping"}`+"\n")
	input.Close()
	for deadline := time.Now().Add(20 * time.Second); ran.Load() < most/size && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(50 * time.Millisecond) // for calls that should not run
	if ran := ran.Load(); ran < most/size || ran > most/expectedReply {
		t.Errorf("%d calls ran before any answer was read, want %d to %d", ran, most/size, most/expectedReply)
	}
	lines := newLineReader(output, 2*size)
	for answers, pings := 0, 0; answers < calls || pings == 0; {
		l, err := lines.next()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(l.text, []byte(`"ping"`)) {
			if answers++; len(l.text) < size {
				t.Fatalf("an answer of %d bytes: %.200s", len(l.text), l.text)
			}
			continue
		}
		if pings++; answers > calls/2 {
			t.Errorf("the ping was answered behind %d calls", answers)
		}
	}
	if <-c.requests.close(); c.backlog.free != most {
		t.Errorf("%d of %d bytes are free at the end", c.backlog.free, most)
	}
}
