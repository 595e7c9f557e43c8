package serve_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

type stepsInput struct {
	Steps int `json:"steps" jsonschema_description:"How many."`
	Pause int `json:"pause,omitempty" jsonschema_description:"Milliseconds for each."`
}

func steps(ctx context.Context, in stepsInput) (echoOutput, error) {
	for step := range in.Steps {
		time.Sleep(time.Duration(in.Pause) * time.Millisecond)
		mcptools.Progress(ctx, step+1, in.Steps)
	}
	return echoOutput{Text: "done"}, nil
}

type progress struct {
	ProgressToken json.RawMessage
	Progress      int
	Total         int
}

// progressUntil returns the progress messages before the reply with the id.
func (p *peer) progressUntil(id string) []progress {
	p.t.Helper()
	var all []progress
	for {
		message := p.Next()
		if string(message.ID) == id {
			return all
		}
		var params progress
		if err := json.Unmarshal(message.Params, &params); err != nil || message.Method != "notifications/progress" {
			p.t.Fatalf("got %+v before the reply", message)
		}
		all = append(all, params)
	}
}

// The last progress message is never lost and never late.
func TestProgressComesBeforeTheReply(t *testing.T) {
	t.Parallel()
	p := connect(t, newServer(t, []mcptools.Tool{mcptools.Read("steps", "Takes steps.", steps)}))
	for round := range 200 {
		id := fmt.Sprint(round)
		p.Request(id, "tools/call", fmt.Sprintf(`{"name":"steps","arguments":{"steps":5},"_meta":{"progressToken":%s}}`, id))
		all := p.progressUntil(id)
		if len(all) < 2 || all[0].Progress != 1 {
			t.Fatalf("round %d: got %v, want the first and the last of 5 steps at least", round, all)
		}
		if last := all[len(all)-1]; last.Progress != 5 || last.Total != 5 || string(last.ProgressToken) != id {
			t.Fatalf("round %d: the last step is missing: %v", round, all)
		}
	}
	if rest := p.end(); len(rest) != 0 {
		t.Errorf("got %v after the last reply", rest)
	}
}

func TestProgressRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := connect(t, newServer(t, []mcptools.Tool{mcptools.Read("steps", "Takes steps.", steps)}))
		p.Request("1", "tools/call", `{"name":"steps","arguments":{"steps":1995,"pause":1},"_meta":{"progressToken":"a token"}}`)
		all := p.progressUntil("1")
		if len(all) < 18 || len(all) > 21 || all[len(all)-1].Progress != 1995 || string(all[0].ProgressToken) != `"a token"` {
			t.Errorf("%d messages in 1.995 s, the last %v", len(all), all[len(all)-1])
		}
		for i := 1; i < len(all); i++ {
			if all[i].Progress <= all[i-1].Progress {
				t.Errorf("progress goes from %d to %d", all[i-1].Progress, all[i].Progress)
			}
		}
	})
}

// A delayed message is sent after the interval, without waiting for the next step.
func TestProgressIsNotHeldBackForLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tool := mcptools.Read("two", "Takes two steps and a nap.", func(ctx context.Context, _ struct{}) (echoOutput, error) {
			mcptools.Progress(ctx, 1, 0)
			mcptools.Progress(ctx, 2, 0)
			mcptools.Progress(ctx, 2, 0)
			time.Sleep(time.Minute)
			mcptools.Progress(ctx, 1, 0)
			return echoOutput{}, nil
		})
		p := connect(t, newServer(t, []mcptools.Tool{tool}))
		p.Request("1", "tools/call", `{"name":"two","_meta":{"progressToken":-3}}`)
		begin := time.Now()
		p.Next()
		second := p.Next()
		if took := time.Since(begin); took != 100*time.Millisecond || string(second.Params) != `{"progressToken":-3,"progress":2}` {
			t.Errorf("after %s: %s", took, second.Params)
		}
		time.Sleep(50 * time.Second)
		if all := p.progressUntil("1"); len(all) != 0 {
			t.Errorf("a step that is none was reported: %v", all)
		}
	})
}

func TestNoProgressWithoutToken(t *testing.T) {
	t.Parallel()
	for _, meta := range []string{``, `,"_meta":{}`, `,"_meta":{"progressToken":null}`, `,"_meta":{"progressToken":{}}`, `,"_meta":{"progressToken":true}`} {
		p := connect(t, newServer(t, []mcptools.Tool{mcptools.Read("steps", "Takes steps.", steps)}))
		p.Request("1", "tools/call", `{"name":"steps","arguments":{"steps":5}`+meta+`}`)
		p.Expect("1")
	}
}

// There are no progress messages of a call after it was cancelled or abandoned.
func TestNoProgressAfterTheEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := connect(t, newServer(t, []mcptools.Tool{mcptools.Read("steps", "Takes steps.", steps)}, serve.WithDrain(0)))
		p.Request("1", "tools/call", `{"name":"steps","arguments":{"steps":5,"pause":50},"_meta":{"progressToken":1}}`)
		p.Next() // the first step; the second is delayed
		time.Sleep(60 * time.Millisecond)
		p.Send(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}`)
		time.Sleep(time.Minute)
		p.Ping()

		p.Request("2", "tools/call", `{"name":"steps","arguments":{"steps":5,"pause":1000},"_meta":{"progressToken":2}}`)
		p.Next()
		p.in.Close()
		p.Expect("2")
		time.Sleep(time.Minute)
		if rest := p.Rest(); len(rest) != 0 {
			t.Errorf("got %v after the last reply", rest)
		}
	})
}
