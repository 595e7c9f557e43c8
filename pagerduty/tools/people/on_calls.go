package people

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

func (t *tools) onCalls() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("list_oncalls", "Lists who is on call, now or in a window. Level 1 is notified first; without start and end someone is on call always.", t.listOnCalls),
	}
}

type listOnCallsInput struct {
	ServiceIDs          []string `json:"service_ids,omitempty" jsonschema_description:"Ids or names: who is on call for these."`
	UserIDs             []string `json:"user_ids,omitempty" jsonschema_description:"Ids, names or e-mails."`
	EscalationPolicyIDs []string `json:"escalation_policy_ids,omitempty" jsonschema_description:"Ids or names."`
	ScheduleIDs         []string `json:"schedule_ids,omitempty" jsonschema_description:"Ids or names."`
	Since               string   `json:"since,omitempty" jsonschema_description:"Default: now."`
	Until               string   `json:"until,omitempty" jsonschema_description:"Default: now, or since. At most 90 days ahead."`
	Earliest            bool     `json:"earliest,omitempty" jsonschema_description:"Only the first turn for each policy, level and user."`
	TimeZone            string   `json:"time_zone,omitempty" jsonschema_description:"Such as Europe/Berlin."`
	paging.Arguments
}

type onCallView struct {
	EscalationPolicy *view.Reference `json:"escalation_policy,omitzero"`
	Level            int             `json:"level,omitzero"`
	Schedule         *view.Reference `json:"schedule,omitzero"`
	entryView
}

func showOnCall(o pagerduty.OnCall) onCallView {
	return onCallView{view.Of(o.EscalationPolicy), o.EscalationLevel, view.Of(o.Schedule), entryView{view.Time(o.Start), view.Time(o.End), view.Of(o.User)}}
}

func (t *tools) listOnCalls(ctx context.Context, in listOnCallsInput) (mcptools.List[onCallView], error) {
	var none mcptools.List[onCallView]
	if err := in.Check(); err != nil {
		return none, err
	}
	options := pagerduty.ListOnCallsOptions{Earliest: in.Earliest, TimeZone: in.TimeZone}
	if err := identify.Check(append(in.filters(&options), identify.Many(identify.Service(), "service_ids", in.ServiceIDs, nil))...); err != nil {
		return none, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return none, err
	}
	w, err := in.window(ctx, client, when.Now(ctx), &options)
	if err != nil {
		return none, err
	}
	policies, err := in.policiesOfServices(ctx, client)
	if err != nil {
		return none, err
	}
	list, err := paging.Filtered(ctx, client, in.filters(&options), func(ctx context.Context) (mcptools.List[onCallView], error) {
		wanted := options
		if len(in.ServiceIDs) > 0 {
			if wanted.EscalationPolicyIDs = both(policies, options.EscalationPolicyIDs); len(wanted.EscalationPolicyIDs) == 0 {
				return mcptools.List[onCallView]{Notes: []string{"None of the services has any of the escalation policies."}}, nil
			}
		}
		return paging.Collect(ctx, paging.Counted{Arguments: in.Arguments}, showOnCall, func(ctx context.Context, page pagerduty.PageOptions) (*pagerduty.Page[pagerduty.OnCall], error) {
			wanted.PageOptions = page
			return client.OnCalls.List(ctx, wanted)
		})
	})
	list.Window = w.view()
	return list, err
}

func (in listOnCallsInput) filters(options *pagerduty.ListOnCallsOptions) []identify.Wanted {
	return []identify.Wanted{
		identify.Many(identify.User(), "user_ids", in.UserIDs, &options.UserIDs),
		identify.Many(identify.EscalationPolicy(), "escalation_policy_ids", in.EscalationPolicyIDs, &options.EscalationPolicyIDs),
		identify.Many(identify.Schedule(), "schedule_ids", in.ScheduleIDs, &options.ScheduleIDs),
	}
}

// policiesOfServices are the escalation policies of the services: PagerDuty lists on-calls by these.
func (in listOnCallsInput) policiesOfServices(ctx context.Context, client *pagerduty.Client) ([]string, error) {
	policies := make([]string, len(in.ServiceIDs))
	err := parallel.Each(ctx, len(in.ServiceIDs), func(ctx context.Context, i int) error {
		service, err := identify.Find(ctx, client, identify.Service(), fmt.Sprintf("service_ids[%d]", i), in.ServiceIDs[i], client.Services.Get)
		if err != nil {
			return err
		}
		if policies[i] = service.EscalationPolicy.ID; policies[i] == "" {
			return fmt.Errorf("service_ids[%d]: PagerDuty names no escalation policy of %s, so nobody can be found for it", i, service.Name)
		}
		return nil
	})
	return policies, err
}

// both are the policies of services, each once; of the wanted ones only, if there are any.
func both(policies, wanted []string) []string {
	all := slices.Compact(slices.Sorted(slices.Values(policies)))
	if len(wanted) == 0 {
		return all
	}
	return slices.DeleteFunc(all, func(policy string) bool { return !slices.Contains(wanted, policy) })
}

// onCallDays is how far ahead PagerDuty knows who is on call.
const onCallDays = 90

// window settles which time is listed. PagerDuty takes now for what is not given; a since ahead is a moment by itself.
func (in *listOnCallsInput) window(ctx context.Context, client *pagerduty.Client, now time.Time, options *pagerduty.ListOnCallsOptions) (window, error) {
	fallback := when.UserZone(ctx, client)
	if len(in.ScheduleIDs) == 1 {
		schedule := &namedSchedule{client, "schedule_ids[0]", in.ScheduleIDs[0]}
		fallback = schedule.zone(ctx)
		defer func() { in.ScheduleIDs = []string{schedule.text} }() // its id, if it was asked for
	}
	zone, err := when.ZoneOf(in.TimeZone, fallback)
	if err != nil {
		return window{}, err
	}
	times := when.Parser{Now: now, Zone: zone}
	w := window{since: now, until: now}
	if in.Since != "" {
		if w.since, err = times.Parse("since", in.Since); err != nil {
			return w, err
		}
	}
	isMoment := true // since and until may be one; a day that ends where since begins is none
	if in.Until != "" {
		if w.until, err = times.ParseEnd("until", in.Until); err != nil {
			return w, err
		}
		begin, _ := times.Parse("until", in.Until)
		isMoment = begin.Equal(w.until)
	}
	switch {
	case in.Until == "" && w.since.After(now):
		w.until = w.since
	case in.Since == "" && w.until.Before(now):
		return w, fmt.Errorf("until (%s) is past, and without since the list begins now: give since too", w.until.Format(time.RFC3339))
	case w.until.Before(w.since), w.until.Equal(w.since) && !isMoment:
		return w, when.Ordered(w.since, w.until)
	}
	if w.until.After(now.AddDate(0, 0, onCallDays)) {
		return w, fmt.Errorf("PagerDuty knows who is on call up to %d days ahead, until %s: bring until closer", onCallDays, now.AddDate(0, 0, onCallDays).Format(time.RFC3339))
	}
	if in.Since != "" || in.Until != "" {
		options.Since, options.Until = w.since, w.until
	}
	w.zone = times.ZoneName()
	return w.in(in.TimeZone), nil
}
