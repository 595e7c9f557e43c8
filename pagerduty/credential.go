package pagerduty

import (
	"context"
	"fmt"
	"time"
)

// Credential returns the token to send. A client calls it before its first request, and again after PagerDuty answers 401, to pick
// up a key that was rotated or a token that was refreshed. If the token differs, the request is sent once more. A client never calls
// Token concurrently.
type Credential interface {
	Token(ctx context.Context) (Token, error)
}

// CredentialFunc is an adapter to use a function as a Credential, for example to read a key file or to refresh an OAuth token.
type CredentialFunc func(ctx context.Context) (Token, error)

// Token calls f.
func (f CredentialFunc) Token(ctx context.Context) (Token, error) { return f(ctx) }

// RenewingCredential is a Credential whose tokens end and are renewed, such as an AppCredential. A client asks it before every request,
// also concurrently, and caches nothing. It calls Renew after PagerDuty answers 401 to a token, and sends the request once more if the token
// that Renew returns differs.
type RenewingCredential interface {
	Credential
	Renew(ctx context.Context, refused Token) (Token, error)
}

// session caches the token of a credential, and the user that the token belongs to.
type session struct {
	credential Credential
	renewing   RenewingCredential // the credential, if it is one; its tokens are not cached
	lock       semaphore
	token      Token

	userLock  semaphore // held during the lookup, so that many changes at once cause one
	user      *User
	userToken Token
	userTime  time.Time
}

// userAge is how long the user is cached. Users rarely change their teams or addresses.
const userAge = 5 * time.Minute

func newSession(credential Credential) *session {
	renewing, _ := credential.(RenewingCredential)
	return &session{credential: credential, renewing: renewing, lock: make(semaphore, 1), userLock: make(semaphore, 1)}
}

// current returns the cached token. It reads the first one from the credential.
func (s *session) current(ctx context.Context) (Token, error) {
	if s.renewing != nil {
		return checkToken(s.renewing.Token(ctx))
	}
	if err := s.lock.acquire(ctx); err != nil {
		return Token{}, err
	}
	defer s.lock.release()
	if s.token.header() != "" {
		return s.token, nil
	}
	return s.readToken(ctx)
}

// replace reads the token again after PagerDuty has rejected one, and reports whether it differs.
func (s *session) replace(ctx context.Context, rejected Token) (Token, bool, error) {
	if s.renewing != nil {
		token, err := checkToken(s.renewing.Renew(ctx, rejected))
		return token, err == nil && token.header() != rejected.header(), err
	}
	if err := s.lock.acquire(ctx); err != nil {
		return Token{}, false, err
	}
	defer s.lock.release()
	if s.token.header() != rejected.header() { // another request has already replaced it
		return s.token, true, nil
	}
	token, err := s.readToken(ctx)
	return token, err == nil && token.header() != rejected.header(), err
}

func (s *session) readToken(ctx context.Context) (Token, error) {
	token, err := checkToken(s.credential.Token(ctx))
	if err == nil {
		s.token = token
	}
	return token, err
}

// checkToken checks what a credential returned.
func checkToken(token Token, err error) (Token, error) {
	if err != nil {
		return Token{}, fmt.Errorf("pagerduty: reading the credential: %w", err)
	}
	if err := token.valid(); err != nil {
		return Token{}, fmt.Errorf("pagerduty: %w", err)
	}
	return token, nil
}

// tokenUser returns a copy of the cached user. It calls lookUp if the user is unknown or too old, or belongs to another token.
func (s *session) tokenUser(ctx context.Context, lookUp func() (*User, error)) (*User, error) {
	token, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.userLock.acquire(ctx); err != nil {
		return nil, err
	}
	defer s.userLock.release()
	if s.user != nil && s.userToken.header() == token.header() && time.Since(s.userTime) < userAge {
		return s.user.clone(), nil
	}
	user, err := lookUp()
	if err != nil {
		return nil, err
	}
	s.user, s.userToken, s.userTime = user, token, time.Now()
	return user.clone(), nil
}
