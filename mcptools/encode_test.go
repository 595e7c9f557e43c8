package mcptools_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

type textInput struct {
	Text string `json:"text"`
}

// textTool returns its text twice: as it is, and written with as many escapes as JSON allows.
var textTool = mcptools.Read("text", "d", func(_ context.Context, in textInput) ([]any, error) {
	var escaped strings.Builder
	for _, r := range in.Text {
		if r < 0x10000 {
			fmt.Fprintf(&escaped, `\u%04X`, r)
		} else {
			fmt.Fprintf(&escaped, `\u%04x\u%04x`, 0xd800+(r-0x10000)>>10, 0xdc00+(r-0x10000)&0x3ff)
		}
	}
	return []any{in.Text, json.RawMessage(`"` + escaped.String() + `"`)}, nil
}).WithMaxResultBytes(0)

func textArguments(text string) json.RawMessage {
	arguments, err := json.Marshal(textInput{text + "."})
	if err != nil {
		panic(err)
	}
	return arguments
}

// returning is a tool that returns content.
func returning[Out any](content Out) mcptools.Tool {
	return mcptools.Read("show", "d", func(context.Context, struct{}) (Out, error) { return content, nil })
}

func TestEncoding(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 3000)
	for name, c := range map[string]struct {
		content any
		want    string
	}{
		"compact":     {map[string]any{"a": []int{1, 2}, "b": nil}, `{"a":[1,2],"b":null}`},
		"HTML":        {"<a> & \u003cb>", `"<a> & <b>"`},
		"quotes":      {`say "hi" \ o` + "\n\t", `"say \"hi\" \\ o\n\t"`},
		"raw":         {json.RawMessage(` { "a\u202e" : "\u0041\/\ud83d\ude00\b\r\ud800" } `), `{"a":"A/😀` + "\ufffd" + `"}`},
		"keys":        {map[string]int{"a\u200bb\x00": 1}, `{"ab":1}`},
		"nil":         {nil, `null`},
		"empty":       {"", `""`},
		"only quotes": {`"\"`, `"\"\\\""`},
		"several":     {[]string{"a", "b\x01", "c", "d\u200b"}, `["a","b","c","d"]`},
		"long":        {[]string{long, "y"}, `["` + long[:1992] + `…[+1008]","y"]`},
		"long in a list": {mcptools.List[string]{Items: []string{long}},
			`{"items":["` + long[:292] + `…[+2708]"],"more":false}`},
		"list in a result": {map[string]any{"note": long, "found": mcptools.List[string]{Items: []string{long}}},
			`{"found":{"items":["` + long[:292] + `…[+2708]"],"more":false},"note":"` + long[:1992] + `…[+1008]"}`},
	} {
		result := returning(c.content).Call(t.Context(), nil)
		if result.Err != nil || result.Text != c.want {
			t.Errorf("%s: %+v\nwant %s", name, result, c.want)
		}
	}
}

func TestBudgetOfResults(t *testing.T) {
	t.Parallel()
	type alert struct {
		ID   string   `json:"id"`
		Tags []string `json:"tags,omitempty"`
	}
	type view struct {
		Title   string                `json:"title"`
		Alerts  []alert               `json:"alerts"`
		Notes   mcptools.List[string] `json:"notes"`
		Omitted string                `json:"omitted,omitempty"`
	}
	tags := slices.Repeat([]string{"tag"}, 1000)
	alerts := make([]alert, 100)
	for i := range alerts {
		alerts[i].ID = fmt.Sprintf("ALERT%03d", i)
	}
	notes := mcptools.List[string]{Items: strings.Fields("aaaaaaaaaa bbbbbbbbbb cccccccccc"), More: true, NextOffset: 3}
	full := view{Title: "On fire", Alerts: alerts, Notes: notes}
	for _, c := range []struct {
		name    string
		content any
		budget  int
		want    string
	}{
		{"fits", view{Title: "t", Alerts: alerts[:1]}, 100, `{"title":"t","alerts":[{"id":"ALERT000"}],"notes":{"items":[],"more":false}}`},
		{"no budget", view{Title: "t", Alerts: alerts[:1]}, 0, `{"title":"t","alerts":[{"id":"ALERT000"}],"notes":{"items":[],"more":false}}`},
		{"the longest list", full, 260,
			`{"title":"On fire","alerts":[{"id":"ALERT000"},{"id":"ALERT001"},{"id":"ALERT002"},{"id":"ALERT003"},{"id":"ALERT004"},{"id":"ALERT005"}],"notes":{"items":["aaaaaaaaaa","bbbbbbbbbb","cccccccccc"],"more":true,"next_offset":3},"omitted":{"alerts":94}}`},
		{"two long lists", full, 210,
			`{"title":"On fire","alerts":[{"id":"ALERT000"},{"id":"ALERT001"},{"id":"ALERT002"}],"notes":{"items":["aaaaaaaaaa","bbbbbbbbbb"],"more":true,"next_offset":2},"omitted":{"alerts":97,"notes.items":1}}`},
		{"several lists", full, 140,
			`{"title":"On fire","alerts":[{"id":"ALERT000"}],"notes":{"items":[],"more":true,"next_offset":0},"omitted":{"alerts":99,"notes.items":3}}`},
		{"name taken", view{Title: "t", Alerts: alerts[:9], Omitted: "x"}, 130,
			`{"title":"t","alerts":[{"id":"ALERT000"}],"notes":{"items":[],"more":false},"omitted":"x","_omitted":{"alerts":8}}`},
		{"bare list", alerts[:9], 80, `{"items":[{"id":"ALERT000"},{"id":"ALERT001"}],"omitted":{"items":7}}`},
		{"list with a cursor in a result", map[string]mcptools.List[string]{"found": {Items: tags, More: true, NextAfter: "c"}}, 100,
			`{"found":{"items":["tag","tag","tag","tag","tag","tag"],"more":true},"omitted":{"found.items":994}}`},
		{"a long list in one item", map[string][]alert{"a": {{"x", tags}, {"y", nil}}}, 100,
			`{"a":[{"id":"x","tags":["tag","tag","tag","tag","tag"]},{"id":"y"}],"omitted":{"a[].tags":995}}`},
		{"an item of which not all fits", map[string][]alert{"a": {{"x", nil}, {strings.Repeat("z", 50), tags}}}, 100,
			`{"a":[{"id":"x"},{"id":"zzzzzzzzzzzzzz…[+36]","tags":["tag","tag"]}],"omitted":{"a[].tags":998}}`},
		{"an item that cannot fit", map[string]any{"a": []json.RawMessage{json.RawMessage(strings.Repeat("1", 90)), json.RawMessage("2")}}, 60,
			`{"a":[2],"omitted":{"a":1}}`},
		{"a List with an item that cannot fit", map[string]any{"f": map[string]any{"items": []json.RawMessage{json.RawMessage("1"), json.RawMessage(strings.Repeat("2", 90)), json.RawMessage("3")}, "more": true, "next_offset": 3}}, 90,
			`{"f":{"items":[1],"more":true,"next_offset":1},"omitted":{"f.items":2}}`},
		{"a list that does not count", map[string]any{"found": map[string]any{"items": tags, "more": false, "next_offset": 7}}, 70,
			`{"found":{"items":["tag"],"more":true},"omitted":{"found.items":999}}`},
		{"long strings", map[string]string{"a": strings.Repeat("x", 1000), "b": "y"}, 600, `{"a":"` + strings.Repeat("x", 575) + `…[+425]","b":"y"}`},
		{"strings of several bytes", []string{strings.Repeat("é\n", 300), "b"}, 400, `{"items":["` + strings.Repeat(`é\n`, 93) + `…[+414]","b"]}`},
		{"a string that was cut before", strings.Repeat("x", 3000), 60, `"` + strings.Repeat("x", 48) + `…[+2952]"`},
		{"one string", strings.Repeat("x", 1000), 60, `"` + strings.Repeat("x", 49) + `…[+951]"`},
	} {
		tool := returning(c.content).WithMaxResultBytes(c.budget)
		result := tool.Call(t.Context(), nil)
		if result.Err != nil || result.Text != c.want {
			t.Errorf("%s: %d bytes %+v\nwant %d bytes %s", c.name, len(result.Text), result, len(c.want), c.want)
		}
		if c.budget > 0 && len(result.Text) > c.budget {
			t.Errorf("%s: %d bytes are over the budget of %d", c.name, len(result.Text), c.budget)
		}
	}
}

func TestResultTooLarge(t *testing.T) {
	t.Parallel()
	result := returning(map[string]int{"a_long_name": 1_000_000, "another_long_name": 2_000_000}).WithMaxResultBytes(30).Call(t.Context(), nil)
	if !errors.Is(result.Err, mcptools.ErrResultTooLarge) || !strings.Contains(result.Text, "ask for less") || !strings.Contains(result.Text, "operator") || strings.Contains(result.Text, "--") {
		t.Errorf("result %+v", result)
	}
}

// randomValue is any JSON value, with texts of every kind.
func randomValue(random *rand.Rand, depth int) any {
	texts := []string{"", "a", "é\u200b", "👩‍👩‍👧", "\x00", `"\`, strings.Repeat("long ", random.IntN(900)), "items", "more", "omitted"}
	switch kind := random.IntN(6); {
	case kind == 0 || depth == 0:
		return texts[random.IntN(len(texts))]
	case kind == 1:
		return random.IntN(1_000_000)
	case kind < 4:
		list := make([]any, random.IntN(9))
		for i := range list {
			list[i] = randomValue(random, depth-1)
		}
		return list
	default:
		members := map[string]any{}
		for range random.IntN(8) {
			members[texts[random.IntN(len(texts))]+fmt.Sprint(random.IntN(9))] = randomValue(random, depth-1)
		}
		if random.IntN(3) == 0 {
			members["items"], members["more"], members["next_offset"] = []any{1, 2, 3}, false, 3
		}
		return members
	}
}

func TestResultsAreAlwaysValidAndWithinTheBudget(t *testing.T) {
	t.Parallel()
	tooLarge := 0
	const tries = 300
	for seed := range uint64(tries) {
		random := rand.New(rand.NewPCG(seed, 1))
		content := randomValue(random, 4)
		budget := 50 + random.IntN(3000)
		result := returning(content).WithMaxResultBytes(budget).Call(t.Context(), nil)
		if result.Err != nil {
			if !errors.Is(result.Err, mcptools.ErrResultTooLarge) {
				t.Fatalf("seed %d: %v", seed, result.Err)
			}
			tooLarge++
			continue
		}
		if len(result.Text) > budget {
			t.Fatalf("seed %d: %d bytes, budget %d", seed, len(result.Text), budget)
		}
		if !json.Valid([]byte(result.Text)) {
			t.Fatalf("seed %d: not valid: %s", seed, result.Text)
		}
		again := returning(json.RawMessage(result.Text)).WithMaxResultBytes(budget).Call(t.Context(), nil)
		if again.Text != result.Text {
			t.Fatalf("seed %d: encoded again\n%s\nbecomes\n%s", seed, result.Text, again.Text)
		}
	}
	if tooLarge > tries/5 {
		t.Errorf("%d of %d results could not be shown", tooLarge, tries)
	}
}
