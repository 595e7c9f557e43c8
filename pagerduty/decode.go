package pagerduty

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
)

// pageInfo is what PagerDuty says about a page beside its records.
type pageInfo struct {
	More       bool   `json:"more"`
	Total      count  `json:"total"`
	NextCursor string `json:"next_cursor"`
	After      string `json:"after"`
}

// count is a number that may be missing. A *int would become 0 where something else came.
type count struct{ number *int }

// UnmarshalJSON never fails.
func (c *count) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, &c.number) != nil {
		c.number = nil
	}
	return nil
}

// unwrap decodes {"root": …}: the value under root, and what stands beside it.
//
// Decoding is lenient: what has another type than expected is left empty and spoils nothing else.
// Only the value under root itself must be of the right kind, since an answer that was not
// understood must not look like an empty one.
func unwrap[T any](body []byte, root string) (*T, pageInfo, error) {
	// The name of the root differs by operation. A struct made for it decodes in one pass, which
	// a map of raw messages would not.
	envelope := reflect.New(reflect.StructOf([]reflect.StructField{
		{Name: "Root", Type: reflect.TypeFor[*T](), Tag: reflect.StructTag(`json:"` + root + `"`)},
		{Name: "Info", Type: reflect.TypeFor[pageInfo](), Anonymous: true},
	}))
	err := json.Unmarshal(body, envelope.Interface())
	_, mismatch := errors.AsType[*json.UnmarshalTypeError](err)
	if err != nil && !mismatch {
		return nil, pageInfo{}, err
	}
	value := envelope.Elem().Field(0).Interface().(*T)
	if mismatch || value == nil {
		if err := checkRoot[T](body, root); err != nil {
			return nil, pageInfo{}, err
		}
	}
	return value, envelope.Elem().Field(1).Interface().(pageInfo), nil
}

// checkRoot looks at root alone, since a mismatch names only the first of the members that do not
// fit. Null is an empty value; a root of another kind, or none at all, was not understood.
func checkRoot[T any](body []byte, root string) error {
	var members map[string]json.RawMessage
	_ = json.Unmarshal(body, &members)
	value, ok := members[root]
	first, kind := byte('{'), "object"
	if reflect.TypeFor[T]().Kind() == reflect.Slice {
		first, kind = '[', "array"
	}
	switch {
	case !ok:
		return fmt.Errorf("it has no %q", root)
	case value[0] != first && string(value) != "null":
		return fmt.Errorf("%q is not a JSON %s", root, kind)
	}
	return nil
}

// one sends r and decodes the object under root.
func one[T any](ctx context.Context, c *core, r request, root string) (*T, error) {
	var value *T
	err := c.do(ctx, r, func(body []byte) (err error) {
		value, err = decodeOne[T](body, root)
		return err
	})
	return value, err
}

func decodeOne[T any](body []byte, root string) (*T, error) {
	value, _, err := unwrap[T](body, root)
	if err == nil && value == nil {
		err = fmt.Errorf("%q is null", root)
	}
	return value, err
}

// items sends r and decodes the list under root, for operations that send all records at once.
func items[T any](ctx context.Context, c *core, r request, root string) ([]T, error) {
	page, err := fetchPage[T](ctx, c, r, root)
	if err != nil {
		return nil, err
	}
	return page.Items, nil
}

// fetchPage sends r and decodes one page of the list under root.
func fetchPage[T any](ctx context.Context, c *core, r request, root string) (*Page[T], error) {
	page := &Page[T]{}
	err := c.do(ctx, r, func(body []byte) error {
		records, info, err := unwrap[[]T](body, root)
		if err != nil {
			return err
		}
		if records != nil {
			page.Items = *records
		}
		page.More, page.Total, page.NextCursor = info.More, info.Total.number, cmp.Or(info.NextCursor, info.After)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return page, nil
}
