package simulator

import "encoding/json"

// optional is a member of a body that may be absent, null or a value, which mean three things in a change.
type optional[T any] struct {
	given bool
	null  bool
	value T
}

// UnmarshalJSON is called for a member that is there, null included.
func (o *optional[T]) UnmarshalJSON(text []byte) error {
	o.given, o.null = true, string(text) == "null"
	return json.Unmarshal(text, &o.value)
}

// apply changes a field if the member is there; null makes it empty.
func (o optional[T]) apply(field *T) {
	if o.given {
		*field = o.value
	}
}

// valueOr is what a pointer points to, or another value for nil.
func valueOr[T any](pointer *T, other T) T {
	if pointer == nil {
		return other
	}
	return *pointer
}
