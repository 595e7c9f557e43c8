package pagerduty

import (
	"net/url"
	"strconv"
	"time"
)

// addAll adds name[]=value for each value.
func addAll[S ~string](query url.Values, name string, values []S) {
	for _, value := range values {
		query.Add(name+"[]", string(value))
	}
}

// setText sets name unless value is empty.
func setText(query url.Values, name, value string) {
	if value != "" {
		query.Set(name, value)
	}
}

// setInt sets name if value is positive.
func setInt(query url.Values, name string, value int) {
	if value > 0 {
		query.Set(name, strconv.Itoa(value))
	}
}

// setTrue sets name to true if value is.
func setTrue(query url.Values, name string, value bool) {
	if value {
		query.Set(name, "true")
	}
}

// setTime sets name unless value is zero. It sends the offset, without which PagerDuty assumes the account's time zone.
func setTime(query url.Values, name string, value time.Time) {
	if !value.IsZero() {
		query.Set(name, value.Format(time.RFC3339))
	}
}
