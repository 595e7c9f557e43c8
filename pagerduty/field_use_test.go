package pagerduty_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// fieldUse is what answers do to the fields of response structs, by names such as "Incident.Title", and to which of their
// properties a field belongs, by names such as "Incident: alert_grouping".
type fieldUse struct {
	has, filled   map[string]bool
	read, ignored map[string]bool
	types         map[reflect.Type]bool // whose fields are in has
	shapes        map[string]bool       // of answers whose properties were looked at
}

func newFieldUse() *fieldUse {
	return &fieldUse{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[reflect.Type]bool{}, map[string]bool{}}
}

// addMethod looks at what a method fills, and then leaves out one property of its answer after the other: one whose absence
// changes nothing is not read.
func (u *fieldUse) addMethod(t *testing.T, m *readMethod) {
	t.Helper()
	for _, result := range m.results {
		u.addFields("", result)
	}
	for _, example := range m.examples {
		results, err := m.call(example)
		if err != nil {
			t.Fatalf("%s: %v of %v", m.name, err, example)
		}
		m.whole = append(m.whole, results)
		for _, result := range results {
			u.addFilled("", reflect.ValueOf(result))
		}
	}
	at := m.root(t)
	if shape := recordOf(m.results[0]).String() + shapeOf(m.examples, at); !u.shapes[shape] {
		u.shapes[shape] = true
		u.addProperties(t, m, at)
	}
}

// root returns the place of the record: the member without which the answer is not understood, unless the answer is a list.
// What stands beside it says which page this is.
func (m *readMethod) root(t *testing.T) []string {
	t.Helper()
	if _, isList := m.examples[0].([]any); isList {
		return nil
	}
	for name := range m.examples[0].(map[string]any) {
		without, _ := remove(m.examples[0], []string{name})
		if _, err := m.call(without); err != nil {
			return []string{name}
		}
	}
	t.Fatalf("%s succeeds whatever its answer lacks", m.name)
	return nil
}

// shapeOf is the names of all members that are at a place.
func shapeOf(examples []any, at []string) string {
	names := membersAt(examples, at)
	for i, name := range names {
		names[i] += shapeOf(examples, append(slices.Clone(at), name))
	}
	return fmt.Sprint(names)
}

// addProperties looks at the properties at a place, and into those that are read, unless they are kept as they come.
func (u *fieldUse) addProperties(t *testing.T, m *readMethod, at []string) {
	t.Helper()
	for _, name := range membersAt(m.examples, at) {
		place := append(slices.Clone(at), name)
		owner, of := m.owner(place)
		switch read, ignored := m.effect(place); {
		case read > 0 && ignored > 0:
			t.Errorf("%s: %s is read in some of its forms only", m.name, strings.Join(place, "."))
		case ignored > 0:
			u.ignored[owner] = true
		default:
			u.read[owner] = true
			if !keptAsItComes(of) {
				u.addProperties(t, m, place)
			}
		}
	}
}

// effect counts the answers that are read otherwise without the property, and those that are not.
func (m *readMethod) effect(place []string) (read, ignored int) {
	for i, example := range m.examples {
		without, ok := remove(example, place)
		if !ok {
			continue
		}
		if results, err := m.call(without); err == nil && reflect.DeepEqual(exported(results), exported(m.whole[i])) {
			ignored++
		} else {
			read++
		}
	}
	return read, ignored
}

// exported returns what the results show: functions that they keep for themselves are never equal.
func exported(results []any) []any {
	var shown []any
	for _, result := range results {
		value := reflect.Indirect(reflect.ValueOf(result))
		if !value.IsValid() || !strings.HasPrefix(value.Type().Name(), "Page[") {
			shown = append(shown, result)
			continue
		}
		for field, member := range value.Fields() {
			if field.IsExported() {
				shown = append(shown, member.Interface())
			}
		}
	}
	return shown
}

// membersAt returns the names of the members that any of the values has at a place. Items of a list are at the place of the list.
func membersAt(values []any, place []string) []string {
	names := map[string]bool{}
	var visit func(value any, place []string)
	visit = func(value any, place []string) {
		switch value := value.(type) {
		case []any:
			for _, item := range value {
				visit(item, place)
			}
		case map[string]any:
			if len(place) > 0 {
				visit(value[place[0]], place[1:])
				return
			}
			for name := range value {
				names[name] = true
			}
		}
	}
	for _, value := range values {
		visit(value, place)
	}
	return slices.Sorted(maps.Keys(names))
}

// remove copies a value without the member at a place; not ok if there is none.
func remove(value any, place []string) (without any, ok bool) {
	switch value := value.(type) {
	case []any:
		copied := slices.Clone(value)
		for i, item := range value {
			var removed bool
			copied[i], removed = remove(item, place)
			ok = ok || removed
		}
		return copied, ok
	case map[string]any:
		member, ok := value[place[0]]
		if !ok {
			return value, false
		}
		copied := maps.Clone(value)
		if delete(copied, place[0]); len(place) > 1 {
			copied[place[0]], ok = remove(member, place[1:])
		}
		return copied, ok
	}
	return value, false
}

// owner returns the struct that has the property at a place, with the property's place in it, and what Go type the property
// has there, if any.
func (m *readMethod) owner(place []string) (name string, of reflect.Type) {
	of, inside := recordOf(m.results[0]), []string{}
	if _, isObject := m.examples[0].(map[string]any); isObject {
		place = place[1:] // without the root
	}
	name = of.Name()
	for i, member := range place {
		if i > 0 && of != nil && of.Name() != "" && of.Kind() == reflect.Struct {
			name, inside = of.Name(), nil
		}
		field, owner := fieldFor(of, member, name)
		if inside = append(inside, member); owner != name {
			name, inside = owner, []string{member}
		}
		if of = field; of != nil {
			of = recordOf(of)
		}
	}
	return name + ": " + strings.Join(inside, "."), of
}

// recordOf returns what a list, a page or a pointer is of.
func recordOf(of reflect.Type) reflect.Type {
	if of = pointedAt(of); strings.HasPrefix(of.Name(), "Page[") {
		items, _ := of.FieldByName("Items")
		return recordOf(items.Type)
	}
	return of
}

// fieldFor returns the type of the field that reads a member, nil if there is none, and the struct that the field is in,
// which may be embedded. A struct without a name leaves members without a field to the one that it embeds.
func fieldFor(of reflect.Type, member, owner string) (reflect.Type, string) {
	if of == nil || of.Kind() != reflect.Struct {
		return nil, owner
	}
	embedded := owner
	for _, field := range reflect.VisibleFields(of) {
		if field.Anonymous && field.IsExported() && of.Name() == "" {
			embedded = field.Type.Name()
		}
		if tag, _, _ := strings.Cut(field.Tag.Get("json"), ","); tag != member || tag == "" || !field.IsExported() {
			continue
		}
		if len(field.Index) == 1 {
			return field.Type, owner
		}
		return field.Type, of.FieldByIndex(field.Index[:len(field.Index)-1]).Type.Name()
	}
	return nil, embedded
}

// keptAsItComes reports whether a type stands for all that is at its place: a reference for another object, of which the
// type of its own is looked at elsewhere, or a part that is not taken apart.
func keptAsItComes(of reflect.Type) bool {
	switch of {
	case reflect.TypeFor[pagerduty.Reference](), reflect.TypeFor[json.RawMessage](), reflect.TypeFor[pagerduty.OrchestrationPath]():
		return true
	}
	return false
}

// groupings are the types that stand behind an AlertGrouping when the contract is kept.
func groupings() []reflect.Type {
	return []reflect.Type{
		reflect.TypeFor[pagerduty.ContentGrouping](), reflect.TypeFor[pagerduty.ContentIntelligentGrouping](),
		reflect.TypeFor[pagerduty.IntelligentGrouping](), reflect.TypeFor[pagerduty.TimeGrouping](),
	}
}

// addFields notes the exported fields of a type and of what they hold.
func (u *fieldUse) addFields(name string, of reflect.Type) {
	switch of = pointedAt(of); {
	case of == reflect.TypeFor[pagerduty.AlertGrouping]():
		for _, grouping := range groupings() {
			u.addFields("", grouping)
		}
	case of.Kind() == reflect.Struct && of != reflect.TypeFor[pagerduty.Time]() && !u.types[of]:
		u.types[of] = true
		for field := range of.Fields() {
			if known := fieldName(name, of, field); field.IsExported() {
				u.has[known] = true
				u.addFields(known, field.Type)
			}
		}
	}
}

// addFilled notes the exported fields that are not zero in a value and in what it holds.
func (u *fieldUse) addFilled(name string, value reflect.Value) {
	switch of := value.Type(); {
	case value.IsZero():
	case value.Kind() == reflect.Pointer || value.Kind() == reflect.Interface:
		u.addFilled(name, value.Elem())
	case value.Kind() == reflect.Slice && of != reflect.TypeFor[json.RawMessage]():
		for i := range value.Len() {
			u.addFilled(name, value.Index(i))
		}
	case value.Kind() == reflect.Struct && of != reflect.TypeFor[pagerduty.Time]():
		for field, content := range value.Fields() {
			if known := fieldName(name, of, field); field.IsExported() && !content.IsZero() {
				u.filled[known] = true
				u.addFilled(known, content)
			}
		}
	}
}

func pointedAt(of reflect.Type) reflect.Type {
	for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice && of != reflect.TypeFor[json.RawMessage]() {
		of = of.Elem()
	}
	return of
}

// fieldName is "Incident.Title", "Page.More", or "PastIncident.Incident.ID" of a struct without a name in the field within.
func fieldName(within string, of reflect.Type, field reflect.StructField) string {
	owner, _, _ := strings.Cut(of.Name(), "[")
	return cmp.Or(owner, within) + "." + field.Name
}

const notModelledFile = "testdata/not_modelled.txt"

const notModelledHead = `# What PagerDuty's contract says that it sends and that no field of the SDK reads, by the struct that would have it.
# Members of members have a dot; of one that is not read at all, what is in it is left out. "self" is never read.
# Written by go generate.
`

// notModelled lists what no field reads, a struct a paragraph.
func (u *fieldUse) notModelled(t *testing.T) string {
	t.Helper()
	list, before := strings.Builder{}, ""
	for _, property := range slices.Sorted(maps.Keys(u.ignored)) {
		owner, place, _ := strings.Cut(property, ": ")
		switch {
		case u.read[property]:
			t.Errorf("%s is read in some answers only", property)
		case place == "self" || strings.HasSuffix(place, ".self"):
		case owner != before:
			fmt.Fprintf(&list, "\n%s\n", owner)
			before = owner
			fallthrough
		default:
			fmt.Fprintf(&list, "\t%s\n", place)
		}
	}
	return notModelledHead + list.String()
}

func compareNotModelled(t *testing.T, got string) {
	t.Helper()
	if *writeAnew {
		if err := os.WriteFile(notModelledFile, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(notModelledFile)
	if err != nil || string(want) != got {
		t.Errorf("%s is out of date (%v): run go generate ./pagerduty, and see whether a person on call would miss what is new\n%s", notModelledFile, err, got)
	}
}
