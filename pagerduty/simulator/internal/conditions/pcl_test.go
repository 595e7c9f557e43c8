package conditions_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/pcl"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator/internal/conditions"
)

// TestBothEvaluatorsAgree compares this evaluator with the independent one in pagerduty/pcl, on random conditions and on slips in them.
func TestBothEvaluatorsAgree(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	counted := map[string]int{}
	conditions := 2_000
	if os.Getenv("FULL_TESTS") != "" {
		conditions = 20_000
	}
	for range conditions {
		text := randomCondition(random, 0)
		if random.IntN(3) == 0 {
			text = strings.ToValidUTF8(slip(random, text), "")
		}
		outcome := compareEvaluators(t, random, text)
		if counted[outcome]++; counted["different"] > 20 {
			t.Fatal("and so on")
		}
	}
	t.Log(counted)
	for _, outcome := range []string{"true", "false", "unknown", "refused"} {
		if counted[outcome] < conditions*3/200 {
			t.Errorf("only %d are %s: the conditions are too much alike", counted[outcome], outcome)
		}
	}
}

// compareEvaluators returns what both make of a condition, or "different".
func compareEvaluators(t *testing.T, random *rand.Rand, text string) string {
	t.Helper()
	ours, err := conditions.Parse(text)
	other, otherErr := pcl.Parse(text)
	if wrong, ok := errors.AsType[*pcl.SyntaxError](otherErr); ok && wrong.Unsure {
		return "unsure"
	}
	if otherErr == nil && slices.ContainsFunc(other.Paths(), func(path pcl.Path) bool { return path.Root() != "event" && path.Root() != "raw_event" }) {
		return "other root" // the simulator has none
	}
	if (err == nil) != (otherErr == nil) {
		t.Errorf("%s\n\tsimulator: %v\n\tpcl: %v", text, err, otherErr)
		return "different"
	}
	if err != nil {
		return "refused"
	}
	count := int64(1 + random.IntN(9))
	now := time.Date(2021, 11, 7, random.IntN(24), random.IntN(60), random.IntN(60), 0, time.UTC)
	matched, warnings := ours.Matches(conditions.Event{Normal: agreedEvent(), Raw: agreedEvent(), Now: now, Count: func(int, conditions.Count) int { return int(count) }})
	result := other.Evaluate(pcl.Input{
		Roots: map[string]any{"event": agreedEvent(), "raw_event": agreedEvent()}, Now: now, Count: func(pcl.Count) (int64, bool) { return count, true },
	})
	if less := other.Evaluate(pcl.Input{Roots: map[string]any{"event": agreedEvent()}}); less.Value != pcl.Unknown && less.Value != result.Value {
		t.Errorf("%s: %+v of the event alone, %+v of everything", text, less, result)
	}
	if result.Value != pcl.Unknown && matched != (result.Value == pcl.True) {
		t.Errorf("%s at %v\n\tsimulator: %v %q\n\tpcl: %+v", text, now, matched, warnings, result)
		return "different"
	}
	return result.Value.String()
}

func agreedEvent() any {
	decoder := json.NewDecoder(strings.NewReader(`{"summary":"Disk full on db-1\nat node 7","source":"DB-1","quote":"it's a \\ b","class":"","int":7,"zero":0,"float":7.0,"half":-0.5,
		"large":9007199254740993,"yes":true,"no":false,"null":null,"list":[1,"db-1",[7.0]],"object":{"a b":{"class":"x"},"<":[]},"empty":{}}`))
	decoder.UseNumber()
	var event any
	if err := decoder.Decode(&event); err != nil {
		panic(err)
	}
	return event
}

func pick(random *rand.Rand, texts ...string) string { return texts[random.IntN(len(texts))] }

func randomCondition(random *rand.Rand, depth int) string {
	inner := func() string { return randomCondition(random, depth+1) }
	switch kind := random.IntN(10 + 3*depth); kind {
	case 0:
		return inner() + " and " + inner()
	case 1:
		return inner() + " or " + inner()
	case 2, 3:
		return "not " + inner()
	case 4:
		return "(" + inner() + ")"
	default:
		return randomComparison(random)
	}
}

func randomComparison(random *rand.Rand) string {
	switch random.IntN(9) {
	case 0:
		return randomPath(random) + " exists"
	case 1:
		return "now in " + randomSchedule(random)
	case 2:
		return randomValue(random)
	case 3, 4:
		return fmt.Sprintf("%s matches regex%s '%s'", randomValue(random), pick(random, "", " exactly"),
			pick(random, "db", "^DB", "full.*7", `(?-s)full.*7`, `^at`, `(?-m)^at`, `7$`, `\d`, `\\d+`, `(?i)DISK`, "", "[", "a{2", "(?=x)"))
	case 5, 6:
		return randomValue(random) + " matches" + pick(random, "", " part", " part exactly", " exactly") + " " + randomValue(random)
	default:
		return randomValue(random) + pick(random, " == ", "==", " > ", " >= ", " < ", " <= ") + randomValue(random)
	}
}

func randomPath(random *rand.Rand) string {
	path := pick(random, "event", "event", "raw_event")
	for range 1 + random.IntN(2) {
		path += pick(random, ".summary", ".source", ".quote", ".class", ".int", ".zero", ".float", ".half", ".large", ".yes", ".no", ".null", ".list", ".list[0]", ".list[1]", ".list[2][0]", ".list[9]",
			".object", ".object['a b']", "['class']", "['at']", "['<']", ".empty", ".missing", "[0]", ".at", ".now")
	}
	return path
}

func randomValue(random *rand.Rand) string {
	switch random.IntN(11) {
	case 0:
		return pick(random, "7", "0", "-1", "9007199254740992", "9007199254740993", "9223372036854775807", "9223372036854775808", "007")
	case 1:
		return pick(random, "7.0", "-0.5", "0.0", "9007199254740992.0", "9007199254740994.0", "1.5e3", "1.5e-2", "5.", "1e3")
	case 2:
		return pick(random, "'DB-1'", "'db-1'", "'DISK'", "''", "'7'", "'7.0'", "'true'", `'it\'s a \\ b'`, `'[1,"db-1",[7.0]]'`, `'{}'`, "'-0.5'", "'ü'")
	case 3:
		return pick(random, "true", "false")
	case 4:
		return pick(random, "now", "2021-11-07 05:30:00 Etc/UTC", "2021-11-07 12:00:00 America/New_York", "2021-02-30 12:00:00 Etc/UTC", "2021-11-07 12:00:00")
	case 5:
		return pick(random, "trigger_count", "resetting_trigger_count") + " over " + randomDuration(random)
	case 6:
		return "(" + randomComparison(random) + ")"
	default:
		return randomPath(random)
	}
}

func randomDuration(random *rand.Rand) string {
	return pick(random, "1 hour", "60 minutes", "2 hours 30 minutes", "1 day", "24 hours", "90 seconds", "0 seconds", "1 hour 1 hour")
}

func randomSchedule(random *rand.Rand) string {
	return pick(random, "Sun", "Sat", "Mon,Tue", "Sun,Mon", "Sat,Sun", "Mon, Tue", "Monday") + " " + pick(random, "01:30:00 to 03:15:00", "22:00:00 to 08:00:00", "12:00:00 to 12:00:00", "00:00:00 to 23:59:59", "09:00 to 17:00") +
		" " + pick(random, "America/New_York", "Etc/UTC", "Asia/Tokyo", "Europe/London", "PST")
}

// slip returns a text with a character too many or too few, or with words that other languages have.
func slip(random *rand.Rand, text string) string {
	at := random.IntN(len(text) + 1)
	switch random.IntN(3) {
	case 0:
		return text[:at] + text[min(at+1, len(text)):]
	case 1:
		return text[:at] + pick(random, " ", "'", "\\", ".", "(", ")", "[", "]", "0", "a", "-", "!", "=", "\"", " not ", " exists", "\n") + text[at:]
	default:
		return strings.Replace(text, pick(random, "==", "matches", " and ", "not ", "exists", "'"), pick(random, "!=", "contains", " AND ", "matches part exactly", "in", "\""), 1)
	}
}
