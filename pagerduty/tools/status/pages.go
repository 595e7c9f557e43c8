package status

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func (t *tools) pages() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("list_status_pages", "Lists status pages.", t.listPages, mcptools.WithExample(`{}`)),
		mcptools.Read("get_status_page", "Returns a status page with its services, and the severities, statuses and impacts that its posts may have.", t.getPage,
			mcptools.WithExample(`{"page_id":"Lanternfield Status"}`)),
	}
}

type pageView struct {
	ID          string                   `json:"id"`
	Name        string                   `json:"name,omitzero"`
	Type        pagerduty.StatusPageType `json:"type,omitzero"`
	URL         string                   `json:"url,omitzero"`
	PublishedAt string                   `json:"published_at,omitzero"`
}

func showPage(p pagerduty.StatusPage) pageView {
	return pageView{p.ID, p.Name, p.Type, p.URL, view.Time(p.PublishedAt)}
}

type listPagesInput struct {
	Type pagerduty.StatusPageType `json:"type,omitempty" jsonschema:"enum=public,enum=private" alias:"status_page_type"`
}

// moreNote is for lists of which PagerDuty says that there is more.
const moreNote = "PagerDuty has more, and offers no way to read on."

func (t *tools) listPages(ctx context.Context, in listPagesInput) (mcptools.List[pageView], error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return mcptools.List[pageView]{}, err
	}
	page, err := client.StatusPages.List(ctx, in.Type)
	return listOf(page, showPage), err
}

// listOf returns a list that PagerDuty returns whole.
func listOf[T, V any](page *pagerduty.Page[T], show func(T) V) (list mcptools.List[V]) {
	if page == nil { // an error
		return list
	}
	for _, item := range page.Items {
		list.Items = append(list.Items, show(item))
	}
	if list.More = page.More; list.More {
		list.Notes = append(list.Notes, moreNote)
	}
	return list
}

type pageInput struct {
	PageID string `json:"page_id" jsonschema_description:"Id or name." alias:"status_page_id"`
}

// check refuses a text that can be neither an id nor a name. It sends no request.
func (in pageInput) check() error { return identify.CheckName("status page", "page_id", in.PageID) }

// find returns the page. PagerDuty has no operation for one page.
func (in pageInput) find(ctx context.Context, client *pagerduty.Client) (*pagerduty.StatusPage, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	pages, err := client.StatusPages.List(ctx, "")
	if err != nil {
		return nil, err
	}
	var candidates []identify.Candidate
	for _, p := range pages.Items {
		candidates = append(candidates, identify.Candidate{ID: p.ID, Name: p.Name})
	}
	id, err := identify.Pick("status page", "page_id", in.PageID, candidates)
	if err != nil {
		return nil, err
	}
	for _, p := range pages.Items {
		if p.ID == id {
			return &p, nil
		}
	}
	return nil, err // not reached: Pick returns the id of a candidate
}

// label returns the page's name for a question.
func label(ctx context.Context, client *pagerduty.Client, text string) (string, error) {
	page, err := pageInput{text}.find(ctx, client)
	if err != nil {
		return "", err
	}
	return page.Name, nil
}

// pageDetail is a page with the words that its posts may use.
type pageDetail struct {
	pageView
	Services    []string `json:"services,omitempty"`
	Incident    *terms   `json:"incident,omitzero"` // of posts about incidents
	Maintenance *terms   `json:"maintenance,omitzero"`
	Notes       []string `json:"notes,omitempty"`
}

type terms struct {
	Severities []string `json:"severities,omitempty"`
	Statuses   []string `json:"statuses,omitempty"`
	Impacts    []string `json:"impacts,omitempty"`
}

func (t *tools) getPage(ctx context.Context, in pageInput) (*pageDetail, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	page, err := in.find(ctx, client)
	if err != nil {
		return nil, err
	}
	v := &vocabulary{}
	if err := v.read(ctx, client, page.ID); err != nil {
		return nil, err
	}
	shown := &pageDetail{pageView: showPage(*page), Incident: v.terms(pagerduty.PostIncident), Maintenance: v.terms(pagerduty.PostMaintenance)}
	for _, s := range v.services {
		shown.Services = append(shown.Services, s.Name)
	}
	if v.more {
		shown.Notes = []string{moreNote}
	}
	return shown, nil
}
