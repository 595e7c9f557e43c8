package oncall_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
)

func TestMergeAssumptions(t *testing.T) {
	t.Parallel()
	for lists, want := range map[string]string{
		"a,-a":                "always",
		"a b,a -b,-a b":       "a,-a b",
		"a b,a -b,-a b,-a -b": "always",
		"a,-a b":              "a,-a b",
		"a,a":                 "a",
		"a b,-a -b":           "a b,-a -b",
		"a":                   "a",
	} {
		var given [][]oncall.Assumption
		for list := range strings.SplitSeq(lists, ",") {
			var one []oncall.Assumption
			for word := range strings.FieldsSeq(list) {
				id, negated := strings.CutPrefix(word, "-")
				one = append(one, oncall.Assumption{Rule: oncall.RuleName{ID: id}, Matches: !negated})
			}
			given = append(given, one)
		}
		var got []string
		for _, list := range oncall.MergeAssumptions(given) {
			words := []string{}
			for _, a := range list {
				words = append(words, map[bool]string{true: "", false: "-"}[a.Matches]+a.Rule.ID)
			}
			if len(words) == 0 {
				words = []string{"always"}
			}
			got = append(got, strings.Join(words, " "))
		}
		if fmt.Sprint(strings.Join(got, ",")) != want {
			t.Errorf("%s becomes %v, want %s", lists, got, want)
		}
	}
}
