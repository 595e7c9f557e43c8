package serve_test

import (
	"context"
	"fmt"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/wire"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

// A cancelled call stops at once, running or waiting for its turn, and is not answered.
func TestCancelled(t *testing.T) {
	t.Parallel()
	begun, stopped := make(chan struct{}, 2), make(chan error, 2)
	tool := mcptools.Read("wait", "Waits.", func(ctx context.Context, _ struct{}) (echoOutput, error) {
		begun <- struct{}{}
		<-ctx.Done()
		stopped <- context.Cause(ctx)
		return echoOutput{}, ctx.Err()
	})
	p := connect(t, newServer(t, []mcptools.Tool{tool}, serve.WithMaxConcurrent(1), serve.WithDrain(0)))
	p.Call(`1`, "wait", `{}`)
	<-begun
	p.Call(`"waiting"`, "wait", `{}`)
	p.Send(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"waiting","reason":"changed my mind"}}`)
	p.Send(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}`)
	select {
	case cause := <-stopped:
		if cause == nil || cause.Error() != "the client cancelled the call" {
			t.Errorf("the call was stopped by %v", cause)
		}
	case <-time.After(wire.Patience):
		t.Fatal("the running call was not stopped")
	}
	p.Ping()

	// The permit is free again, and the waiting call never got it.
	p.Call(`3`, "wait", `{}`)
	<-begun
	if rest := p.end(); len(rest) != 1 || rest["3"].Result == nil {
		t.Errorf("want a reply to 3 alone, got %v", rest)
	}
	if len(begun) != 0 {
		t.Error("the cancelled call was run")
	}
}

// A cancelled call that continues is not answered either. Cancelling a call after its reply has no effect.
func TestCancelledTooLate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tool := mcptools.Read("deaf", "Does not listen.", func(context.Context, struct{}) (echoOutput, error) {
			time.Sleep(time.Second)
			return echoOutput{Text: "done"}, nil
		})
		p := connect(t, newServer(t, []mcptools.Tool{tool}))
		p.Call("1", "deaf", `{}`)
		synctest.Wait()
		p.Send(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}`)
		time.Sleep(2 * time.Second)
		p.Ping()
		p.Call("2", "deaf", `{}`)
		p.Expect("2")
		p.Send(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":2}}`)
		p.Ping()
		if rest := p.end(); len(rest) != 0 {
			t.Errorf("a cancelled call was answered: %v", rest)
		}
	})
}

// A client that does not read can still cancel, even while the server is writing to it.
func TestCancelledWhileNothingIsRead(t *testing.T) {
	t.Parallel()
	reported, stopped := make(chan struct{}, 2), make(chan error, 2)
	report := mcptools.Read("report", "Reports.", func(ctx context.Context, _ struct{}) (echoOutput, error) {
		go func() {
			reported <- struct{}{}
			mcptools.Progress(ctx, 1, 0)
		}()
		<-ctx.Done()
		stopped <- context.Cause(ctx)
		return echoOutput{}, ctx.Err()
	})
	in, input := io.Pipe()
	output, out := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- newServer(t, []mcptools.Tool{report}).Stdio(t.Context(), in, out) }()
	for id := range 2 {
		_, _ = fmt.Fprintf(input, `{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"report","_meta":{"progressToken":%[1]d}}}`+"\n", id)
		<-reported
	}
	time.Sleep(50 * time.Millisecond) // for the messages to be written, which nobody reads
	go func() {
		for id := range 2 {
			_, _ = fmt.Fprintf(input, `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":%d}}`+"\n", id)
		}
	}()
	for range 2 {
		select {
		case <-stopped:
		case <-time.After(wire.Patience):
			t.Error("a call was not stopped")
		}
	}
	output.Close()
	input.Close()
	<-ended
}
