package pagerduty

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"
)

const (
	tokenAttemptTimeout = 10 * time.Second
	tokenFetchTimeout   = 30 * time.Second // of all attempts together
	maxTokenAttempts    = 3

	firstTokenPause = time.Second
	maxTokenPause   = time.Minute
	// maxTokenWait bounds the pause that an answer can ask for: the page of a gateway may ask for a day, and is gone in a minute.
	maxTokenWait = 5 * time.Minute
	// minTokenAge is how old a token must be before another is requested because PagerDuty refused it. Otherwise every call would request
	// one where no token is accepted, such as at the address of the wrong region.
	minTokenAge = 30 * time.Second
	// tokenMargin is how long before its end a token is no longer sent, for clocks that differ and for the way to PagerDuty.
	tokenMargin = 10 * time.Second
)

// appToken is a token with its times.
type appToken struct {
	token   Token
	scopes  []string // that were granted
	fetched time.Time
	renew   time.Time // when the next is requested
	ends    time.Time // when it is no longer sent
}

// newAppToken returns a token that lasts for so long from the time of its request.
func newAppToken(token Token, scopes []string, requested time.Time, lasts time.Duration) appToken {
	early := lasts/10 + rand.N(lasts/10+1)
	return appToken{token: token, scopes: scopes, fetched: requested, renew: requested.Add(lasts - early), ends: requested.Add(lasts - min(tokenMargin, lasts/20))}
}

// tokenFetch is a request for a token, for which several callers may wait. It goes on if one of them leaves.
type tokenFetch struct {
	done chan struct{}
	err  error
}

// Token returns the token that is valid now. It waits only if there is none.
func (c *AppCredential) Token(ctx context.Context) (Token, error) {
	kept, err := c.valid(ctx)
	return kept.token, err
}

// Scopes returns the scopes that PagerDuty granted to the token that is valid now, with that of the account.
func (c *AppCredential) Scopes(ctx context.Context) ([]string, error) {
	kept, err := c.valid(ctx)
	return slices.Clone(kept.scopes), err
}

// Renew returns a token after PagerDuty refused one. It requests a new one unless that was done already, or was done just now.
func (c *AppCredential) Renew(ctx context.Context, refused Token) (Token, error) {
	c.mu.Lock()
	kept := c.token
	if kept.token.header() != refused.header() || time.Since(kept.fetched) < minTokenAge {
		c.mu.Unlock()
		return c.Token(ctx)
	}
	fetch, err := c.fetchLocked()
	c.mu.Unlock()
	if err != nil {
		return Token{}, err
	}
	kept, err = c.await(ctx, fetch)
	return kept.token, err
}

// valid returns the token that is valid now.
func (c *AppCredential) valid(ctx context.Context) (appToken, error) {
	if err := ctx.Err(); err != nil {
		return appToken{}, err
	}
	c.mu.Lock()
	kept, now := c.token, time.Now()
	if now.Before(kept.renew) {
		c.mu.Unlock()
		return kept, nil
	}
	fetch, err := c.fetchLocked()
	c.mu.Unlock()
	if now.Before(kept.ends) { // the fetch is for later calls
		return kept, nil
	}
	if err != nil {
		return appToken{}, err
	}
	return c.await(ctx, fetch)
}

// fetchLocked returns the fetch that runs, or begins one. It returns the last failure while it is too early for another. c.mu is held.
func (c *AppCredential) fetchLocked() (*tokenFetch, error) {
	if c.fetching != nil {
		return c.fetching, nil
	}
	if c.failure != nil && time.Since(c.tried) < c.pause {
		return nil, c.failure
	}
	fetch := &tokenFetch{done: make(chan struct{})}
	c.fetching = fetch
	go c.run(fetch)
	return fetch, nil
}

// run fetches a token. It does not depend on the caller who was first, since others wait for it, too.
func (c *AppCredential) run(fetch *tokenFetch) {
	ctx, cancel := context.WithTimeout(context.Background(), tokenFetchTimeout)
	defer cancel()
	token, err := c.fetchWithRetries(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fetching, c.failure, c.tried = nil, err, time.Now()
	if err == nil {
		c.token, c.failed = token, 0
	} else {
		c.failed++
		c.pause = max(jitter(min(firstTokenPause<<min(c.failed-1, 10), maxTokenPause)), min(retryAfterOf(err), maxTokenWait))
	}
	fetch.err = err
	close(fetch.done)
}

// await waits for a fetch, and returns the token after it.
func (c *AppCredential) await(ctx context.Context, fetch *tokenFetch) (appToken, error) {
	select {
	case <-fetch.done:
	case <-ctx.Done():
		return appToken{}, ctx.Err()
	}
	if fetch.err != nil {
		return appToken{}, fetch.err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.token, nil
}
