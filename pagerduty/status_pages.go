package pagerduty

import "context"

// StatusPage shows customers, or only the company, what works and what does not.
type StatusPage struct {
	ID          string         `json:"id"`
	Name        string         `json:"name"`
	Type        StatusPageType `json:"status_page_type"`
	URL         string         `json:"url"`
	PublishedAt Time           `json:"published_at"` // zero if the page is not published
}

// StatusPageType is who can see a page.
type StatusPageType string

// The types of pages.
const (
	PublicStatusPage  StatusPageType = "public"
	PrivateStatusPage StatusPageType = "private"
)

// StatusPagePostType is what a post is about.
type StatusPagePostType string

// The types of posts.
const (
	PostIncident    StatusPagePostType = "incident"
	PostMaintenance StatusPagePostType = "maintenance"
)

// StatusPageTerm is one of the severities, statuses or impacts that posts on a page may have, such as "partial outage".
type StatusPageTerm struct {
	ID          string             `json:"id"`
	Description string             `json:"description"`
	PostType    StatusPagePostType `json:"post_type"` // of the posts that may have it
}

// StatusPageService is a service that a page shows.
type StatusPageService struct {
	ID              string    `json:"id"`
	Name            string    `json:"name"`
	BusinessService Reference `json:"business_service"` // has only an id
}

// StatusPagesService reads status pages, and reads and writes their posts. PagerDuty returns these lists whole. If Page.More is set all the
// same, it offers no way to read on.
type StatusPagesService struct{ core *core }

// List returns the status pages of a type, public or private; "" for both.
//
// Operation listStatusPages: GET /status_pages.
func (s *StatusPagesService) List(ctx context.Context, pageType StatusPageType) (*Page[StatusPage], error) {
	r := get("listStatusPages", "status_pages")
	setText(r.query, "status_page_type", string(pageType))
	return fetchPage[StatusPage](ctx, s.core, r, "status_pages")
}

// Severities returns the severities of posts of a type on a page; "" for all types.
//
// Operation listStatusPageSeverities: GET /status_pages/{id}/severities.
func (s *StatusPagesService) Severities(ctx context.Context, pageID string, postType StatusPagePostType) (*Page[StatusPageTerm], error) {
	return s.terms(ctx, "listStatusPageSeverities", pageID, "severities", postType)
}

// Statuses returns the statuses of posts of a type on a page; "" for all types.
//
// Operation listStatusPageStatuses: GET /status_pages/{id}/statuses.
func (s *StatusPagesService) Statuses(ctx context.Context, pageID string, postType StatusPagePostType) (*Page[StatusPageTerm], error) {
	return s.terms(ctx, "listStatusPageStatuses", pageID, "statuses", postType)
}

// Impacts returns the impacts that posts of a type on a page can have on services; "" for all types.
//
// Operation listStatusPageImpacts: GET /status_pages/{id}/impacts.
func (s *StatusPagesService) Impacts(ctx context.Context, pageID string, postType StatusPagePostType) (*Page[StatusPageTerm], error) {
	return s.terms(ctx, "listStatusPageImpacts", pageID, "impacts", postType)
}

func (s *StatusPagesService) terms(ctx context.Context, operation, pageID, kind string, postType StatusPagePostType) (*Page[StatusPageTerm], error) {
	r := get(operation, "status_pages", pageID, kind)
	setText(r.query, "post_type", string(postType))
	return fetchPage[StatusPageTerm](ctx, s.core, r, kind)
}

// Services returns the services that a page shows.
//
// Operation listStatusPageServices: GET /status_pages/{id}/services.
func (s *StatusPagesService) Services(ctx context.Context, pageID string) (*Page[StatusPageService], error) {
	return fetchPage[StatusPageService](ctx, s.core, get("listStatusPageServices", "status_pages", pageID, "services"), "services")
}
