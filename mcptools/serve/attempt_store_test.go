package serve_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/shared"
)

// A question of one server is answered on another with the same store, once.
func TestAnswerOnAnotherServer(t *testing.T) {
	t.Parallel()
	store := serve.WithStore(shared.NewMemory())
	server := func(opts ...serve.Option) string {
		return listen(t, newServer(t, []mcptools.Tool{askTool()}, opts...).Handler())
	}
	one, other, stranger := server(store), server(store), server()
	client := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(client.CloseIdleConnections)
	var asked struct {
		Result struct{ RequestState string }
	}
	if err := json.Unmarshal([]byte(ask(t, client, one, 1, "")), &asked); err != nil || asked.Result.RequestState == "" {
		t.Fatalf("nobody is asked: %+v, %v", asked, err)
	}
	for i, step := range []struct{ address, want string }{
		{stranger, "did not issue the requestState"}, {other, `{\"answers\":[true]}`}, {one, "was used before"}, {other, "was used before"},
	} {
		if text := ask(t, client, step.address, 1, asked.Result.RequestState); !strings.Contains(text, step.want) {
			t.Errorf("%d: %s, want %s", i, text, step.want)
		}
	}
}

// failingStore is unavailable in some of its operations.
type failingStore struct {
	shared.Store
	secret, once bool
}

func (s *failingStore) Secret(ctx context.Context, name string) ([]byte, error) {
	if s.secret {
		return nil, shared.ErrUnavailable
	}
	return s.Store.Secret(ctx, name)
}

func (s *failingStore) Once(ctx context.Context, owner, id string, until time.Time) error {
	if s.once {
		return shared.ErrUnavailable
	}
	return s.Store.Once(ctx, owner, id, until)
}

// Without its store, nobody is asked and no answer counts, and the call does nothing. Later the same answer counts.
func TestAskWithoutTheStore(t *testing.T) {
	t.Parallel()
	store := &failingStore{Store: shared.NewMemory()}
	var failure error
	watched := func(next mcptools.Handler) mcptools.Handler {
		return func(ctx context.Context, call mcptools.Call) mcptools.Result {
			result := next(ctx, call)
			failure = result.Err
			return result
		}
	}
	p := connect(t, newServer(t, []mcptools.Tool{askTool().With(watched)}, serve.WithStore(store)))
	const call = `{"questions":["Sure?"]}`
	const yes = `{"action":"accept"}`
	store.secret = true
	checkText(t, p.askStateless(call, ""), "the user cannot be asked now: the state that this server shares", true)
	if !errors.Is(failure, shared.ErrUnavailable) {
		t.Errorf("the error is %v", failure)
	}
	store.secret = false
	state := stateOf(t, p.askStateless(call, ""), "Sure?")
	for range 2 {
		store.secret = !store.secret
		store.once = !store.secret
		checkText(t, p.askStateless(call, again(state, yes)), "does not count yet and nothing was done", true)
	}
	store.once = false
	checkText(t, p.askStateless(call, again(state, yes)), `{"answers":[true]}`, false)
}

func TestStoreIsNeeded(t *testing.T) {
	t.Parallel()
	if _, err := serve.New(serve.Info{Name: "x"}, nil, serve.WithStore(nil)); err == nil || !strings.Contains(err.Error(), "WithStore") {
		t.Error(err)
	}
}
