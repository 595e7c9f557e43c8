package pagerduty

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// What can go wrong, for errors.Is. Failures of a request are an *Error as well.
var (
	// ErrUnauthorized: PagerDuty does not know the key (401).
	ErrUnauthorized = errors.New("pagerduty: the key was refused")
	// ErrForbidden: the key's role or scope does not allow this (403).
	ErrForbidden = errors.New("pagerduty: not allowed")
	// ErrNotFound: there is no such object, or the key cannot see it (404).
	ErrNotFound = errors.New("pagerduty: not found")
	// ErrInvalid: PagerDuty refused the arguments (400, 413, 422), or the client did before sending.
	ErrInvalid = errors.New("pagerduty: invalid")
	// ErrPlan: the account's plan lacks the feature (402).
	ErrPlan = errors.New("pagerduty: not in the account's plan")
	// ErrRateLimited: too many requests (429), also after waiting; Error.RetryAfter says how long.
	ErrRateLimited = errors.New("pagerduty: rate limited")
	// ErrUnavailable: PagerDuty failed (5xx or 408) or its answer broke off, also after retrying.
	ErrUnavailable = errors.New("pagerduty: unavailable")
	// ErrUnreachable: no answer came: the network, the name or the host is wrong.
	ErrUnreachable = errors.New("pagerduty: unreachable")
	// ErrUntrusted: the certificate at the other end is not trusted. A proxy that inspects TLS needs its own certificate
	// among those of the system.
	ErrUntrusted = errors.New("pagerduty: the certificate is not trusted")
	// ErrProxy: the proxy that this machine uses (HTTPS_PROXY) could not be reached, or let nothing through.
	ErrProxy = errors.New("pagerduty: the proxy failed")
	// ErrUndecided: the change may have been made although the request failed: an attempt went without an answer, or the
	// answer was not PagerDuty's. Look before you repeat it.
	ErrUndecided = errors.New("pagerduty: the change may have been made")
	// ErrTooLate: the request notifies people and was not sent, since too little of the context's time was left to learn
	// what came of it.
	ErrTooLate = errors.New("pagerduty: too little time was left")
	// ErrReadOnly: the client was made WithReadOnly and the operation could change the account.
	ErrReadOnly = errors.New("pagerduty: the client is read-only")
	// ErrWindow: the records lie beyond the 10,000 that PagerDuty lists; narrow the time or the filters.
	ErrWindow = errors.New("pagerduty: beyond the 10,000 records that PagerDuty lists")
	// ErrNoUser: the operation acts as a user, and the key belongs to none; see WithFrom.
	ErrNoUser = errors.New("pagerduty: the key belongs to no user")
	// ErrUnknownRequester: PagerDuty knows no user with the e-mail address that WithFrom names (its code 1008).
	ErrUnknownRequester = errors.New("pagerduty: no user has the address in From")
)

// unknownRequester is PagerDuty's own code for ErrUnknownRequester.
const unknownRequester = 1008

// Error is a request that failed, whatever the reason.
type Error struct {
	Operation  string        // PagerDuty's name of the operation, such as "getIncident"
	Method     string        // HTTP method
	Path       string        // such as "/incidents/PT4KHLK"
	Mutates    bool          // whether the operation could have changed the account
	StatusCode int           // HTTP status; 0 if no answer came
	Code       int           // PagerDuty's own error code, such as 2100; 0 if it gave none
	Message    string        // PagerDuty's own message, or ours where it gave none: see IsTheirs
	Details    []string      // PagerDuty's own list of what is wrong
	Scopes     []string      // the OAuth scopes that the token lacks, if PagerDuty names them
	RequestID  string        // what PagerDuty's support asks for
	RetryAfter time.Duration // when to try again, if PagerDuty said so
	Attempts   int           // how often the request was sent

	uncertain bool // an attempt before the last may have been carried out
	unsent    bool // certainly nothing was sent
	ended     bool // the context ended the request
	brokeOff  bool // the answer ended before its end
	ours      bool // Message is not PagerDuty's
	cause     error
}

// Error gives the operation, the status and PagerDuty's own words.
func (e *Error) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "pagerduty: %s %s: ", e.Method, e.Path)
	if e.StatusCode != 0 {
		text.WriteString(strings.TrimSpace(fmt.Sprintf("%d %s", e.StatusCode, http.StatusText(e.StatusCode))) + ": ")
	}
	text.WriteString(e.Message)
	if len(e.Details) > 0 {
		fmt.Fprintf(&text, " (%s)", strings.Join(e.Details, "; "))
	}
	if len(e.Scopes) > 0 {
		fmt.Fprintf(&text, " (required scopes: %s)", strings.Join(e.Scopes, " "))
	}
	if e.cause != nil {
		fmt.Fprintf(&text, ": %v", e.cause)
	}
	return text.String()
}

// IsTheirs reports whether Message is PagerDuty's own, and not what this package says where PagerDuty gave none.
func (e *Error) IsTheirs() bool { return !e.ours }

// Unwrap gives the network's or the decoder's error behind this one, if there is one.
func (e *Error) Unwrap() error { return e.cause }

// Is matches the sentinels above.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrUnauthorized:
		return e.StatusCode == http.StatusUnauthorized
	case ErrForbidden:
		return e.StatusCode == http.StatusForbidden
	case ErrNotFound:
		return e.StatusCode == http.StatusNotFound
	case ErrInvalid:
		return e.StatusCode == http.StatusBadRequest || e.StatusCode == http.StatusRequestEntityTooLarge ||
			e.StatusCode == http.StatusUnprocessableEntity
	case ErrPlan:
		return e.StatusCode == http.StatusPaymentRequired
	case ErrRateLimited:
		return e.StatusCode == http.StatusTooManyRequests
	case ErrUnavailable:
		return e.StatusCode >= 500 || e.StatusCode == http.StatusRequestTimeout || e.brokeOff && !e.Mutates
	case ErrUnreachable:
		return e.StatusCode == 0 && !errors.Is(e.cause, context.Canceled) && !errors.Is(e.cause, ErrTooLate)
	case ErrUntrusted:
		return e.StatusCode == 0 && untrusted(e.cause)
	case ErrProxy:
		return e.StatusCode == 0 && ofProxy(e.cause)
	case ErrUndecided:
		return e.Undecided()
	case ErrUnknownRequester:
		return e.Code == unknownRequester
	}
	return false
}

// Undecided reports whether the account may have been changed although the request failed: look before you repeat it.
// The error then matches ErrUndecided.
func (e *Error) Undecided() bool {
	return e.Mutates && (e.uncertain || e.undecided())
}

// undecided is about the last attempt. Whatever PagerDuty does not say counts: a redirection is not PagerDuty's.
func (e *Error) undecided() bool { return !e.refused() }

// refused reports whether the last attempt certainly changed nothing.
func (e *Error) refused() bool {
	if e.StatusCode == 0 {
		return e.neverSent()
	}
	return e.StatusCode >= 400 && !errors.Is(e, ErrUnavailable)
}

// neverSent reports whether not even a connection was made. Where the context ended, the cause may be of another request.
func (e *Error) neverSent() bool {
	connection, ok := errors.AsType[*net.OpError](e.cause)
	_, isName := errors.AsType[*net.DNSError](e.cause)
	return e.unsent || !e.ended && (isName || ok && connection.Op == "dial")
}

func (e *Error) accepted() bool { return e.StatusCode >= 200 && e.StatusCode < 300 }

// ArgumentError is an argument that the client refuses before it asks PagerDuty anything.
// It matches ErrInvalid.
type ArgumentError struct {
	Argument string // such as "incident id" or "PageSize"
	Message  string // what is wrong and what is wanted
}

// Error gives the argument and what is wrong with it.
func (e *ArgumentError) Error() string { return "pagerduty: " + e.Argument + ": " + e.Message }

// Is matches ErrInvalid.
func (e *ArgumentError) Is(target error) bool { return target == ErrInvalid }
