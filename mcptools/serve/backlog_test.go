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

func nothingElse() bool { return true }

// Shares are reserved in order. A reply that is larger than expected makes others wait until it is written, and changes what is expected.
func TestBacklog(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBacklog(8*leastReply, 4*leastReply)
		shares := make([]*share, 6)
		taken := make(chan int, len(shares))
		for i := range shares {
			shares[i] = &share{backlog: b, kind: "big"}
			go func() {
				shares[i].reserve(t.Context(), nothingElse)
				taken <- i
			}()
			synctest.Wait()
		}
		expect := func(when string, want ...int) {
			t.Helper()
			synctest.Wait()
			var got []int
			for len(taken) > 0 {
				got = append(got, <-taken)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: shares were reserved by %v, want %v", when, got, want)
			}
		}
		expect("at first", 0, 1)
		shares[0].settle(6 * leastReply)
		expect("beyond the limit")
		shares[0].end()
		expect("with less free than the largest reply")
		shares[1].settle(10)
		shares[1].end()
		expect("with room for one of the largest", 2)
		shares[2].release()
		expect("one waits for its user", 3)
		shares[3].settle(100 * leastReply)
		shares[3].end()
		expect("one that is larger than all", 4)
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if late := (&share{backlog: b}); late.reserve(ended, nothingElse) || late.bytes != 0 {
			t.Error("taken after the end of the context")
		}
		shares[4].end()
		expect("the last", 5)
		if shares[5].release(); shares[5].reserve(t.Context(), func() bool { return false }) || shares[5].bytes != 0 {
			t.Error("kept without what else was needed")
		}
		if shares[0].reserve(t.Context(), nothingElse); b.free != b.total {
			t.Errorf("%d of %d bytes are free at the end", b.free, b.total)
		}
	})
}

// The unread replies of a client are bounded, however large they are and whatever was expected. Meanwhile its messages are read. When it
// reads again, it gets every reply.
func TestUnreadAnswersAreBounded(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		calls, size, total, first int
		least, most               int32 // calls that run before a reply is read
	}{
		"small replies": {100, 100_000, 4 << 20, firstReply, 4, 4<<20/leastReply + 1},
		"large replies": {30, 250_000, 1 << 20, 128 << 10, 4, 8},
		"huge replies":  {12, 1_500_000, 1 << 20, 128 << 10, 1, 8},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testUnreadAnswers(t, test.calls, test.size, newBacklog(test.total, test.first), test.least, test.most)
		})
	}
}

func testUnreadAnswers(t *testing.T, calls, size int, b *backlog, least, most int32) {
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
		backlogs: backlogs{b, newBacklog(maxListBacklog, leastReply)},
		out:      &messageWriter{out: out, failed: func(error) {}},
	}
	go func() { _ = c.read(t.Context(), in) }()
	for id := range calls {
		_, _ = fmt.Fprintf(input, `{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"big"}}`+"\n", id)
	}
	for _, method := range []string{"ping", "tools/list"} {
		_, _ = fmt.Fprintf(input, `{"jsonrpc":"2.0","id":%[1]q,"method":%[1]q}`+"\n", method)
	}
	input.Close()
	for deadline := time.Now().Add(20 * time.Second); ran.Load() < least && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	for quiet, before := 0, int32(-1); quiet < 15; quiet++ { // until no further call begins, however busy the machine is
		if now := ran.Load(); now != before {
			quiet, before = 0, now
		}
		time.Sleep(20 * time.Millisecond)
	}
	if ran := ran.Load(); ran < least || ran > most {
		t.Errorf("%d calls ran before any answer was read, want %d to %d", ran, least, most)
	}
	lines := newLineReader(output, 2*size)
	for answers, others := 0, 0; answers < calls || others < 2; {
		l, err := lines.next()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(l.text[:min(len(l.text), 40)], []byte(`"id":"`)) {
			if answers++; len(l.text) < size {
				t.Fatalf("an answer of %d bytes: %.200s", len(l.text), l.text)
			}
			continue
		}
		if others++; answers > int(most) { // the calls that ran before it was read
			t.Errorf("a request other than a call was answered after %d calls", answers)
		}
	}
	if <-c.requests.close(); b.free != b.total {
		t.Errorf("%d of %d bytes are free at the end", b.free, b.total)
	}
}
