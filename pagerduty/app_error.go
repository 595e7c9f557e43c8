package pagerduty

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// AppError is a failed request for an app's token. It matches ErrUnauthorized if PagerDuty does not know the client id or refuses the secret,
// ErrForbidden if it refuses a scope, the account or the grant, and ErrUnreachable, ErrUntrusted, ErrProxy, ErrUnavailable or ErrRateLimited
// as an *Error does.
type AppError struct {
	URL        string        // of the request
	StatusCode int           // HTTP status; 0 if no answer came
	Code       string        // error code of OAuth, such as "invalid_client"; "" if there is none
	Message    string        // what is wrong
	RetryAfter time.Duration // how long the answer asks to wait; 0 if it does not say

	unsent bool // nothing was sent
	cause  error
}

// Error returns what is wrong. It never holds the secret.
func (e *AppError) Error() string {
	var text strings.Builder
	text.WriteString("pagerduty: no token for the app: ")
	if !e.unsent {
		fmt.Fprintf(&text, "POST %s: ", e.URL)
	}
	if e.StatusCode != 0 {
		text.WriteString(strings.TrimSpace(fmt.Sprintf("%d %s", e.StatusCode, http.StatusText(e.StatusCode))) + ": ")
	}
	if e.Code != "" {
		text.WriteString(e.Code + ": ")
	}
	text.WriteString(e.Message)
	if e.cause != nil {
		fmt.Fprintf(&text, ": %v", e.cause)
	}
	return text.String()
}

// Unwrap returns the cause, such as an error of the network; nil if there is none.
func (e *AppError) Unwrap() error { return e.cause }

// Is reports whether target is the kind of e.
func (e *AppError) Is(target error) bool {
	switch target {
	case ErrUnauthorized:
		return e.Code == "invalid_client" || e.Code == "" && e.StatusCode == http.StatusUnauthorized
	case ErrForbidden:
		return e.Code == "invalid_scope" || e.Code == "unauthorized_client" || e.Code == "access_denied"
	case ErrRateLimited:
		return e.StatusCode == http.StatusTooManyRequests
	case ErrUnavailable:
		return e.StatusCode >= 500 || e.StatusCode == http.StatusRequestTimeout
	case ErrUnreachable:
		return e.StatusCode == 0 && !e.unsent && !errors.Is(e.cause, context.Canceled)
	case ErrUntrusted:
		return e.StatusCode == 0 && isUntrusted(e.cause)
	case ErrProxy:
		return e.StatusCode == 0 && !e.unsent && isProxyError(e.cause)
	}
	return false
}

// isTemporary reports whether the same request may succeed soon.
func (e *AppError) isTemporary() bool {
	return (e.Is(ErrUnreachable) && !e.Is(ErrUntrusted)) || e.Is(ErrUnavailable) && e.StatusCode != http.StatusNotImplemented || e.Is(ErrRateLimited)
}

func retryAfterOf(err error) time.Duration {
	if failure, ok := errors.AsType[*AppError](err); ok {
		return failure.RetryAfter
	}
	return 0
}
