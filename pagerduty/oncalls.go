package pagerduty

import (
	"context"
	"fmt"
	"iter"
	"time"
)

// OnCall is a user's turn on call, on one level of an escalation policy.
type OnCall struct {
	EscalationPolicy Reference `json:"escalation_policy"`
	EscalationLevel  int       `json:"escalation_level"` // from 1
	Schedule         Reference `json:"schedule"`         // zero for a user whom the policy names directly
	User             Reference `json:"user"`
	Start            Time      `json:"start"` // zero, like End, for a user who is permanently on call
	End              Time      `json:"end"`
}

// An on-call entry has a user but no id.
func (o *OnCall) missing() string {
	if o.User.ID == "" {
		return "user"
	}
	return ""
}

// ListOnCallsOptions filters a list of on-call entries. The zero value lists everyone who is on call now.
type ListOnCallsOptions struct {
	PageOptions
	UserIDs             []string
	EscalationPolicyIDs []string
	ScheduleIDs         []string
	Since, Until        time.Time // at most 90 days ahead; now if zero
	Earliest            bool      // lists only the first turn for each policy, level and user
	TimeZone            string    // tz database name, for the times in the answer
}

// OnCallsService lists who is on call.
type OnCallsService struct{ core *core }

// List returns one page of on-call entries.
//
// Operation listOnCalls: GET /oncalls.
func (s *OnCallsService) List(ctx context.Context, options ListOnCallsOptions) (*Page[OnCall], error) {
	return s.list(options).page(ctx, options.PageOptions)
}

// Pages iterates over the pages of List.
//
// Operation listOnCalls: GET /oncalls.
func (s *OnCallsService) Pages(ctx context.Context, options ListOnCallsOptions) iter.Seq2[*Page[OnCall], error] {
	return s.list(options).pages(ctx, options.PageOptions)
}

// All iterates over the entries that List returns, across all pages.
//
// Operation listOnCalls: GET /oncalls.
func (s *OnCallsService) All(ctx context.Context, options ListOnCallsOptions) iter.Seq2[OnCall, error] {
	return s.list(options).all(ctx, options.PageOptions)
}

func (s *OnCallsService) list(options ListOnCallsOptions) listRequest[OnCall] {
	r := get("listOnCalls", "oncalls")
	addAll(r.query, "user_ids", options.UserIDs)
	addAll(r.query, "escalation_policy_ids", options.EscalationPolicyIDs)
	addAll(r.query, "schedule_ids", options.ScheduleIDs)
	setTime(r.query, "since", options.Since)
	setTime(r.query, "until", options.Until)
	setText(r.query, "time_zone", options.TimeZone)
	setTrue(r.query, "earliest", options.Earliest)
	return listRequest[OnCall]{s.core, r, "oncalls", OnCall.key}
}

// key is used instead of an id. It is empty for an entry without a policy.
func (o OnCall) key() string {
	if o.EscalationPolicy.ID == "" {
		return ""
	}
	return fmt.Sprintf("%s %d %s %s %d %d",
		o.EscalationPolicy.ID, o.EscalationLevel, o.Schedule.ID, o.User.ID, o.Start.Unix(), o.End.Unix())
}
