package simulator

import (
	"cmp"
	"slices"
	"strings"
)

// The types of alert grouping settings.
const (
	groupContentBased            = "content_based"
	groupContentBasedIntelligent = "content_based_intelligent"
	groupIntelligent             = "intelligent"
	groupByTime                  = "time"
)

// groupingConfig is the configuration of a setting. The type of the setting decides which fields are used.
type groupingConfig struct {
	aggregate  string   // all or any; content_based and content_based_intelligent
	fields     []string // content_based and content_based_intelligent
	iagFields  []string // intelligent
	timeWindow int      // seconds; every type but time
	timeout    int      // seconds, 0 means until the incident is resolved; time
}

// defaultTimeWindow is the default time window of a setting, in seconds.
const defaultTimeWindow = 300

// recommendedTimeWindow is a constant. PagerDuty computes it from the account's traffic.
const recommendedTimeWindow = 600

type groupingConfigInput struct {
	Aggregate             *string  `json:"aggregate"`
	Fields                []string `json:"fields"`
	IAGFields             []string `json:"iag_fields"`
	TimeWindow            *int     `json:"time_window"`
	RecommendedTimeWindow *int     `json:"recommended_time_window"` // read-only; accepted and ignored
	Timeout               *int     `json:"timeout"`
}

// groupingMembers returns the members that the configuration of a type has.
func groupingMembers(kind string) []string {
	switch kind {
	case groupContentBased, groupContentBasedIntelligent:
		return []string{"aggregate", "fields", "time_window", "recommended_time_window"}
	case groupIntelligent:
		return []string{"iag_fields", "time_window", "recommended_time_window"}
	case groupByTime:
		return []string{"timeout"}
	}
	return nil
}

func mostGroupedServices(kind string) int {
	if kind == groupContentBasedIntelligent {
		return 1
	}
	return 250
}

// groupingConfig reads the configuration of a type. It replaces the previous one completely.
func (c *call) groupingConfig(kind string, in *groupingConfigInput) groupingConfig {
	members := groupingMembers(kind)
	if members == nil {
		c.problem("alert_grouping_setting.type must be content_based, content_based_intelligent, intelligent or time, not %q", kind)
		return groupingConfig{}
	}
	if in == nil {
		c.problem("alert_grouping_setting.config is required")
		return groupingConfig{}
	}
	c.checkGroupingMembers(kind, members, in)
	config := groupingConfig{aggregate: valueOr(in.Aggregate, ""), fields: in.Fields, iagFields: in.IAGFields}
	switch kind {
	case groupByTime:
		config.timeout = valueOr(in.Timeout, 0)
		c.checkSeconds("timeout", config.timeout, 60, 86400)
		return config
	case groupIntelligent:
		if config.iagFields == nil {
			config.iagFields = []string{"summary"}
		}
	default:
		c.checkContent(config)
	}
	config.timeWindow = cmp.Or(valueOr(in.TimeWindow, 0), defaultTimeWindow) // PagerDuty accepts 0 and replaces it by the default
	var longer []int
	if kind == groupContentBased {
		longer = []int{86400}
	}
	c.checkSeconds("time_window", config.timeWindow, 300, 3600, longer...)
	return config
}

// checkGroupingMembers refuses members that belong to another type. PagerDuty would drop them.
func (c *call) checkGroupingMembers(kind string, allowed []string, in *groupingConfigInput) {
	for _, member := range []struct {
		name  string
		given bool
	}{
		{"aggregate", in.Aggregate != nil},
		{"fields", in.Fields != nil},
		{"iag_fields", in.IAGFields != nil},
		{"time_window", in.TimeWindow != nil},
		{"recommended_time_window", in.RecommendedTimeWindow != nil},
		{"timeout", in.Timeout != nil},
	} {
		if member.given && !slices.Contains(allowed, member.name) && !c.lenient {
			c.problem("alert_grouping_setting.config.%s does not belong to the type %s, which has %s", member.name, kind, strings.Join(allowed, ", "))
		}
	}
}

func (c *call) checkContent(config groupingConfig) {
	if config.aggregate != "all" && config.aggregate != "any" {
		c.problem("alert_grouping_setting.config.aggregate must be all or any, not %q", config.aggregate)
	}
	if len(config.fields) == 0 || slices.Contains(config.fields, "") {
		c.problem("alert_grouping_setting.config.fields must name at least one field")
	}
}

// checkSeconds refuses a duration outside of its bounds. 0 and the other given values are always legal.
func (c *call) checkSeconds(member string, seconds, least, most int, others ...int) {
	if others = append(others, 0); (seconds < least || seconds > most) && !slices.Contains(others, seconds) {
		c.problem("alert_grouping_setting.config.%s must be %d to %d seconds or one of %v, not %d", member, least, most, others, seconds)
	}
}

func (g groupingConfig) view(kind string) map[string]any {
	switch kind {
	case groupByTime:
		return map[string]any{"timeout": g.timeout}
	case groupIntelligent:
		return map[string]any{"time_window": g.timeWindow, "recommended_time_window": recommendedTimeWindow, "iag_fields": g.iagFields}
	}
	return map[string]any{
		"aggregate": g.aggregate, "fields": g.fields, "time_window": g.timeWindow, "recommended_time_window": recommendedTimeWindow,
	}
}
