package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// field declares a member of a resource's records: how it is set and shown.
type field[T any] struct {
	name     string
	required bool                                                           // of a new record
	set      func(c *call, record *T, member string, value json.RawMessage) // records problems; nil for a read-only member
	view     func(*renderer, *T) any                                        // nil for a member that is never shown; may return leftOut
	unique   func(*T) string                                                // a value that must be unique, ignoring case; nil for none
}

type absent struct{}

// leftOut is the value of a member that an answer omits.
var leftOut any = absent{}

// decodeMember decodes a member of a body. It returns the problem, or "".
func decodeMember(raw json.RawMessage, target any, member string) (problem string) {
	err := json.Unmarshal(raw, target)
	if mismatch, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Sprintf("body member %q is of the wrong type: it must not be of type %s", strings.TrimSuffix(member+"."+mismatch.Field, "."), mismatch.Value)
	}
	if err != nil {
		return fmt.Sprintf("body member %q: %v", member, err)
	}
	return ""
}

func (f field[T]) checkUnique(c *call, records *collection[T], record, current *T) {
	if f.unique == nil {
		return
	}
	wanted := f.unique(record)
	if slices.ContainsFunc(records.order, func(other *T) bool { return other != current && strings.EqualFold(f.unique(other), wanted) }) {
		c.problem("%s has already been taken", strings.ToUpper(f.name[:1])+f.name[1:])
	}
}

// shown declares a read-only member.
func shown[T any](name string, view func(*renderer, *T) any) field[T] {
	return field[T]{name: name, view: view}
}

// written declares a member of type V that set stores in a record. null is V's zero value.
func written[T, V any](name string, set func(c *call, record *T, member string, value V), view func(*renderer, *T) any) field[T] {
	return field[T]{name: name, view: view, set: func(c *call, record *T, member string, raw json.RawMessage) {
		var value V
		if problem := decodeMember(raw, &value, member); problem != "" {
			c.problem("%s", problem)
			return
		}
		set(c, record, member, value)
	}}
}

// kept declares a member that the simulator stores and shows unchanged, without using it. It shows empty in place of no value or null.
func kept[T any](name string, at func(*T) *json.RawMessage, empty any) field[T] {
	return field[T]{
		name: name,
		set:  func(_ *call, record *T, _ string, raw json.RawMessage) { *at(record) = raw },
		view: func(_ *renderer, record *T) any {
			if raw := *at(record); raw != nil && string(raw) != "null" {
				return raw
			}
			return empty
		},
	}
}

// required makes a field required in a new record.
func required[T any](f field[T]) field[T] {
	f.required = true
	return f
}

// rules are the rules for a text.
type rules struct {
	required   bool // of a new record, and never blank
	unique     bool
	nullable   bool // shown as null when it is empty
	longest    int  // in characters; 0 for no limit
	among      []string
	name       bool                                // no control characters, no spaces at the end
	without    string                              // forbidden characters
	joinSpaces bool                                // joins repeated spaces and removes those at the ends, as PagerDuty does in names of users
	check      func(c *call, member, value string) // records other problems
}

func text[T any](name string, at func(*T) *string, must rules) field[T] {
	f := written(name, func(c *call, record *T, member, value string) {
		must.hold(c, member, value)
		if must.name {
			value = strings.TrimRight(value, " ") // as PagerDuty does
		}
		if must.joinSpaces {
			value = strings.Join(strings.Fields(value), " ")
		}
		*at(record) = value
	}, func(_ *renderer, record *T) any {
		if value := *at(record); value != "" || !must.nullable {
			return value
		}
		return nil
	})
	f.required = must.required
	if must.unique {
		f.unique = func(record *T) string { return *at(record) }
	}
	return f
}

func (must rules) hold(c *call, member, value string) {
	switch {
	case must.required && strings.TrimSpace(value) == "":
		c.problem("%s must not be empty", member)
	case must.longest > 0 && utf8.RuneCountInString(value) > must.longest:
		c.problem("%s must not be longer than %d characters", member, must.longest)
	case must.name && strings.ContainsFunc(value, func(r rune) bool { return !unicode.IsGraphic(r) }):
		c.problem("%s must not contain unprintable characters", member)
	case must.name && !c.lenient && strings.HasSuffix(value, " "):
		c.problem("%s must not end with a space: PagerDuty would remove it", member)
	case strings.ContainsAny(value, must.without):
		c.problem("%s must not contain any of %s", member, must.without)
	case must.among != nil && !slices.Contains(must.among, value):
		c.problem("%s must be %s, not %q", member, alternativesOf(must.among), value)
	case must.check != nil:
		must.check(c, member, value)
	}
}

// alternativesOf returns a list of alternatives in words: "a, b or c".
func alternativesOf(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

func integer[T any](name string, at func(*T) *int, least, most int) field[T] {
	return written(name, func(c *call, record *T, member string, value int) {
		if value < least || value > most {
			c.problem("%s must be %d to %d, not %d", member, least, most, value)
		}
		*at(record) = value
	}, func(_ *renderer, record *T) any { return *at(record) })
}

// PagerDuty documents no limit for durations. A year is long enough, and keeps times far from overflow.
const (
	longestSeconds = 366 * daySeconds
	longestMinutes = longestSeconds / 60
)

// seconds declares a duration in seconds. 0 and null turn it off.
func seconds[T any](name string, at func(*T) *int) field[T] {
	return written(name, func(c *call, record *T, member string, value int) {
		if value < 0 || value > longestSeconds {
			c.problem("%s must be 0 to %d, not %d: it is in seconds, and 0 turns it off", member, longestSeconds, value)
		}
		*at(record) = value
	}, func(_ *renderer, record *T) any {
		if value := *at(record); value != 0 {
			return value
		}
		return nil
	})
}

// moment declares a point in time.
func moment[T any](name string, at func(*T) *time.Time) field[T] {
	return written(name, func(c *call, record *T, member, value string) {
		parsed, ok := c.readTime(value)
		if !ok {
			c.problem("%s must be an ISO 8601 time, not %q", member, value)
		}
		*at(record) = parsed
	}, func(r *renderer, record *T) any { return r.time(*at(record)) })
}

// teamsField declares the teams of a record.
func teamsField[T any](at func(*T) *[]*team) field[T] {
	return written("teams", func(c *call, record *T, member string, in []*referenceInput) {
		*at(record) = resolveAll(c, &c.account.teams, member, in, "team_reference")
	}, func(r *renderer, record *T) any { return r.teams(*at(record)) })
}

// listFilter returns the condition for records that a list's query contains.
type listFilter[T any] func(*call) func(*T) bool

// search is the filter of the parameter query, which is a part of one of a record's texts.
func search[T any](texts ...func(*T) *string) listFilter[T] {
	return func(c *call) func(*T) bool {
		query := c.text("query")
		return func(record *T) bool {
			return slices.ContainsFunc(texts, func(text func(*T) *string) bool { return contains(*text(record), query) })
		}
	}
}

// ofTeams is the filter of the parameter team_ids[].
func ofTeams[T any](teams func(*call, *T) []*team) listFilter[T] {
	return func(c *call) func(*T) bool {
		ids := c.list("team_ids[]")
		return func(record *T) bool { return len(ids) == 0 || inTeams(teams(c, record), ids) }
	}
}

// byName sorts a list by name, in the direction of sort_by.
func byName[T any](name func(*T) *string) func(*call, []*T) {
	return func(c *call, records []*T) { sortByName(c, records, func(record *T) string { return *name(record) }) }
}
