package blackbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// Answer is the JSON of a result. Paths to its values join names of members and indexes of lists with dots.
type Answer struct {
	JSON string // as the model gets it

	t     testing.TB
	value any
}

func parseAnswer(t testing.TB, text string) (Answer, error) {
	answer := Answer{JSON: text, t: t}
	err := json.Unmarshal([]byte(text), &answer.value)
	return answer, err
}

// At returns the value at a path; nil if there is none.
func (a Answer) At(path string) any {
	value := a.value
	for step := range strings.SplitSeq(path, ".") {
		switch outer := value.(type) {
		case map[string]any:
			value = outer[step]
		case []any:
			at, err := strconv.Atoi(step)
			if err != nil || at < 0 || at >= len(outer) {
				return nil
			}
			value = outer[at]
		default:
			return nil
		}
	}
	return value
}

// Has reports whether there is a value at a path.
func (a Answer) Has(path string) bool { return a.At(path) != nil }

// Text returns the string at a path; "" if there is none.
func (a Answer) Text(path string) string {
	text, _ := a.At(path).(string)
	return text
}

// Number returns the number at a path; 0 if there is none.
func (a Answer) Number(path string) int {
	number, _ := a.At(path).(float64)
	return int(number)
}

// Len returns the length of the list at a path; 0 if there is none.
func (a Answer) Len(path string) int {
	list, _ := a.At(path).([]any)
	return len(list)
}

// Column returns the values at inner in the items of the list at path, as text.
func (a Answer) Column(path, inner string) []string {
	column := []string{}
	for i := range a.Len(path) {
		value := a.At(fmt.Sprintf("%s.%d.%s", path, i, inner))
		if value == nil {
			value = ""
		}
		column = append(column, fmt.Sprint(value))
	}
	return column
}

// Expect fails the test unless the paths have these values; nil means no value. Numbers are ints.
func (a Answer) Expect(want map[string]any) {
	a.t.Helper()
	for _, path := range slices.Sorted(maps.Keys(want)) {
		got := a.At(path)
		if number, ok := got.(float64); ok && number == float64(int(number)) {
			got = int(number)
		}
		if got != want[path] {
			a.t.Errorf("%s is %v, want %v in %.2000s", path, got, want[path], a.JSON)
		}
	}
}

// mayBeEmpty are lists that are present even if they are empty, such as parts that a call asks for.
var mayBeEmpty = []string{"items", "alerts", "notes", "timeline", "changes", "notified", "teams", "depends_on", "used_by", "fields", "subscribers"}

// flaws returns violations of the rules for every result: no null, no empty string, no empty list except mayBeEmpty, no invisible
// characters, no links to PagerDuty's API. Data from integrations is exempt.
func flaws(value any, path string) []string {
	var found []string
	switch v := value.(type) {
	case nil:
		found = append(found, "a null at "+path)
	case string:
		if v == "" {
			found = append(found, "an empty string at "+path)
		}
		if r, ok := hidden(v); ok {
			found = append(found, fmt.Sprintf("the invisible character %U at %s", r, path))
		}
	case []any:
		if len(v) == 0 && !slices.Contains(mayBeEmpty, path[strings.LastIndex(path, ".")+1:]) {
			found = append(found, "an empty list at "+path)
		}
		for i, item := range v {
			found = append(found, flaws(item, path+"."+strconv.Itoa(i))...)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if name == "self" {
				found = append(found, "a link of the API at "+path)
			}
			if name != "details" && name != "custom_fields" {
				found = append(found, flaws(v[name], path+"."+name)...)
			}
		}
	}
	return found
}

var serverFlag = regexp.MustCompile(`(^|\s)--[a-z]`)

// sentenceFlaws returns violations of the rules for every failure.
func sentenceFlaws(text string) []string {
	var found []string
	if strings.TrimSpace(text) == "" {
		found = append(found, "no sentence")
	}
	if length := utf8.RuneCountInString(text); length > 2000 {
		found = append(found, fmt.Sprintf("%d characters", length))
	}
	if r, ok := hidden(text); ok {
		found = append(found, fmt.Sprintf("the invisible character %U", r))
	}
	for _, secret := range []string{simulator.UserKey, simulator.AccountKey} {
		if strings.Contains(text, secret) {
			found = append(found, "the key")
		}
	}
	if strings.Contains(text, "pagerduty: ") || strings.Contains(text, "json: ") || strings.Contains(text, "%!") {
		found = append(found, "a Go error")
	}
	if strings.Contains(text, "PAGERDUTY_") || serverFlag.MatchString(text) {
		found = append(found, "a setting of the servers, which other programs lack")
	}
	return found
}

// hidden returns the first control or invisible character, which must not reach a model.
func hidden(text string) (rune, bool) {
	for _, r := range text {
		switch {
		case r == '\n' || r == '\t':
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && r != '\u200d', 0xe0000 <= r && r <= 0xe0fff, r == utf8.RuneError:
			return r, true
		}
	}
	return 0, false
}
