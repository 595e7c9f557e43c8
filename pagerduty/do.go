package pagerduty

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
)

// Request is a request for an operation of PagerDuty's API that has no method here. The zero values are the careful ones: a request may
// change the account and must not be repeated, unless it is a GET.
type Request struct {
	Operation string     // PagerDuty's operationId, for errors; the method and the path if empty
	Method    string     // GET, POST, PUT, PATCH or DELETE
	Path      []string   // elements of the path, such as "tags" and an id; each must be a legal id
	Query     url.Values // a list's name ends in "[]"
	Body      any        // sent as JSON; nil for none
	Root      string     // member of the answer that is decoded, such as "tag"; the whole answer if empty

	ReadsOnly  bool // changes nothing, so that a read-only client sends it; always true for GET
	Repeatable bool // sending it twice has the effect of sending it once, so that it is retried after a lost answer; always true for GET
	NeedsFrom  bool // needs a From header with the address of the acting user; see WithFrom
	Notifies   bool // notifies people, so that it is not sent shortly before the context ends

	EarlyAccess string // value of the header X-EARLY-ACCESS; "" for none
}

// Do sends a request with the credentials, retries, limits and errors of all methods, and decodes the answer into a pointer. A member of
// an unexpected type stays empty in a struct. If into is nil, the answer is checked and discarded; it may then be a success without
// content, as that of most deletions is, but no empty 200.
//
// An answer of another kind, such as the HTML page of a proxy, is an error. If the request may change the account, the error then
// matches ErrUndecided. An *AnswerError means that PagerDuty carried out the request, and that its answer does not fit into the pointer.
func (c *Client) Do(ctx context.Context, r Request, into any) error {
	sent, err := r.checked()
	if err != nil {
		return err
	}
	if into == nil {
		sent.mayBeEmpty = true
		return c.core.do(ctx, sent, func(body []byte) error {
			_, err := r.valueIn(body)
			return err
		})
	}
	if target := reflect.ValueOf(into); target.Kind() != reflect.Pointer || target.IsNil() {
		return &ArgumentError{Argument: "into", Message: fmt.Sprintf("is %T; give a pointer that is not nil", into)}
	}
	var value []byte
	err = c.core.do(ctx, sent, func(body []byte) (err error) {
		value, err = r.valueIn(body)
		return err
	})
	if err != nil {
		return err
	}
	if err := decodeLeniently(value, into); err != nil {
		return &AnswerError{Operation: sent.operation, Answer: value, cause: err}
	}
	return nil
}

// AnswerError is an answer of PagerDuty that does not fit into the caller's type. The request was carried out.
type AnswerError struct {
	Operation string          // PagerDuty's operationId, or the method and the path
	Answer    json.RawMessage // what came, or its member Root
	cause     error
}

// Error returns the operation and the reason.
func (e *AnswerError) Error() string {
	return fmt.Sprintf("pagerduty: %s was carried out, but its answer does not fit: %v", e.Operation, e.cause)
}

// Unwrap returns the error of the decoder.
func (e *AnswerError) Unwrap() error { return e.cause }

// Items iterates over a list under r.Root, across all pages: by offset or by cursor, as PagerDuty answers. Set r.Query's limit for
// another page size than PagerDuty's default. It skips records whose id it has seen.
func Items[T any](ctx context.Context, c *Client, r Request) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for raw, err := range c.records(ctx, r) {
			var item T
			if err == nil {
				err = decodeLeniently(raw, &item)
			}
			if !yield(item, err) || err != nil {
				return
			}
		}
	}
}

// record is an item of a list, before its type is known.
type record struct {
	id  string
	raw json.RawMessage
}

// UnmarshalJSON keeps the item and reads its id. It never fails.
func (r *record) UnmarshalJSON(data []byte) error {
	var read struct {
		ID string `json:"id"`
	}
	_ = json.Unmarshal(data, &read) // an item without an id is kept
	r.id, r.raw = read.ID, slices.Clone(data)
	return nil
}

// records iterates over the items of a list.
func (c *Client) records(ctx context.Context, r Request) iter.Seq2[json.RawMessage, error] {
	return func(yield func(json.RawMessage, error) bool) {
		if r.Root == "" {
			yield(nil, &ArgumentError{Argument: "Root", Message: "is empty; name the member of the answer that holds the list"})
			return
		}
		seen, pages := keySet{}, keySet{}
		r.Query = maps.Clone(r.Query)
		if r.Query == nil {
			r.Query = url.Values{}
		}
		for stale := 0; ; { // pages in a row without a new record
			page, err := c.recordPage(ctx, r)
			if err == nil && !pages.add(r.Query.Encode()) {
				err = errSameCursor
			}
			if err != nil {
				yield(nil, err)
				return
			}
			stale++
			for _, item := range page.Items {
				if !seen.add(item.id) {
					continue
				}
				if stale = 0; !yield(item.raw, nil) {
					return
				}
			}
			switch {
			case !page.More && page.NextCursor == "":
				return
			case stale >= maxSamePages:
				yield(nil, errRepeatedPage)
				return
			}
			r.advance(page)
		}
	}
}

// recordPage returns the page that r's query selects.
func (c *Client) recordPage(ctx context.Context, r Request) (*Page[record], error) {
	if offset, _ := strconv.Atoi(r.Query.Get("offset")); offset >= maxRecords {
		return nil, fmt.Errorf("%w: narrow the list by time or by filters", ErrWindow)
	}
	sent, err := r.checked()
	if err != nil {
		return nil, err
	}
	page, err := fetchPage[record](ctx, c.core, sent, r.Root)
	if err == nil && page.More && len(page.Items) == 0 {
		err = errEmptyPage
	}
	return page, err
}

// advance selects the page after the given one.
func (r *Request) advance(page *Page[record]) {
	switch {
	case page.isAfter:
		r.Query.Set("after", page.NextCursor)
		return
	case page.NextCursor != "":
		r.Query.Set("cursor", page.NextCursor)
		return
	}
	offset, _ := strconv.Atoi(r.Query.Get("offset"))
	r.Query.Set("offset", strconv.Itoa(offset+len(page.Items)))
}

var methodsOfAPI = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// checked returns the request in the form in which the client sends it.
func (r Request) checked() (request, error) {
	if !slices.Contains(methodsOfAPI, r.Method) {
		return request{}, &ArgumentError{Argument: "Method", Message: fmt.Sprintf("is %.20q; PagerDuty's API has GET, POST, PUT, PATCH and DELETE", r.Method)}
	}
	if len(r.Path) == 0 {
		return request{}, &ArgumentError{Argument: "Path", Message: `is empty; give its elements, such as "tags" and an id`}
	}
	isGet := r.Method == http.MethodGet
	sent := request{
		operation: r.Operation, method: r.Method, path: r.Path, query: maps.Clone(r.Query), body: r.Body,
		needsFrom: r.NeedsFrom, notifies: r.Notifies, mutates: !r.ReadsOnly && !isGet, repeatable: r.Repeatable || isGet,
		earlyAccess: r.EarlyAccess,
	}
	if sent.operation == "" {
		sent.operation, sent.unnamed = r.Method+" "+sent.displayPath(), true
	}
	return sent, nil
}

// valueIn returns a copy of the member Root of an answer, or of the whole answer.
func (r Request) valueIn(body []byte) ([]byte, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(body, &members); err != nil || members == nil {
		var list []json.RawMessage
		if r.Root != "" || json.Unmarshal(body, &list) != nil || list == nil {
			return nil, errors.New("it is not a JSON object")
		}
		return bytes.Clone(body), nil
	}
	if failure, ok := members["error"]; ok && string(failure) != "null" && r.Root != "error" {
		return nil, errors.New(`it has an "error"`)
	}
	if r.Root == "" {
		return bytes.Clone(body), nil
	}
	value, ok := members[r.Root]
	if !ok || string(value) == "null" {
		return nil, fmt.Errorf("it has no %q", r.Root)
	}
	return value, nil
}

// decodeLeniently leaves members of an unexpected type empty. It fails if the value itself is of another type.
func decodeLeniently(value []byte, into any) error {
	err := json.Unmarshal(value, into)
	if mismatch, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && mismatch.Field != "" {
		return nil
	}
	return err
}
