package pagerduty

import (
	"context"
	"fmt"
	"iter"
	"time"
)

// OnCall is someone who is on call on a level of an escalation policy for a time.
type OnCall struct {
	EscalationPolicy Reference `json:"escalation_policy"`
	EscalationLevel  int       `json:"escalation_level"` // from 1
	Schedule         Reference `json:"schedule"`         // empty for a user whom the policy names directly
	User             Reference `json:"user"`
	Start            Time      `json:"start"` // zero for always
	End              Time      `json:"end"`
}

// lacks: an entry has no id, and is about a user.
func (o *OnCall) lacks() string {
	if o.User.ID == "" {
		return "user"
	}
	return ""
}

// ListOnCallsOptions narrows a list of who is on call. The zero value lists who is now.
type ListOnCallsOptions struct {
	PageOptions
	UserIDs             []string
	EscalationPolicyIDs []string
	ScheduleIDs         []string
	Since, Until        time.Time // at most 90 days ahead
	Earliest            bool      // only the first turn for each policy, level and user
	TimeZone            string    // tz database name, for the times in the answer
}

// OnCallsService reads who is on call.
type OnCallsService struct{ core *core }

// List is one page of who is on call.
//
// Operation listOnCalls: GET /oncalls.
func (s *OnCallsService) List(ctx context.Context, options ListOnCallsOptions) (*Page[OnCall], error) {
	return s.list(options).page(ctx, options.PageOptions)
}

// Pages is List, page after page.
//
// Operation listOnCalls: GET /oncalls.
func (s *OnCallsService) Pages(ctx context.Context, options ListOnCallsOptions) iter.Seq2[*Page[OnCall], error] {
	return s.list(options).pages(ctx, options.PageOptions)
}

// All is List, entry after entry.
//
// Operation listOnCalls: GET /oncalls.
func (s *OnCallsService) All(ctx context.Context, options ListOnCallsOptions) iter.Seq2[OnCall, error] {
	return s.list(options).all(ctx, options.PageOptions)
}

func (s *OnCallsService) list(options ListOnCallsOptions) listing[OnCall] {
	r := get("listOnCalls", "oncalls")
	addAll(r.query, "user_ids", options.UserIDs)
	addAll(r.query, "escalation_policy_ids", options.EscalationPolicyIDs)
	addAll(r.query, "schedule_ids", options.ScheduleIDs)
	setTime(r.query, "since", options.Since)
	setTime(r.query, "until", options.Until)
	setText(r.query, "time_zone", options.TimeZone)
	if options.Earliest {
		r.query.Set("earliest", "true")
	}
	return listing[OnCall]{s.core, r, "oncalls", OnCall.key}
}

// key stands in for the id that an on-call entry lacks. An entry that was not understood has none.
func (o OnCall) key() string {
	if o.EscalationPolicy.ID == "" || o.User.ID == "" {
		return ""
	}
	return fmt.Sprintf("%s %d %s %s %d %d",
		o.EscalationPolicy.ID, o.EscalationLevel, o.Schedule.ID, o.User.ID, o.Start.Unix(), o.End.Unix())
}
