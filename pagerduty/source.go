package pagerduty

import (
	"container/list"
	"context"
	"crypto/sha256"
	"slices"
	"sync"
	"time"
)

// ClientSource gives the client for a call. A *Client is the source of one account; a *Pool gives
// each caller the client of their own key.
type ClientSource interface {
	Client(ctx context.Context) (*Client, error)
}

const (
	poolSize = 1000
	poolAge  = time.Hour
)

// Pool gives a client for each token, for servers that act for many people. A client is kept, with
// what it knows of its user, for an hour and for at most a thousand tokens; all share their
// connections. Safe for concurrent use.
type Pool struct {
	token   func(ctx context.Context) (Token, error)
	options []Option
	large   turns // shared by all clients: their memory is the same

	mu      sync.Mutex
	clients map[[sha256.Size]byte]*list.Element
	recent  *list.List // of *pooledClient, the one used last in front
}

type pooledClient struct {
	key     [sha256.Size]byte
	client  *Client
	expires time.Time
}

// NewPool makes a pool. The token of a call is what token finds in the call's context; the options
// hold for every client. Without token, the pool has no client for anybody.
func NewPool(token func(ctx context.Context) (Token, error), options ...Option) *Pool {
	return &Pool{token: token, options: options, large: newTurns(), clients: map[[sha256.Size]byte]*list.Element{}, recent: list.New()}
}

// Client gives the client for the token of ctx.
func (p *Pool) Client(ctx context.Context) (*Client, error) {
	if p.token == nil {
		return nil, &ArgumentError{Argument: "pool", Message: "has no function that finds the token of a call: make it with NewPool and give one"}
	}
	token, err := p.token(ctx)
	if err != nil {
		return nil, err
	}
	key := sha256.Sum256([]byte(token.header()))
	now := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	if element, ok := p.clients[key]; ok {
		if kept := element.Value.(*pooledClient); now.Before(kept.expires) {
			p.recent.MoveToFront(element)
			return kept.client, nil
		}
		p.forget(element)
	}
	client, err := New(token, slices.Concat(p.options, []Option{func(s *settings) { s.large = p.large }})...)
	if err != nil {
		return nil, err
	}
	p.clients[key] = p.recent.PushFront(&pooledClient{key, client, now.Add(poolAge)})
	if p.recent.Len() > poolSize {
		p.forget(p.recent.Back())
	}
	return client, nil
}

func (p *Pool) forget(element *list.Element) {
	p.recent.Remove(element)
	delete(p.clients, element.Value.(*pooledClient).key)
}
