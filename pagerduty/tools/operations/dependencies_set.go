package operations

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) dependencyChanges() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Destructive("set_service_dependency", "States that a service or business service depends on others, or with remove that it no longer does. Other dependencies stay.", t.setServiceDependency,
			mcptools.WithQuestion(t.askDependency),
			mcptools.WithMarks(marks.Quiet, marks.NoDuty), mcptools.WithExample(`{"service_id":"Order Pipeline","depends_on":["Warehouse Sync"]}`)),
	}
}

type setServiceDependencyInput struct {
	ServiceID string   `json:"service_id" jsonschema_description:"Id or name."`
	DependsOn []string `json:"depends_on" jsonschema:"minItems=1" jsonschema_description:"Ids or names."`
	Remove    bool     `json:"remove,omitempty"`
}

// changedDependencies is the result of set_service_dependency.
type changedDependencies struct {
	Service view.Reference   `json:"service"`
	Added   []view.Reference `json:"added,omitempty"`
	Removed []view.Reference `json:"removed,omitempty"`
	Already []view.Reference `json:"already,omitempty"` // it depended on them before, or with remove it did not
	Unknown []view.Reference `json:"unknown,omitempty"` // PagerDuty's answer does not have them
	Notes   []string         `json:"notes,omitempty"`
}

func (t *tools) setServiceDependency(ctx context.Context, in setServiceDependencyInput) (*changedDependencies, error) {
	var service identify.Candidate
	var supporting []identify.Candidate
	kind := identify.AnyService()
	arguments := []identify.Argument{
		identify.OneOf(kind, "service_id", in.ServiceID, &service),
		identify.ManyOf(kind, "depends_on", in.DependsOn, &supporting),
	}
	if err := identify.Check(arguments...); err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	if err := identify.Resolve(ctx, client, arguments...); err != nil {
		return nil, err
	}
	before, err := dependenciesOf(ctx, client, nodeOf(service))
	if err != nil {
		return nil, err
	}
	shown := &changedDependencies{Service: refer(service)}
	pairs, err := shown.plan(service, supporting, before, in.Remove)
	if err != nil {
		return nil, err
	}
	if len(pairs) == 0 {
		shown.Notes = []string{"Nothing changed: the dependencies were so already."}
		return shown, nil
	}
	var changed []pagerduty.ServiceDependency
	if in.Remove {
		changed, err = client.ServiceDependencies.Disassociate(ctx, pairs...)
	} else {
		changed, err = client.ServiceDependencies.Associate(ctx, pairs...)
	}
	if err != nil {
		return nil, err
	}
	shown.confirm(changed)
	return shown, nil
}

// confirm keeps what PagerDuty's answer has of the planned changes. The others are unknown.
func (c *changedDependencies) confirm(changed []pagerduty.ServiceDependency) {
	for _, planned := range []*[]view.Reference{&c.Added, &c.Removed} {
		*planned = slices.DeleteFunc(*planned, func(s view.Reference) bool {
			confirmed := slices.ContainsFunc(changed, func(d pagerduty.ServiceDependency) bool {
				return d.Dependent.ID == c.Service.ID && d.Supporting.ID == s.ID
			})
			if !confirmed {
				c.Unknown = append(c.Unknown, s)
			}
			return !confirmed
		})
	}
	if c.Unknown != nil {
		c.Notes = append(c.Notes, "PagerDuty's answer does not have the dependencies on the unknown ones. Read them before you repeat the call.")
	}
}

// plan returns the dependencies to change, and sorts the services by what becomes of them. It refuses cycles that it can see.
func (c *changedDependencies) plan(service identify.Candidate, supporting []identify.Candidate, before []pagerduty.ServiceDependency, remove bool) ([]pagerduty.ServicePair, error) {
	var pairs []pagerduty.ServicePair
	for _, s := range supporting {
		is := func(d pagerduty.ServiceDependency) bool {
			return d.Dependent.ID == service.ID && d.Supporting.ID == s.ID
		}
		reversed := func(d pagerduty.ServiceDependency) bool {
			return d.Dependent.ID == s.ID && d.Supporting.ID == service.ID
		}
		switch exists := slices.ContainsFunc(before, is); {
		case s.ID == service.ID:
			return nil, errors.New("depends_on has the service itself: a service cannot depend on itself")
		case !remove && slices.ContainsFunc(before, reversed):
			return nil, fmt.Errorf("%s depends on %s already, and PagerDuty refuses cycles. Remove that dependency first if the direction is wrong", refer(s).Name, refer(service).Name)
		case exists != remove:
			c.Already = append(c.Already, refer(s))
			continue
		case remove:
			c.Removed = append(c.Removed, refer(s))
		default:
			c.Added = append(c.Added, refer(s))
		}
		pairs = append(pairs, pagerduty.ServicePair{Supporting: nodeOf(s), Dependent: nodeOf(service)})
	}
	return pairs, nil
}

// refer returns the view of a service, whose name may be unreadable.
func refer(c identify.Candidate) view.Reference { return view.Reference{ID: c.ID, Name: c.Name} }

func (t *tools) askDependency(ctx context.Context, in setServiceDependencyInput) mcptools.Question {
	words := "Let %s depend on %s?"
	if in.Remove {
		words = "Remove the dependency of %s on %s?"
	}
	label := identify.AnyService().Name
	return mcptools.NewQuestion(words, identify.Labels(ctx, t.source, label, in.ServiceID), identify.Labels(ctx, t.source, label, in.DependsOn...))
}
