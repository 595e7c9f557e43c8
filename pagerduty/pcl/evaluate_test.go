package pcl_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/pcl"
)

// TestThreeValues: raw_event is unknown.
func TestThreeValues(t *testing.T) {
	t.Parallel()
	const unknown, reason = `raw_event.x == 1`, "`raw_event.x == 1`: raw_event.x is not known"
	const order = "PagerDuty does not document in which order it writes the fields of an object"
	for condition, want := range map[string]string{
		unknown:                          reason,
		`not ` + unknown:                 reason,
		`not not ` + unknown:             reason,
		`false and ` + unknown:           "false",
		unknown + ` and false`:           "false",
		`true and ` + unknown:            reason,
		unknown + ` and true`:            reason,
		`true or ` + unknown:             "true",
		unknown + ` or true`:             "true",
		`false or ` + unknown:            reason,
		unknown + ` or false`:            reason,
		`(` + unknown + `) == true`:      reason,
		unknown + ` and ` + unknown:      reason,
		`raw_event.x`:                    "`raw_event.x`: raw_event.x is not known",
		`raw_event.x exists`:             "`raw_event.x exists`: raw_event.x is not known",
		`raw_event exists`:               "`raw_event exists`: raw_event is not known",
		`raw_event.x > 'two'`:            "false", // whatever it is
		`raw_event.x matches event.none`: "false",
		`raw_event.x > event.n`:          "`raw_event.x > event.n`: raw_event.x is not known",
		`raw_event.x or cache_var.y`:     "`raw_event.x`: raw_event.x is not known; `cache_var.y`: cache_var.y is not known",
		`raw_event.x matches 'a' and trigger_count over 1 hour > 2`: "`raw_event.x matches 'a'`: raw_event.x is not known; " +
			"`trigger_count over 1 hour > 2`: the number of the rule's recent events is not known",
		`event.hidden exists`:                                      "`event.hidden exists`: an alert does not hold it",
		`event.hidden.deeper matches 'x'`:                          "`event.hidden.deeper matches 'x'`: an alert does not hold it",
		`event.holder matches part 'x'`:                            "`event.holder matches part 'x'`: a part of the value is not known",
		`event.holder == event.holder`:                             "`event.holder == event.holder`: a part of the value is not known",
		`event.holder == event.n`:                                  "false",
		`event.two matches '{"a":1,"b":2}'`:                        "`event.two matches '{\"a\":1,\"b\":2}'`: " + order,
		`event.two matches part '1,'`:                              "`event.two matches part '1,'`: " + order,
		`event.two matches regex 'a.*b'`:                           "`event.two matches regex 'a.*b'`: " + order,
		`event.none == event.nothing`:                              "`event.none == event.nothing`: PagerDuty does not document whether nil equals nil",
		`(2 > 'two') == false`:                                     "`(2 > 'two') == false`: PagerDuty does not document the value of `(2 > 'two')`",
		`(raw_event.x) matches ''`:                                 "`(raw_event.x) matches ''`: raw_event.x is not known",
		`(not raw_event.x) matches ''`:                             "`raw_event.x`: raw_event.x is not known",
		`now matches part '2022'`:                                  "`now matches part '2022'`: the time is not known",
		`2021-12-04 19:00:42 Etc/UTC matches part '2021'`:          "`2021-12-04 19:00:42 Etc/UTC matches part '2021'`: PagerDuty does not document how it writes a datetime as text",
		`now in Mon 09:00:00 to 17:00:00 Etc/UTC`:                  "`now in Mon 09:00:00 to 17:00:00 Etc/UTC`: the time is not known",
		`event.large matches '1.5e20'`:                             "`event.large matches '1.5e20'`: PagerDuty does not document how it writes such a number as text",
		`event.large matches part '9'`:                             "false", // in either form
		`event.large matches regex '^1'`:                           "true",
		`event.n matches regex '` + repeated(".{1000}", 140) + `'`: "false",
	} {
		in := pcl.Input{Roots: map[string]any{"event": map[string]any{
			"n": 1, "large": 1.5e20, "nothing": nil, "hidden": pcl.NotKnown{Reason: "an alert does not hold it"}, "holder": map[string]any{"in": pcl.NotKnown{Reason: "?"}},
			"two": map[string]any{"a": 1, "b": 2},
		}}}
		result := evaluate(t, condition, in)
		got := result.Reason
		if result.Value != pcl.Unknown {
			got += result.Value.String()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", condition, got, want)
		}
	}
}

func TestZeroCondition(t *testing.T) {
	t.Parallel()
	if result := (&pcl.Condition{}).Evaluate(pcl.Input{}); result.Value != pcl.Unknown || result.Reason == "" {
		t.Errorf("%+v", result)
	}
}

// TestValues: conditions that are true of one event.
func TestValues(t *testing.T) {
	t.Parallel()
	in := input(t, `{"event":{"text":"Straße ſ K","list":[1,"a",{"b":[2.0]}],"object":{"b":1,"a":"<&>"},"one":{"a":"<&>"},"yes":true,"null":null,"int":3,"float":3.0,
		"half":0.5,"big":9007199254740993,"beyond":18446744073709551616,"a.b":{"":"empty"},"quote":"it's","back":"a\\b","lines":"one\ntwo"}}`)
	in.Count = func(count pcl.Count) (int64, bool) {
		return int64(count.Over / time.Minute), !count.Resetting
	}
	for _, condition := range []string{
		`event.list[1] == 'a'`, `event.list[2].b[0] == 2`, `not event.list[3] exists`, `not event.list.a exists`, `not event.text[0] exists`, `not event.object[0] exists`,
		`event['a.b'][''] == 'empty'`, `event.quote == 'it\'s'`, `event.back == 'a\\b' and event.back == 'a\b'`, `event.null exists and not event.none exists`,
		`event.list matches '[1,"A",{"B":[2.0]}]'`, `event.one matches exactly '{"a":"<&>"}'`, `event.object matches part '<&>'`, `not event.object matches part '"c"'`, `not event.object matches 'b'`, `event.yes matches 'TRUE'`, `event.int matches '3' and event.float matches '3.0'`,
		`event.half matches '0.5'`, `'0.50' matches part event.half`, `3 matches 3`, `event.text matches part 'k'`, `event.text matches part ' S'`, `event.text matches 'STRAßE S K'`,
		`not event.text matches exactly 'STRAßE S K'`, `not event.text matches part exactly 'straße'`, `event.text matches part ''`,
		`event.int == 3.0`, `event.float == 3`, `event.list == event.list`, `event.object == event.object`, `not event.list == event.object`, `not event.int == '3'`, `not event.yes == 'true'`,
		`event.yes`, `event.yes == true`, `(event.int > 2) == true`, `(event.int > 2) matches 'true'`, `not event.null == false`, `not event.text == 'straße ſ K'`,
		`event.big > 9007199254740992.0`, `event.big < 9007199254740994.0`, `9007199254740994.0 > event.big`, `event.big == 9007199254740993`, `not event.big == 9007199254740992`, `event.big < event.beyond`, `event.beyond > 9223372036854775807`, `-9223372036854775808 > -1.0e300`,
		`0.5 < 1 and 1 > 0.5 and -0.5 < 0 and 1.0 <= 1 and 1 >= 1.0`, `1.5e3 == 1500 and 1.5e-1 == 0.15 and -2.0e+1 == -20`,
		`event.lines matches regex '^two$'`, `event.lines matches regex 'ONE.two'`, `not event.lines matches regex exactly 'ONE'`, `event.lines matches regex '\Aone'`, `event.int matches regex '^[0-9]$'`,
		`now == 2022-01-03 12:00:00 America/Los_Angeles`, `now >= 2022-01-03 20:00:00 Etc/UTC and now < 2022-01-03 20:00:01 UTC`, `not now == 'now'`,
		`now in Mon 20:00:00 to 20:00:00 Etc/UTC`, `now in Sun 20:00:00 to 20:00:00 Etc/UTC`, `not now in Sun 20:00:00 to 19:59:59 Etc/UTC`, `now in Sun 21:00:00 to 20:30:00 Etc/UTC`,
		`now in Mon 19:00:00 to 20:00:00 Etc/UTC`, `now in Tue 05:00:00 to 05:00:01 asia/tokyo`,
		`trigger_count over 1 hour 30 minutes == 90`, `trigger_count over 2 days > 2879`, `not trigger_count over 5 minutes > 5`,
		`1 hour == 60 minutes`, `Mon,Tue 09:00:00 to 17:00:00 UTC == Tue,Mon 09:00:00 to 17:00:00 UTC`, `not Mon 09:00:00 to 17:00:00 UTC == Mon 09:00:01 to 17:00:00 UTC`,
		`not true and false or true`, `not (true and false)`, "event.yes\n\tand\r\nevent.yes", `event.int>2 and(event.int<4)or false`, `not(event.none exists)`,
	} {
		if result := evaluate(t, condition, in); result.Value != pcl.True {
			t.Errorf("%s: %+v", condition, result)
		}
	}
	if result := evaluate(t, `resetting_trigger_count over 5 minutes > 1`, in); result.Value != pcl.Unknown {
		t.Error(result)
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	for condition, want := range map[string][]string{
		`event.n`:                            {"`event.n`: this is an integer, not a boolean"},
		`'a' and true`:                       {"`'a'`: this is a string, not a boolean"},
		`not event.none or event.n`:          {"`event.none`: this is nil, not a boolean"},
		`event.n == '1'`:                     {"`event.n == '1'`: == converts nothing, and an integer never equals a string"},
		`event.none == '1'`:                  nil,
		`now > 5`:                            {"`now > 5`: > compares two numbers or two datetimes, not a datetime and an integer"},
		`(event.none > 1) and false`:         {"`event.none > 1`: > compares two numbers or two datetimes, but its left side is nil"},
		`1 <= event.list or event.list > 1`:  {"`1 <= event.list`: <= compares two numbers or two datetimes, but its right side is a list", "`event.list > 1`: > compares two numbers or two datetimes, but its left side is a list"},
		`event.none > 1 or event.none > 1`:   {"`event.none > 1`: > compares two numbers or two datetimes, but its left side is nil"},
		`event.none matches 'x'`:             {"`event.none matches 'x'`: a side is nil, which matches nothing"},
		`false and event.none > 1`:           nil,
		`true or event.none > 1`:             nil,
		`(false and event.none > 1) or true`: nil,
	} {
		result := evaluate(t, condition, pcl.Input{Now: noon, Roots: map[string]any{"event": map[string]any{"n": 1, "list": []any{}}}})
		if !slices.Equal(result.Warnings, want) {
			t.Errorf("%s: %q, want %q", condition, result.Warnings, want)
		}
	}
}

// Without json.Number a float without a fraction counts as an integer.
func TestNumbersInGo(t *testing.T) {
	t.Parallel()
	for _, number := range []any{3, int64(3), 3.0, json.Number("3")} {
		in := pcl.Input{Roots: map[string]any{"n": number}}
		if result := evaluate(t, `n == 3 and n matches '3'`, in); result.Value != pcl.True {
			t.Errorf("%T: %+v", number, result)
		}
	}
	for _, other := range []any{json.Number("1e999"), struct{}{}, map[string]string{}} {
		in := pcl.Input{Roots: map[string]any{"n": other}}
		if result := evaluate(t, `n == 3`, in); result.Value != pcl.Unknown || result.Reason == "" {
			t.Errorf("%T: %+v", other, result)
		}
	}
}

// Only the first 64 KiB of the left side count.
func TestLongTexts(t *testing.T) {
	t.Parallel()
	in := pcl.Input{Roots: map[string]any{"a": strings.Repeat("x", 64<<10-1) + "yz"}}
	for condition, want := range map[string]pcl.Truth{
		`a matches part 'xy'`: pcl.True, `a matches part 'yz'`: pcl.False, `a matches regex 'xy\z'`: pcl.True, `a matches a`: pcl.False, `a == a`: pcl.True,
	} {
		if result := evaluate(t, condition, in); result.Value != want {
			t.Errorf("%s: %v", condition, result.Value)
		}
	}
}

// Regular expressions that would take minutes are Unknown.
func TestRegularExpressionsAreBounded(t *testing.T) {
	t.Parallel()
	in := pcl.Input{Roots: map[string]any{"a": strings.Repeat("x", 64<<10)}}
	before := time.Now()
	result := evaluate(t, `a matches regex '(`+repeated("x{0,999}", 120)+`)y'`, in)
	if result.Value != pcl.Unknown || !strings.Contains(result.Reason, "takes too long") {
		t.Error(result)
	}
	condition := `a matches regex 'x{500}y'` + repeated(` or a matches regex 'x{500}y'`, 60)
	if result = evaluate(t, condition, in); result.Value != pcl.Unknown {
		t.Error(result)
	}
	if took := time.Since(before); took > 20*time.Second {
		t.Errorf("took %v", took)
	}
}

// The wall clock decides through every hour of the nights on which clocks change, also on the half hour of Lord Howe Island.
func TestSchedulesGoByTheWallClock(t *testing.T) {
	t.Parallel()
	for _, zone := range []string{"America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "Etc/UTC"} {
		location, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := pcl.Parse(`now in Sat 22:30:00 to 02:15:00 ` + zone)
		if err != nil {
			t.Fatal(err)
		}
		for now := noon; now.Before(noon.AddDate(1, 0, 0)); now = now.Add(15 * time.Minute) {
			clock := now.In(location).Format("Mon 15:04")
			want := clock >= "Sat 22:30" && clock <= "Sat 23:59" || clock >= "Sun 00:00" && clock <= "Sun 02:15"
			if result := parsed.Evaluate(pcl.Input{Now: now}); (result.Value == pcl.True) != want {
				t.Fatalf("%s in %s: %+v", clock, zone, result)
			}
		}
	}
}

func TestPaths(t *testing.T) {
	t.Parallel()
	parsed, err := pcl.Parse(`event.a exists and event['a'] == 1 or event['b c'][0].d matches raw_event['at'] and now > 2021-01-01 00:00:00 UTC`)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(parsed.Paths()); got != `[event.a event['b c'][0].d raw_event['at']]` {
		t.Error(got)
	}
	parsed.Paths()[0][0].Name = "changed"
	if root := parsed.Paths()[0].Root(); root != "event" {
		t.Errorf("the caller changed the condition's path to %s", root)
	}
	roots := map[string]any{"event": map[string]any{"b c": []any{nil, "x"}}}
	for text, want := range map[string]string{
		`event['b c'][1]`: "x true", `event['b c'][0]`: "<nil> true", `event['b c'][2]`: "<nil> false", `event.b`: "<nil> false", `raw_event.a`: "{raw_event.a is not known} false",
	} {
		path, err := pcl.ParsePath(" " + text + " ")
		if err != nil {
			t.Fatal(err)
		}
		value, exists := path.Lookup(roots)
		if got := fmt.Sprintf("%v %v", value, exists); got != want || path.String() != text {
			t.Errorf("%s: %s, want %s; written as %s", text, got, want, path)
		}
	}
	for _, text := range []string{"", "'a'", "event.a exists", "event.a-b", "event..a", "import.a", "event.at", "[0]"} {
		if path, err := pcl.ParsePath(text); err == nil {
			t.Errorf("%s: %v", text, path)
		}
	}
	if value, exists := (pcl.Path{}).Lookup(roots); value != nil || exists || (pcl.Path{}).Root() != "" {
		t.Error("the empty path leads somewhere")
	}
}
