package integrations

import (
	"context"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
)

func (t *tools) vendors() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("list_vendors", "Lists the monitoring products that PagerDuty has integrations for.", t.listVendors,
			mcptools.WithExample(`{"query":"data"}`)),
	}
}

type listVendorsInput struct {
	Query string `json:"query,omitempty" jsonschema_description:"Part of a name."`
	paging.Arguments
}

type vendorView struct {
	ID          string `json:"id"`
	Name        string `json:"name,omitzero"`
	Description string `json:"description,omitzero"`
	GuideURL    string `json:"guide_url,omitzero"`
}

func showVendor(v pagerduty.Vendor) vendorView {
	return vendorView{v.ID, v.Name, v.Description, v.GuideURL}
}

func (t *tools) listVendors(ctx context.Context, in listVendorsInput) (mcptools.List[vendorView], error) {
	query := strings.ToLower(strings.TrimSpace(in.Query))
	if query != "" {
		return t.searchVendors(ctx, query, in.Arguments)
	}
	return paging.FilteredList(ctx, t.source, paging.Counted{Arguments: in.Arguments}, nil, showVendor,
		func(ctx context.Context, client *pagerduty.Client, page pagerduty.PageOptions) (*pagerduty.Page[pagerduty.Vendor], error) {
			return client.Vendors.List(ctx, page)
		})
}

// searchVendors reads vendors until there are enough, since PagerDuty cannot search them.
func (t *tools) searchVendors(ctx context.Context, query string, arguments paging.Arguments) (mcptools.List[vendorView], error) {
	if err := arguments.Check(); err != nil {
		return mcptools.List[vendorView]{}, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return mcptools.List[vendorView]{}, err
	}
	sieve := paging.Sieve[pagerduty.Vendor]{Noun: "vendors", Keep: func(v pagerduty.Vendor) bool { return strings.Contains(strings.ToLower(v.Name), query) }}
	return paging.Sift(ctx, paging.Counted{Arguments: arguments}, sieve, client.Vendors.All(ctx, pagerduty.PageOptions{}), showVendor)
}
