package pagerduty_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

type callersKey struct{}

var errNoKey = errors.New("the request has no key")

// callersPool returns a pool that reads the key from the context.
func callersPool(options ...pagerduty.Option) *pagerduty.Pool {
	return pagerduty.NewPool(func(ctx context.Context) (pagerduty.Token, error) {
		key, ok := ctx.Value(callersKey{}).(string)
		if !ok {
			return pagerduty.Token{}, errNoKey
		}
		return pagerduty.APIKey(key), nil
	}, options...)
}

func clientOfKey(t *testing.T, pool pagerduty.ClientSource, key string) *pagerduty.Client {
	t.Helper()
	client, err := pool.Client(context.WithValue(t.Context(), callersKey{}, key))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func TestClientIsItsOwnSource(t *testing.T) {
	t.Parallel()
	client, _ := newClient(t, nil)
	var source pagerduty.ClientSource = client
	if got, err := source.Client(t.Context()); got != client || err != nil {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestPoolGivesEachKeyItsClient(t *testing.T) {
	t.Parallel()
	sent := &wire{next: everywhere(answer(http.StatusOK, everyRoot))}
	pool := callersPool(pagerduty.WithTransport(sent), pagerduty.WithReadOnly())
	ada, bob := clientOfKey(t, pool, "ada"), clientOfKey(t, pool, "bob")
	if ada == bob || ada != clientOfKey(t, pool, "ada") {
		t.Error("keys and clients do not match")
	}
	for _, client := range []*pagerduty.Client{ada, bob} {
		if err := read(t.Context(), client); err != nil || !client.ReadOnly() {
			t.Errorf("error %v, read-only: %t", err, client.ReadOnly())
		}
	}
	for i, want := range []string{"ada", "bob"} { // both use the same transport
		if got := sent.requests()[i].Header.Get("Authorization"); got != "Token token="+want {
			t.Errorf("request %d carries %q", i, got)
		}
	}
}

func TestPoolTellsKindsOfTokensApart(t *testing.T) {
	t.Parallel()
	token := pagerduty.APIKey("same")
	pool := pagerduty.NewPool(func(context.Context) (pagerduty.Token, error) { return token, nil })
	first := clientOfKey(t, pool, "")
	token = pagerduty.BearerToken("same")
	if clientOfKey(t, pool, "") == first {
		t.Error("an API key and an OAuth token have one client")
	}
}

func TestPoolPassesErrorsOn(t *testing.T) {
	t.Parallel()
	pool := callersPool()
	if client, err := pool.Client(t.Context()); client != nil || !errors.Is(err, errNoKey) {
		t.Errorf("got %v, %v", client, err)
	}
	if client, err := pool.Client(context.WithValue(t.Context(), callersKey{}, "")); client != nil || !errors.Is(err, pagerduty.ErrInvalid) {
		t.Errorf("got %v, %v", client, err)
	}
	if client, err := callersPool(pagerduty.WithRegion("mars")).Client(context.WithValue(t.Context(), callersKey{}, "ada")); client != nil || !errors.Is(err, pagerduty.ErrInvalid) {
		t.Errorf("got %v, %v", client, err)
	}
}

func TestPoolForgetsWhatIsOld(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		pool := callersPool()
		first := clientOfKey(t, pool, "ada")
		time.Sleep(time.Hour - time.Second)
		if clientOfKey(t, pool, "ada") != first {
			t.Error("forgotten within the hour")
		}
		time.Sleep(time.Second)
		second := clientOfKey(t, pool, "ada")
		if second == first {
			t.Error("kept for longer than an hour")
		}
		if clientOfKey(t, pool, "ada") != second {
			t.Error("the new client is not kept")
		}
	})
}

func TestPoolIsBounded(t *testing.T) {
	t.Parallel()
	pool := callersPool()
	used, unused := clientOfKey(t, pool, "used"), clientOfKey(t, pool, "unused")
	for i := range 999 {
		clientOfKey(t, pool, fmt.Sprint("other", i))
		clientOfKey(t, pool, "used")
	}
	if clientOfKey(t, pool, "used") != used {
		t.Error("the client used last was forgotten")
	}
	if clientOfKey(t, pool, "unused") == unused {
		t.Error("more than a thousand clients are kept")
	}
}

func TestPoolIsSafeForManyCallers(t *testing.T) {
	t.Parallel()
	pool := callersPool()
	var mu sync.Mutex
	clients := map[string]*pagerduty.Client{}
	var running sync.WaitGroup
	for i := range 200 {
		running.Go(func() {
			key := fmt.Sprint("key", i%7)
			client, err := pool.Client(context.WithValue(t.Context(), callersKey{}, key))
			mu.Lock()
			defer mu.Unlock()
			if other, ok := clients[key]; err != nil || ok && other != client {
				t.Errorf("%s has two clients, error %v", key, err)
			}
			clients[key] = client
		})
	}
	running.Wait()
}

// Missing arguments are errors, not panics in a request.
func TestSourcesThatWereNotMadeWell(t *testing.T) {
	t.Parallel()
	var none pagerduty.CredentialFunc
	token := func(context.Context) (pagerduty.Token, error) { return pagerduty.APIKey(testKey), nil }
	for name, get := range map[string]func() error{
		"a pool without a function": func() error { return second(pagerduty.NewPool(nil).Client(t.Context())) },
		"a pool that was not made":  func() error { return second(new(pagerduty.Pool).Client(t.Context())) },
		"a function that is nil":    func() error { return second(pagerduty.New(none)) },
	} {
		if _, ok := errors.AsType[*pagerduty.ArgumentError](get()); !ok {
			t.Errorf("%s: error %v", name, get())
		}
	}
	if _, err := pagerduty.New(pagerduty.APIKey(testKey), nil); err != nil {
		t.Errorf("a nil option: %v", err)
	}
	if _, err := pagerduty.NewPool(token, nil, pagerduty.WithReadOnly()).Client(t.Context()); err != nil {
		t.Errorf("a pool with a nil option: %v", err)
	}
}
