package status

import (
	"context"
	"fmt"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// postInList is a post with how things stand. PagerDuty's lists have only the ids of updates, so the updates of each post are read.
type postInList struct {
	postHead
	Status    string `json:"status,omitzero"`
	Severity  string `json:"severity,omitzero"`
	UpdatedAt string `json:"updated_at,omitzero"`
	Updates   int    `json:"updates,omitzero"`
}

// maxRead is the number of posts of a list whose updates are read.
const maxRead = 25

func (t *tools) listPosts(ctx context.Context, in listPostsInput) (list mcptools.List[postInList], err error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return list, err
	}
	page, err := in.find(ctx, client)
	if err != nil {
		return list, err
	}
	words := &vocabulary{}
	if err := words.readStates(ctx, client, page.ID); err != nil {
		return list, err
	}
	options := pagerduty.ListStatusPagePostsOptions{Type: in.PostType}
	if options.StatusIDs, err = in.statuses(words); err != nil {
		return list, err
	}
	posts, err := client.StatusPages.Posts(ctx, page.ID, options)
	if err != nil {
		return list, err
	}
	list = listOf(posts, func(p pagerduty.StatusPagePost) postInList {
		return postInList{postHead: headOf(p), Updates: len(p.Updates)}
	})
	list.Notes = append(list.Notes, addStates(ctx, client, page.ID, words, list.Items)...)
	return list, ctx.Err()
}

// addStates adds how things stand to the first posts, and returns notes on those without.
func addStates(ctx context.Context, client *pagerduty.Client, pageID string, words *vocabulary, posts []postInList) (notes []string) {
	read := posts[:min(maxRead, len(posts))]
	failed := make([]error, len(read))
	_ = parallel.Each(ctx, len(read), func(ctx context.Context, i int) error {
		updates, err := client.StatusPages.PostUpdates(ctx, pageID, read[i].ID, "")
		if failed[i] = err; err != nil || len(updates.Items) == 0 {
			return nil
		}
		latest := slices.MaxFunc(updates.Items, func(a, b pagerduty.StatusPagePostUpdate) int { return a.ReportedAt.Compare(b.ReportedAt.Time) })
		shown := words.state(latest)
		read[i].Status, read[i].Severity, read[i].UpdatedAt = shown.Status, shown.Severity, view.Time(latest.ReportedAt)
		return nil
	})
	if failed = slices.DeleteFunc(failed, func(err error) bool { return err == nil }); len(failed) > 0 {
		notes = append(notes, fmt.Sprintf("The status of %d posts could not be read: %v", len(failed), failed[0]))
	}
	if len(posts) > len(read) {
		notes = append(notes, fmt.Sprintf("Only the first %d posts have their status. List with statuses to find open ones among all.", len(read)))
	}
	return notes
}

// statuses returns the ids of the statuses to list. A name may mean one status of incidents and one of maintenance.
func (in listPostsInput) statuses(words *vocabulary) ([]string, error) {
	var ids []string
	for i, text := range in.Statuses {
		found, err := allNamed("status", fmt.Sprintf("statuses[%d]", i), text, words.ofType(in.PostType))
		if err != nil {
			return nil, err
		}
		ids = append(ids, found...)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// ofType returns the statuses of posts of a type; all for "".
func (v *vocabulary) ofType(of pagerduty.StatusPagePostType) []pagerduty.StatusPageTerm {
	return slices.DeleteFunc(slices.Clone(v.statuses), func(t pagerduty.StatusPageTerm) bool { return of != "" && t.PostType != "" && t.PostType != of })
}

// allNamed returns the ids of the terms that text names, in posts of each type.
func allNamed(noun, argument, text string, all []pagerduty.StatusPageTerm) (ids []string, err error) {
	for _, of := range []pagerduty.StatusPagePostType{pagerduty.PostIncident, pagerduty.PostMaintenance} {
		if id, err := pick(noun, argument, text, all, of); err == nil && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if len(ids) > 0 {
		return ids, nil
	}
	var candidates []identify.Candidate
	for _, t := range all {
		candidates = append(candidates, identify.Candidate{ID: t.ID, Name: t.Description})
	}
	_, err = identify.Pick(noun, argument, text, candidates)
	return nil, err
}
