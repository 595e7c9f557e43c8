package status

import (
	"context"
	"fmt"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
)

type postInput struct {
	pageInput
	PostID string `json:"post_id"`
}

// check refuses texts that can be no ids. It sends no request.
func (in postInput) check() error {
	if err := in.pageInput.check(); err != nil {
		return err
	}
	if _, err := identify.ID("post_id", in.PostID); err != nil {
		return fmt.Errorf("%w; posts go by id only, and their list has the ids", err)
	}
	return nil
}

// impactView is the impact of a post on a service.
type impactView struct {
	Service string `json:"service"`
	Impact  string `json:"impact"`
}

// state is how an update says that things stand.
type state struct {
	Status   string       `json:"status,omitzero"`
	Severity string       `json:"severity,omitzero"`
	Impacts  []impactView `json:"impacts,omitempty"`
}

func (v *vocabulary) state(u pagerduty.StatusPagePostUpdate) state {
	shown := state{Status: name(v.statuses, u.Status.ID), Severity: name(v.severities, u.Severity.ID)}
	for _, i := range u.Impacts {
		shown.Impacts = append(shown.Impacts, impactView{v.serviceName(i.Service.ID), name(v.impacts, i.Impact.ID)})
	}
	return shown
}

// post is a post with its updates, oldest first, and the words of its page.
type post struct {
	page    *pagerduty.StatusPage
	post    *pagerduty.StatusPagePost
	updates []pagerduty.StatusPagePostUpdate
	words   vocabulary
	more    bool
}

// read reads a post and what belongs to it.
func (in postInput) read(ctx context.Context, client *pagerduty.Client) (*post, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	page, err := in.find(ctx, client)
	if err != nil {
		return nil, err
	}
	id, _ := identify.ID("post_id", in.PostID) // check has accepted it
	p := &post{page: page}
	err = p.words.read(ctx, client, page.ID, func(ctx context.Context) (err error) {
		p.post, err = client.StatusPages.Post(ctx, page.ID, id, false)
		return err
	}, func(ctx context.Context) error {
		updates, err := client.StatusPages.PostUpdates(ctx, page.ID, id, "")
		if err == nil {
			p.updates, p.more = updates.Items, updates.More
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(p.updates, func(a, b pagerduty.StatusPagePostUpdate) int { return a.ReportedAt.Compare(b.ReportedAt.Time) })
	return p, nil
}
