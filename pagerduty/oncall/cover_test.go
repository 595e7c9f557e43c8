package oncall_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
)

func TestCovers(t *testing.T) {
	t.Parallel()
	tokyo := time.FixedZone("", 9*3600)
	times := []oncall.Window{{Since: hour(48), Until: hour(60)}, {Since: hour(72), Until: hour(84)}}
	before := oncall.Window{Since: hour(-720), Until: hour(0)}
	onCalls := []pagerduty.OnCall{
		turnOf("P", 1, "S", "ada", -24, 12), turnOf("Q", 2, "S", "ada", -24, 12), turnOf("P", 1, "S", "ada", 100, 110),
		turnOf("P", 1, "S", "bob", 59, 61), turnOf("P", 1, "S", "bob", -900, -700),
		turnOf("P", 3, "", "cyd", -1, -1), turnOf("Q", 1, "", "cyd", -1, -1), turnOf("P", 1, "S", "cyd", 60, 71), turnOf("P", 1, "S", "dan", 0, 40),
	}
	var covers []oncall.Cover
	for _, user := range []string{"bob", "cyd", "dan", "ada", "eve"} {
		covers = append(covers, oncall.CoverBy(user, times, before, onCalls, time.UTC))
	}
	covers = append(covers, oncall.CoverBy("fay", times, before, onCalls, tokyo))
	oncall.SortCovers(covers, 12*time.Hour)
	got := ""
	for _, c := range covers {
		rest := func(d *time.Duration) string {
			if d == nil {
				return "-"
			}
			return fmt.Sprint(d.Hours())
		}
		got += fmt.Sprintf("%s free %v, rest %s %s, night %v, load %v, always %d\n", c.UserID, c.Free(), rest(c.RestBefore), rest(c.RestAfter), c.Night.Hours(), c.Load.Hours(), len(c.Always))
	}
	// 00:00 to 12:00 in UTC has seven hours of night; in Tokyo it is 09:00 to 21:00
	want := "fay free true, rest - -, night 0, load 0, always 0\n" +
		"eve free true, rest - -, night 14, load 0, always 0\n" +
		"ada free true, rest 36 16, night 14, load 24, always 0\n" +
		"cyd free true, rest 1 0, night 14, load 0, always 2\n" +
		"dan free true, rest 8 -, night 14, load 0, always 0\n" +
		"bob free false, rest 11 -, night 14, load 20, always 0\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
