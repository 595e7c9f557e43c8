package middleware_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

type pageInput struct {
	People []string `json:"people" alias:"person"`
	Reason string   `json:"reason,omitempty"`
	Times  int      `json:"times,omitzero" jsonschema:"default=1"`
}

func (in pageInput) pages() int { return len(in.People) * in.Times }

// pager is a tool that counts its runs and returns its outcome.
type pager struct {
	mcptools.Tool

	runs    atomic.Int64
	outcome func(context.Context) (any, error)
}

// newPager returns a tool that pages people, with middleware around it.
func newPager(middleware ...mcptools.Middleware) *pager {
	p := &pager{outcome: func(context.Context) (any, error) { return "paged", nil }}
	p.Tool = mcptools.Additive("page", "Pages people.", func(ctx context.Context, _ pageInput) (any, error) {
		p.runs.Add(1)
		return p.outcome(ctx)
	}, mcptools.WithMarkCount("pages", pageInput.pages)).With(middleware...)
	return p
}

// newReader returns a tool that only reads.
func newReader(middleware ...mcptools.Middleware) *pager {
	p := &pager{outcome: func(context.Context) (any, error) { return "read", nil }}
	p.Tool = mcptools.Read("look", "Looks.", func(ctx context.Context, _ struct{}) (any, error) {
		p.runs.Add(1)
		return p.outcome(ctx)
	}).With(middleware...)
	return p
}

// failing makes the tool return err.
func (p *pager) failing(err error) *pager {
	p.outcome = func(context.Context) (any, error) { return nil, err }
	return p
}

// call runs the tool on arguments as a model sends them.
func (p *pager) call(ctx context.Context, arguments string) mcptools.Result {
	return p.Call(ctx, json.RawMessage(arguments))
}

// expectRuns checks how many times the tool has run.
func (p *pager) expectRuns(t *testing.T, want int64) {
	t.Helper()
	if got := p.runs.Load(); got != want {
		t.Errorf("%s ran %d times, want %d", p.Name, got, want)
	}
}

// expectWords checks that a text for the model contains all words.
func expectWords(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("%q does not contain %q", text, word)
		}
	}
}

// expectPanic checks that f panics.
func expectPanic(t *testing.T, name string, f func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Errorf("%s: no panic", name)
		}
	}()
	f()
}

// pages is the weight of a call for Cap.
func pages(call mcptools.Call) int { return call.Count("pages") }

const ada = `{"people":["ada"]}`
