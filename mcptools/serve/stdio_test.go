package serve_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

// A script that writes its requests and closes the pipe at once gets every reply, even to a last line without a line end. The reply to
// initialize is the first.
func TestEndOfInputLosesNoReply(t *testing.T) {
	t.Parallel()
	var in strings.Builder
	in.WriteString(`{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"script","version":"1"}}}` + "\r\n")
	for id := range 300 {
		fmt.Fprintf(&in, `{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"sleep"}}`+"\n", id+1)
	}
	in.WriteString(`{"jsonrpc":"2.0","id":301,"method":"tools/call","params":{"name":"echo","arguments":{"text":"last"}}}`)

	var out bytes.Buffer
	if err := newServer(t, testTools()).Stdio(t.Context(), strings.NewReader(in.String()), &out); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(out.String(), `{"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"2025-11-25"`) {
		t.Errorf("initialize was not answered first: %.200s", out.String())
	}
	if slept := strings.Count(out.String(), `slept`); slept != 300 {
		t.Errorf("%d of 300 slow calls were answered", slept)
	}
	if !strings.Contains(out.String(), `"id":301,"result"`) {
		t.Error("the line without an end was not answered")
	}
	if lines := strings.Count(out.String(), "\n"); lines != 302 {
		t.Errorf("%d messages for 302 requests", lines)
	}
}

func TestInitializeIsAnsweredBeforeWhatFollows(t *testing.T) {
	t.Parallel()
	p := connect(t, newServer(t, testTools()))
	for range 50 {
		p.Send(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"eager","version":"1"}}}` + "\n" +
			`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}` + "\n" +
			`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"echo"}}`)
		p.Expect("1")
		p.Expect("2")
	}
}

func TestDrain(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		tool func(context.Context, struct{}) (echoOutput, error)
		opts []serve.Option
		ends time.Duration
		says string
	}{
		{"ends in time", func(context.Context, struct{}) (echoOutput, error) {
			time.Sleep(7900 * time.Millisecond)
			return echoOutput{Text: "done"}, nil
		}, nil, 7900 * time.Millisecond, "done"},
		{"is cancelled", waitForEnd, nil, 8 * time.Second, "cancel"},
		{"is cancelled at once", waitForEnd, []serve.Option{serve.WithDrain(0)}, 0, `"isError"`}, // begun or not
		{"hears nothing", func(context.Context, struct{}) (echoOutput, error) {
			time.Sleep(time.Hour)
			return echoOutput{}, nil
		}, []serve.Option{serve.WithDrain(2 * time.Second)}, 2500 * time.Millisecond, "look before you repeat it"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := newServer(t, []mcptools.Tool{mcptools.Read("tool", "A tool.", test.tool)}, test.opts...)
				var out bytes.Buffer
				begin := time.Now()
				err := server.Stdio(t.Context(), strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"tool"}}`), &out)
				if took := time.Since(begin); err != nil || took != test.ends {
					t.Errorf("ended after %s with %v, want %s", took, err, test.ends)
				}
				if isError := strings.Contains(out.String(), `"isError":true`); !strings.Contains(out.String(), test.says) || isError != (test.says != "done") {
					t.Errorf("got %s, want %q", out.String(), test.says)
				}
				time.Sleep(time.Hour) // the deaf one ends, and is not heard
				if lines := strings.Count(out.String(), "\n"); lines != 1 {
					t.Errorf("%d replies to one call: %s", lines, out.String())
				}
			})
		})
	}
}

// At the end of the input, calls that wait for their turn are run, or answered with an error that they were not.
func TestDrainOfWaitingCalls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tool := mcptools.Read("second", "Takes a second.", func(ctx context.Context, _ struct{}) (echoOutput, error) {
			select {
			case <-time.After(time.Second):
				return echoOutput{Text: "done"}, nil
			case <-ctx.Done():
				return echoOutput{}, ctx.Err()
			}
		})
		server := newServer(t, []mcptools.Tool{tool}, serve.WithMaxConcurrent(1), serve.WithDrain(3500*time.Millisecond))
		var in strings.Builder
		for id := range 10 {
			fmt.Fprintf(&in, `{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"second"}}`+"\n", id)
		}
		var out bytes.Buffer
		if err := server.Stdio(t.Context(), strings.NewReader(in.String()), &out); err != nil {
			t.Error(err)
		}
		done, failed := strings.Count(out.String(), `\"done\"`), strings.Count(out.String(), `"isError":true`)
		if done != 3 || failed != 7 {
			t.Errorf("%d done, %d failed, want 3 done and 7 cancelled: %s", done, failed, out.String())
		}
	})
}

// If a call ignores its cancellation, a call that waits for it is answered with the error that it was not run.
func TestDrainOfCallBehindDeafOne(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		deaf := mcptools.Read("deaf", "Does not listen.", func(context.Context, struct{}) (echoOutput, error) {
			time.Sleep(time.Minute)
			return echoOutput{}, nil
		})
		p := connect(t, newServer(t, []mcptools.Tool{deaf}, serve.WithMaxConcurrent(1), serve.WithDrain(0)))
		p.Call("1", "deaf", `{}`)
		synctest.Wait()
		p.Call("2", "deaf", `{}`)
		synctest.Wait()
		rest := p.end()
		for id, says := range map[string]string{"1": "look before you repeat it", "2": "Nothing was done"} {
			if text, isError := rest[id].ToolText(t); !isError || !strings.Contains(text, says) {
				t.Errorf("call %s: got %q, want %q", id, text, says)
			}
		}
		time.Sleep(time.Hour)
	})
}

func TestEndOfContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newServer(t, append(testTools(), mcptools.Read("deaf", "Does not listen.", func(context.Context, struct{}) (echoOutput, error) {
			time.Sleep(time.Minute)
			return echoOutput{}, nil
		})))
		p := connect(t, server)
		p.Call("1", "wait", `{}`)
		p.Call("2", "deaf", `{}`)
		synctest.Wait()
		begin := time.Now()
		p.cancel()
		replies := 0
		for _, message := range p.Rest() {
			if _, isError := message.ToolText(t); isError {
				replies++
			}
		}
		if err := <-p.ended; err != nil || time.Since(begin) > time.Second || replies != 2 {
			t.Errorf("ended with %v after %s and %d replies, want nil within a second and 2", err, time.Since(begin), replies)
		}
		time.Sleep(time.Hour)
	})
}

// A client that no longer reads does not prevent the server from ending.
func TestEndOfContextWhileOutputBlocks(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	blockedIn, _ := io.Pipe()
	defer blockedIn.Close()
	unread, out := io.Pipe()
	defer unread.Close()
	in := io.MultiReader(strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"ping"}`+"\n\n\n"), blockedIn)
	begin := time.Now()
	err := newServer(t, testTools()).Stdio(ctx, in, out)
	if took := time.Since(begin); err != nil || took > 2*time.Second {
		t.Errorf("ended after %s with %v", took, err)
	}
	time.AfterFunc(50*time.Millisecond, func() { out.Close() })
	if late, _ := io.ReadAll(unread); strings.Count(string(late), "\n") != 1 {
		t.Errorf("more was written after the end than what was being written: %s", late)
	}
}

var errBrokenPipe = errors.New("broken pipe")

type failingWriter struct{ written int }

func (w *failingWriter) Write(p []byte) (int, error) {
	if w.written++; w.written > 1 {
		return 0, errBrokenPipe
	}
	return len(p), nil
}

func TestOutputThatFailsEndsEverything(t *testing.T) {
	t.Parallel()
	serverIn, in := io.Pipe()
	defer in.Close()
	begun, stopped := make(chan struct{}), make(chan struct{})
	tools := append(testTools(), mcptools.Read("stopped", "Tells that it was cancelled.", func(ctx context.Context, _ struct{}) (echoOutput, error) {
		close(begun)
		<-ctx.Done()
		close(stopped)
		return echoOutput{}, ctx.Err()
	}))
	ended := make(chan error, 1)
	out := &failingWriter{}
	go func() { ended <- newServer(t, tools).Stdio(context.Background(), serverIn, out) }()
	_, _ = io.WriteString(in, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"stopped"}}`+"\n")
	<-begun
	_, _ = io.WriteString(in, `{"jsonrpc":"2.0","id":2,"method":"ping"}`+"\n"+`{"jsonrpc":"2.0","id":3,"method":"ping"}`+"\n")
	if err := <-ended; !errors.Is(err, errBrokenPipe) {
		t.Errorf("Stdio returned %v, want the error of the output", err)
	}
	<-stopped
	if out.written != 2 {
		t.Errorf("%d writes, want none after the one that failed", out.written)
	}
}

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestInputThatFails(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	in := io.MultiReader(strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"ping"}`+"\n"+`{"jsonrpc":"2.0","id":2,"method":"pi`), failingReader{})
	if err := newServer(t, testTools()).Stdio(t.Context(), in, &out); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("Stdio returned %v, want the error of the input", err)
	}
	if want := `{"jsonrpc":"2.0","id":1,"result":{}}` + "\n"; out.String() != want {
		t.Errorf("got %s, want %s", out.String(), want)
	}
}

// While hundreds of calls run or wait, other requests are answered at once.
func TestNothingWaitsBehindCalls(t *testing.T) {
	t.Parallel()
	p := connect(t, newServer(t, testTools(), serve.WithDrain(0)))
	for id := range 300 {
		p.Call(fmt.Sprint(id), "wait", `{}`)
	}
	begin := time.Now()
	p.Ping()
	p.Send(`{"jsonrpc":"2.0","id":"list","method":"tools/list"}`)
	p.Expect(`"list"`)
	if took := time.Since(begin); took > time.Second {
		t.Errorf("ping and tools/list took %s", took)
	}
	if rest := p.end(); len(rest) != 300 {
		t.Errorf("%d of 300 calls were answered", len(rest))
	}
}

func TestMaxConcurrent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		running, most := 0, 0
		count := func(by int) {
			mu.Lock()
			defer mu.Unlock()
			running += by
			most = max(most, running)
		}
		tool := mcptools.Read("count", "Counts.", func(context.Context, struct{}) (echoOutput, error) {
			count(1)
			defer count(-1)
			time.Sleep(time.Second)
			return echoOutput{}, nil
		})
		p := connect(t, newServer(t, []mcptools.Tool{tool}, serve.WithMaxConcurrent(7)))
		for id := range 21 {
			p.Call(fmt.Sprint(id), "count", `{}`)
		}
		if rest := p.end(); len(rest) != 21 || most != 7 {
			t.Errorf("%d replies, %d calls at once, want 21 and 7", len(rest), most)
		}
	})
}

// Two servers in one process do not confuse requests with the same ids.
func TestTwoServers(t *testing.T) {
	t.Parallel()
	speaker := func(text string) *serve.Server {
		return newServer(t, []mcptools.Tool{mcptools.Read("who", "Says who.", func(context.Context, struct{}) (echoOutput, error) {
			return echoOutput{Text: text}, nil
		}), mcptools.Read("wait", "Waits.", waitForEnd)}, serve.WithDrain(0))
	}
	one := speaker("one")
	peers := map[string][]*peer{"one": {connect(t, one), connect(t, one)}, "two": {connect(t, speaker("two"))}}
	for _, p := range peers["one"] {
		p.Call("1", "wait", `{}`)
	}
	peers["two"][0].Call("1", "wait", `{}`)
	peers["one"][0].Send(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}`)
	for who, list := range peers {
		for i, p := range list {
			for range 20 {
				p.Call("2", "who", `{}`)
				if text, _ := p.Expect("2").ToolText(t); !strings.Contains(text, who) {
					t.Errorf("asked %s, got %s", who, text)
				}
			}
			_, answered := p.end()["1"]
			if cancelled := who == "one" && i == 0; answered == cancelled {
				t.Errorf("%s %d: call 1 answered: %t", who, i, answered)
			}
		}
	}
}
