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

// fieldUse records which fields of response structs are set by answers, by names such as "Incident.Title", and which properties of
// answers are decoded, by names such as "Incident: alert_grouping".
type fieldUse struct {
	has, filled   map[string]bool
	read, ignored map[string]bool
	types         map[reflect.Type]bool // types whose fields are in has
	shapes        map[string]bool       // shapes of answers whose properties were tried
}

func newFieldUse() *fieldUse {
	return &fieldUse{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[reflect.Type]bool{}, map[string]bool{}}
}

// addMethod records the fields that a method sets. Then it removes each property of the answer in turn: if the result stays the same,
// the property is not decoded.
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
	if at := m.root(t); !u.tried(recordOf(m.results[0]), m.examples, at) {
		u.addProperties(t, m, at)
	}
}

// tried reports whether the properties of such values of a type were tried before, maybe in the answer of another method.
func (u *fieldUse) tried(of reflect.Type, examples []any, at []string) bool {
	return !isNew(u.shapes, of.String()+shapeOf(examples, at))
}

// isNew adds an element to a set, and reports whether the set lacked it.
func isNew(set map[string]bool, element string) bool {
	before := set[element]
	set[element] = true
	return !before
}

// root returns the path of the records: the member that the answer cannot be decoded without, or no member if the answer is a list.
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

// shapeOf returns the names of all members at a path.
func shapeOf(examples []any, at []string) string {
	names := membersAt(examples, at)
	for i, name := range names {
		names[i] += shapeOf(examples, append(slices.Clone(at), name))
	}
	return fmt.Sprint(names)
}

// addProperties tries the properties at a path, and those within the decoded ones, except in types that keep raw JSON.
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
			isStruct := of != nil && of.Kind() == reflect.Struct && of.Name() != ""
			if !keptAsItComes(of) && !(isStruct && u.tried(of, m.examples, place)) {
				u.addProperties(t, m, place)
			}
		}
	}
}

// effect counts the examples whose result differs without the property, and those whose result does not. Of several examples that have
// the same form on the way to the property, it tries one.
func (m *readMethod) effect(place []string) (read, ignored int) {
	tried := map[string]bool{}
	for i, example := range m.examples {
		without, ok := remove(example, place)
		if !ok || !isNew(tried, formOf(example, place)) {
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

// formOf describes the objects on the way to a path, and all of the value there: the names and kinds of their members, and their type.
func formOf(value any, place []string) string {
	switch value := value.(type) {
	case []any:
		form := ""
		for _, item := range value {
			form += formOf(item, place)
		}
		return "[" + form + "]"
	case map[string]any:
		form := strings.TrimRight(fmt.Sprint(value["type"]), "0123456789") // a type that is not enumerated is "text 17"
		for _, name := range slices.Sorted(maps.Keys(value)) {
			switch member := value[name]; {
			case len(place) == 0:
				form += " " + name + formOf(member, nil)
			case name == place[0]:
				form += " " + name + formOf(member, place[1:])
			default:
				form += fmt.Sprintf(" %s:%T", name, member)
			}
		}
		return "{" + form + "}"
	}
	return fmt.Sprintf(":%T", value)
}

// exported removes unexported fields from results, since functions in them are never equal.
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

// membersAt returns the names of the members that any of the values has at a path. Items of a list have the path of the list.
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

// remove returns a copy of a value without the member at a path, and reports whether there was one.
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

// owner returns the struct with the property at a path, the property's path within it, and its Go type, if any.
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

// recordOf returns the element type of a list, a page or a pointer.
func recordOf(of reflect.Type) reflect.Type {
	if of = pointedAt(of); strings.HasPrefix(of.Name(), "Page[") {
		items, _ := of.FieldByName("Items")
		return recordOf(items.Type)
	}
	return of
}

// fieldFor returns the type of the field that decodes a member, nil if there is none, and the struct with the field, which may be
// embedded.
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

// keptAsItComes reports whether the properties within a type need not be tried: a reference to an object that has its own type, or
// raw JSON.
func keptAsItComes(of reflect.Type) bool {
	switch of {
	case reflect.TypeFor[pagerduty.Reference](), reflect.TypeFor[json.RawMessage](), reflect.TypeFor[pagerduty.OrchestrationPath]():
		return true
	}
	return false
}

// groupings returns the types of AlertGrouping in the contract.
func groupings() []reflect.Type {
	return []reflect.Type{
		reflect.TypeFor[pagerduty.ContentGrouping](), reflect.TypeFor[pagerduty.ContentIntelligentGrouping](),
		reflect.TypeFor[pagerduty.IntelligentGrouping](), reflect.TypeFor[pagerduty.TimeGrouping](),
	}
}

// addFields records the exported fields of a type, and those within them.
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

// addFilled records the exported fields that are not zero, in a value and within it.
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

// fieldName returns a name such as "Incident.Title" or "Page.More", or "PastIncident.Incident.ID" for a field of an unnamed struct.
func fieldName(within string, of reflect.Type, field reflect.StructField) string {
	owner, _, _ := strings.Cut(of.Name(), "[")
	return cmp.Or(owner, within) + "." + field.Name
}

const notModelledFile = "testdata/not_modelled.txt"

const notModelledHead = `# What PagerDuty's contract says that it sends and that no field of the SDK reads, by the struct that would have it.
# Members of members have a dot; of one that is not read at all, what is in it is left out. "self" is never read.
# Written by go generate.
`

// notModelled lists the properties that no field decodes, with a paragraph for each struct.
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
