package status

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/recent"
)

// checkNew refuses an update that repeats the latest one of a post, if that is recent: the same message about the same state. It accepts
// one that notifies the subscribers for the first time.
func checkNew(ctx context.Context, post string, updates []pagerduty.StatusPagePostUpdate, update pagerduty.NewStatusPageUpdate) error {
	u := latestOf(updates)
	if u == nil || !recent.Is(ctx, u.ReportedAt) || !recent.IsText(u.Message, update.Message) ||
		u.Status.ID != update.StatusID || u.Severity.ID != update.SeverityID || !sameImpacts(u.Impacts, update.Impacts) ||
		update.NotifySubscribers && !u.NotifySubscribers {
		return nil
	}
	again := "publishing it again would show it twice"
	if update.NotifySubscribers {
		again += " and notify subscribers again"
	}
	return recent.Repeated(fmt.Sprintf("published in post %s %s", post, recent.Ago(ctx, u.ReportedAt, pagerduty.Reference{})), again)
}

// latestOf returns the latest of updates in any order; nil if there is none. Of several in one second, it is the last.
func latestOf(updates []pagerduty.StatusPagePostUpdate) *pagerduty.StatusPagePostUpdate {
	var latest *pagerduty.StatusPagePostUpdate
	for i, u := range updates {
		if latest == nil || !u.ReportedAt.Before(latest.ReportedAt.Time) {
			latest = &updates[i]
		}
	}
	return latest
}

func sameImpacts(published []pagerduty.StatusPageImpact, impacts []pagerduty.NewStatusPageImpact) bool {
	return len(published) == len(impacts) && !slices.ContainsFunc(published, func(p pagerduty.StatusPageImpact) bool {
		return !slices.Contains(impacts, pagerduty.NewStatusPageImpact{ServiceID: p.Service.ID, ImpactID: p.Impact.ID})
	})
}

// postsLike lists the posts of a page with a type and a title, for checkNewPost. It leaves time to publish if the list takes too long.
func postsLike(ctx context.Context, client *pagerduty.Client, pageID string, of pagerduty.StatusPagePostType, title string) ([]pagerduty.StatusPagePost, error) {
	ctx, cancel := incident.BeforeDeadline(ctx)
	defer cancel()
	page, err := client.StatusPages.Posts(ctx, pageID, pagerduty.ListStatusPagePostsOptions{Type: of})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(page.Items, func(p pagerduty.StatusPagePost) bool { return !strings.EqualFold(strings.TrimSpace(p.Title), title) }), nil
}

// checkNewPost refuses a post that was published a short time ago, with the same title and times, and still has the same update as its
// latest. unread is why posts could not be compared.
func checkNewPost(ctx context.Context, client *pagerduty.Client, pageID string, like []pagerduty.StatusPagePost, post pagerduty.NewStatusPagePost) (unread, err error) {
	const most = 10 // incidents may recur under one title
	like = slices.DeleteFunc(like, func(p pagerduty.StatusPagePost) bool {
		return !p.StartsAt.Equal(post.StartsAt) || !p.EndsAt.Equal(post.EndsAt)
	})
	like = like[:min(most, len(like))]
	reading, cancel := incident.BeforeDeadline(ctx)
	defer cancel()
	updates := make([]*pagerduty.Page[pagerduty.StatusPagePostUpdate], len(like))
	unread = parallel.Each(reading, len(like), func(ctx context.Context, i int) (err error) {
		updates[i], err = client.StatusPages.PostUpdates(ctx, pageID, like[i].ID, "")
		return err
	})
	for i, p := range like {
		if updates[i] == nil {
			continue
		}
		if err := checkNew(ctx, fmt.Sprintf("%s (%s)", p.Title, p.ID), updates[i].Items, post.Update); err != nil {
			return nil, err
		}
	}
	return unread, nil
}
