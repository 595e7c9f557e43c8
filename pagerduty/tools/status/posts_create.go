package status

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) postCreation() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Additive("create_status_page_post", "Publishes a post with its first update on a status page. Everyone sees it if the page is public.", t.createPost,
			mcptools.WithQuestion(t.askCreate), mcptools.WithMarks(marks.NoDuty), mcptools.WithMarkCount(marks.Pages, createPostInput.notifications),
			mcptools.WithExample(`{"page_id":"Lanternfield Status","post_type":"incident","title":"Slow checkout","message":"Orders take longer than usual. We are looking into it.",`+
				`"severity":"minor","status":"investigating","impacts":{"Checkout and Payments":"partial outage"},"notify_subscribers":true}`)),
	}
}

// impactInput is an impact on a service, both by name.
type impactInput struct {
	Name  string `json:"name" jsonschema_description:"Service." alias:"service,service_id"`
	Value string `json:"value" jsonschema_description:"Impact." alias:"impact,impact_id"`
}

// stateInput are the arguments for how things stand.
type stateInput struct {
	Severity string        `json:"severity,omitempty" jsonschema_description:"One of the page's."`
	Status   string        `json:"status,omitempty" jsonschema_description:"One of the page's."`
	Impacts  []impactInput `json:"impacts,omitempty" pairs:"true" jsonschema_description:"Impact on each affected service."`
}

// updateInput are the arguments of an update.
type updateInput struct {
	Message string `json:"message" jsonschema:"minLength=1" jsonschema_description:"The text that readers see."`
	stateInput
	NotifySubscribers bool `json:"notify_subscribers" jsonschema_description:"Send it to the page's subscribers."`
}

// notifications returns 1 if the update goes to the subscribers of the page.
func (in updateInput) notifications() int {
	if in.NotifySubscribers {
		return 1
	}
	return 0
}

type createPostInput struct {
	pageInput
	PostType pagerduty.StatusPagePostType `json:"post_type" jsonschema:"enum=incident,enum=maintenance"`
	Title    string                       `json:"title" jsonschema:"minLength=1,maxLength=128"`
	updateInput
	StartsAt string `json:"starts_at,omitempty" jsonschema_description:"Required for maintenance, as is ends_at."`
	EndsAt   string `json:"ends_at,omitempty"`
}

func (in createPostInput) notifications() int { return in.updateInput.notifications() }

// published is what a post shows to whom.
type published struct {
	Page view.Reference `json:"page"`
	URL  string         `json:"url,omitzero"` // of the page
	state
	VisibleTo string `json:"visible_to"`
	Notified  string `json:"notified"`
}

type createdPost struct {
	postHead
	published
	Notes   []string         `json:"notes,omitempty"` // on how times were read
	Missing incident.Missing `json:"missing,omitempty"`
}

func (t *tools) createPost(ctx context.Context, in createPostInput) (*createdPost, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	planned, err := in.plan(ctx, client)
	if err != nil {
		return nil, err
	}
	post := planned.post
	unread, err := checkNewPost(ctx, client, planned.page.ID, planned.like, post)
	if err != nil {
		return nil, err
	}
	created, err := client.StatusPages.CreatePost(ctx, planned.page.ID, post)
	if err != nil {
		return nil, err
	}
	shown := &createdPost{postHead: headOf(*created), published: publishedOn(planned.page, &planned.words, post.Update), Notes: planned.notes}
	shown.Missing.Add("recent_posts", cmp.Or(planned.unlisted, unread))
	shown.Title, shown.PostType = cmp.Or(shown.Title, post.Title), cmp.Or(shown.PostType, post.Type)
	if len(created.Updates) > 0 && created.Updates[0].ReviewedStatus == notReviewed {
		shown.VisibleTo = visibleAfterReview
	}
	return shown, nil
}

// plannedPost is a post to publish.
type plannedPost struct {
	page     *pagerduty.StatusPage
	words    vocabulary
	post     pagerduty.NewStatusPagePost
	like     []pagerduty.StatusPagePost // with the same type and title
	unlisted error                      // why those could not be listed
	notes    []string                   // on how times were read
}

// plan reads the page, and returns the post with the ids of what the arguments name.
func (in createPostInput) plan(ctx context.Context, client *pagerduty.Client) (*plannedPost, error) {
	planned := &plannedPost{post: pagerduty.NewStatusPagePost{Type: in.PostType, Title: strings.TrimSpace(in.Title)}}
	post := &planned.post
	times := when.Parser{Now: when.Now(ctx), Zone: when.UserZone(ctx, client), Plans: true}
	var err error
	if post.StartsAt, post.EndsAt, err = in.times(&times); err != nil {
		return nil, err
	}
	planned.notes = times.Notes()
	if planned.page, err = in.find(ctx, client); err != nil {
		return nil, err
	}
	if err := planned.words.read(ctx, client, planned.page.ID, func(ctx context.Context) error {
		planned.like, planned.unlisted = postsLike(ctx, client, planned.page.ID, post.Type, post.Title)
		return nil
	}); err != nil {
		return nil, err
	}
	if post.Update, err = in.update(&planned.words, in.PostType); err != nil {
		return nil, err
	}
	return planned, checkPast(*post, name(planned.words.statuses, post.Update.StatusID), times.Now)
}

// times returns the start and the end of a maintenance.
func (in createPostInput) times(times *when.Parser) (start, end time.Time, err error) {
	isMaintenance := in.PostType == pagerduty.PostMaintenance
	switch {
	case !isMaintenance && (in.StartsAt != "" || in.EndsAt != ""):
		return start, end, errors.New("starts_at and ends_at belong to maintenance: leave them out for an incident")
	case !isMaintenance:
		return start, end, nil
	case in.StartsAt == "" || in.EndsAt == "":
		return start, end, errors.New("starts_at and ends_at are required for maintenance")
	}
	if start, err = times.Parse("starts_at", in.StartsAt); err != nil {
		return start, end, err
	}
	if end, err = times.ParseEnd("ends_at", in.EndsAt); err != nil {
		return start, end, err
	}
	return start, end, when.CheckOrder("starts_at", start, "ends_at", end)
}

// checkPast refuses to announce a maintenance that is over, as if it were to come. One that is reported afterwards has another status.
func checkPast(post pagerduty.NewStatusPagePost, status string, now time.Time) error {
	announced := strings.EqualFold(status, "scheduled") || strings.EqualFold(status, "in progress")
	if post.Type != pagerduty.PostMaintenance || !announced || post.EndsAt.After(now) {
		return nil
	}
	return fmt.Errorf("ends_at (%s) is past, and the status is %s: give the times of a maintenance that is not over, or another status", post.EndsAt.Format(time.RFC3339), status)
}

// update returns the update with the ids of what the arguments name.
func (in updateInput) update(words *vocabulary, of pagerduty.StatusPagePostType) (pagerduty.NewStatusPageUpdate, error) {
	update := pagerduty.NewStatusPageUpdate{Message: in.Message, NotifySubscribers: in.NotifySubscribers}
	var noSeverity, noStatus, noImpact error // all are told at once
	update.SeverityID, noSeverity = pick("severity", "severity", in.Severity, words.severities, of)
	update.StatusID, noStatus = pick("status", "status", in.Status, words.statuses, of)
	update.Impacts, noImpact = in.impacts(words, of)
	return update, errors.Join(noSeverity, noStatus, noImpact)
}

func (in stateInput) impacts(words *vocabulary, of pagerduty.StatusPagePostType) ([]pagerduty.NewStatusPageImpact, error) {
	var services []identify.Candidate
	for _, s := range words.services {
		services = append(services, identify.Candidate{ID: s.ID, Name: s.Name})
	}
	var all []pagerduty.NewStatusPageImpact
	var wrong []error
	for i, one := range in.Impacts {
		service, noService := identify.Pick("service of the page", fmt.Sprintf("impacts[%d].name", i), one.Name, services)
		impact, noImpact := one.impact(i, words, of)
		if noService == nil && slices.ContainsFunc(all, func(other pagerduty.NewStatusPageImpact) bool { return other.ServiceID == service }) {
			noService = fmt.Errorf("impacts has %s twice: give each service once", one.Name)
		}
		all, wrong = append(all, pagerduty.NewStatusPageImpact{ServiceID: service, ImpactID: impact}), append(wrong, noService, noImpact)
	}
	return all, errors.Join(wrong...)
}

// impact returns the id of the impact, the one with the index i of its argument.
func (in impactInput) impact(i int, words *vocabulary, of pagerduty.StatusPagePostType) (string, error) {
	if strings.TrimSpace(in.Value) == "" {
		return "", fmt.Errorf("impacts[%d].value is empty: give the impact on %s", i, in.Name)
	}
	return pick("impact", fmt.Sprintf("impacts[%d].value", i), in.Value, words.impacts, of)
}

// askCreate asks "Publish incident Slow checkout on status page Status and notify its subscribers: We are looking into it.?".
func (t *tools) askCreate(ctx context.Context, in createPostInput) mcptools.Question {
	words := "Publish on status page %s, without notifying its subscribers"
	if in.NotifySubscribers {
		words = "Publish on status page %s and notify its subscribers"
	}
	return mcptools.NewQuestion(words, identify.Labels(ctx, t.source, label, in.PageID)).And(": %s: %s?", []string{in.Title}, []string{in.Message})
}
