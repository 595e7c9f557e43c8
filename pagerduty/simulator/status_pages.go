package simulator

import (
	"slices"
	"time"
)

// statusPage shows what works and what does not. Its terms are fixed in a seed.
type statusPage struct {
	id, name, kind, url string // kind is public or private
	publishedAt         time.Time

	services   collection[pageService]
	severities collection[pageTerm]
	statuses   collection[pageTerm]
	impacts    collection[pageTerm]
	posts      collection[pagePost]
}

// pageService is a service that a page shows: a business service under a name of its own.
type pageService struct{ id, name, business string }

// pageTerm is a severity, a status or an impact of the posts of a type.
type pageTerm struct{ id, description, postType string }

func statusPageRoutes() []route {
	return []route{
		{method: "GET", path: "/status_pages", handle: listStatusPages},
		{method: "GET", path: "/status_pages/{id}/services", handle: listPageServices},
		{method: "GET", path: "/status_pages/{id}/severities", handle: pageTerms("severities", "status_page_severity", func(p *statusPage) *collection[pageTerm] { return &p.severities })},
		{method: "GET", path: "/status_pages/{id}/statuses", handle: pageTerms("statuses", "status_page_status", func(p *statusPage) *collection[pageTerm] { return &p.statuses })},
		{method: "GET", path: "/status_pages/{id}/impacts", handle: pageTerms("impacts", "status_page_impact", func(p *statusPage) *collection[pageTerm] { return &p.impacts })},
		{method: "GET", path: "/status_pages/{id}/posts", handle: listPagePosts},
		{method: "POST", path: "/status_pages/{id}/posts", status: 201, handle: createPagePost},
		{method: "GET", path: "/status_pages/{id}/posts/{post_id}", handle: getPagePost},
		{method: "GET", path: "/status_pages/{id}/posts/{post_id}/post_updates", handle: listPagePostUpdates},
		{method: "POST", path: "/status_pages/{id}/posts/{post_id}/post_updates", status: 201, handle: createPagePostUpdate},
	}
}

// wholeList is the answer of a list that has the members of pages, but takes no parameters for them.
func wholeList[T any](name string, views []T) any {
	return map[string]any{name: views, "offset": 0, "limit": maxLimit, "more": false, "total": nil}
}

// oneOf reads a query parameter with fixed values.
func (c *call) oneOf(name string, among ...string) string {
	value := c.text(name)
	if c.query.Has(name) && !slices.Contains(among, value) {
		c.problem("query parameter %q must be %s, not %q", name, alternativesOf(among), value)
	}
	return value
}

func listStatusPages(c *call) (any, error) {
	kind := c.oneOf("status_page_type", "public", "private")
	found := filter(c.account.statusPages.order, func(p *statusPage) bool { return kind == "" || p.kind == kind })
	r := c.renderer()
	return wholeList("status_pages", each(found, func(p *statusPage) map[string]any {
		return map[string]any{"id": p.id, "type": "status_page", "name": p.name, "status_page_type": p.kind, "url": p.url, "published_at": r.timeOrNull(p.publishedAt)}
	})), nil
}

// statusPage returns the page in the call's path.
func (c *call) statusPage() (*statusPage, error) {
	return named(c, &c.account.statusPages, "status page")
}

func (p *statusPage) self(rest string) string { return apiURL + "/status_pages/" + p.id + rest }

func (p *statusPage) reference() map[string]any {
	return map[string]any{"id": p.id, "type": "status_page"}
}

func listPageServices(c *call) (any, error) {
	p, err := c.statusPage()
	if err != nil {
		return nil, err
	}
	return wholeList("services", each(p.services.order, func(s *pageService) map[string]any {
		return map[string]any{
			"id": s.id, "self": p.self("/services/" + s.id), "type": "status_page_service", "name": s.name, "status_page": p.reference(),
			"business_service": map[string]any{"id": s.business, "type": "business_service"},
		}
	})), nil
}

// pageTerms returns the handler that lists the severities, statuses or impacts of a page.
func pageTerms(name, kind string, terms func(*statusPage) *collection[pageTerm]) func(*call) (any, error) {
	return func(c *call) (any, error) {
		p, err := c.statusPage()
		if err != nil {
			return nil, err
		}
		postType := c.oneOf("post_type", postTypes...)
		found := filter(terms(p).order, func(t *pageTerm) bool { return postType == "" || t.postType == postType })
		return wholeList(name, each(found, func(t *pageTerm) map[string]any {
			return map[string]any{"id": t.id, "self": p.self("/" + name + "/" + t.id), "type": kind, "description": t.description, "post_type": t.postType, "status_page": p.reference()}
		})), nil
	}
}
