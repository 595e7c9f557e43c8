package conditions_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator/internal/conditions"
)

const normal = `{"summary":"Disk full on DB-1","source":"db-1.eu","severity":"critical","class":null,"component":"3",
	"custom_details":{"host":"db-1","count":3,"ratio":3.0,"half":0.5,"on":true,"off":false,"list":["a",{"b":1}],"an object":{"x":"y"},"end":"z","o'clock":"noon","back\\slash":"b",
		"big":9007199254740993,"lines":"one\nTWO","kelvin":"\u212a","under_score1":"u","nested":[[1,2],[3]]}}`

const raw = `{"payload":{"custom_details":{"value":7}},"client":"prometheus"}`

func decoded(t testing.TB, text string) any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

// noon is a Saturday.
var noon = time.Date(2021, 12, 4, 12, 0, 0, 0, time.UTC)

func sample(t testing.TB) conditions.Event {
	t.Helper()
	return conditions.Event{Normal: decoded(t, normal), Raw: decoded(t, raw), Now: noon}
}

// expect evaluates expressions, by whether they match.
func expect(t *testing.T, event conditions.Event, want bool, expressions ...string) {
	t.Helper()
	for _, expression := range expressions {
		condition, err := conditions.Parse(expression)
		if err != nil {
			t.Errorf("%s: %v", expression, err)
			continue
		}
		if got, _ := condition.Matches(event); got != want {
			t.Errorf("%s is %t", expression, got)
		}
	}
}

func TestPrecedence(t *testing.T) {
	t.Parallel()
	expect(t, sample(t), true,
		"true or true and false", "(true or true) and true", "not false and true", "not (true and false)", "not not true", "not false or false",
		"not event.source matches 'x'", "not event.custom_details.count > 3", "false and false or true", "true or false and false", "((true))",
		"not event.nothing exists and true", "event.custom_details.on", "not event.custom_details.off", "(event.summary matches 'x') == false",
	)
	expect(t, sample(t), false, "(true or true) and false", "not true or false", "not (true or false)", "false and (true or true)", "not not false", "event.custom_details.off")
}

func TestPaths(t *testing.T) {
	t.Parallel()
	expect(t, sample(t), true,
		"event.custom_details.host == 'db-1'", "event['custom_details']['host'] == 'db-1'", "event.custom_details.list[0] == 'a'", "event.custom_details.list[1].b == 1",
		"event.custom_details['an object'].x == 'y'", "event.custom_details['end'] == 'z'", `event.custom_details['o\'clock'] == 'noon'`, `event.custom_details['back\\slash'] == 'b'`,
		"raw_event.payload.custom_details.value == 7", "raw_event.client == 'prometheus'", "event.custom_details.nested[1][0] == 3", "event.custom_details.under_score1 == 'u'",
		"not event.custom_details.list[2] exists", "not event.custom_details.host[0] exists", "not event.summary.x exists", "not raw_event.summary exists",
	)
}

func TestExists(t *testing.T) {
	t.Parallel()
	expect(t, sample(t), true, "event.class exists", "event.custom_details.list exists", "event.custom_details.off exists", "raw_event.payload exists")
	expect(t, sample(t), false, "event.group exists", "event.custom_details.nothing.more exists", "raw_event.nothing exists")
}

func TestTexts(t *testing.T) {
	t.Parallel()
	expect(t, sample(t), true,
		"event.severity matches 'CRITICAL'", "event.severity matches exactly 'critical'", "event.summary matches part 'db-1'", "event.summary matches part exactly 'DB-1'",
		"event.summary matches regex '^disk'", "event.summary matches regex exactly '^Disk .* DB'", "event.source matches regex '^db-'", `event.source matches regex '\.eu$'`,
		"event.custom_details.lines matches regex 'one.TWO'", "event.custom_details.lines matches regex '^two$'", "event.summary matches regex exactly '(?i)disk'",
		"event.summary matches regex '(?-i)Disk'", "event.custom_details.count matches '3'", "event.custom_details.on matches 'true'", "event.custom_details.half matches '0.5'",
		"event.custom_details.ratio matches '3.0'", `event.custom_details['an object'] matches part '"x":"y"'`, `event.custom_details.list matches '["a",{"b":1}]'`,
		"event.custom_details.count matches regex '^3$'", "event.component matches event.custom_details.count", "'abc' matches part 'B'", "event.custom_details.kelvin matches 'k'",
		"event.summary matches part ''", "event.custom_details.count matches 3",
	)
	expect(t, sample(t), false,
		"event.severity matches 'crit'", "event.severity matches exactly 'CRITICAL'", "event.summary matches part exactly 'db-1'", "event.summary matches regex exactly '^disk'",
		"event.group matches 'x'", "event.group matches part ''", "event.group matches regex ''", "event.class matches ''", "'x' matches event.group", "event.class matches regex '.*'",
		"event.summary matches regex '(?-i)disk'", "event.custom_details.lines matches regex '(?-s)one.TWO'", "event.custom_details.lines matches regex '(?-m)^two$'",
	)
}

// The left side of matches is cut at 64 KiB, between two characters.
func TestLongTexts(t *testing.T) {
	t.Parallel()
	event := sample(t)
	event.Normal = map[string]any{"long": strings.Repeat("x", 64<<10-1) + "é" + "end", "edge": strings.Repeat("x", 64<<10-3) + "end"}
	expect(t, event, true, "event.edge matches part 'end'", "event.long matches regex 'x$'")
	expect(t, event, false, "event.long matches part 'end'", "event.long matches part 'é'")
}

func TestNumbersAndTimes(t *testing.T) {
	t.Parallel()
	expect(t, sample(t), true,
		"event.custom_details.count > 2", "event.custom_details.count >= 3", "event.custom_details.count < 3.5", "event.custom_details.count <= 3.0", "event.custom_details.half > -1",
		"event.custom_details.half < 1", "1.5e3 > 1499", "1.5e-3 < 1", "9007199254740993 > 9007199254740992.0", "event.custom_details.big == 9007199254740993", "9223372036854775807 < 1.0e19",
		"-9223372036854775808 > -1.0e19", "not 9007199254740993 < 9007199254740992.0", "now > 2021-12-04 03:59:59 America/Los_Angeles", "now == 2021-12-04 13:00:00 Europe/Berlin",
		"now <= 2021-12-04  12:00:00  UTC",
	)
	expect(t, sample(t), false, "event.custom_details.count > 3", "now > 2021-12-04 04:00:00 America/Los_Angeles", "now < 2021-12-04 12:00:00 UTC")
}

func TestEquality(t *testing.T) {
	t.Parallel()
	expect(t, sample(t), true, "3.0 == 3", "event.custom_details.ratio == 3", "'a' == 'a'", "true == event.custom_details.on", "event.source == 'db-1.eu'", "event.custom_details.nested[0] == event.custom_details.nested[0]")
	expect(t, sample(t), false, "'a' == 'A'", "event.component == 3", "'true' == true", "event.nothing == ''", "event.nothing == false", "now == '2021-12-04'", "event.custom_details.list == 'a'", "event.custom_details.count == '3'")
}

// A result that is no boolean counts as false, with a warning.
func TestResultsThatAreNoBooleans(t *testing.T) {
	t.Parallel()
	for expression, want := range map[string]struct {
		matched  bool
		warnings int
	}{
		"not raw_event.missing > 2":                   {true, 1},
		"raw_event.missing > 2":                       {false, 1},
		"event.summary > 2 or true":                   {true, 1},
		"true or event.summary > 2":                   {true, 0}, // not evaluated
		"false and event.summary > 2":                 {false, 0},
		"event.summary > 2 and event.source > 2":      {false, 1},
		"event.summary > 2 or event.source > 2":       {false, 2},
		"event.summary":                               {false, 1},
		"not event.class":                             {true, 1},
		"'a' > 'b' or now > 3 or event.class <= 1":    {false, 3},
		"event.custom_details.count":                  {false, 1},
		"(event.summary > 2) == false":                {false, 0},
		"not (raw_event.missing > 2 and event.x < 1)": {true, 1},
	} {
		condition, err := conditions.Parse(expression)
		if err != nil {
			t.Errorf("%s: %v", expression, err)
			continue
		}
		matched, warnings := condition.Matches(sample(t))
		if matched != want.matched || len(warnings) != want.warnings {
			t.Errorf("%s is %t, with %q", expression, matched, warnings)
		}
	}
}

func TestCounts(t *testing.T) {
	t.Parallel()
	condition, err := conditions.Parse("event.summary exists and (trigger_count over 1 hour 30 minutes >= 3 or resetting_trigger_count over 2 days > 1)")
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(condition.Counts()); got != "[{1h30m0s false} {48h0m0s true}]" {
		t.Errorf("the counts are %s", got)
	}
	for _, test := range []struct {
		counts []int
		want   bool
		asked  int
	}{{[]int{3, 0}, true, 1}, {[]int{2, 2}, true, 2}, {[]int{2, 1}, false, 2}} {
		event, asked := sample(t), 0
		event.Count = func(index int, use conditions.Count) int {
			asked++
			if use != condition.Counts()[index] {
				t.Errorf("count %d is asked as %v", index, use)
			}
			return test.counts[index]
		}
		if got, _ := condition.Matches(event); got != test.want || asked != test.asked {
			t.Errorf("with %v: %t after %d counts", test.counts, got, asked)
		}
	}
	expect(t, sample(t), true, "trigger_count over 1 second == 1", "resetting_trigger_count over 30 minutes 1 hour <= 1")
}
