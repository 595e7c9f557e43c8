package mcptools_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

type acceptingInput struct {
	Include []string `json:"include,omitempty" jsonschema:"enum=notes,enum=alerts" also:"users,teams"`
	Details string   `json:"details,omitempty" hidden:"true"`
}

// What is accepted beside the schema stands nowhere in it, nor in an error.
func TestWhatIsAcceptedAndNotShown(t *testing.T) {
	t.Parallel()
	var got acceptingInput
	tool := mcptools.Read("look", "Looks.", func(_ context.Context, in acceptingInput) (string, error) {
		got = in
		return "ok", nil
	})
	if schema := string(tool.InputSchema); schema != `{"type":"object","properties":{"include":{"type":"array","items":{"type":"string","enum":["notes","alerts"]}}}}` {
		t.Errorf("the schema is %s", schema)
	}
	result := tool.Call(t.Context(), json.RawMessage(`{"include":["notes","TEAMS"],"details":"all"}`))
	if result.Err != nil || fmt.Sprint(got) != "{[notes teams] all}" {
		t.Errorf("got %v and %v", got, result.Err)
	}
	for _, arguments := range []string{`{"include":["photos"]}`, `{"detail":"all"}`} {
		result := tool.Call(t.Context(), json.RawMessage(arguments))
		if result.Err == nil || strings.Contains(result.Text, "teams") || strings.Contains(result.Text, "details") {
			t.Errorf("%s: %q", arguments, result.Text)
		}
	}
	for name, build := range map[string]func(){
		"also goes with an enum": func() {
			inputTool[struct {
				F string `json:"f" also:"a"`
			}]()
		},
		"cannot be required": func() {
			inputTool[struct {
				F string `json:"f" hidden:"true"`
			}]()
		},
		`"true" or left out`: func() {
			inputTool[struct {
				F string `json:"f,omitempty" hidden:"yes"`
			}]()
		},
	} {
		func() {
			defer func() {
				if text := fmt.Sprint(recover()); !strings.Contains(text, name) {
					t.Errorf("want a panic that says %s, got %s", name, text)
				}
			}()
			build()
		}()
	}
}
