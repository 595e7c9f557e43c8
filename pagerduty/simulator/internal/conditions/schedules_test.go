package conditions_test

import (
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator/internal/conditions"
)

func TestSchedules(t *testing.T) {
	t.Parallel()
	const (
		night   = "now in Sun 01:30:00 to 03:15:00 America/New_York" // the clocks go back on 7 November 2021, and forward on 14 March 2021
		office  = "now in Mon,Tue,Wed,Thu,Fri 09:00:00 to 17:00:00 Europe/Berlin"
		late    = "now in Fri 22:00:00 to 06:00:00 UTC"
		wholly  = "now in Sat 08:00:00 to 08:00:00 UTC"
		weekend = "now in Sat,Sun 00:00:00 to 00:00:00 Asia/Tokyo"
	)
	for _, test := range []struct {
		expression, at string
		want           bool
	}{
		{night, "2021-11-07T05:30:00Z", true}, {night, "2021-11-07T05:59:59Z", true}, {night, "2021-11-07T06:00:00Z", false}, {night, "2021-11-07T06:15:00Z", false},
		{night, "2021-11-07T06:30:00Z", true}, {night, "2021-11-07T08:14:59Z", true}, {night, "2021-11-07T08:15:00Z", false}, {night, "2021-11-07T08:30:00Z", false},
		{night, "2021-03-14T06:29:59Z", false}, {night, "2021-03-14T06:30:00Z", true}, {night, "2021-03-14T07:14:00Z", true}, {night, "2021-03-14T07:15:00Z", false},
		{night, "2021-11-06T05:45:00Z", false},
		{office, "2026-10-14T07:00:00Z", true}, {office, "2026-10-14T06:59:59Z", false}, {office, "2026-10-14T15:00:00Z", false}, {office, "2026-10-17T09:00:00Z", false},
		{office, "2026-12-14T07:30:00Z", false}, {office, "2026-12-14T08:00:00Z", true},
		{late, "2026-10-16T22:00:00Z", true}, {late, "2026-10-17T05:59:59Z", true}, {late, "2026-10-17T06:00:00Z", false}, {late, "2026-10-17T22:00:00Z", false}, {late, "2026-10-16T05:00:00Z", false},
		{wholly, "2026-10-17T07:59:59Z", false}, {wholly, "2026-10-17T08:00:00Z", true}, {wholly, "2026-10-18T07:59:59Z", true}, {wholly, "2026-10-18T08:00:00Z", false},
		{weekend, "2026-10-16T15:00:00Z", true}, {weekend, "2026-10-16T14:59:59Z", false}, {weekend, "2026-10-18T14:59:59Z", true}, {weekend, "2026-10-18T15:00:00Z", false},
		{"not " + office + " and event.summary exists", "2026-10-17T09:00:00Z", true},
	} {
		condition, err := conditions.Parse(test.expression)
		if err != nil {
			t.Fatal(err)
		}
		event := sample(t)
		if event.Now, err = time.Parse(time.RFC3339, test.at); err != nil {
			t.Fatal(err)
		}
		if got, _ := condition.Matches(event); got != test.want {
			t.Errorf("%s at %s is %t", test.expression, test.at, got)
		}
	}
}
