package pagerduty

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"
)

// Kinds of errors, for errors.Is. The error of a failed request is also an *Error.
var (
	// ErrUnauthorized: PagerDuty does not know the key (401).
	ErrUnauthorized = errors.New("pagerduty: the key was refused")
	// ErrForbidden: the key's role or scope does not allow this (403).
	ErrForbidden = errors.New("pagerduty: not allowed")
	// ErrNotFound: there is no such object, or the key cannot see it (404).
	ErrNotFound = errors.New("pagerduty: not found")
	// ErrNoEndpoint: nothing is at a path that names no object, such as a list (404). The base URL may be wrong, or the account lacks the
	// feature. It also matches ErrNotFound.
	ErrNoEndpoint = errors.New("pagerduty: no such endpoint")
	// ErrInvalid: PagerDuty refused the arguments (400, 413, 422), or the client did before sending.
	ErrInvalid = errors.New("pagerduty: invalid")
	// ErrPlan: the account's plan lacks the feature (402).
	ErrPlan = errors.New("pagerduty: not in the account's plan")
	// ErrRateLimited: too many requests (429), even after retries. Error.RetryAfter is how long to wait.
	ErrRateLimited = errors.New("pagerduty: rate limited")
	// ErrUnavailable: PagerDuty failed (5xx or 408) or its answer broke off, even after retries.
	ErrUnavailable = errors.New("pagerduty: unavailable")
	// ErrUnreachable: no answer came. The network may be down, or the host name wrong.
	ErrUnreachable = errors.New("pagerduty: unreachable")
	// ErrUntrusted: the server's certificate is not trusted. If a proxy inspects TLS, this machine must trust the proxy's certificate.
	ErrUntrusted = errors.New("pagerduty: the certificate is not trusted")
	// ErrProxy: the proxy that this machine uses (HTTPS_PROXY) could not be reached, or refused the connection.
	ErrProxy = errors.New("pagerduty: the proxy failed")
	// ErrUndecided: the request failed, but the change may have been made: an attempt got no answer, or one that is not
	// PagerDuty's. Check before you repeat it.
	ErrUndecided = errors.New("pagerduty: the change may have been made")
	// ErrTooLate: the request was not sent. It would notify people, and the context leaves too little time to wait for the answer.
	ErrTooLate = errors.New("pagerduty: too little time was left")
	// ErrReadOnly: the operation could change the account, and the client was made WithReadOnly.
	ErrReadOnly = errors.New("pagerduty: the client is read-only")
	// ErrWindow: the records are beyond the first 10,000, which is all that PagerDuty lists. Narrow the time or the filters.
	ErrWindow = errors.New("pagerduty: beyond the 10,000 records that PagerDuty lists")
	// ErrNoUser: the operation needs a user, and the key belongs to none; see WithFrom.
	ErrNoUser = errors.New("pagerduty: the key belongs to no user")
	// ErrUnknownRequester: no user of the account has the e-mail address given to WithFrom (PagerDuty's code 1008).
	ErrUnknownRequester = errors.New("pagerduty: no user has the address in From")
)

// unknownRequester is PagerDuty's code for ErrUnknownRequester.
const unknownRequester = 1008

// Error is the failure of a request.
type Error struct {
	Operation  string        // PagerDuty's name for the operation, such as "getIncident"
	Method     string        // HTTP method
	Path       string        // such as "/incidents/PT4KHLK"
	Mutates    bool          // whether the operation could have changed the account
	StatusCode int           // HTTP status; 0 if no answer came
	Code       int           // PagerDuty's error code, such as 2100; 0 if it sent none
	Message    string        // PagerDuty's message, or the client's if PagerDuty sent none; see IsTheirs
	Details    []string      // PagerDuty's list of what is wrong
	Scopes     []string      // OAuth scopes that the token lacks, if PagerDuty names them
	RequestID  string        // PagerDuty's id of the request, for its support
	RetryAfter time.Duration // how long PagerDuty asks to wait; 0 if it does not say
	Attempts   int           // how often the request was sent

	uncertain    bool // an attempt before the last may have been carried out
	unsent       bool // the last attempt sent nothing
	contextEnded bool // the context ended the last attempt
	brokeOff     bool // the answer was incomplete
	ownMessage   bool // Message is the client's
	rateLimit    RateLimit
	cause        error
}

// Error returns the method, the path, the status and the message.
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

// IsTheirs reports whether Message is PagerDuty's and not the client's.
func (e *Error) IsTheirs() bool { return !e.ownMessage }

// Unwrap returns the cause, such as an error of the network or the decoder; nil if there is none.
func (e *Error) Unwrap() error { return e.cause }

// Is reports whether target is the kind of e, such as ErrNotFound.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrUnauthorized:
		return e.StatusCode == http.StatusUnauthorized
	case ErrForbidden:
		return e.StatusCode == http.StatusForbidden
	case ErrNotFound:
		return e.StatusCode == http.StatusNotFound
	case ErrNoEndpoint:
		return e.StatusCode == http.StatusNotFound && !namesObject(e.Path)
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
		return e.StatusCode == 0 && isUntrusted(e.cause)
	case ErrProxy:
		return e.StatusCode == 0 && isProxyError(e.cause)
	case ErrUndecided:
		return e.Undecided()
	case ErrUnknownRequester:
		return e.Code == unknownRequester
	}
	return false
}

// version matches the first segment of some paths of the API, such as v3.
var version = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^v\d+$`) })

// namesObject reports whether a path of the API has an id in it: a segment that is no kind of object and no version.
func namesObject(path string) bool {
	for segment := range strings.SplitSeq(path, "/") {
		if strings.Trim(segment, "abcdefghijklmnopqrstuvwxyz_") != "" && !version().MatchString(segment) {
			return true
		}
	}
	return false
}

// Undecided reports whether the change may have been made although the request failed. The error then matches ErrUndecided.
func (e *Error) Undecided() bool {
	return e.Mutates && (e.uncertain || !e.refused())
}

// refused reports whether the last attempt certainly changed nothing. A redirection does not show that: it is not PagerDuty's.
func (e *Error) refused() bool {
	if e.StatusCode == 0 {
		return e.neverSent()
	}
	return e.StatusCode >= 400 && !errors.Is(e, ErrUnavailable)
}

// neverSent reports whether there was no connection. If the context ended, the cause may be of another request's connection.
func (e *Error) neverSent() bool {
	connection, ok := errors.AsType[*net.OpError](e.cause)
	_, isName := errors.AsType[*net.DNSError](e.cause)
	return e.unsent || !e.contextEnded && (isName || ok && connection.Op == "dial")
}

func (e *Error) isSuccess() bool { return e.StatusCode >= 200 && e.StatusCode < 300 }

// ArgumentError is an argument that the client refuses before it sends a request. It matches ErrInvalid.
type ArgumentError struct {
	Argument string // such as "id" or "PageSize"
	Message  string // what is wrong, and what is allowed
}

// Error returns the argument and what is wrong with it.
func (e *ArgumentError) Error() string { return "pagerduty: " + e.Argument + ": " + e.Message }

// Is reports whether target is ErrInvalid.
func (e *ArgumentError) Is(target error) bool { return target == ErrInvalid }
