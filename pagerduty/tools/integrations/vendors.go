package integrations

import (
	"context"
	"fmt"
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

// searchVendors reads all vendors, since PagerDuty cannot search them.
func (t *tools) searchVendors(ctx context.Context, query string, arguments paging.Arguments) (mcptools.List[vendorView], error) {
	if err := arguments.Check(); err != nil {
		return mcptools.List[vendorView]{}, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return mcptools.List[vendorView]{}, err
	}
	var found []vendorView
	read := 0
	for vendor, err := range client.Vendors.All(ctx, pagerduty.PageOptions{}) {
		if err != nil {
			return mcptools.List[vendorView]{}, err
		}
		read++
		if strings.Contains(strings.ToLower(vendor.Name), query) {
			found = append(found, showVendor(vendor))
		}
	}
	list, err := paging.Slice(ctx, arguments, found)
	list.Notes = append(list.Notes, fmt.Sprintf("PagerDuty cannot search vendors: all %d were read.", read))
	return list, err
}
