package status

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func (t *tools) posts() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("list_status_page_posts", "Lists the posts on a status page and their status.", t.listPosts,
			mcptools.WithExample(`{"page_id":"Lanternfield Status","statuses":["in progress"]}`)),
		mcptools.Read("get_status_page_post", "Returns a post on a status page, with all its updates, oldest first.", t.getPost,
			mcptools.WithExample(`{"page_id":"Lanternfield Status","post_id":"PPSLOWC"}`)),
	}
}

type listPostsInput struct {
	pageInput
	PostType pagerduty.StatusPagePostType `json:"post_type,omitempty" jsonschema:"enum=incident,enum=maintenance"`
	Statuses []string                     `json:"statuses,omitempty" jsonschema_description:"Names of latest statuses."`
}

// postHead is a post without its updates.
type postHead struct {
	ID       string                       `json:"id"`
	Title    string                       `json:"title,omitzero"`
	PostType pagerduty.StatusPagePostType `json:"post_type,omitzero"`
	StartsAt string                       `json:"starts_at,omitzero"`
	EndsAt   string                       `json:"ends_at,omitzero"`
}

func headOf(p pagerduty.StatusPagePost) postHead {
	return postHead{p.ID, p.Title, p.Type, view.Time(p.StartsAt), view.Time(p.EndsAt)}
}

type updateView struct {
	ID string `json:"id"`
	At string `json:"at,omitzero"`
	state
	Message        string `json:"message,omitzero"`
	Notified       bool   `json:"notified_subscribers"`
	AwaitingReview bool   `json:"awaiting_review,omitzero"` // the page does not show it yet
}

type postDetail struct {
	postHead
	Page    view.Reference `json:"page"`
	URL     string         `json:"url,omitzero"` // of the page
	Updates []updateView   `json:"updates,omitempty"`
	Notes   []string       `json:"notes,omitempty"`
}

func (t *tools) getPost(ctx context.Context, in postInput) (*postDetail, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	p, err := in.read(ctx, client)
	if err != nil {
		return nil, err
	}
	shown := &postDetail{postHead: headOf(*p.post), Page: view.Reference{ID: p.page.ID, Name: p.page.Name}, URL: p.page.URL}
	for _, u := range p.updates {
		shown.Updates = append(shown.Updates, updateView{
			ID: u.ID, At: view.Time(u.ReportedAt), state: p.words.state(u), Message: u.Message, Notified: u.NotifySubscribers, AwaitingReview: u.ReviewedStatus == "not_reviewed",
		})
	}
	if p.more {
		shown.Notes = []string{moreNote}
	}
	return shown, nil
}
