package trial_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/trial"
)

// shelf is a tool whose results a script can read.
func shelf(calls *[]string) []trial.Tool {
	return []trial.Tool{{
		Name: "list", InputSchema: json.RawMessage(`{"properties":{"state":{"enum":["open","done"]},"sort_by":{"description":"created_at with :asc"}}}`),
		Call: func(_ context.Context, arguments json.RawMessage) trial.Result {
			*calls = append(*calls, string(arguments))
			if strings.Contains(string(arguments), "broken") {
				return trial.Result{Text: "It is broken.", Failed: true}
			}
			return trial.Result{Text: `{"items":[{"id":"A","n":3,"who":{"name":"Ada"}},{"id":"B","n":5,"who":{"name":"Bo"}},{"id":"C","n":2,"who":{"name":"Bo"}}],"more":false}`}
		},
	}}
}

func solve(t *testing.T, text string) (answer string, calls []string, err error) {
	t.Helper()
	script, err := trial.ParseScript(text)
	if err != nil {
		t.Fatal(err)
	}
	answer, err = script.Solve(t.Context(), "Look at the broken shelf of Cy.", shelf(&calls))
	return answer, calls, err
}

func TestScriptsReadResults(t *testing.T) {
	t.Parallel()
	for say, want := range map[string]string{
		"a.items.0.id":                     "A",
		"a.items.-1.who.name":              "Bo",
		"a.items.*.id, a.more":             "A; B; C; false",
		"a.items[who.name=bo].id":          "B; C",
		"a.items[who.name=Bo&id!=B].id":    "C",
		"a.items[id~b].n":                  "5",
		"count a.items[state=open]":        "0",
		"none a.items[state=open]":         "none",
		"most a.items.*.who.name":          "Bo: 2",
		"sum a.items.*.n":                  "10",
		"last a.items.*.n":                 "5",
		"first a.items.*.n":                "2",
		"a.items.1.who":                    `{"name":"Bo"}`,
		"a.items.0.id, a.items[id=B].n":    "A; 5",
		"most a.items.*.id":                "A, B, C: 1",
		"count a.items.*.who.name, a.more": "3; false",
	} {
		answer, _, err := solve(t, "a = list {}\nsay "+say)
		if err != nil || answer != want {
			t.Errorf("say %s: %q, %v; want %q", say, answer, err, want)
		}
	}
}

// A value that is a list fills a list, and otherwise repeats the call.
func TestScriptsPassValuesOn(t *testing.T) {
	t.Parallel()
	answer, calls, err := solve(t, `
		a = list {"state":"open","sort_by":"created_at:asc"}
		b = list {"ids":["$a.items.*.id"]}
		c = list {"id":"$a.items.*.id","state":"done"}
		say b.items.0.id, c.*.items.0.id, c.0.items.0.id`)
	if err != nil || answer != "A; A; A; A; A" {
		t.Errorf("the answer is %q, %v", answer, err)
	}
	want := `{"sort_by":"created_at:asc","state":"open"} {"ids":["A","B","C"]} {"id":"A","state":"done"} {"id":"B","state":"done"} {"id":"C","state":"done"}`
	if got := strings.Join(calls, " "); got != want {
		t.Errorf("the calls are %s, want %s", got, want)
	}
}

// A script knows only what the task says, what a result says, what a schema says, and times.
func TestScriptsKnowNothingElse(t *testing.T) {
	t.Parallel()
	for _, script := range []string{
		"a = list {\"who\":\"Cy\",\"since\":\"-24h\",\"until\":\"2026-10-14T10:00\"}\nsay a.more",
		"a = list {}\nb = list {\"who\":\"Ada\"}\nsay b.more",
	} {
		if _, _, err := solve(t, script); err != nil {
			t.Errorf("%s: %v", script, err)
		}
	}
	for script, want := range map[string]string{
		"a = list {\"who\":\"Ada\"}\nsay a.more":                    `nobody said "Ada"`,
		"a = list {\"who\":{\"id\":[\"QX\"]}}\nsay a.more":          `nobody said "QX"`,
		`a = list {"event":"{\"source\":\"QX\"}"}` + "\nsay a.more": `nobody said "QX"`,
		"a = list {}\nsay a.items[id=QX].n":                         `nobody said "QX"`,
		"a = list {}\nsay a.title":                                  "a.title has no value",
		"a = list {}\nsay Ada":                                      "no result has the name Ada",
		"a = list {}\nsay none a.items.*":                           "there is",
		"a = list {}\nsay shout a.more":                             "there is no function shout",
		"a = list {\"state\":\"broken\"}\nsay a.more":               "It is broken.",
		"a = shelve {}\nsay a.more":                                 "there is no tool shelve",
		"impossible: there is no shelf":                             "there is no shelf",
	} {
		answer, _, err := solve(t, script)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: answers %q, %v; want an error with %q", script, answer, err, want)
		}
	}
}

func TestScriptsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]string{
		"":                              "neither a call",
		"a = list {}":                   "begins with say",
		"list {\"a\":}\nsay a":          "not JSON",
		"look at it\nsay a":             "neither a call",
		"impossible: no\na = list {}":   "no other lines",
		"impossible: no\nsay a.items.*": "no other lines",
	} {
		if _, err := trial.ParseScript(script); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: the error is %v, want one with %q", script, err, want)
		}
	}
	if _, err := trial.ParseScripts("no scripts here"); err == nil {
		t.Error("a file without scripts is accepted")
	}
	if _, err := trial.ParseScripts("# one\nlook at it"); err == nil || !strings.Contains(err.Error(), "one") {
		t.Errorf("a script that cannot be read: %v", err)
	}
}
