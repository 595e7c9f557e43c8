package identify

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Find gives what get gives for the object that text names by its id or its exact name: the object itself, or what belongs to
// it. Unlike Resolve it takes no request more for an id than get does.
func Find[T any](ctx context.Context, client *pagerduty.Client, kind Kind, argument, text string, get func(ctx context.Context, id string) (T, error)) (T, error) {
	var none T
	if err := Check(One(kind, argument, &text, nil)); err != nil {
		return none, err
	}
	text = strings.TrimSpace(text)
	var missing error // what PagerDuty said of the text as an id
	if shapedLikeID(text) {
		found, err := get(ctx, text)
		if !errors.Is(err, pagerduty.ErrNotFound) {
			return found, err
		}
		missing = err
	}
	id, err := search(ctx, client, kind, argument, text)
	if err == nil {
		return get(ctx, id)
	}
	if _, unknown := errors.AsType[unknownError](err); unknown && missing != nil {
		return none, notFound(ctx, client, kind, text, err, missing)
	}
	return none, err
}

// notFound is missing, PagerDuty's own error, where the object is there and only what was asked of it is not. Otherwise it is
// unknown, with PagerDuty's words.
func notFound(ctx context.Context, client *pagerduty.Client, kind Kind, id string, unknown, missing error) error {
	if kind.exists != nil && kind.exists(ctx, client, id) == nil {
		return missing
	}
	if failure, ok := errors.AsType[*pagerduty.Error](missing); ok && failure.Message != "" {
		return fmt.Errorf("%w. PagerDuty's answer for the id: %s", unknown, failure.Message)
	}
	return unknown
}
