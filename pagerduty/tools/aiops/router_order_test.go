package aiops_test

import (
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestNotesOnAChangedRouter(t *testing.T) {
	t.Parallel()
	const a, b, c = `{"id":"a"}`, `{"id":"b"}`, `{"id":"c"}`
	const matchesAll, moved = "has no conditions and matches every event: the rules after it get none", "The order of the rules has changed"
	for name, test := range map[string]struct {
		tool, arguments string
		want            []string
	}{
		"unchanged":           {updateTool, update([]string{a, b, c}, ""), nil},
		"one less":            {updateTool, update([]string{a, c}, `,"remove_missing":true`), nil},
		"one between":         {updateTool, update([]string{a, `{"route_to":"PSV0001","conditions":["event.x exists"]}`, b, c}, ""), nil},
		"another order":       {updateTool, update([]string{b, a, c}, ""), []string{moved}},
		"all to the first":    {updateTool, update([]string{`{"id":"a","conditions":[]}`, b, c}, ""), []string{"The rule a", matchesAll}},
		"all to one disabled": {updateTool, update([]string{`{"id":"a","conditions":[],"disabled":true}`, b, c}, ""), nil},
		"all to the last":     {updateTool, update([]string{a, b, `{"id":"c","conditions":[]}`}, ""), nil},
		"both":                {updateTool, update([]string{c, b, `{"route_to":"PSV0001"}`, a}, ""), []string{moved, "The rule new-3", matchesAll}},
		"appended":            {appendTool, `{"orchestration_id":"PORCH01","route_to":"PSV0001"}`, nil},
		"put in front":        {appendTool, `{"orchestration_id":"PORCH01","route_to":"PSV0001","position":1}`, []string{"The rule new-1", matchesAll}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			account := accountWith(t, `{"id":"a","conditions":[{"expression":"x"}],"actions":{"route_to":"PSV0001"}}`,
				`{"id":"b","conditions":[{"expression":"y"}],"actions":{"route_to":"PSV0001"}}`, `{"id":"c","conditions":[{"expression":"z"}],"actions":{"route_to":"PSV0001"}}`)
			answer := start(t, blackbox.Account{Handler: account}).Call(test.tool, test.arguments)
			if len(test.want) == 0 {
				answer.Expect(map[string]any{"note": nil})
				return
			}
			for _, want := range test.want {
				if note := answer.Text("note"); !strings.Contains(note, want) {
					t.Errorf("the note %q does not say %q", note, want)
				}
			}
		})
	}
}
