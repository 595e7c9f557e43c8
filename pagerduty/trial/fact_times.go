package trial

import (
	"fmt"
	"strings"
	"time"
)

// clock returns the ways to write the time of day of a time in RFC 3339, in UTC and in London: "14:53|2:53 pm|15:53|3:53 pm". Tests check
// that the time parses.
func clock(text string) string {
	t, _ := time.Parse(time.RFC3339, text)
	ways := clockIn(t.UTC())
	if london, err := time.LoadLocation("Europe/London"); err == nil {
		ways = append(ways, clockIn(t.In(london))...)
	}
	return strings.Join(ways, "|")
}

func clockIn(t time.Time) []string {
	ways := []string{t.Format("15:04"), t.Format("3:04 pm"), t.Format("3:04pm")}
	if t.Minute() == 0 {
		ways = append(ways, t.Format("3 pm"), t.Format("3pm"))
	}
	return ways
}

// day returns the ways to write a date such as 2026-10-19.
func day(text string) string {
	t, _ := time.Parse(time.DateOnly, text)
	var ways []string
	for _, layout := range []string{time.DateOnly, "2 January", "January 2", "2 Jan", "Jan 2", "02/01", "2.1."} {
		ways = append(ways, t.Format(layout))
	}
	return strings.Join(append(ways, fmt.Sprintf("%dth", t.Day())), "|")
}
