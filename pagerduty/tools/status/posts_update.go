package status

import (
	"context"
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) postUpdates() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Additive("add_status_page_update", "Publishes an update of a post on a status page. What is omitted stays as in the latest update.", t.addUpdate,
			mcptools.WithQuestion(t.askUpdate), mcptools.WithMarks(marks.NoDuty), mcptools.WithMarkCount(marks.Pages, addUpdateInput.notifications),
			mcptools.WithExample(`{"page_id":"Lanternfield Status","post_id":"PPCOUNT","message":"The count is done.","status":"completed","impacts":{"Delivery":"operational"},"notify_subscribers":true}`)),
	}
}

type addUpdateInput struct {
	postInput
	updateInput
}

func (in addUpdateInput) notifications() int { return in.updateInput.notifications() }

const (
	maxUpdates         = 50 // of a post
	notReviewed        = "not_reviewed"
	visibleAfterReview = "nobody until it is approved"
)

type addedUpdate struct {
	ID   string         `json:"id"`
	Post view.Reference `json:"post"`
	published
	Before *state `json:"before,omitzero"`
}

func (t *tools) addUpdate(ctx context.Context, in addUpdateInput) (*addedUpdate, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	p, err := in.read(ctx, client)
	if err != nil {
		return nil, err
	}
	if len(p.updates) >= maxUpdates {
		return nil, fmt.Errorf("the post has %d updates, and PagerDuty takes no more: create another post", len(p.updates))
	}
	update, err := in.next(p)
	if err != nil {
		return nil, err
	}
	if err := checkNew(ctx, fmt.Sprintf("%s (%s)", p.post.Title, p.post.ID), p.updates, update); err != nil {
		return nil, err
	}
	added, err := client.StatusPages.AddPostUpdate(ctx, p.page.ID, p.post.ID, update)
	if err != nil {
		return nil, err
	}
	shown := &addedUpdate{ID: added.ID, Post: view.Reference{ID: p.post.ID, Name: p.post.Title}, published: publishedOn(p.page, &p.words, update)}
	if latest := p.latest(); latest != nil {
		shown.Before = new(p.words.state(*latest))
	}
	if added.ReviewedStatus == notReviewed {
		shown.VisibleTo = visibleAfterReview
	}
	return shown, nil
}

// latest returns the latest update; nil if there is none.
func (p *post) latest() *pagerduty.StatusPagePostUpdate { return latestOf(p.updates) }

// next returns the update to add. What the arguments omit is as in the latest update.
func (in addUpdateInput) next(p *post) (pagerduty.NewStatusPageUpdate, error) {
	latest := p.latest()
	if latest == nil {
		return in.update(&p.words, p.post.Type)
	}
	if in.Severity == "" {
		in.Severity = latest.Severity.ID
	}
	if in.Status == "" {
		in.Status = latest.Status.ID
	}
	update, err := in.update(&p.words, p.post.Type)
	if in.Impacts == nil {
		for _, i := range latest.Impacts {
			update.Impacts = append(update.Impacts, pagerduty.NewStatusPageImpact{ServiceID: i.Service.ID, ImpactID: i.Impact.ID})
		}
	}
	return update, err
}

// publishedOn returns what an update shows to whom.
func publishedOn(page *pagerduty.StatusPage, words *vocabulary, update pagerduty.NewStatusPageUpdate) published {
	shown := published{Page: view.Reference{ID: page.ID, Name: page.Name}, URL: page.URL, Notified: "nobody"}
	shown.Status, shown.Severity = name(words.statuses, update.StatusID), name(words.severities, update.SeverityID)
	for _, i := range update.Impacts {
		shown.Impacts = append(shown.Impacts, impactView{words.serviceName(i.ServiceID), name(words.impacts, i.ImpactID)})
	}
	switch {
	case page.PublishedAt.IsZero():
		shown.VisibleTo = "nobody until the page is published"
	case page.Type == pagerduty.PrivateStatusPage:
		shown.VisibleTo = "those who may see the private page"
	default:
		shown.VisibleTo = "everyone: the page is public"
	}
	if update.NotifySubscribers {
		shown.Notified = "the page's subscribers; PagerDuty does not say how many"
	}
	return shown
}

// askUpdate asks "Publish an update of post PPOST on status page Status and notify its subscribers: It is over.?".
func (t *tools) askUpdate(ctx context.Context, in addUpdateInput) mcptools.Question {
	words := "Publish an update on status page %s, without notifying its subscribers"
	if in.NotifySubscribers {
		words = "Publish an update on status page %s and notify its subscribers"
	}
	return mcptools.NewQuestion(words, identify.Labels(ctx, t.source, label, in.PageID)).And(": %s? It belongs to post %s.", []string{in.Message}, []string{in.PostID})
}
