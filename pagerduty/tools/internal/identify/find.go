package identify

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Find returns the result of get for the object that text names by its id or exact name: the object, or something that belongs to it.
// Unlike Resolve it needs no extra request for an id, but one for a link, which may lead to another account.
func Find[T any](ctx context.Context, client *pagerduty.Client, kind Kind, argument, text string, get func(ctx context.Context, id string) (T, error)) (T, error) {
	return FindOf(ctx, client, kind, argument, text, func(ctx context.Context, found Candidate) (T, error) { return get(ctx, found.ID) })
}

// FindOf is Find for a kind with several types. get receives the type of an object that was found by its name.
func FindOf[T any](ctx context.Context, client *pagerduty.Client, kind Kind, argument, text string, get func(context.Context, Candidate) (T, error)) (T, error) {
	var none T
	if err := Check(One(kind, argument, &text, nil)); err != nil {
		return none, err
	}
	text = strings.TrimSpace(text)
	if page, ok := kind.readLink(text); ok {
		found, err := kind.follow(ctx, client, argument, page)
		if err != nil {
			return none, err
		}
		return get(ctx, found)
	}
	var missing error // PagerDuty's answer to the text as an id
	if looksLikeID(text) {
		found, err := get(ctx, Candidate{ID: text})
		if !errors.Is(err, pagerduty.ErrNotFound) {
			return found, err
		}
		missing = err
	}
	only, err := search(ctx, client, kind, argument, text)
	if err == nil {
		return get(ctx, only)
	}
	if _, unknown := errors.AsType[unknownError](err); unknown && missing != nil {
		return none, notFound(ctx, client, kind, text, err, missing)
	}
	return none, err
}

// notFound returns missing, PagerDuty's own error, if the object exists and only the thing that belongs to it does not. Otherwise it
// returns unknown, with PagerDuty's message.
func notFound(ctx context.Context, client *pagerduty.Client, kind Kind, id string, unknown, missing error) error {
	if kind.get != nil {
		if _, err := kind.get(ctx, client, id); err == nil {
			return missing
		}
	}
	if failure, ok := errors.AsType[*pagerduty.Error](missing); ok && failure.Message != "" {
		return fmt.Errorf("%w. PagerDuty's answer for the id: %s", unknown, failure.Message)
	}
	return unknown
}

// Instead returns the error of a text that nothing of a kind has. If an object of another kind has it, the error says so, with advice.
func Instead(ctx context.Context, client *pagerduty.Client, err error, text string, other Kind, advice string) error {
	if _, unknown := errors.AsType[unknownError](err); !unknown {
		return err
	}
	var found Candidate
	if Resolve(ctx, client, OneOf(other, "text", text, &found)) != nil || found.Name == "" {
		return err
	}
	return fmt.Errorf("%s is a %s: %s (%w)", found, other.noun, advice, err)
}
