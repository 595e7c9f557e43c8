package pagerduty_test

import (
	"context"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func everyPartOfAPageUpdate() pagerduty.NewStatusPageUpdate {
	return pagerduty.NewStatusPageUpdate{
		Message: "We are on it.", StatusID: "PSTA", SeverityID: "PSEV", Impacts: []pagerduty.NewStatusPageImpact{{ServiceID: "PSVC", ImpactID: "PIMP"}},
		NotifySubscribers: true, ReportedAt: since(), Frequency: time.Hour,
	}
}

func statusPageMethods() map[string]method {
	const post, created, update = `{"post":{"id":"PID"}}`, `{"post":{"id":"PNEW"}}`, `{"post_update":{"id":"PNEW"}}`
	return map[string]method{
		"StatusPages.List": reads(`{"status_pages":[]}`, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.StatusPages.List(ctx, pagerduty.PublicStatusPage))
		}),
		"StatusPages.Severities": reads(`{"severities":[]}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.StatusPages.Severities(ctx, id, pagerduty.PostIncident))
		}),
		"StatusPages.Statuses": reads(`{"statuses":[]}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.StatusPages.Statuses(ctx, id, pagerduty.PostIncident))
		}),
		"StatusPages.Impacts": reads(`{"impacts":[]}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.StatusPages.Impacts(ctx, id, pagerduty.PostMaintenance))
		}),
		"StatusPages.Services": reads(`{"services":[]}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.StatusPages.Services(ctx, id))
		}),
		"StatusPages.Posts": reads(`{"posts":[]}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.StatusPages.Posts(ctx, id, pagerduty.ListStatusPagePostsOptions{Type: pagerduty.PostIncident, ReviewedStatus: "approved", StatusIDs: someIDs()}))
		}),
		"StatusPages.Post": reads(post, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.StatusPages.Post(ctx, id, "PID", true))
		}),
		"StatusPages.PostUpdates": reads(`{"post_updates":[]}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.StatusPages.PostUpdates(ctx, id, "PPOST", "approved"))
		}),
		"StatusPages.CreatePost": writes(created, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.StatusPages.CreatePost(ctx, id, pagerduty.NewStatusPagePost{
				Type: pagerduty.PostMaintenance, Title: "New database", StartsAt: since(), EndsAt: since().Add(time.Hour), Update: everyPartOfAPageUpdate(),
			}))
		}),
		"StatusPages.AddPostUpdate": writes(update, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.StatusPages.AddPostUpdate(ctx, id, "PPOST", everyPartOfAPageUpdate()))
		}),
	}
}
