package people

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

func (t *tools) onCalls() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("list_oncalls", "Lists who is on call, now or in a window: current shifts first, by level. Level 1 is notified first; entries without start and end are permanent.", t.listOnCalls,
			mcptools.WithExample(`{"service_ids":["Checkout API"],"since":"today","until":"+1d"}`)),
	}
}

type listOnCallsInput struct {
	ServiceIDs          []string `json:"service_ids,omitempty" jsonschema_description:"Ids or names: who is on call for these."`
	UserIDs             []string `json:"user_ids,omitempty" jsonschema_description:"Ids, names or e-mails."`
	EscalationPolicyIDs []string `json:"escalation_policy_ids,omitempty" jsonschema_description:"Ids or names."`
	ScheduleIDs         []string `json:"schedule_ids,omitempty" jsonschema_description:"Ids or names."`
	Since               string   `json:"since,omitempty" jsonschema_description:"Default: now."`
	Until               string   `json:"until,omitempty" jsonschema_description:"Default: now, or since if later. At most 90 days ahead."`
	Earliest            bool     `json:"earliest,omitempty" jsonschema_description:"Only the first shift for each policy, level and user."`
	TimeZone            string   `json:"time_zone,omitempty" jsonschema_description:"Such as Europe/Berlin."`
	paging.Arguments
}

func (t *tools) listOnCalls(ctx context.Context, in listOnCallsInput) (mcptools.List[schedule.OnCall], error) {
	var none mcptools.List[schedule.OnCall]
	if err := errors.Join(in.Check(), when.Spell(&in.TimeZone)); err != nil {
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
	options.Since, options.Until = w.Since, w.Until
	services, err := in.services(ctx, client)
	if err != nil {
		return none, err
	}
	list, err := paging.Filtered(ctx, client, in.filters(&options), func(ctx context.Context) (mcptools.List[schedule.OnCall], error) {
		query := options
		if len(in.ServiceIDs) > 0 {
			if query.EscalationPolicyIDs = policiesOf(services, options.EscalationPolicyIDs); len(query.EscalationPolicyIDs) == 0 {
				return mcptools.List[schedule.OnCall]{Notes: []string{"None of the services uses any of the escalation policies."}}, nil
			}
		}
		return in.list(ctx, client, query, services, now)
	})
	list.Window = w.View()
	list.Notes = append(list.Notes, w.Notes...)
	return list, err
}

// list lists on-calls. With a filter it reads all of them, so that the limit does not cut off current ones. Without a filter it reads
// only the page that it returns.
func (in listOnCallsInput) list(ctx context.Context, client *pagerduty.Client, query pagerduty.ListOnCallsOptions, services []pagerduty.Service, now time.Time) (mcptools.List[schedule.OnCall], error) {
	if len(query.UserIDs)+len(query.EscalationPolicyIDs)+len(query.ScheduleIDs) == 0 {
		return paging.Collect(ctx, paging.Counted{Arguments: in.Arguments}, schedule.ShowOnCall, func(ctx context.Context, page pagerduty.PageOptions) (*pagerduty.Page[pagerduty.OnCall], error) {
			query.PageOptions = page
			return client.OnCalls.List(ctx, query)
		})
	}
	var onCalls []pagerduty.OnCall
	var policies policyLevels
	err := parallel.Do(ctx,
		func(ctx context.Context) (err error) {
			onCalls, err = paging.First(client.OnCalls.All(ctx, query), maxOnCalls)
			return err
		},
		func(ctx context.Context) (err error) { policies, err = readLevels(ctx, client, query); return err },
	)
	if err != nil {
		return mcptools.List[schedule.OnCall]{}, err
	}
	sortCurrentFirst(onCalls, referenceTime(query, now))
	list, err := paging.Slice(ctx, in.Arguments, policies.show(onCalls))
	staffed := staffingAt(onCalls, query, now)
	list.Notes = slices.Concat(policyNotes(services), policies.notes(staffed), emptySchedules(ctx, client, query, staffed))
	if len(onCalls) == maxOnCalls {
		list.More = true
		list.Notes = append(list.Notes, fmt.Sprintf("There are more than %d shifts; these are the first. Use a shorter window to list the rest.", maxOnCalls))
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

// services finds the services in service_ids. PagerDuty lists on-calls by their escalation policies.
func (in listOnCallsInput) services(ctx context.Context, client *pagerduty.Client) ([]pagerduty.Service, error) {
	services := make([]pagerduty.Service, len(in.ServiceIDs))
	err := parallel.Each(ctx, len(in.ServiceIDs), func(ctx context.Context, i int) error {
		service, err := identify.Find(ctx, client, identify.Service(), fmt.Sprintf("service_ids[%d]", i), in.ServiceIDs[i], client.Services.Get)
		if err != nil {
			return err
		}
		if services[i] = *service; service.EscalationPolicy.ID == "" {
			return fmt.Errorf("service_ids[%d]: PagerDuty sent no escalation policy for %s, so who is on call for it is unknown", i, service.Name)
		}
		return nil
	})
	return services, err
}

// policiesOf returns the escalation policies of services, each once. If there are wanted ones, it returns only those.
func policiesOf(services []pagerduty.Service, wanted []string) []string {
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
