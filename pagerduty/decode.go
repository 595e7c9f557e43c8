package pagerduty

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// pageInfo is what PagerDuty says about a page beside its records.
type pageInfo struct {
	More       bool   `json:"more"`
	Total      count  `json:"total"`
	NextCursor string `json:"next_cursor"`
	After      string `json:"after"`

	Error json.RawMessage `json:"error"` // PagerDuty's successes have none
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
// Only the value under root and its id must be there and of the right kind, since what is not PagerDuty's
// answer must not look like an empty one.
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
	value, info := envelope.Elem().Field(0).Interface().(*T), envelope.Elem().Field(1).Interface().(pageInfo)
	if mismatch || value == nil {
		if err := checkRoot[T](body, root); err != nil {
			return nil, pageInfo{}, err
		}
	}
	if value == nil { // under another spelling of the name
		return nil, pageInfo{}, fmt.Errorf("%q is null", root)
	}
	if info.Error != nil && string(info.Error) != "null" {
		return nil, pageInfo{}, errors.New(`it has an "error"`)
	}
	return value, info, nil
}

// checkRoot looks at root alone, since a mismatch names only the first of the members that do not fit.
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
	case value[0] != first:
		return fmt.Errorf("%q is not a JSON %s", root, kind)
	}
	return nil
}

// one sends r and decodes the object under root, which must be the one that r asks for.
func one[T any](ctx context.Context, c *core, r request, root string) (*T, error) {
	var value *T
	err := c.do(ctx, r, func(body []byte) (err error) {
		value, err = decodeOne[T](body, root, r.object)
		return err
	})
	return value, err
}

// decodeOne decodes the object under root, which must have what makes it one of PagerDuty's, and be the one with the id. Without
// an id it may be any.
func decodeOne[T any](body []byte, root, id string) (*T, error) {
	value, _, err := unwrap[T](body, root)
	if err != nil {
		return nil, err
	}
	if missing := lacking(value); missing != "" {
		return nil, fmt.Errorf("%q has no %s", root, missing)
	}
	if id != "" && !slices.ContainsFunc(idsOf(value), func(own string) bool { return own == "" || strings.EqualFold(own, id) }) {
		return nil, fmt.Errorf("%q is not the one that was asked for, but %q", root, idsOf(value)[0])
	}
	return value, nil
}

// incomplete is an object that is known by something else than its ID.
type incomplete interface{ lacks() string }

// lacking names what an object of PagerDuty's must have and value has not; "" if it has all.
func lacking(value any) string {
	if value, ok := value.(incomplete); ok {
		return value.lacks()
	}
	if id := idField(value); id.IsValid() && id.String() == "" {
		return "id"
	}
	return ""
}

// manyNames is an object that is asked for by something else than its ID alone. An empty id is one that the answer leaves out.
type manyNames interface{ ids() []string }

// idsOf are what an object may be asked for by.
func idsOf(value any) []string {
	if value, ok := value.(manyNames); ok {
		return value.ids()
	}
	return []string{idField(value).String()}
}

func idField(value any) reflect.Value { return reflect.ValueOf(value).Elem().FieldByName("ID") }

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
		for i := range *records {
			if missing := lacking(&(*records)[i]); missing != "" {
				return fmt.Errorf("number %d of %q has no %s", i+1, root, missing)
			}
		}
		page.Items = *records
		page.More, page.Total, page.NextCursor = info.More, info.Total.number, cmp.Or(info.NextCursor, info.After)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return page, nil
}
