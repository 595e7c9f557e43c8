package pagerduty

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"slices"
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
	// ErrAccepted: PagerDuty carried the change out, but its answer could not be read. Do not repeat it.
	ErrAccepted = errors.New("pagerduty: accepted, but the answer could not be read")
	// ErrReadOnly: the client was made WithReadOnly and the operation could change the account.
	ErrReadOnly = errors.New("pagerduty: the client is read-only")
	// ErrWindow: the records lie beyond the 10,000 that PagerDuty lists; narrow the time or the filters.
	ErrWindow = errors.New("pagerduty: beyond the 10,000 records that PagerDuty lists")
	// ErrNoUser: the operation acts as a user, and the key belongs to none; see WithFrom.
	ErrNoUser = errors.New("pagerduty: the key belongs to no user")
)

// Error is a request that failed, whatever the reason.
type Error struct {
	Operation  string        // PagerDuty's name of the operation, such as "getIncident"
	Method     string        // HTTP method
	Path       string        // such as "/incidents/PT4KHLK"
	Mutates    bool          // whether the operation could have changed the account
	StatusCode int           // HTTP status; 0 if no answer came
	Code       int           // PagerDuty's own error code, such as 2100; 0 if it gave none
	Message    string        // PagerDuty's own message, or ours where it gave none
	Details    []string      // PagerDuty's own list of what is wrong
	RequestID  string        // what PagerDuty's support asks for
	RetryAfter time.Duration // when to try again, if PagerDuty said so
	Attempts   int           // how often the request was sent
	Uncertain  bool          // an attempt before the last went without an answer, and may have been carried out

	ended        bool      // the context ended the request
	brokeOff     bool      // the answer ended before its end
	inTheirWords bool      // the answer was PagerDuty's JSON, not somebody else's page
	answered     time.Time // by PagerDuty's clock; zero if it did not say
	cause        error
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
	if e.cause != nil {
		fmt.Fprintf(&text, ": %v", e.cause)
	}
	return text.String()
}

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
		return e.StatusCode == 0 && !errors.Is(e.cause, context.Canceled)
	case ErrAccepted:
		return e.Mutates && e.accepted()
	}
	return false
}

// Undecided reports whether PagerDuty may have changed the account although the request failed: look
// before you repeat it.
func (e *Error) Undecided() bool {
	return e.Mutates && (e.Uncertain || e.undecided())
}

// undecided is about the last attempt.
func (e *Error) undecided() bool {
	return e.StatusCode == 0 && !e.neverSent() || e.accepted() || errors.Is(e, ErrUnavailable)
}

// refused reports whether the last attempt certainly changed nothing.
func (e *Error) refused() bool {
	return !e.undecided() && (e.StatusCode == 0 || e.StatusCode >= 400)
}

// neverSent reports whether not even a connection was made. Where the context ended, the cause may be of another request.
func (e *Error) neverSent() bool {
	connection, ok := errors.AsType[*net.OpError](e.cause)
	_, isName := errors.AsType[*net.DNSError](e.cause)
	return !e.ended && (isName || ok && connection.Op == "dial")
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

// parse reads PagerDuty's words out of an answer that is no success. The body may be of any shape.
func (e *Error) parse(body []byte) {
	var answer struct {
		Error   json.RawMessage `json:"error"`
		Message string          `json:"message"`
		Errors  json.RawMessage `json:"errors"`
	}
	_ = json.Unmarshal(body, &answer) // what does not fit stays empty
	var detail struct {
		Message string          `json:"message"`
		Code    int             `json:"code"`
		Errors  json.RawMessage `json:"errors"`
	}
	_ = json.Unmarshal(answer.Error, &detail)
	e.Code = detail.Code
	e.Details = append(stringsIn(detail.Errors), stringsIn(answer.Errors)...)
	e.Message = detail.Message
	if e.Message == "" {
		e.Message = strings.Join(append(stringsIn(answer.Error), nonEmpty(answer.Message)...), "; ")
	}
	e.inTheirWords = e.Message != "" || e.Code != 0 || len(e.Details) > 0
	if e.Message == "" {
		e.Message = describeBody(body)
	}
}

// redact removes the token's secret where JSON escapes have hidden it in the body.
func (e *Error) redact(token Token) {
	e.Message = token.redact(e.Message)
	for i := range e.Details {
		e.Details[i] = token.redact(e.Details[i])
	}
}

// stringsIn gives the texts in raw, a string or a list that may hold anything.
func stringsIn(raw json.RawMessage) []string {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		return nonEmpty(one)
	}
	var many []json.RawMessage
	_ = json.Unmarshal(raw, &many)
	var texts []string
	for _, item := range many {
		text := ""
		if json.Unmarshal(item, &text) != nil {
			text = leaves(item)
		}
		texts = append(texts, nonEmpty(text)...)
	}
	return texts
}

// leaves gives what stands in raw without the JSON around it, where a secret could hide in escapes:
// "name: value" for each member of an object.
func leaves(raw json.RawMessage) string {
	var content any
	_ = json.Unmarshal(raw, &content)
	var texts []string
	switch content := content.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(content)) {
			texts = append(texts, fmt.Sprintf("%s: %v", name, content[name]))
		}
	case nil:
	default:
		texts = append(texts, fmt.Sprint(content))
	}
	return strings.Join(texts, ", ")
}

func nonEmpty(text string) []string {
	if text == "" || text == "null" {
		return nil
	}
	return []string{text}
}

// describeBody says what came where PagerDuty's JSON was expected.
func describeBody(body []byte) string {
	text := strings.TrimSpace(string(body[:min(len(body), 200)]))
	switch {
	case text == "":
		return "the answer was empty"
	case strings.HasPrefix(text, "<"):
		return "the answer was a web page instead of PagerDuty's JSON"
	case strings.HasPrefix(text, "{") || strings.HasPrefix(text, "["):
		return "the answer says no reason"
	}
	return "the answer was not PagerDuty's JSON: " + strings.ToValidUTF8(text, "�")
}
