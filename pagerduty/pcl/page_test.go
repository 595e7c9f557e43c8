package pcl_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // for the same zones on every machine

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/pcl"
)

// The payloads of the examples on PagerDuty's page.
const (
	codePayload      = `{"data":{"foo":"code"}}`
	existsPayload    = `{"a":{"b":null,"c":5}}`
	pathPayload      = `{"custom_details":{"system diagnosis":{"important_field":"This is an important value"}}}`
	pathRawPayload   = `{"payload":` + pathPayload + `,"links":[{"href":"https://diag.test/details","text":"Diagnosis details"}]}`
	regexPayload     = `{"raw_event":{"important_field":"This is an important value","another_field":"This has a newline\nin it"}}`
	orchestratedPath = `{"event":` + pathPayload + `,"raw_event":` + pathRawPayload + `}`
)

// TestPageExamples holds the package to the examples of PagerDuty's page on the language, 18-PCL-Overview.
func TestPageExamples(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		roots, condition string
		want             pcl.Truth
		warnings         int
	}{
		{orchestratedPath, `event.custom_details['system diagnosis'].important_field == 'This is an important value'`, pcl.True, 0},
		{orchestratedPath, `raw_event.links[0].href == 'https://diag.test/details'`, pcl.True, 0},
		{orchestratedPath, `raw_event.images[0].src exists`, pcl.False, 0},
		{orchestratedPath, `raw_event.images[0].src`, pcl.False, 1},

		{codePayload, `not data.foo matches 'www'`, pcl.True, 0},
		{codePayload, `not data.missing exists and data.foo matches 'www'`, pcl.False, 0},
		{codePayload, `not (data.missing exists and data.foo matches 'www')`, pcl.True, 0},
		{codePayload, `not (data.foo exists and data.foo matches 'code')`, pcl.False, 0},
		{`{"raw_event":{}}`, `raw_event.invalid_path > 2`, pcl.False, 1},
		{`{"raw_event":{}}`, `not raw_event.invalid_path > 2`, pcl.True, 1},
		{codePayload, `data.foo matches 'www' and data.missing matches 'hello'`, pcl.False, 0},
		{codePayload, `data.missing matches 'hello' and data.foo matches 'www'`, pcl.False, 1},
		{codePayload, `data.foo matches 'code' and not data.missing exists`, pcl.True, 0},
		{codePayload, `data.foo matches 'code' or data.missing matches 'hello'`, pcl.True, 0},
		{codePayload, `data.missing matches 'hello' or data.foo matches 'code'`, pcl.True, 1},
		{codePayload, `data.foo matches 'www' or data.missing exists`, pcl.False, 0},

		{`{}`, `'this is a test' matches 'This Is A Test'`, pcl.True, 0},
		{`{}`, `'trailing whitespace ' matches 'trailing whitespace'`, pcl.False, 0},
		{`{}`, `'[PROD] Disk space low' matches part 'prod'`, pcl.True, 0},
		{`{}`, `'[TEST] CPU usage high' matches part 'cpu'`, pcl.True, 0},
		{`{}`, `'[PROD] Network down' matches part 'disk'`, pcl.False, 0},
		{regexPayload, `raw_event.important_field matches regex 'this'`, pcl.True, 0},
		{regexPayload, `raw_event.important_field matches regex exactly 'this'`, pcl.False, 0},
		{regexPayload, `raw_event.important_field matches regex exactly '(?i)this'`, pcl.True, 0},
		{regexPayload, `raw_event.important_field matches regex '(?-i)this'`, pcl.False, 0},
		{regexPayload, `raw_event.another_field matches regex '.in it'`, pcl.True, 0},
		{regexPayload, `raw_event.another_field matches regex '(?-s).in it'`, pcl.False, 0},
		{regexPayload, `raw_event.another_field matches regex '^in it'`, pcl.True, 0},
		{regexPayload, `raw_event.another_field matches regex '(?-m)^in it'`, pcl.False, 0},
		{regexPayload, `raw_event.important_field matches regex '(?-sm)value.*'`, pcl.True, 0},

		{existsPayload, `a.b exists`, pcl.True, 0},
		{existsPayload, `a.b`, pcl.False, 1},
		{existsPayload, `a.c exists`, pcl.True, 0},
		{existsPayload, `a.c == 5`, pcl.True, 0},
		{existsPayload, `a.d exists`, pcl.False, 0},
		{existsPayload, `a.d`, pcl.False, 1},

		{`{}`, `2 > 'two'`, pcl.False, 1},
		{`{}`, `not 2 > 'two'`, pcl.True, 1},
		{`{}`, `2 >= 'two' or 2 < 10`, pcl.True, 1},
		{`{}`, `2 <= 'two' and 2 < 10`, pcl.False, 1},

		{`{}`, `3.0 == 3`, pcl.True, 0},
		{`{}`, `9007199254740992 == 9007199254740992.0`, pcl.True, 0},
		{`{}`, `9007199254740992 == 9007199254740993.0`, pcl.True, 0},
		{`{}`, `9007199254740992 == 9007199254740994.0`, pcl.False, 0},

		{`{}`, `trigger_count over 10 seconds > 5`, pcl.Unknown, 0},
		{`{}`, `trigger_count over 1 hour < 10`, pcl.Unknown, 0},
		{`{}`, `resetting_trigger_count over 10 seconds > 5`, pcl.Unknown, 0},
		{`{}`, `resetting_trigger_count over 1 hour > 50`, pcl.Unknown, 0},

		// On Monday, 3 January 2022, noon in Los Angeles.
		{`{}`, `now in Mon,Wed,Fri 01:00:00 to 15:00:00 America/Los_Angeles`, pcl.True, 0},
		{`{}`, `now in Mon,Wed,Fri 01:00:00 to 15:00:00 Etc/Utc`, pcl.False, 0},
		{`{}`, `now > 2020-01-01 00:00:00 Etc/UTC`, pcl.True, 0},
		{`{}`, `now in Mon,Fri 09:00:00 to 17:00:00 America/New_York`, pcl.True, 0},
		{`{}`, `now in Mon,Tue,Wed,Thu,Fri 09:00:00 to 17:00:00 America/New_York`, pcl.True, 0},
		{`{}`, `now in Wed 22:00:00 to 08:00:00 Etc/UTC`, pcl.False, 0},
		{`{}`, `now in Sat,Sun 12:00:00 to 12:00:00 Africa/Cairo`, pcl.False, 0},
	} {
		result := evaluate(t, test.condition, input(t, test.roots))
		if result.Value != test.want || len(result.Warnings) != test.warnings {
			t.Errorf("%s on %s: %+v, want %v with %d warnings", test.condition, test.roots, result, test.want, test.warnings)
		}
	}
}

// The page's literals of each type.
func TestPageLiterals(t *testing.T) {
	t.Parallel()
	for _, literal := range []string{
		`'this is a string'`, `'Mercury'`, `'the system\'s down'`, `'this has a single \\ backslash in it'`, `'こんにちは世界'`,
		`42`, `0.7`, `-12`, `4.5e10`, `true`, `false`,
		`2021-12-04 19:00:42 America/Los_Angeles`, `2022-01-01 08:00:00 Etc/UTC`,
		`2 minutes`, `1 hour`, `1 hour 30 minutes`, `5 seconds 3 days 12 minutes`, `4 hours 2 days`, `5 hour`, `1 days`,
		`Mon,Tue,Wed,Thu,Fri 09:00:00 to 17:00:00 America/New_York`, `Wed 22:00:00 to 08:00:00 Etc/UTC`, `Sat,Sun 12:00:00 to 12:00:00 Africa/Cairo`,
	} {
		if result := evaluate(t, literal+" == "+literal, pcl.Input{}); result.Value != pcl.True {
			t.Errorf("%s: %+v", literal, result)
		}
	}
	for _, equal := range []string{`5 hour == 5 hours`, `1 day == 24 hours`, `1 hour 30 minutes == 30 minutes 1 hour`, `'a\\b' == 'a\b'`} {
		if result := evaluate(t, equal, pcl.Input{}); result.Value != pcl.True {
			t.Errorf("%s: %+v", equal, result)
		}
	}
}

// The page's two expressions with parentheses for what binds first.
func TestPagePrecedence(t *testing.T) {
	t.Parallel()
	for plain, grouped := range map[string]string{
		`event.x > 5 and not event.y < 6 or event.z == 2`:   `((event.x > 5) and (not (event.y < 6))) or (event.z == 2)`,
		`event.x > 5 and (not event.y < 6 or event.z == 2)`: `(event.x > 5) and ((not (event.y < 6)) or (event.z == 2))`,
	} {
		for values := range 8 {
			event := map[string]any{"x": 5 + values&1, "y": 5 + values>>1&1, "z": 1 + values>>2&1}
			in := pcl.Input{Roots: map[string]any{"event": event}}
			if a, b := evaluate(t, plain, in), evaluate(t, grouped, in); a.Value != b.Value {
				t.Errorf("%s: %v, with parentheses %v, of %v", plain, a.Value, b.Value, event)
			}
		}
	}
}

// The page's two tables of a night in New York on which the clocks change.
func TestPageSchedules(t *testing.T) {
	t.Parallel()
	const condition = `now in Sun 01:30:00 to 03:15:00 America/New_York`
	for date, times := range map[string]map[string]bool{
		"2021-11-07": {"05:00": false, "05:30": true, "06:00": false, "06:15": false, "06:30": true, "07:00": true, "07:30": true, "08:00": true, "08:30": false},
		"2021-03-14": {
			"05:00": false, "05:30": false, "06:00": false, "06:30": true, "06:59": true, "07:00": true, "07:15": true, "07:30": false, "08:00": false, "08:30": false,
		},
	} {
		for clock, want := range times {
			now, err := time.Parse("2006-01-02 15:04", date+" "+clock)
			if err != nil {
				t.Fatal(err)
			}
			if result := evaluate(t, condition, pcl.Input{Now: now}); (result.Value == pcl.True) != want {
				t.Errorf("%v: %+v, want %t", now, result, want)
			}
		}
	}
}

func TestPageReservedWords(t *testing.T) {
	t.Parallel()
	for word := range strings.FieldsSeq(`at do as break const continue def else end eq for function gte gt if import is let lte lt loop
		namespace package require return var void when while`) {
		in := pcl.Input{Roots: map[string]any{"event": map[string]any{word: "x"}}}
		if result := evaluate(t, "event['"+word+"'] == 'x'", in); result.Value != pcl.True {
			t.Errorf("%s in brackets: %+v", word, result)
		}
		wrong := refuse(t, "event."+word+" == 'x'")
		if wrong == nil || wrong.Offset != len("event.") || wrong.Unsure || !strings.Contains(wrong.Message, "['"+word+"']") {
			t.Errorf("%s: %+v", word, wrong)
		}
	}
}

// noon is the time of the page's example of "now in".
var noon = time.Date(2022, 1, 3, 20, 0, 0, 0, time.UTC)

func input(t *testing.T, roots string) pcl.Input {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(roots))
	decoder.UseNumber()
	in := pcl.Input{Now: noon}
	if err := decoder.Decode(&in.Roots); err != nil {
		t.Fatal(err)
	}
	return in
}

func evaluate(t *testing.T, condition string, in pcl.Input) pcl.Result {
	t.Helper()
	parsed, err := pcl.Parse(condition)
	if err != nil {
		t.Fatalf("%s: %v", condition, err)
	}
	return parsed.Evaluate(in)
}

// refuse returns the error of a condition; nil, with a test error, if there is none.
func refuse(t *testing.T, condition string) *pcl.SyntaxError {
	t.Helper()
	_, err := pcl.Parse(condition)
	wrong, _ := err.(*pcl.SyntaxError)
	if wrong == nil {
		t.Errorf("%.200s: accepted", condition)
	}
	return wrong
}
