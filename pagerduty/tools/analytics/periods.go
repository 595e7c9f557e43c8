package analytics

import (
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// missingNote is for rows of several groups, where those of 0 would be too many.
const missingNote = "Periods without incidents have no row."

// complete adds rows of 0 for the periods without incidents, which PagerDuty leaves out. For several groups it adds a note instead.
func (in incidentMetricsInput) complete(rows []incidentRow, notes []string, w when.Window) ([]incidentRow, []string) {
	if in.Every == "" || len(rows) == 0 {
		return rows, notes
	}
	var with []string
	for _, row := range rows {
		with = append(with, row.From)
	}
	all := in.periods(w)
	unknown := func(from string) bool { return !slices.Contains(all, from) }
	if (in.By != "" && in.By != "all") || slices.ContainsFunc(with, unknown) { // or PagerDuty's periods begin on other days
		return rows, append(notes, missingNote)
	}
	for _, from := range all {
		if !slices.Contains(with, from) {
			rows = append(rows, incidentRow{From: from})
		}
	}
	return rows, notes
}

// periods returns the first days of the periods of a window, in its time zone. Weeks begin on Monday.
func (in incidentMetricsInput) periods(w when.Window) (days []string) {
	zone, err := time.LoadLocation(w.Zone)
	if err != nil {
		return nil
	}
	year, month, date := w.Since.In(zone).Date()
	step := func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }
	switch in.Every {
	case "week":
		date -= (int(w.Since.In(zone).Weekday()) + 6) % 7
		step = func(t time.Time) time.Time { return t.AddDate(0, 0, 7) }
	case "month":
		date = 1
		step = func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }
	}
	for day := time.Date(year, month, date, 0, 0, 0, 0, zone); day.Before(w.Until); day = step(day) {
		days = append(days, day.Format(time.DateOnly))
	}
	return days
}
