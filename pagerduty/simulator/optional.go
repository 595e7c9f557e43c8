package simulator

import "encoding/json"

// optional is a member of a body that distinguishes absent, null and a value.
type optional[T any] struct {
	given bool
	null  bool
	value T
}

// UnmarshalJSON is called for a member that is present, including null.
func (o *optional[T]) UnmarshalJSON(text []byte) error {
	o.given, o.null = true, string(text) == "null"
	return json.Unmarshal(text, &o.value)
}

// apply sets a field if the member is present. null sets the zero value.
func (o optional[T]) apply(field *T) {
	if o.given {
		*field = o.value
	}
}

// valueOr returns the value at a pointer, or another value for nil.
func valueOr[T any](pointer *T, other T) T {
	if pointer == nil {
		return other
	}
	return *pointer
}

// nullIfEmpty returns nil, which is shown as null, for an empty text.
func nullIfEmpty(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
