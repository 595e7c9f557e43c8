package pagerduty

import (
	"context"
	"iter"
)

// Vendor is a monitoring product that PagerDuty has an integration for.
type Vendor struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	WebsiteURL  string `json:"website_url"`
	GuideURL    string `json:"integration_guide_url"`
}

// VendorsService reads vendors.
type VendorsService struct{ core *core }

// List returns one page of vendors.
//
// Operation listVendors: GET /vendors.
func (s *VendorsService) List(ctx context.Context, options PageOptions) (*Page[Vendor], error) {
	return s.list().page(ctx, options)
}

// All iterates over the vendors that List returns, across all pages.
//
// Operation listVendors: GET /vendors.
func (s *VendorsService) All(ctx context.Context, options PageOptions) iter.Seq2[Vendor, error] {
	return s.list().all(ctx, options)
}

func (s *VendorsService) list() listRequest[Vendor] {
	return listRequest[Vendor]{s.core, get("listVendors", "vendors"), "vendors", func(v Vendor) string { return v.ID }}
}

// Get returns one vendor.
//
// Operation getVendor: GET /vendors/{id}.
func (s *VendorsService) Get(ctx context.Context, id string) (*Vendor, error) {
	return one[Vendor](ctx, s.core, get("getVendor", "vendors", id), "vendor")
}
