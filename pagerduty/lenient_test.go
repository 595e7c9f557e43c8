package pagerduty_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// list returns what the sample's list operation decodes from these records.
func (s sample) list(t *testing.T, records ...string) reflect.Value {
	t.Helper()
	client, _ := newClient(t, everywhere(answer(200, `{"more":"x","`+s.root+`":[`+strings.Join(records, ",")+`]}`)))
	read, err := s.read(t.Context(), client)
	if err != nil {
		t.Fatalf("%v of %s", err, records)
	}
	list := reflect.ValueOf(read)
	if list.Len() != len(records) {
		t.Fatalf("%d of %d records of %s", list.Len(), len(records), records)
	}
	return list
}

// Every field of every type is decoded from the member of PagerDuty's answer.
func TestSamplesAreReadWhole(t *testing.T) {
	t.Parallel()
	for name, sample := range samples() {
		for place := range emptyFields(sample.list(t, sample.record).Index(0)) {
			if place != ".AlertGrouping.Setting" { // empty if the service has its own grouping
				t.Errorf("%s: %s is empty", name, place)
			}
		}
	}
}

// emptyFields returns the paths of the zero fields in a value. It skips references, since their forms differ.
func emptyFields(value reflect.Value) map[string]bool {
	empty := map[string]bool{}
	var walk func(place string, value reflect.Value)
	walk = func(place string, value reflect.Value) {
		switch value.Type() {
		case reflect.TypeFor[pagerduty.Reference](), reflect.TypeFor[pagerduty.Time]():
			empty[place] = value.IsZero()
			return
		}
		switch value.Kind() {
		case reflect.Struct:
			for field, content := range value.Fields() {
				walk(place+"."+field.Name, content)
			}
		case reflect.Slice:
			if empty[place] = value.Len() == 0; value.Len() > 0 {
				walk(place+"[0]", value.Index(0))
			}
		case reflect.Pointer, reflect.Interface:
			if empty[place] = value.IsNil(); !value.IsNil() {
				walk(place, value.Elem())
			}
		default:
			empty[place] = value.IsZero()
		}
	}
	walk("", value)
	maps.DeleteFunc(empty, func(_ string, empty bool) bool { return !empty })
	return empty
}

func TestNullsInSamplesAreZeroValues(t *testing.T) {
	t.Parallel()
	for name, sample := range samples() {
		var members map[string]any
		decodeExactly(t, sample.record, &members)
		known := map[string]any{"id": members["id"], "user": members["user"]} // a record needs one of them
		if known["id"] != nil {
			known["user"] = nil
		}
		for member := range members {
			members[member] = nil
		}
		maps.Copy(members, known)
		for _, record := range []string{encoded(t, members), encoded(t, known)} {
			got := sample.list(t, record).Index(0)
			for _, field := range []string{"ID", "User"} {
				if field := got.FieldByName(field); field.IsValid() {
					field.SetZero()
				}
			}
			if setting, ok := got.Addr().Interface().(*pagerduty.AlertGroupingSetting); ok && pagerduty.GroupingType(setting.Grouping) == "" {
				setting.Grouping = nil // an *UnknownGrouping
			}
			if service, ok := got.Addr().Interface().(*pagerduty.Service); ok { // null is "never" there: see TestTimeout
				service.AutoResolveTimeout, service.AcknowledgementTimeout = pagerduty.Timeout{}, pagerduty.Timeout{}
			}
			if !got.IsZero() {
				t.Errorf("%s: %s is %+v", name, record, got)
			}
		}
	}
}

// If any member, at any depth, is replaced by another value, all other members and records are decoded as before.
func TestOddMembersSpoilNothingElse(t *testing.T) {
	t.Parallel()
	for name, sample := range samples() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			whole := sample.list(t, sample.record).Index(0)
			var record map[string]any
			decodeExactly(t, sample.record, &record)
			for member, value := range record {
				isKnownBy := func(place string) bool {
					return member == "id" || member == "user" && record["id"] == nil && (place == "" || place == ".id")
				}
				for place, set := range placesIn(value, func(value any) { record[member] = value }) {
					if isKnownBy(place) { // see TestRecordsWithoutAnID
						continue
					}
					restore := set("ODD")
					text := encoded(t, record)
					restore()
					var all []string // odd records, with a usual one around each
					for _, value := range oddValues() {
						all = append(all, sample.record, strings.Replace(text, `"ODD"`, value, 1))
					}
					list := sample.list(t, append(all, sample.record)...)
					for i := range list.Len() {
						changed := differing(whole, list.Index(i))
						if i%2 == 0 && len(changed) > 0 {
							t.Errorf("an odd %s%s changes %q of other records", member, place, changed)
						} else if len(changed) > 1 {
							t.Errorf("%s%s = %s changes %q", member, place, oddValues()[i/2], changed)
						}
					}
				}
			}
		})
	}
}

// oddValues returns JSON values of all types.
func oddValues() []string {
	return []string{`"x"`, `""`, `7`, `-1.5`, `1e400`, `99999999999999999999`, `true`, `null`, `[]`, `["x"]`, `[[null]]`, `{}`,
		`{"id":[],"user":"x","start":7,"all":"x"}`}
}

// placesIn returns the paths in a JSON value, including its own, each with a function that replaces the value there and returns a
// function to undo that.
func placesIn(value any, set func(any)) map[string]func(any) func() {
	places := map[string]func(any) func(){"": func(other any) func() {
		set(other)
		return func() { set(value) }
	}}
	add := func(name string, inner map[string]func(any) func()) {
		for place, put := range inner {
			places[name+place] = put
		}
	}
	switch value := value.(type) {
	case map[string]any:
		for name, inner := range value {
			add("."+name, placesIn(inner, func(other any) { value[name] = other }))
		}
	case []any:
		for i, inner := range value {
			add(fmt.Sprintf("[%d]", i), placesIn(inner, func(other any) { value[i] = other }))
		}
	}
	return places
}

// differing returns the names of the fields that two records do not share.
func differing(a, b reflect.Value) []string {
	var names []string
	for field, value := range a.Fields() {
		if !reflect.DeepEqual(value.Interface(), b.FieldByIndex(field.Index).Interface()) {
			names = append(names, field.Name)
		}
	}
	return names
}

func TestGroupingsAreReadByTheirType(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]pagerduty.AlertGrouping{
		`"type":"content_based","config":{"aggregate":"any","fields":["summary"],"time_window":0}`:             &pagerduty.ContentGrouping{Aggregate: "any", Fields: []string{"summary"}, TimeWindow: new(0)},
		`"config":{"aggregate":"all","fields":["class"],"time_window":300},"type":"content_based_intelligent"`: &pagerduty.ContentIntelligentGrouping{Aggregate: "all", Fields: []string{"class"}, TimeWindow: new(300)},
		`"type":"intelligent","config":{"iag_fields":["summary"],"time_window":null}`:                          &pagerduty.IntelligentGrouping{Fields: []string{"summary"}},
		`"type":"time","config":{"timeout":0}`:                                                                 &pagerduty.TimeGrouping{Timeout: new(0)},
		`"type":"time","config":null`:                                                                          &pagerduty.TimeGrouping{},
		`"type":"time"`:                                                                                        &pagerduty.TimeGrouping{},
		`"type":"time","config":"x"`:                                                                           &pagerduty.UnknownGrouping{Type: "time", Config: json.RawMessage(`"x"`)},
		`"type":"psychic","config":{"depth":[1]}`:                                                              &pagerduty.UnknownGrouping{Type: "psychic", Config: json.RawMessage(`{"depth":[1]}`)},
		`"type":7`: &pagerduty.UnknownGrouping{},
	} {
		client, _ := newClient(t, inTurn(t, answer(200, `{"alert_grouping_setting":{"id":"PAGS",`+text+`,"name":"Hosts"}}`)))
		setting, err := client.AlertGroupingSettings.Get(t.Context(), "PAGS")
		if err != nil || !reflect.DeepEqual(setting.Grouping, want) || setting.Name != "Hosts" || pagerduty.GroupingType(setting.Grouping) != pagerduty.GroupingType(want) {
			t.Errorf("%s: got %#v, %v", text, setting, err)
		}
	}
	if got := pagerduty.GroupingType(nil); got != "" {
		t.Errorf("nil is of type %q", got)
	}
}

// A total of another type is nil, not 0.
func TestOddTotalIsNone(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]*int{`"many"`: nil, `null`: nil, `{}`: nil, `[7]`: nil, `1.5`: nil, `true`: nil, `1e400`: nil, `7`: new(7), `0`: new(0)} {
		client, _ := newClient(t, inTurn(t, answer(200, `{"total":`+text+`,"users":[{"id":"PADA"}]}`)))
		page, err := client.Users.List(t.Context(), pagerduty.ListUsersOptions{})
		if err != nil || len(page.Items) != 1 || !reflect.DeepEqual(page.Total, want) {
			t.Errorf("%s: got %+v, %v", text, page, err)
		}
	}
}
