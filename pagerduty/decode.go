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

// pageInfo holds the members of an answer beside its root.
type pageInfo struct {
	More       *bool  `json:"more"`
	Total      count  `json:"total"`
	NextCursor string `json:"next_cursor"`
	After      string `json:"after"`
	Last       string `json:"last"` // cursor of the last record, in analytics

	Error json.RawMessage `json:"error"` // never in a success of PagerDuty's
}

// goesOn reports whether the list goes on after this page. It is no method: unwrap cannot embed a type with methods.
func goesOn(i pageInfo) bool { return i.More != nil && *i.More }

// count is a number that may be missing. A *int would become 0 if another type came.
type count struct{ number *int }

// UnmarshalJSON leaves the number nil if data is not one. It never fails.
func (c *count) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, &c.number) != nil {
		c.number = nil
	}
	return nil
}

// unwrap decodes {"root": …}: the value of root, and the other members.
//
// Decoding is lenient: a member of an unexpected type stays empty, and the rest is decoded. Only the root must be there and be an
// object or an array as T is: an answer that is not PagerDuty's must not look like an empty one.
func unwrap[T any](body []byte, root string) (*T, pageInfo, error) {
	// The name of the root differs by operation. A struct made for it decodes in one pass, unlike a map of raw messages.
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
	if value == nil { // null, or null under a name that differs in case
		return nil, pageInfo{}, fmt.Errorf("%q is null", root)
	}
	if info.Error != nil && string(info.Error) != "null" {
		return nil, pageInfo{}, errors.New(`it has an "error"`)
	}
	return value, info, nil
}

// checkRoot checks root itself: json.Unmarshal reports only the first member of an unexpected type, which may be another.
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

// one sends r and decodes the object under root. It must be the one that r asks for.
func one[T any](ctx context.Context, c *core, r request, root string) (*T, error) {
	var value *T
	err := c.do(ctx, r, func(body []byte) (err error) {
		value, err = decodeOne[T](body, root, r.object)
		return err
	})
	return value, err
}

// decodeOne decodes the object under root. It must have an id, and the given one unless that is empty.
func decodeOne[T any](body []byte, root, id string) (*T, error) {
	value, _, err := unwrap[T](body, root)
	if err != nil {
		return nil, err
	}
	if missing := missingField(value); missing != "" {
		return nil, fmt.Errorf("%q has no %s", root, missing)
	}
	if known := idsOf(value); id != "" && known[0] != "" && !slices.ContainsFunc(known, func(own string) bool { return isSameID(own, id) }) {
		return nil, fmt.Errorf("%q is not the one that was asked for, but %q", root, known[0])
	}
	return value, nil
}

// isSameID compares an id of an object with the one that was asked for. Unknown ids are empty; a number can only be another number.
func isSameID(own, asked string) bool {
	return strings.EqualFold(own, asked) || own == "" && isNumber(asked)
}

func isNumber(id string) bool { return strings.Trim(id, "0123456789") == "" }

// selfChecked is implemented by types that are identified by something other than an ID field; see missingField.
type selfChecked interface{ missing() string }

// missingField returns the name of the identifying field that value lacks, so that it is not one of PagerDuty's objects; "" if it
// lacks none.
func missingField(value any) string {
	if value, ok := value.(selfChecked); ok {
		return value.missing()
	}
	if id := idField(value); id.IsValid() && id.String() == "" {
		return "id"
	}
	return ""
}

// multiID is implemented by types that can be asked for by something other than their ID. An empty id is unknown.
type multiID interface{ ids() []string }

// idsOf returns the ids by which an object can be asked for.
func idsOf(value any) []string {
	if value, ok := value.(multiID); ok {
		return value.ids()
	}
	return []string{idField(value).String()}
}

func idField(value any) reflect.Value { return reflect.ValueOf(value).Elem().FieldByName("ID") }

// items sends r and decodes the list under root, for operations without pages.
func items[T any](ctx context.Context, c *core, r request, root string) ([]T, error) {
	page, err := fetchPage[T](ctx, c, r, root)
	if err != nil {
		return nil, err
	}
	return page.Items, nil
}

// itemsWith is items for a change of the records with the given ids. The answer must have at least the least number of them: otherwise it is
// not about this change.
func itemsWith[T any](ctx context.Context, c *core, r request, root string, id func(T) string, least int, ids ...string) ([]T, error) {
	var records []T
	err := c.do(ctx, r, func(body []byte) error {
		read, _, err := unwrap[[]T](body, root)
		if err != nil {
			return err
		}
		missing := slices.DeleteFunc(slices.Clone(ids), func(one string) bool {
			return slices.ContainsFunc(*read, func(record T) bool { return id(record) == one })
		})
		if len(ids)-len(missing) < least {
			return fmt.Errorf("%q lacks %s", root, missing[0])
		}
		records = *read
		return nil
	})
	return records, err
}

// created sends r, which creates a number of records, and decodes them. An answer with another number is not PagerDuty's.
func created[T any](ctx context.Context, c *core, r request, root string, wanted int) ([]T, error) {
	var all []T
	err := c.do(ctx, r, func(body []byte) error {
		records, _, err := decodeList[T](body, root)
		if err == nil && len(records) != wanted {
			err = fmt.Errorf("%q has %d records, and not %d", root, len(records), wanted)
		}
		all = records
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// fetchPage sends r and decodes the page under root.
func fetchPage[T any](ctx context.Context, c *core, r request, root string) (*Page[T], error) {
	page := &Page[T]{}
	err := c.do(ctx, r, func(body []byte) error {
		records, info, err := decodeList[T](body, root)
		if err != nil {
			return err
		}
		page.Items, page.moreUnknown = records, info.More == nil
		page.More, page.Total, page.NextCursor = goesOn(info), info.Total.number, cmp.Or(info.NextCursor, info.After)
		page.isAfter = info.NextCursor == "" && info.After != ""
		if page.More { // the last page names its last record, too
			page.NextCursor = cmp.Or(page.NextCursor, info.Last)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return page, nil
}

// decodeList decodes the list under root. Every record must have an id.
func decodeList[T any](body []byte, root string) ([]T, pageInfo, error) {
	records, info, err := unwrap[[]T](body, root)
	if err != nil {
		return nil, info, err
	}
	for i := range *records {
		if missing := missingField(&(*records)[i]); missing != "" {
			return nil, info, fmt.Errorf("number %d of %q has no %s", i+1, root, missing)
		}
	}
	return *records, info, nil
}
