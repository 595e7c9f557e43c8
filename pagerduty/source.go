package pagerduty

import (
	"container/list"
	"context"
	"crypto/sha256"
	"slices"
	"sync"
	"time"
)

// ClientSource returns the client for a call. A *Client always returns itself; a *Pool returns the client for the caller's key.
type ClientSource interface {
	Client(ctx context.Context) (*Client, error)
}

const (
	poolSize = 1000
	poolAge  = time.Hour
)

// Pool has a client for each token, for servers that act for many users. It keeps each client for an hour, and at most a thousand of
// them. All use the same connections. A Pool is safe for concurrent use.
type Pool struct {
	token       func(ctx context.Context) (Token, error)
	options     []Option
	largeBodies semaphore // shared by all clients, since they share the memory

	mu      sync.Mutex
	clients map[[sha256.Size]byte]*list.Element
	recent  *list.List // of *pooledClient, the last used at the front
}

type pooledClient struct {
	key     [sha256.Size]byte
	client  *Client
	expires time.Time
}

// NewPool returns a pool. token returns the token of a call from its context; if token is nil, Client returns an error. The options
// apply to every client.
func NewPool(token func(ctx context.Context) (Token, error), options ...Option) *Pool {
	return &Pool{
		token: token, options: options, largeBodies: make(semaphore, largeAtOnce),
		clients: map[[sha256.Size]byte]*list.Element{}, recent: list.New(),
	}
}

// Client returns the client for the token of ctx. It returns any error of the pool's token function or of New.
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
	client, err := New(token, slices.Concat(p.options, []Option{func(s *settings) { s.largeBodies = p.largeBodies }})...)
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
