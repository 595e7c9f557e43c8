package simulator

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// alertGroup is how the alerts of some services are grouped into incidents.
type alertGroup struct {
	kind     string
	config   groupingConfig
	services []*service
}

// alertGroupOf returns the alert grouping of a service: that of its setting, or else its own; nil for none.
func (a *account) alertGroupOf(s *service) *alertGroup {
	if g := a.groupingOf(s); g != nil {
		return &alertGroup{g.kind, g.config, g.services}
	}
	if s.ownGrouping == nil || s.ownGrouping.Type == nil {
		return nil
	}
	own := s.ownGrouping
	config := groupingConfig{aggregate: fmt.Sprint(own.Config["aggregate"]), timeWindow: secondsOf(own.Config["time_window"]), timeout: secondsOf(own.Config["timeout"])}
	fields, _ := own.Config["fields"].([]any)
	config.fields = each(fields, func(field any) string { return fmt.Sprint(field) })
	return &alertGroup{*own.Type, config, []*service{s}}
}

func secondsOf(value any) int {
	seconds, _ := value.(float64)
	return int(seconds)
}

// groupFor returns the latest open incident that an alert belongs to; nil if it needs one of its own.
func (a *account) groupFor(alert *alert, s *service, at time.Time) *incident {
	g := a.alertGroupOf(s)
	if g == nil {
		return nil
	}
	for _, i := range slices.Backward(a.incidents.order) {
		if i.open() && slices.Contains(g.services, i.service) && len(i.alerts) > 0 && len(i.alerts) < maxAlerts && g.takes(i, alert, at) {
			return i
		}
	}
	return nil
}

// takes reports whether an incident takes an alert. Grouping by time begins with the incident; in the other kinds, the time window is the time
// since the latest alert that the alert resembles.
func (g *alertGroup) takes(i *incident, new *alert, at time.Time) bool {
	if g.kind == groupByTime {
		return g.config.timeout == 0 || at.Sub(i.createdAt) < time.Duration(g.config.timeout)*time.Second
	}
	window := time.Duration(g.config.timeWindow) * time.Second
	return slices.ContainsFunc(i.alerts, func(other *alert) bool { return at.Sub(other.createdAt) <= window && g.similar(new, other) })
}

// similar reports whether two alerts belong together. PagerDuty's intelligent grouping learns that; here two summaries are similar if they
// differ in numbers only. Of content-based intelligent grouping only the content counts.
func (g *alertGroup) similar(a, b *alert) bool {
	fields, all, value := g.config.fields, g.config.aggregate != "any", (*alert).field
	if g.kind == groupIntelligent {
		fields, all, value = g.config.iagFields, true, (*alert).fieldWithoutNumbers
		if len(fields) == 0 {
			fields = []string{"summary"}
		}
	}
	same := 0
	for _, name := range fields {
		if one := value(a, name); one != "" && one == value(b, name) {
			same++
		}
	}
	if all {
		return same == len(fields)
	}
	return same > 0
}

// field returns a field of an alert as alert grouping names it; "" if it has none.
func (a *alert) field(name string) string {
	e := a.event
	if e == nil {
		e = &eventDetails{}
	}
	if detail, ok := strings.CutPrefix(name, "custom_details."); ok {
		if value, has := a.details[detail]; has && value != nil {
			return fmt.Sprint(value)
		}
		return ""
	}
	return map[string]string{
		"summary": a.summary, "severity": a.severity, "source": e.source, "component": e.component, "group": e.group, "class": e.class,
	}[name]
}

var numbers = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[0-9]+([.,:][0-9]+)*`) })

func (a *alert) fieldWithoutNumbers(name string) string {
	return strings.ToLower(numbers().ReplaceAllString(a.field(name), "#"))
}
