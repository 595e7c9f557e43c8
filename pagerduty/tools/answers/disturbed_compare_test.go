package answers_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
)

// about are members about the reading itself, which differ if less is read, and "why", which has the reason from what was read.
var about = []string{"not_known", "looked_at", "found", "untrusted", "incomplete_because", "log_read_of", "why"}

// admissions are the notes of answers that lack something.
var admissions = regexp.MustCompile(strings.Join([]string{
	`^There are no counts, since`, `Not everything that it depends on is known\.$`, `not known(:.*)?\.$`, `^Not all [^:]* known[:.]`, `^Not examined for all incidents: `, `log_read_of only\.$`,
	`^Times are in UTC\.$`, `could be read\.$`, `, if there is one, and `, `unless what is not known decides otherwise$`,
}, "|"))

// restsOn returns which members of an object rest on a part that the object names, or that its notes name.
func restsOn(object map[string]any) []string {
	var rest []string
	if object["log_read_of"] != nil {
		rest = append(rest, "never_acknowledged", "at_night", "median_to_acknowledge")
	}
	if object["incomplete_because"] != nil {
		rest = append(rest, "outcome", "meaning")
	}
	return rest
}

// comparison compares an answer with the undisturbed one.
type comparison struct {
	admitted []string // members that the notes or the source of the answer set apart
	text     string   // of the undisturbed answer
}

// compare returns what an answer has that the undisturbed one lacks, or has otherwise.
func compare(got, whole answered) []string {
	c := comparison{text: whole.text}
	for words, members := range map[string][]string{
		"at_night leaves out":                {"at_night", "saved_at_night"},
		"maintenance is that of all":         {"maintenance"},
		`"past_source":"resolved incidents`:  {"past", "past_source"},
		"notifications are those of the":     {"incidents", "notifications", "at_night", "on_weekends", "sleep_interruptions", "nights_interrupted"},
		"groupings: replayed over the alert": {"groupings"},
	} {
		if strings.Contains(got.text, words) {
			c.admitted = append(c.admitted, members...)
		}
	}
	return c.inventions(got.value, whole.value, "")
}

// inventions returns where a value has more than another, or something else.
func (c comparison) inventions(got, want any, path string) []string {
	if reflect.DeepEqual(got, want) {
		return nil
	}
	switch v := got.(type) {
	case map[string]any:
		other, _ := want.(map[string]any)
		if other == nil {
			return []string{fmt.Sprintf("%s is %s, want none", path, short(got))}
		}
		var found []string
		apart := slices.Concat(about, c.admitted, restsOn(v))
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if !slices.Contains(apart, name) && (name != "time_zone" || v[name] != "UTC" || path != "" && path != "window") {
				found = append(found, c.inventions(v[name], other[name], strings.TrimPrefix(path+"."+name, "."))...)
			}
		}
		return found
	case []any:
		other, _ := want.([]any)
		var found []string
		for i, item := range v {
			if note, isText := item.(string); isText && path == "notes" && admissions.MatchString(note) {
				continue
			}
			found = append(found, c.inventionsOfItem(item, other, fmt.Sprintf("%s.%d", path, i))...)
		}
		return found
	case string:
		if at, err := time.Parse(time.RFC3339, v); err == nil {
			text, _ := want.(string)
			other, _ := time.Parse(time.RFC3339, text)
			got, want = at.UTC(), other.UTC()
		}
		if v == "unknown" || v == "not known" || admissions.MatchString(v) || strings.HasSuffix(path, ".text") && strings.Contains(c.text, short(v)) {
			return nil
		}
	}
	if !reflect.DeepEqual(got, want) {
		return []string{fmt.Sprintf("%s is %s, want %s", path, short(got), short(want))}
	}
	return nil
}

// inventionsOfItem returns what an item of a list has that none of the other list has: compared with the one of the same id.
func (c comparison) inventionsOfItem(item any, others []any, path string) []string {
	if slices.ContainsFunc(others, func(other any) bool { return reflect.DeepEqual(item, other) }) {
		return nil
	}
	found := []string{fmt.Sprintf("%s is %s, want none of it", path, short(item))}
	for _, other := range others {
		one := c.inventions(item, other, path)
		if len(one) == 0 {
			return nil
		}
		if len(others) == 1 || identity(item) != "" && identity(item) == identity(other) {
			found = one
		}
	}
	return found
}

// identity returns the id of an object in a list; "" if it has none.
func identity(value any) string {
	object, _ := value.(map[string]any)
	for _, name := range []string{"id", "kind", "level", "user", "escalation_policy", "service", "service_id"} {
		switch v := object[name].(type) {
		case string:
			return v
		case float64:
			return fmt.Sprint(v)
		case map[string]any:
			return identity(v)
		}
	}
	return ""
}

func short(value any) string {
	text, _ := json.Marshal(value)
	return fmt.Sprintf("%.200s", text)
}
