package oncall

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// What decides the urgency of an incident.
const (
	UrgencyByService      = "constant"
	UrgencyBySupportHours = "support_hours"
	UrgencyBySeverity     = "severity"
)

// Urgency returns the urgency of an incident that an alert of a severity opens on a service, high or low, and what decides it. If the
// urgency is not known, it is "", and by is the reason.
func Urgency(service pagerduty.Service, severity string, now time.Time) (urgency, by string) {
	rule := service.UrgencyRule
	urgency, by = rule.Urgency, UrgencyByService
	if rule.Type == "use_support_hours" {
		within, err := InSupportHours(service.SupportHours, now)
		if err != nil {
			return "", err.Error()
		}
		part := rule.OutsideSupportHours
		if within {
			part = rule.DuringSupportHours
		}
		if part == nil {
			return "", "the service does not say its urgency at this time"
		}
		urgency, by = part.Urgency, UrgencyBySupportHours
	}
	if urgency == "severity_based" {
		return severityUrgency(severity)
	}
	if urgency != "high" && urgency != "low" {
		return "", "the service does not say its urgency"
	}
	return urgency, by
}

func severityUrgency(severity string) (urgency, by string) {
	switch severity {
	case "critical", "error":
		return "high", UrgencyBySeverity
	case "warning", "info":
		return "low", UrgencyBySeverity
	}
	return "", "the urgency depends on the severity, which is not known"
}

// InSupportHours reports whether a time is within support hours.
func InSupportHours(hours *pagerduty.SupportHours, now time.Time) (bool, error) {
	if hours == nil {
		return false, errors.New("the service has no support hours")
	}
	zone, err := time.LoadLocation(hours.TimeZone)
	if err != nil || hours.TimeZone == "" {
		return false, fmt.Errorf("the time zone %q of the support hours is not known", hours.TimeZone)
	}
	local := now.In(zone)
	day := (int(local.Weekday())+6)%7 + 1 // 1 is Monday
	clock := local.Format(time.TimeOnly)
	return slices.Contains(hours.DaysOfWeek, day) && clock >= hours.StartTime && clock < hours.EndTime, nil
}
