package mcptools_test

import (
	"fmt"
	"strings"
	"testing"
)

// A string that holds JSON may come as what it holds, which is how models write it.
func TestStringsThatHoldJSON(t *testing.T) {
	t.Parallel()
	type input struct {
		Event string `json:"event,omitempty" holds:"json" jsonschema:"maxLength=60"`
		Name  string `json:"name,omitempty"`
	}
	const one = `{"event":"{\"a\":[1.50,null],\"b\":{\"id\":\"x\"}}"}`
	for raw, want := range map[string]string{
		`{"event":{"a":[1.50,null],"b":{"id":"x"}}}`: one,
		one: one,
		`{"input":{"event":{"a":[1.50,null],"b":{"id":"x"}}}}`: one,
		`{"event":[1]}`:  `{"event":"[1]"}`,
		`{"event":5}`:    `{"event":"5"}`,
		`{"event":null}`: `{}`,
	} {
		if got, err := canonical[input](t, raw); err != nil || got != want {
			t.Errorf("%s means %s (%v), want %s", raw, got, err, want)
		}
	}
	for raw, want := range map[string]string{
		`{"event":{"a":"` + strings.Repeat("x", 60) + `"}}`: "60",
		`{"name":{"a":"b"}}`: "name",
	} {
		if got, err := canonical[input](t, raw); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s means %s (%v), want an error about %s", raw, got, err, want)
		}
	}
	defer func() {
		if text := fmt.Sprint(recover()); !strings.Contains(text, "the tag holds") {
			t.Errorf("want a panic about the tag, got %s", text)
		}
	}()
	inputTool[struct {
		F int `json:"f" holds:"json"`
	}]()
}
