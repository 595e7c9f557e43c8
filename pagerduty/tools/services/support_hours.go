package services

import (
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// supportHours are the settings of a service that depend on the time of day.
type supportHours struct {
	UrgencyDuring    string          `json:"urgency_during_support_hours,omitzero"`
	UrgencyOutside   string          `json:"urgency_outside_support_hours,omitzero"`
	SupportHours     *hoursView      `json:"support_hours,omitzero"`
	ScheduledActions []scheduledView `json:"scheduled_actions,omitempty"`
}

// hoursView is a period that is the same on each of the days.
type hoursView struct {
	Days     []string `json:"days,omitempty"`
	From     string   `json:"from,omitzero"`
	To       string   `json:"to,omitzero"`
	TimeZone string   `json:"time_zone,omitzero"`
}

// scheduledView is a change of open incidents' urgency when support hours begin or end.
type scheduledView struct {
	At      string `json:"at,omitzero"`
	Urgency string `json:"urgency,omitzero"`
}

func showSupportHours(s *pagerduty.Service) supportHours {
	var shown supportHours
	if rule := s.UrgencyRule.DuringSupportHours; rule != nil {
		shown.UrgencyDuring = rule.Urgency
	}
	if rule := s.UrgencyRule.OutsideSupportHours; rule != nil {
		shown.UrgencyOutside = rule.Urgency
	}
	if hours := s.SupportHours; hours != nil {
		shown.SupportHours = &hoursView{From: hours.StartTime, To: hours.EndTime, TimeZone: hours.TimeZone}
		for _, day := range hours.DaysOfWeek {
			if 1 <= day && day <= 7 {
				shown.SupportHours.Days = append(shown.SupportHours.Days, time.Weekday(day%7).String())
			}
		}
	}
	for _, action := range s.ScheduledActions {
		shown.ScheduledActions = append(shown.ScheduledActions, scheduledView{action.At.Name, action.ToUrgency})
	}
	return shown
}
