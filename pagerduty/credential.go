package pagerduty

import (
	"context"
	"fmt"
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
	user       *User // of token; nil until asked
}

func newSession(credential Credential) *session {
	return &session{credential: credential, lock: make(chan struct{}, 1)}
}

func (s *session) acquire(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case s.lock <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *session) release() { <-s.lock }

// current gives the token in use.
func (s *session) current(ctx context.Context) (Token, error) {
	if err := s.acquire(ctx); err != nil {
		return Token{}, err
	}
	defer s.release()
	if s.token.header() != "" {
		return s.token, nil
	}
	return s.ask(ctx)
}

// replace asks for another token after rejected was refused. It reports false where there is none.
func (s *session) replace(ctx context.Context, rejected Token) (Token, bool, error) {
	if err := s.acquire(ctx); err != nil {
		return Token{}, false, err
	}
	defer s.release()
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
	if token.header() != s.token.header() {
		s.token, s.user = token, nil
	}
	return token, nil
}

// rememberedUser gives the user whom token belongs to, if that was asked before.
func (s *session) rememberedUser(ctx context.Context, token Token) (*User, error) {
	if err := s.acquire(ctx); err != nil {
		return nil, err
	}
	defer s.release()
	if s.token.header() != token.header() {
		return nil, nil
	}
	return s.user, nil
}

func (s *session) rememberUser(ctx context.Context, token Token, user *User) {
	if s.acquire(ctx) != nil {
		return
	}
	defer s.release()
	if s.token.header() == token.header() {
		s.user = user
	}
}
