package pcl_test

import (
	"encoding/json"
	"errors"
	"maps"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/pcl"
)

// seeds are conditions with a little of everything.
var seeds = []string{
	`event.summary matches part 'prod' and (event.location == 'US' or event.location == 'Canada')`,
	`not (event.a == 1 and raw_event.b == 2) or raw_event.c exists`, `not not event['a b'][0].c exists or raw_event.x >= -1.5e10`, `event.a matches regex exactly '^(?i)db-[0-9]+$'`,
	`trigger_count over 1 hour 30 minutes > 5 and resetting_trigger_count over 2 days < 3`,
	`now in Mon,Tue 22:00:00 to 08:00:00 Etc/UTC or now > 2021-12-04 19:00:42 America/Los_Angeles`,
	`'it\'s' matches exactly 'a\\b' == true`, `(((true)))`, `event.a contains "x"`, `event.grüße`, `((`, `'`, `now in Mon-Fri`, `1 hour 1 hour`, "\xff", `-`, `event.`, `event[`, `event['`,
	`99999999999999999999 days`, `2021-13-01 00:00:00 UTC`, `event.a matches regex '(?=x)'`, `null`, `a ! b`, `{{a}}`,
}

// Parse and Evaluate never panic and take no time to speak of. An error shows its place.
func FuzzCondition(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed, `{"event":{"a":1,"a b":[{"c":null}],"location":"US"}}`)
	}
	f.Fuzz(func(t *testing.T, text, roots string) {
		began := time.Now()
		condition, err := pcl.Parse(text)
		if err != nil {
			checkError(t, text, err)
			return
		}
		again, err := pcl.Parse(condition.String())
		if err != nil || again.String() != text {
			t.Fatalf("%q: %v", condition, err)
		}
		in := pcl.Input{Now: noon}
		_ = json.Unmarshal([]byte(roots), &in.Roots)
		result, repeated := condition.Evaluate(in), again.Evaluate(in)
		if result.Value != repeated.Value || (result.Value == pcl.Unknown) != (result.Reason != "") {
			t.Errorf("%s: %+v, then %+v", text, result, repeated)
		}
		if opposite := evaluate(t, "not("+text+")", in); len(text) < 2000 && result.Value+opposite.Value != pcl.True && result.Value != pcl.Unknown {
			t.Errorf("%s: %+v, its opposite %+v", text, result, opposite)
		}
		checkLessKnown(t, condition, in)
		for _, path := range condition.Paths() {
			if same, err := pcl.ParsePath(path.String()); err != nil || same.String() != path.String() {
				t.Errorf("%q: %v", path, err)
			}
		}
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%s took %v", text, took)
		}
	})
}

// checkLessKnown checks that a value which does not need a root, the time or counts is the same with them.
func checkLessKnown(t *testing.T, condition *pcl.Condition, in pcl.Input) {
	t.Helper()
	full := condition.Evaluate(in)
	less := []pcl.Input{{Roots: in.Roots}, {Now: in.Now}}
	for root := range in.Roots {
		roots := maps.Clone(in.Roots)
		delete(roots, root)
		less = append(less, pcl.Input{Roots: roots, Now: in.Now}, pcl.Input{Roots: map[string]any{root: in.Roots[root]}})
	}
	for _, known := range less {
		if result := condition.Evaluate(known); result.Value != pcl.Unknown && result.Value != full.Value {
			t.Errorf("%s: %+v, with less known %+v", condition, full, result)
		}
	}
}

func checkError(t *testing.T, text string, err error) {
	t.Helper()
	wrong, ok := errors.AsType[*pcl.SyntaxError](err)
	switch {
	case !ok || wrong.Message == "" || !strings.HasSuffix(wrong.Message, ".") || !utf8.ValidString(wrong.Message):
		t.Errorf("%q: %#v", text, err)
	case wrong.Offset < 0 || wrong.Offset > len(text) || !strings.HasPrefix(text[wrong.Offset:], wrong.Near):
		t.Errorf("%q: the place of %#v is wrong", text, err)
	}
}
