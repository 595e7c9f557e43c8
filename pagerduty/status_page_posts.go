package pagerduty

import (
	"context"
	"time"
)

// StatusPagePost is an incident or a maintenance on a status page. Its latest update says how it stands.
type StatusPagePost struct {
	ID       string                 `json:"id"`
	Type     StatusPagePostType     `json:"post_type"`
	Title    string                 `json:"title"`
	StartsAt Time                   `json:"starts_at"` // of a maintenance
	EndsAt   Time                   `json:"ends_at"`
	Updates  []StatusPagePostUpdate `json:"updates"` // have only ids, unless Post was asked to include them
}

// StatusPagePostUpdate is a message of a post.
type StatusPagePostUpdate struct {
	ID                string             `json:"id"`
	Message           string             `json:"message"`
	Status            Reference          `json:"status"` // like all references here, it has no name
	Severity          Reference          `json:"severity"`
	Impacts           []StatusPageImpact `json:"impacted_services"`
	NotifySubscribers bool               `json:"notify_subscribers"`
	ReviewedStatus    string             `json:"reviewed_status"` // approved or not_reviewed; the page does not show what is not approved
	ReportedAt        Time               `json:"reported_at"`
	Frequency         int                `json:"update_frequency_ms"` // milliseconds until the next update is promised; 0 for no promise
}

// StatusPageImpact is the impact of a post on a service of the page.
type StatusPageImpact struct {
	Service Reference `json:"service"`
	Impact  Reference `json:"impact"`
}

// ListStatusPagePostsOptions filters a list of posts. The zero value lists all.
type ListStatusPagePostsOptions struct {
	Type           StatusPagePostType
	ReviewedStatus string   // approved or not_reviewed
	StatusIDs      []string // posts whose latest update has any of these
}

// Posts returns the posts of a page.
//
// Operation listStatusPagePosts: GET /status_pages/{id}/posts.
func (s *StatusPagesService) Posts(ctx context.Context, pageID string, options ListStatusPagePostsOptions) (*Page[StatusPagePost], error) {
	r := get("listStatusPagePosts", "status_pages", pageID, "posts")
	setText(r.query, "post_type", string(options.Type))
	setText(r.query, "reviewed_status", options.ReviewedStatus)
	addAll(r.query, "status", options.StatusIDs)
	return fetchPage[StatusPagePost](ctx, s.core, r, "posts")
}

// Post returns one post. withUpdates asks for its updates in full.
//
// Operation getStatusPagePost: GET /status_pages/{id}/posts/{post_id}.
func (s *StatusPagesService) Post(ctx context.Context, pageID, postID string, withUpdates bool) (*StatusPagePost, error) {
	r := get("getStatusPagePost", "status_pages", pageID, "posts", postID)
	r.object = postID
	if withUpdates {
		r.query.Set("include[]", "status_page_post_update")
	}
	return one[StatusPagePost](ctx, s.core, r, "post")
}

// PostUpdates returns the updates of a post with a reviewed status, approved or not_reviewed; "" for both.
//
// Operation listStatusPagePostUpdates: GET /status_pages/{id}/posts/{post_id}/post_updates.
func (s *StatusPagesService) PostUpdates(ctx context.Context, pageID, postID, reviewedStatus string) (*Page[StatusPagePostUpdate], error) {
	r := get("listStatusPagePostUpdates", "status_pages", pageID, "posts", postID, "post_updates")
	setText(r.query, "reviewed_status", reviewedStatus)
	return fetchPage[StatusPagePostUpdate](ctx, s.core, r, "post_updates")
}

// NewStatusPageUpdate is an update to publish.
type NewStatusPageUpdate struct {
	Message           string
	StatusID          string
	SeverityID        string
	Impacts           []NewStatusPageImpact // all of them; none if the post affects no service
	NotifySubscribers bool                  // sends the update to the subscribers of the page
	ReportedAt        time.Time             // by default now
	Frequency         time.Duration         // until the next update is promised
}

// NewStatusPageImpact is the impact of a new update on a service of the page.
type NewStatusPageImpact struct {
	ServiceID string
	ImpactID  string
}

// NewStatusPagePost is a post to publish.
type NewStatusPagePost struct {
	Type     StatusPagePostType
	Title    string    // at most 128 characters
	StartsAt time.Time // required for a maintenance
	EndsAt   time.Time
	Update   NewStatusPageUpdate // its first update
}

type statusPageUpdateBody struct {
	Type       string       `json:"type"`
	Message    string       `json:"message"`
	Status     link         `json:"status"`
	Severity   link         `json:"severity"`
	Impacts    []impactBody `json:"impacted_services"`
	Notify     bool         `json:"notify_subscribers"`
	ReportedAt *time.Time   `json:"reported_at,omitempty"`
	Frequency  int64        `json:"update_frequency_ms,omitempty"`
}

type impactBody struct {
	Service link `json:"service"`
	Impact  link `json:"impact"`
}

func (u NewStatusPageUpdate) body() (statusPageUpdateBody, error) {
	body := statusPageUpdateBody{
		Type: "status_page_post_update", Message: u.Message, Notify: u.NotifySubscribers, ReportedAt: wholeSecond(u.ReportedAt), Frequency: u.Frequency.Milliseconds(),
		Status: link{u.StatusID, "status_page_status"}, Severity: link{u.SeverityID, "status_page_severity"}, Impacts: []impactBody{},
	}
	ids := []string{u.StatusID, u.SeverityID}
	for _, i := range u.Impacts {
		ids = append(ids, i.ServiceID, i.ImpactID)
		body.Impacts = append(body.Impacts, impactBody{link{i.ServiceID, "status_page_service"}, link{i.ImpactID, "status_page_impact"}})
	}
	return body, checkIDs(ids...)
}

// CreatePost publishes a post with its first update. If PagerDuty's answer is lost, the error matches ErrUndecided: list the posts before
// you repeat the call.
//
// Operation createStatusPagePost: POST /status_pages/{id}/posts.
func (s *StatusPagesService) CreatePost(ctx context.Context, pageID string, created NewStatusPagePost) (*StatusPagePost, error) {
	update, err := created.Update.body()
	if err != nil {
		return nil, err
	}
	type content struct {
		Type     string                 `json:"type"`
		Title    string                 `json:"title"`
		PostType StatusPagePostType     `json:"post_type"`
		StartsAt *time.Time             `json:"starts_at"` // null for an incident
		EndsAt   *time.Time             `json:"ends_at"`
		Updates  []statusPageUpdateBody `json:"updates"`
		Page     link                   `json:"status_page"`
	}
	r := post("createStatusPagePost", map[string]content{"post": {
		"status_page_post", created.Title, created.Type, wholeSecond(created.StartsAt), wholeSecond(created.EndsAt), []statusPageUpdateBody{update}, link{pageID, "status_page"},
	}}, "status_pages", pageID, "posts")
	r.notifies = created.Update.NotifySubscribers
	return one[StatusPagePost](ctx, s.core, r, "post")
}

// AddPostUpdate publishes another update of a post, which may have at most 50. If PagerDuty's answer is lost, the error matches
// ErrUndecided: list the updates before you repeat the call.
//
// Operation createStatusPagePostUpdate: POST /status_pages/{id}/posts/{post_id}/post_updates.
func (s *StatusPagesService) AddPostUpdate(ctx context.Context, pageID, postID string, update NewStatusPageUpdate) (*StatusPagePostUpdate, error) {
	body, err := update.body()
	if err != nil {
		return nil, err
	}
	r := post("createStatusPagePostUpdate", map[string]statusPageUpdateBody{"post_update": body}, "status_pages", pageID, "posts", postID, "post_updates")
	r.notifies = update.NotifySubscribers
	return one[StatusPagePostUpdate](ctx, s.core, r, "post_update")
}
