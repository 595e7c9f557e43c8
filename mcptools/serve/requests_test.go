package serve

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"testing"
	"testing/synctest"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// With too many unanswered requests the server does not read the next one until there is room. Memory is bounded, and no request is lost.
func TestRoomForRequests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		r := newRequests(2, 100)
		release := make(chan struct{})
		for _, key := range []string{"a", "b"} {
			if req := (&request{key: key, size: 10}); !r.admit(ctx, req) || !r.start(req, func() { <-release }) {
				t.Fatalf("no room for %s", key)
			}
		}
		third := make(chan bool, 1)
		late := &request{key: "c"}
		go func() { third <- r.admit(ctx, late) }()
		synctest.Wait()
		if len(third) != 0 {
			t.Fatal("there was room for a third")
		}
		release <- struct{}{}
		if !<-third {
			t.Error("no room after one has ended")
		}
		go func() { third <- r.admit(ctx, &request{key: "d"}) }()
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
		if r.count != 1 || r.bytes != 0 {
			t.Errorf("%d places taken, want the one that was never used", r.count)
		}
		if !r.start(late, func() { t.Error("started after the end") }) || r.count != 0 {
			t.Error("a request after the end must be dropped")
		}
	})
}

// The limit of bytes makes large messages wait for each other. A message larger than the limit waits until all others are answered.
func TestRoomForBytes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRequests(1000, 100)
		release := make(chan struct{})
		begun := make(chan string, 10)
		go func() {
			for _, req := range []*request{{key: "60", size: 60}, {key: "40", size: 40}, {key: "1", size: 1}, {key: "500", size: 500}, {key: "0"}} {
				if !r.admit(t.Context(), req) || !r.start(req, func() { <-release }) {
					t.Errorf("no room for %s bytes", req.key)
				}
				begun <- req.key
			}
		}()
		for _, want := range [][]string{{"60", "40"}, {"1"}, {}, {"500"}, {"0"}} {
			synctest.Wait()
			for _, key := range want {
				if got := <-begun; got != key {
					t.Fatalf("%s began, want %s", got, key)
				}
			}
			if len(begun) != 0 {
				t.Fatalf("%s began after %v", <-begun, want)
			}
			release <- struct{}{}
		}
		close(release)
		<-r.close()
		if r.count != 0 || r.bytes != 0 {
			t.Errorf("%d places and %d bytes are taken at the end", r.count, r.bytes)
		}
	})
}

// Requests that wait for the user make room for others, up to a limit. They count again when they continue or end.
func TestRoomWhileAsking(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRequests(10, 100)
		byKey := map[string]*request{}
		release := make(chan struct{})
		start := func(key string, size int) {
			byKey[key] = &request{key: key, size: size}
			if !r.admit(t.Context(), byKey[key]) || !r.start(byKey[key], func() { <-release }) {
				t.Fatalf("no room for %s", key)
			}
		}
		start("a", 60)
		if r.suspend(byKey["a"]) != nil || r.suspend(byKey["a"]) != errTooManyQuestions {
			t.Error("a request was suspended twice")
		}
		start("b", 90)
		if r.suspend(byKey["b"]) != errTooManyQuestions {
			t.Error("more was suspended than the limit")
		}
		r.resume(byKey["b"]) // to no effect
		r.resume(byKey["a"])
		if r.count != 2 || r.bytes != 150 || r.suspended.count != 0 || r.suspended.bytes != 0 {
			t.Errorf("%d requests of %d bytes are admitted, %+v are suspended", r.count, r.bytes, r.suspended)
		}
		if r.suspend(byKey["b"]) != nil {
			t.Error("it was not suspended although there was room")
		}
		close(release)
		<-r.close()
		tooLate := r.suspend(byKey["a"])
		if tooLate != errAskedTooLate || r.count != 0 || r.bytes != 0 || r.suspended.count != 0 || r.suspended.bytes != 0 {
			t.Errorf("at the end %d requests of %d bytes are admitted, %+v are suspended", r.count, r.bytes, r.suspended)
		}
		r.resume(byKey["b"])
		if r.count != 0 || r.bytes != 0 {
			t.Error("a request was admitted again after its end")
		}
	})
}

// The answer to a question is read, no matter how many requests are unanswered.
func TestAnswerNeedsNoRoom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ask := mcptools.Read("ask", "Asks.", func(ctx context.Context, _ struct{}) (bool, error) { return mcptools.Ask(ctx, "Sure?") })
		server, err := New(Info{Name: "test"}, []mcptools.Tool{ask})
		if err != nil {
			t.Fatal(err)
		}
		in, input := io.Pipe()
		output, out := io.Pipe()
		c := &connection{
			Server:   server,
			requests: newRequests(2, 1000),
			backlogs: backlogs{calls: newBacklog(maxBacklog, leastReply)},
			dialog:   newDialog(),
			out:      &messageWriter{out: out, failed: func(error) {}},
		}
		c.support.possible = true
		go func() { _ = c.read(t.Context(), in) }()
		lines := newLineReader(output, 10_000)
		const calls = 5
		for id := range calls {
			_, _ = fmt.Fprintf(input, `{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"ask"}}`+"\n", id)
			synctest.Wait()
		}
		for asked, answered := 0, 0; answered < calls; {
			l, err := lines.next()
			switch {
			case err == nil && bytes.Contains(l.text, []byte("elicitation/create")):
				asked++
				_, _ = fmt.Fprintf(input, `{"jsonrpc":"2.0","id":"ask-%d","result":{"action":"accept"}}`+"\n", asked)
			case err == nil && bytes.Contains(l.text, []byte(`"text":"true"`)):
				answered++
			default:
				t.Fatalf("got %s, %v", l.text, err)
			}
		}
		input.Close()
	})
}

// A connection counts every byte of a request until the reply.
func TestConnectionCountsBytes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		wait := mcptools.Read("wait", "Waits.", func(context.Context, struct{}) (string, error) {
			<-release
			return "", nil
		})
		server, err := New(Info{Name: "test"}, []mcptools.Tool{wait})
		if err != nil {
			t.Fatal(err)
		}
		c := &connection{Server: server, requests: newRequests(1000, 300), backlogs: backlogs{calls: newBacklog(maxBacklog, leastReply)}, out: &messageWriter{out: io.Discard, failed: func(error) {}}}
		started := make(chan int, 10)
		go func() {
			for id := range 4 {
				text := fmt.Appendf(nil, `{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{%40s"name":"wait"}}`, id, "")
				m, problem := parseMessage(line{text: text}, 1000)
				if problem != nil {
					t.Error(problem.Message)
				}
				c.handle(t.Context(), m)
				started <- m.size
			}
		}()
		synctest.Wait()
		if size := <-started; c.requests.bytes != size*c.requests.count || c.requests.count != 300/size {
			t.Errorf("%d requests of %d bytes have %d bytes", c.requests.count, size, c.requests.bytes)
		}
		close(release)
		synctest.Wait()
		if len(started) != 3 || c.requests.bytes != 0 || c.requests.count != 0 {
			t.Errorf("%d more were started, %d bytes are left", len(started), c.requests.bytes)
		}
	})
}
