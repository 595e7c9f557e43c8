package pagerduty

import (
	"maps"
	"net/url"
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

// setTime sets name to a moment with its offset: without one PagerDuty would read it in the
// account's zone.
func setTime(query url.Values, name string, value time.Time) {
	if !value.IsZero() {
		query.Set(name, value.Format(time.RFC3339))
	}
}

// cloneQuery copies so far that Set on the copy leaves the original alone.
func cloneQuery(query url.Values) url.Values {
	if query == nil {
		return url.Values{}
	}
	return maps.Clone(query)
}
