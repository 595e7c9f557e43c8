package operations

import (
	"context"
	"errors"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

type changeList = mcptools.List[incident.Change]

func (t *tools) listChangeEvents(ctx context.Context, in listChangeEventsInput) (changeList, error) {
	if err := in.check(); err != nil {
		return changeList{}, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return changeList{}, err
	}
	search := changeSearch{client: client, arguments: in.Arguments}
	times := when.Parser{Now: when.Now(ctx), Zone: when.UserZone(ctx, client)}
	if search.window, err = times.Window(in.Since, in.Until); err != nil {
		return changeList{}, err
	}
	search.options.Since, search.options.Until = search.window.Since, search.window.Until
	if in.IncidentID != nil {
		if _, search.incidentID, err = incident.Find(ctx, t.source, *in.IncidentID); err != nil {
			return changeList{}, err
		}
	}
	filters := []identify.Argument{
		identify.Many(identify.Service(), "service_ids", in.ServiceIDs, &search.serviceIDs),
		identify.Many(identify.Team(), "team_ids", in.TeamIDs, &search.options.TeamIDs),
	}
	list, err := paging.Filtered(ctx, client, filters, search.list)
	if err != nil {
		return list, err
	}
	if in.Since != "" || in.Until != "" {
		list.Window = search.window.Shown()
	}
	if in.Since == "" && in.IncidentID == nil && !list.More && len(list.Items) > 0 {
		list.Notes = append(list.Notes, "Without since, all changes that PagerDuty has are listed, back to "+list.Items[len(list.Items)-1].At+".")
	}
	return list, nil
}

// check checks everything that needs no request.
func (in listChangeEventsInput) check() error {
	if in.IncidentID != nil {
		if _, err := identify.Incident("incident_id", *in.IncidentID); err != nil {
			return err
		}
		if len(in.TeamIDs) > 0 {
			return errors.New("team_ids and incident_id exclude each other: PagerDuty relates changes to an incident itself. Omit team_ids")
		}
	}
	if err := identify.Check(identify.Many(identify.Service(), "service_ids", in.ServiceIDs, nil), identify.Many(identify.Team(), "team_ids", in.TeamIDs, nil)); err != nil {
		return err
	}
	return in.Arguments.Check()
}

// changeSearch is a list of change events that is wanted.
type changeSearch struct {
	client     *pagerduty.Client
	arguments  paging.Arguments
	options    pagerduty.ListChangeEventsOptions
	serviceIDs []string
	incidentID string // "" for none
	window     when.Window
}

// list lists the change events with the fewest requests. PagerDuty has one list for the account and one for each service.
func (s *changeSearch) list(ctx context.Context) (changeList, error) {
	switch {
	case s.incidentID != "":
		return s.related(ctx)
	case len(s.serviceIDs) > 1:
		return s.merged(ctx)
	}
	return paging.Collect(ctx, paging.Counted{Arguments: s.arguments}, showChange, s.page)
}

// page returns a page of the list of the only service, or of the account. It asks for one record more, to know whether the list goes on.
func (s *changeSearch) page(ctx context.Context, page pagerduty.PageOptions) (*pagerduty.Page[pagerduty.ChangeEvent], error) {
	const largest, lastRecord = 100, 10_000
	wanted := page.PageSize
	page.PageSize = min(wanted+1, largest, max(wanted, lastRecord-page.Offset))
	found, err := s.fetch(ctx, page)
	switch {
	case err != nil:
		return nil, err
	case len(found.Items) > wanted:
		found.Items, found.More = found.Items[:wanted], true
	case wanted == largest && found.More && page.Offset+largest >= s.arguments.End(): // else the next page is read anyway
		next, err := s.fetch(ctx, pagerduty.PageOptions{PageSize: 1, Offset: page.Offset + largest})
		if errors.Is(err, pagerduty.ErrWindow) {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		found.More = len(next.Items) > 0
	}
	return found, nil
}

func (s *changeSearch) fetch(ctx context.Context, page pagerduty.PageOptions) (*pagerduty.Page[pagerduty.ChangeEvent], error) {
	options := s.options
	options.PageOptions = page
	if len(s.serviceIDs) == 1 {
		return s.client.Services.ChangeEvents(ctx, s.serviceIDs[0], options)
	}
	return s.client.ChangeEvents.List(ctx, options)
}

// merged merges the lists of several services, each as far as it may be needed.
func (s *changeSearch) merged(ctx context.Context) (changeList, error) {
	needed := s.arguments.End() + 1
	options := s.options
	options.PageSize = min(needed, 100)
	lists := make([][]pagerduty.ChangeEvent, len(s.serviceIDs))
	err := parallel.Each(ctx, len(lists), func(ctx context.Context, i int) (err error) {
		lists[i], err = paging.First(s.client.Services.AllChangeEvents(ctx, s.serviceIDs[i], options), needed)
		return err
	})
	if err != nil {
		return changeList{}, err
	}
	all := slices.Concat(lists...)
	slices.SortStableFunc(all, func(a, b pagerduty.ChangeEvent) int { return b.Timestamp.Compare(a.Timestamp.Time) })
	return paging.Slice(ctx, s.arguments, showChanges(all))
}

// related lists the change events that PagerDuty relates to the incident. PagerDuty filters and pages them by nothing.
func (s *changeSearch) related(ctx context.Context) (changeList, error) {
	const most = 100
	found, err := s.client.Incidents.RelatedChanges(ctx, s.incidentID, most)
	if err != nil {
		return changeList{}, err
	}
	kept := slices.DeleteFunc(slices.Clone(found), func(e pagerduty.ChangeEvent) bool { return !s.keeps(e) })
	list, err := paging.Slice(ctx, s.arguments, showChanges(kept))
	if len(found) == most {
		list.Notes = append(list.Notes, "PagerDuty returns at most 100 related changes: there may be more.")
	}
	return list, err
}

func (s *changeSearch) keeps(e pagerduty.ChangeEvent) bool {
	of := func(service pagerduty.Reference) bool { return slices.Contains(s.serviceIDs, service.ID) }
	return (len(s.serviceIDs) == 0 || slices.ContainsFunc(e.Services, of)) && s.window.Holds(e.Timestamp)
}

// showChanges returns the views of change events, each once: a change of two services is in the lists of both.
func showChanges(events []pagerduty.ChangeEvent) []incident.Change {
	shown, seen := []incident.Change{}, map[string]bool{}
	for _, e := range events {
		if !seen[e.ID] {
			seen[e.ID] = true
			shown = append(shown, showChange(e))
		}
	}
	return shown
}

// showChange returns the view of a change event, with the reason in words.
func showChange(e pagerduty.ChangeEvent) incident.Change {
	shown := incident.ShowChange(e)
	switch shown.Reason {
	case "most_recent":
		shown.Reason = "the latest change of the incident's service"
	case "related_service":
		shown.Reason = "a change of a related service"
	case "intelligent":
		shown.Reason = "PagerDuty's model relates it to the incident"
	}
	return shown
}
