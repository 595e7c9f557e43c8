package status

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
)

type postInput struct {
	pageInput
	PostID string `json:"post_id" jsonschema_description:"Id or title."`
}

// check refuses texts that can be neither ids nor names. It sends no request.
func (in postInput) check() error {
	return errors.Join(in.pageInput.check(), identify.CheckName("post", "post_id", in.PostID))
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
	p, err := readPost(ctx, client, page, strings.TrimSpace(in.PostID))
	if !errors.Is(err, errNoID) && !errors.Is(err, pagerduty.ErrNotFound) {
		return p, err
	}
	id, unknown := in.byTitle(ctx, client, page.ID)
	if unknown != nil {
		return nil, unknown
	}
	return readPost(ctx, client, page, id)
}

// byTitle returns the id of the post that the text names by its title.
func (in postInput) byTitle(ctx context.Context, client *pagerduty.Client, pageID string) (string, error) {
	posts, err := client.StatusPages.Posts(ctx, pageID, pagerduty.ListStatusPagePostsOptions{})
	if err != nil {
		return "", err
	}
	var candidates []identify.Candidate
	for _, p := range posts.Items {
		candidates = append(candidates, identify.Candidate{ID: p.ID, Name: p.Title})
	}
	return identify.Pick("post of the page", "post_id", in.PostID, candidates)
}

var errNoID = errors.New("the text is no id")

// readPost reads a post by its id, with its updates and the words of its page.
func readPost(ctx context.Context, client *pagerduty.Client, page *pagerduty.StatusPage, id string) (*post, error) {
	if _, err := identify.ID("post_id", id); err != nil {
		return nil, errNoID
	}
	p := &post{page: page}
	err := p.words.read(ctx, client, page.ID, func(ctx context.Context) (err error) {
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
