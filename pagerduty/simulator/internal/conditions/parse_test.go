package conditions_test

import (
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator/internal/conditions"
)

// What is no condition is refused, with the reason.
func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for expression, want := range map[string]string{
		"":                                          "not the end",
		"event.summary equals 'x'":                  `not "equals"`,
		"event.summary contains 'x'":                `not "contains"`,
		"event.summary != 'x'":                      `"!" is not expected`,
		"event.summary = 'x'":                       `"=" is not expected`,
		"event.summary starts with 'x'":             `not "starts"`,
		`event.summary matches "x"`:                 "is not expected",
		"event.summary matches 'x":                  "a quotation mark is missing",
		`event.summary matches 'x\'`:                "a quotation mark is missing",
		"event.summary matches":                     "not the end",
		"event.summary matches exactly part 'x'":    "is wanted",
		"event.summary matches regex 'a('":          "not valid",
		"event.summary matches regex '(?=a)'":       "not valid",
		"event.summary matches regex event.x":       "in quotation marks",
		"event.summary matches regex 'a)|(b'":       "not valid",
		"a":                                         "a path such as",
		"summary matches 'x'":                       "a path such as",
		"'x'":                                       "must be a boolean",
		"3":                                         "must be a boolean",
		"now":                                       "must be a boolean",
		"trigger_count over 5 minutes":              "must be a boolean",
		"trigger_count > 5":                         `"over" is wanted`,
		"trigger_count over > 5":                    "a duration is wanted",
		"trigger_count over 5 > 5":                  "second, minute, hour or day",
		"trigger_count over 5 weeks > 5":            "second, minute, hour or day",
		"trigger_count over 5 minutes 1 minute > 5": "occurs twice",
		"event.custom_details.at exists":            "['at']",
		"event.custom_details.1st exists":           "quote other names",
		"event.custom_details[-1] exists":           "in brackets",
		"event.custom_details[x] exists":            "in brackets",
		"event.custom_details['x' exists":           `"]" is wanted`,
		"event. summary exists":                     "quote other names",
		"'x' exists":                                "for paths only",
		"event.a in Mon 09:00:00 to 17:00:00 UTC":   "only now",
		"now in Mon, Tue 09:00:00 to 17:00:00 UTC":  "no space",
		"now in Mon ,Tue 09:00:00 to 17:00:00 UTC":  "no space",
		"now in Monday 09:00:00 to 17:00:00 UTC":    "a day such as Mon",
		"now in 09:00:00 to 17:00:00 UTC":           "a day such as Mon",
		"now in Mon 9:00 to 17:00:00 UTC":           "a time of day",
		"now in Mon 09:00:00 to 25:00:00 UTC":       "a time of day",
		"now in Mon 09:00:00 to 17:00:00":           "a time zone",
		"now in Mon 09:00:00 to 17:00:00 Mars/Base": "a time zone",
		"now in Mon 09:00:00 - 17:00:00 UTC":        "is not expected",
		"now > 2021-12-04 19:00:42":                 "a time zone",
		"now > 2021-13-04 19:00:42 UTC":             "not a date and time",
		"event.a > 9223372036854775808":             "64 bits",
		"event.a > .5":                              "a path such as",
		"event.a > 5.":                              "must not end",
		"event.a > 1e5":                             "must not end",
		"event.a > 1.0e999":                         "too large",
		"event.a > 1 > 2":                           "the end of the condition",
		"(true":                                     `")" is wanted`,
		"true)":                                     "the end of the condition",
		"true and":                                  "a path such as",
		"not":                                       "a path such as",
		"true AND true":                             "the end of the condition",
		"event.summary matches 'x' event.a exists":  "the end of the condition",
	} {
		if _, err := conditions.Parse(expression); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", expression, err, want)
		}
	}
}

func TestReservedWords(t *testing.T) {
	t.Parallel()
	const words = "at do as break const continue def else end eq for function gte gt if import is let lte lt loop namespace package require return var void when while"
	for word := range strings.FieldsSeq(words) {
		if _, err := conditions.Parse("event." + word + " exists"); err == nil {
			t.Errorf("%s is accepted without quotation marks", word)
		}
		if _, err := conditions.Parse("event['" + word + "'] exists"); err != nil {
			t.Errorf("%s in quotation marks: %v", word, err)
		}
	}
	for _, word := range []string{"now", "exists", "matches", "and", "event", "in", "over", "Mon", "atx"} {
		if _, err := conditions.Parse("event." + word + " exists"); err != nil {
			t.Errorf("%s: %v", word, err)
		}
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	for name, at := range map[string]func(n int) string{
		"2048 bytes":       func(n int) string { return strings.Repeat(" ", n-4) + "true" },
		"32 parentheses":   func(n int) string { return strings.Repeat("(", n) + "true" + strings.Repeat(")", n) },
		"64 factors":       func(n int) string { return strings.TrimSuffix(strings.Repeat("true or ", n), " or ") },
		"1024 of a string": func(n int) string { return "event.a matches '" + strings.Repeat("x", n) + "'" },
		"32 elements":      func(n int) string { return "event" + strings.Repeat(".a", n) + " exists" },
	} {
		limit := 0
		for _, digit := range strings.Fields(name)[0] {
			limit = 10*limit + int(digit-'0')
		}
		if _, err := conditions.Parse(at(limit)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := conditions.Parse(at(limit + 1)); err == nil {
			t.Errorf("one more than %s is accepted", name)
		}
	}
}

// Whatever the text, parsing and evaluation end without a panic, and lead to the same result twice.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"event.summary matches part 'disk' and not (event.custom_details['x'][0] >= 3.5e2 or raw_event.y exists)",
		`event.source matches regex exactly '^db-\d+' or now in Mon,Tue 09:00:00 to 17:00:00 America/New_York`,
		"trigger_count over 1 hour 30 minutes > 3 or now > 2021-12-04 19:00:42 UTC == true", "((((true))))", "''", "-", "event.[", "now in Mon,",
	} {
		f.Add(seed)
	}
	event := sample(f)
	f.Fuzz(func(t *testing.T, text string) {
		condition, err := conditions.Parse(text)
		if err != nil {
			if condition != nil || err.Error() == "" {
				t.Errorf("%q: %v, %v", text, condition, err)
			}
			return
		}
		one, _ := condition.Matches(event)
		if two, _ := condition.Matches(event); one != two {
			t.Errorf("%q is %t and then %t", text, one, two)
		}
	})
}
