package mcptools_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
)

// Whatever the budget, a long list of small items is cut to it. What was done must not look as if it had failed.
func TestEveryBudgetFits(t *testing.T) {
	t.Parallel()
	type item struct {
		ID   string              `json:"id"`
		Next []map[string]string `json:"next"`
	}
	var result struct {
		Changed int    `json:"changed"`
		Items   []item `json:"items"`
	}
	for i := range 60 {
		result.Items = append(result.Items, item{fmt.Sprintf("Q%d", i*i), []map[string]string{{"action": "escalate", "at": strings.Repeat("x", i%7)}}})
	}
	step := 7 // items differ in length by up to 8 bytes, so that cuts come everywhere
	if os.Getenv("FULL_TESTS") != "" {
		step = 1
	}
	for budget := 500; budget < 3500; budget += step {
		var got json.RawMessage
		if text := shown(t, returning(result), budget, &got); len(text) > budget {
			t.Fatalf("%d bytes in a budget of %d", len(text), budget)
		}
	}
}
