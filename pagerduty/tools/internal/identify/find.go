package identify

import (
	"context"
	"errors"
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
	if shapedLikeID(text) {
		found, err := get(ctx, text)
		if !errors.Is(err, pagerduty.ErrNotFound) {
			return found, err
		}
	}
	id, err := search(ctx, client, kind, argument, text)
	if err != nil {
		return none, err
	}
	return get(ctx, id)
}
