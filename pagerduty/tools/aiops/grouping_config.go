package aiops

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// groupingConfig are the arguments for all types of alert grouping. Each type takes some of them.
type groupingConfig struct {
	Aggregate  *string  `json:"aggregate,omitempty" jsonschema:"enum=all,enum=any" jsonschema_description:"content_based*: whether all or any of fields must match."`
	Fields     []string `json:"fields,omitempty" jsonschema:"minItems=1" jsonschema_description:"Not for time. Such as summary or custom_details.host." alias:"iag_fields" split:","`
	TimeWindow *int     `json:"time_window,omitempty" jsonschema:"minimum=0" jsonschema_description:"Not for time. Seconds, 300 to 3600 (content_based also 86400); 0: PagerDuty's recommendation."`
	Timeout    *int     `json:"timeout,omitempty" jsonschema:"minimum=0" jsonschema_description:"Only for time. Seconds, 60 to 86400; 0: until the incident is resolved."`
}

func (c groupingConfig) isEmpty() bool {
	return c.Aggregate == nil && c.Fields == nil && c.TimeWindow == nil && c.Timeout == nil
}

// check refuses arguments and values that the type does not take.
func (c groupingConfig) check(kind string) error {
	takes := map[string][]string{
		"content_based":             {"aggregate", "fields", "time_window"},
		"content_based_intelligent": {"aggregate", "fields", "time_window"},
		"intelligent":               {"fields", "time_window"},
		"time":                      {"timeout"},
	}[kind]
	if takes == nil {
		return fmt.Errorf("for a setting of the type %.40q, only name, description and service_ids can be changed; or give another type", kind)
	}
	for _, argument := range []struct {
		name  string
		given bool
	}{
		{"aggregate", c.Aggregate != nil}, {"fields", c.Fields != nil}, {"time_window", c.TimeWindow != nil}, {"timeout", c.Timeout != nil},
	} {
		if argument.given && !slices.Contains(takes, argument.name) {
			return fmt.Errorf("%s does not belong to the type %s, which takes %s", argument.name, kind, strings.Join(takes, ", "))
		}
	}
	if w := c.TimeWindow; w != nil && *w != 0 && (*w < 300 || *w > 3600) && (*w != 86400 || kind != "content_based") {
		return fmt.Errorf("time_window is %d: give 300 to 3600 seconds (content_based also takes 86400), or 0 for PagerDuty's recommendation", *w)
	}
	if w := c.Timeout; w != nil && *w != 0 && (*w < 60 || *w > 86400) {
		return fmt.Errorf("timeout is %d: give 60 to 86400 seconds, or 0 to group until the incident is resolved", *w)
	}
	return nil
}

// applyTo sets the arguments in a grouping of the type; in a new one if grouping is nil.
func (c groupingConfig) applyTo(kind string, grouping pagerduty.AlertGrouping) (pagerduty.AlertGrouping, error) {
	if err := c.check(kind); err != nil {
		return nil, err
	}
	if grouping == nil {
		grouping = newGrouping(kind)
	}
	switch g := grouping.(type) {
	case *pagerduty.ContentGrouping:
		c.set(&g.Aggregate, &g.Fields, &g.TimeWindow)
		return g, checkComplete(kind, g.Aggregate, g.Fields)
	case *pagerduty.ContentIntelligentGrouping:
		c.set(&g.Aggregate, &g.Fields, &g.TimeWindow)
		return g, checkComplete(kind, g.Aggregate, g.Fields)
	case *pagerduty.IntelligentGrouping:
		c.set(nil, &g.Fields, &g.TimeWindow)
		return g, nil
	case *pagerduty.TimeGrouping:
		if c.Timeout != nil {
			g.Timeout = c.Timeout
		}
		return g, nil
	}
	return nil, fmt.Errorf("the setting's configuration does not match its type %s, and a change would lose it. Change it in PagerDuty, or delete the setting and create another", kind)
}

func newGrouping(kind string) pagerduty.AlertGrouping {
	switch kind {
	case "content_based":
		return new(pagerduty.ContentGrouping)
	case "content_based_intelligent":
		return new(pagerduty.ContentIntelligentGrouping)
	case "intelligent":
		return new(pagerduty.IntelligentGrouping)
	}
	return new(pagerduty.TimeGrouping)
}

func (c groupingConfig) set(aggregate *string, fields *[]string, timeWindow **int) {
	if c.Aggregate != nil {
		*aggregate = *c.Aggregate
	}
	if c.Fields != nil {
		*fields = c.Fields
	}
	if c.TimeWindow != nil {
		*timeWindow = c.TimeWindow
	}
}

// checkComplete refuses a grouping by content without aggregate or fields.
func checkComplete(kind, aggregate string, fields []string) error {
	if aggregate == "" || len(fields) == 0 {
		return fmt.Errorf("the type %s needs aggregate and fields", kind)
	}
	return nil
}
