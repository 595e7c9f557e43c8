package ids_test

import (
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/ids"
)

func TestLegal(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"P", "PT4KHLK", "a-b_c", "9ff2a1b0-1b1c-4d2e-8f3a-5b6c7d8e9f00", strings.Repeat("P", 255)} {
		if !ids.Legal(id) {
			t.Errorf("%.40q is refused", id)
		}
	}
	for _, text := range []string{"", ".", "..", "a/b", "P 1", "P%2F", "P1?x", "P1#x", "P\x00", "P\xff", "ＰＩＤ", "é", strings.Repeat("P", 256)} {
		if ids.Legal(text) {
			t.Errorf("%.40q is accepted", text)
		}
	}
}
