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
		mcptools.Read("list_oncalls", "Lists who is on call, now or in a window: current turns first, by level. Level 1 is notified first; turns without start and end are permanent.", t.listOnCalls,
			mcptools.WithExample(`{"service_ids":["Checkout API"],"since":"today","until":"+1d"}`)),
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
	EscalationPolicy   *view.Reference `json:"escalation_policy,omitzero"`
	Level              int             `json:"level,omitzero"`
	MinutesToNextLevel int             `json:"minutes_to_next_level,omitzero"`
	Schedule           *view.Reference `json:"schedule,omitzero"`
	entryView
}

func showOnCall(o pagerduty.OnCall) onCallView {
	return onCallView{
		EscalationPolicy: view.Of(o.EscalationPolicy), Level: o.EscalationLevel, Schedule: view.Of(o.Schedule),
		entryView: entryView{view.Time(o.Start), view.Time(o.End), view.Of(o.User)},
	}
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
	now := when.Now(ctx)
	w, err := in.window(ctx, client, now)
	if err != nil {
		return none, err
	}
	options.Since, options.Until = w.since, w.until
	services, err := in.services(ctx, client)
	if err != nil {
		return none, err
	}
	list, err := paging.Filtered(ctx, client, in.filters(&options), func(ctx context.Context) (mcptools.List[onCallView], error) {
		wanted := options
		if len(in.ServiceIDs) > 0 {
			if wanted.EscalationPolicyIDs = both(services, options.EscalationPolicyIDs); len(wanted.EscalationPolicyIDs) == 0 {
				return mcptools.List[onCallView]{Notes: []string{"None of the services has any of the escalation policies."}}, nil
			}
		}
		return in.list(ctx, client, wanted, services, now)
	})
	list.Window = w.view()
	list.Notes = append(list.Notes, w.notes...)
	return list, err
}

// list lists on-calls. With a filter it reads all of them, so that a limit does not hide the most urgent; of a whole account it
// reads no more than it shows.
func (in listOnCallsInput) list(ctx context.Context, client *pagerduty.Client, wanted pagerduty.ListOnCallsOptions, services []pagerduty.Service, now time.Time) (mcptools.List[onCallView], error) {
	if len(wanted.UserIDs)+len(wanted.EscalationPolicyIDs)+len(wanted.ScheduleIDs) == 0 {
		return paging.Collect(ctx, paging.Counted{Arguments: in.Arguments}, showOnCall, func(ctx context.Context, page pagerduty.PageOptions) (*pagerduty.Page[pagerduty.OnCall], error) {
			wanted.PageOptions = page
			return client.OnCalls.List(ctx, wanted)
		})
	}
	var turns []pagerduty.OnCall
	var levels policyLevels
	err := parallel.Do(ctx,
		func(ctx context.Context) (err error) { turns, err = allTurns(ctx, client, wanted); return err },
		func(ctx context.Context) (err error) { levels, err = in.levels(ctx, client, wanted); return err },
	)
	if err != nil {
		return mcptools.List[onCallView]{}, err
	}
	byUrgency(turns, mostOfInterest(wanted, now))
	list, err := paging.Slice(ctx, in.Arguments, levels.show(turns))
	list.Notes = append(usesNotes(services), levels.notes(staffedAt(turns, wanted, now))...)
	list.Notes = append(list.Notes, emptySchedules(wanted, staffedAt(turns, wanted, now))...)
	if len(turns) == mostTurns {
		list.More = true
		list.Notes = append(list.Notes, fmt.Sprintf("There are more than %d turns: these are the first, ask for a shorter window for the rest.", mostTurns))
	}
	return list, err
}

func (in listOnCallsInput) filters(options *pagerduty.ListOnCallsOptions) []identify.Argument {
	return []identify.Argument{
		identify.Many(identify.User(), "user_ids", in.UserIDs, &options.UserIDs),
		identify.Many(identify.EscalationPolicy(), "escalation_policy_ids", in.EscalationPolicyIDs, &options.EscalationPolicyIDs),
		identify.Many(identify.Schedule(), "schedule_ids", in.ScheduleIDs, &options.ScheduleIDs),
	}
}

// services are the services that are asked for, whose escalation policies PagerDuty lists on-calls by.
func (in listOnCallsInput) services(ctx context.Context, client *pagerduty.Client) ([]pagerduty.Service, error) {
	services := make([]pagerduty.Service, len(in.ServiceIDs))
	err := parallel.Each(ctx, len(in.ServiceIDs), func(ctx context.Context, i int) error {
		service, err := identify.Find(ctx, client, identify.Service(), fmt.Sprintf("service_ids[%d]", i), in.ServiceIDs[i], client.Services.Get)
		if err != nil {
			return err
		}
		if services[i] = *service; service.EscalationPolicy.ID == "" {
			return fmt.Errorf("service_ids[%d]: PagerDuty names no escalation policy of %s, so nobody can be found for it", i, service.Name)
		}
		return nil
	})
	return services, err
}

// both are the policies of services, each once; of the wanted ones only, if there are any.
func both(services []pagerduty.Service, wanted []string) []string {
	var all []string
	for _, service := range services {
		all = append(all, service.EscalationPolicy.ID)
	}
	all = slices.Compact(slices.Sorted(slices.Values(all)))
	if len(wanted) == 0 {
		return all
	}
	return slices.DeleteFunc(all, func(policy string) bool { return !slices.Contains(wanted, policy) })
}
