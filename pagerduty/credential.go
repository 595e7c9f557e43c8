package pagerduty

import (
	"context"
	"fmt"
	"time"
)

// Credential gives the token to send. It is asked before the first request and again after
// PagerDuty has answered 401, so that a key that was rotated or a token that was refreshed is
// picked up; the request is then sent once more if the token is a new one. A client never asks
// it twice at a time.
type Credential interface {
	Token(ctx context.Context) (Token, error)
}

// CredentialFunc is a function as a Credential: it reads a key file, or refreshes an OAuth token.
type CredentialFunc func(ctx context.Context) (Token, error)

// Token calls f.
func (f CredentialFunc) Token(ctx context.Context) (Token, error) { return f(ctx) }

// session remembers what a credential gave, and who that is.
type session struct {
	credential Credential
	lock       chan struct{} // a lock that can be waited for with a context
	token      Token

	userLock chan struct{} // held while the user is asked for, so that many changes at once ask once
	user     *User
	userOf   Token
	userTime time.Time
}

// userAge is how long the user is remembered: teams and addresses change, if rarely.
const userAge = 5 * time.Minute

func newSession(credential Credential) *session {
	return &session{credential: credential, lock: make(chan struct{}, 1), userLock: make(chan struct{}, 1)}
}

func acquire(ctx context.Context, lock chan struct{}) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case lock <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func release(lock chan struct{}) { <-lock }

// current gives the token in use.
func (s *session) current(ctx context.Context) (Token, error) {
	if err := acquire(ctx, s.lock); err != nil {
		return Token{}, err
	}
	defer release(s.lock)
	if s.token.header() != "" {
		return s.token, nil
	}
	return s.ask(ctx)
}

// replace asks for another token after rejected was refused. It reports false where there is none.
func (s *session) replace(ctx context.Context, rejected Token) (Token, bool, error) {
	if err := acquire(ctx, s.lock); err != nil {
		return Token{}, false, err
	}
	defer release(s.lock)
	if s.token.header() != rejected.header() { // another request has replaced it meanwhile
		return s.token, true, nil
	}
	token, err := s.ask(ctx)
	return token, err == nil && token.header() != rejected.header(), err
}

func (s *session) ask(ctx context.Context) (Token, error) {
	token, err := s.credential.Token(ctx)
	if err != nil {
		return Token{}, fmt.Errorf("pagerduty: reading the credential: %w", err)
	}
	if err := token.valid(); err != nil {
		return Token{}, fmt.Errorf("pagerduty: %w", err)
	}
	s.token = token
	return token, nil
}

// whose gives the user whom the token in use belongs to, from memory or from ask.
func (s *session) whose(ctx context.Context, ask func() (*User, error)) (*User, error) {
	token, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	if err := acquire(ctx, s.userLock); err != nil {
		return nil, err
	}
	defer release(s.userLock)
	if s.user != nil && s.userOf.header() == token.header() && time.Since(s.userTime) < userAge {
		return s.user.clone(), nil
	}
	user, err := ask()
	if err != nil {
		return nil, err
	}
	s.user, s.userOf, s.userTime = user, token, time.Now()
	return user.clone(), nil
}
