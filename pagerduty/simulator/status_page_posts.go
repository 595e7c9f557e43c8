package simulator

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// pagePost is an incident or a maintenance on a status page. Its latest update says how it stands.
type pagePost struct {
	id, title, postType string
	starts, ends        time.Time // zero in an incident
	updates             []*pageUpdate
}

type pageUpdate struct {
	id, message      string
	status, severity *pageTerm
	impacts          []pageImpact
	notify           bool
	at               time.Time
	frequency        *int // milliseconds
}

type pageImpact struct {
	service *pageService
	impact  *pageTerm
}

const (
	longestPostTitle = 128
	mostPageUpdates  = 50 // of a post
)

var postTypes = []string{"incident", "maintenance"}

func (p *pagePost) latest() *pageUpdate { return p.updates[len(p.updates)-1] }

// listPagePosts lists the posts of a page, newest first. Every update counts as approved.
func listPagePosts(c *call) (any, error) {
	page, err := c.statusPage()
	if err != nil {
		return nil, err
	}
	postType, reviewed, statuses := c.oneOf("post_type", postTypes...), c.oneOf("reviewed_status", "approved", "not_reviewed"), c.list("status[]")
	found := filter(page.posts.order, func(p *pagePost) bool {
		return (postType == "" || p.postType == postType) && reviewed != "not_reviewed" && (len(statuses) == 0 || slices.Contains(statuses, p.latest().status.id))
	})
	slices.Reverse(found)
	r := c.renderer()
	return wholeList("posts", each(found, func(p *pagePost) map[string]any { return r.pagePost(page, p) })), nil
}

// pagePost returns the page and the post in the call's path.
func (c *call) pagePost() (*statusPage, *pagePost, error) {
	page, err := c.statusPage()
	if err != nil {
		return nil, nil, err
	}
	post, err := find(&page.posts, c.path["post_id"], "post on this status page")
	return page, post, err
}

func getPagePost(c *call) (any, error) {
	page, post, err := c.pagePost()
	if err != nil {
		return nil, err
	}
	return map[string]any{"post": c.renderer().pagePost(page, post)}, nil
}

// listPagePostUpdates lists the updates of a post, oldest first.
func listPagePostUpdates(c *call) (any, error) {
	page, post, err := c.pagePost()
	if err != nil {
		return nil, err
	}
	updates := post.updates
	if c.oneOf("reviewed_status", "approved", "not_reviewed") == "not_reviewed" {
		updates = nil
	}
	r := c.renderer()
	return wholeList("post_updates", each(updates, func(u *pageUpdate) map[string]any { return r.pageUpdate(page, post, u) })), nil
}

type pagePostInput struct {
	Type     string             `json:"type"`
	Title    string             `json:"title"`
	PostType string             `json:"post_type"`
	StartsAt *string            `json:"starts_at"`
	EndsAt   *string            `json:"ends_at"`
	Updates  []*pageUpdateInput `json:"updates"`
	Page     *referenceInput    `json:"status_page"`
}

type pageUpdateInput struct {
	Type     string            `json:"type"`
	Post     *referenceInput   `json:"post"`
	Message  string            `json:"message"`
	Status   *referenceInput   `json:"status"`
	Severity *referenceInput   `json:"severity"`
	Impacts  []pageImpactInput `json:"impacted_services"`
	Notify   *bool             `json:"notify_subscribers"`
	At       string            `json:"reported_at"`
	Every    *int              `json:"update_frequency_ms"`
}

type pageImpactInput struct {
	Service *referenceInput `json:"service"`
	Impact  *referenceInput `json:"impact"`
}

func createPagePost(c *call) (any, error) {
	page, err := c.statusPage()
	if err != nil {
		return nil, err
	}
	var in struct {
		Post *pagePostInput `json:"post"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if in.Post == nil {
		return nil, invalid("the body must have the member post, an object")
	}
	post := c.newPagePost(page, in.Post)
	if err := c.refusal(); err != nil {
		return nil, err
	}
	post.id = c.account.newShortID()
	page.posts.add(post.id, post)
	for _, update := range post.updates {
		update.id = c.account.newShortID()
	}
	r := c.renderer()
	r.include["status_page_post_update"] = true
	return map[string]any{"post": r.pagePost(page, post)}, nil
}

// newPagePost checks a post.
func (c *call) newPagePost(page *statusPage, in *pagePostInput) *pagePost {
	post := &pagePost{title: in.Title, postType: in.PostType}
	c.checkType("post", in.Type, "status_page_post")
	if in.Page == nil || in.Page.ID != page.id {
		c.problem("post.status_page.id must be %q, as in the path", page.id)
	} else {
		c.checkType("post.status_page", in.Page.Type, "status_page")
	}
	if length := utf8.RuneCountInString(in.Title); strings.TrimSpace(in.Title) == "" || length > longestPostTitle {
		c.problem("post.title must have 1 to %d characters, not %d", longestPostTitle, length)
	}
	if !slices.Contains(postTypes, in.PostType) {
		c.problem("post.post_type must be %s, not %q", alternativesOf(postTypes), in.PostType)
	}
	post.starts = c.bodyTime("post.starts_at", valueOr(in.StartsAt, ""), time.Time{})
	post.ends = c.bodyTime("post.ends_at", valueOr(in.EndsAt, ""), time.Time{})
	if in.PostType == "maintenance" && (post.starts.IsZero() || !post.ends.After(post.starts)) {
		c.problem("post.starts_at and post.ends_at are required for maintenance, and the end must be after the start")
	}
	if len(in.Updates) < 1 || len(in.Updates) > mostPageUpdates {
		c.problem("post.updates must have 1 to %d updates, not %d", mostPageUpdates, len(in.Updates))
	}
	for n, update := range withoutNull(c, "post.updates", in.Updates) {
		post.updates = append(post.updates, c.newPageUpdate(page, post, fmt.Sprintf("post.updates.%d", n), update))
	}
	return post
}

func createPagePostUpdate(c *call) (any, error) {
	page, post, err := c.pagePost()
	if err != nil {
		return nil, err
	}
	var in struct {
		Update *pageUpdateInput `json:"post_update"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if in.Update == nil {
		return nil, invalid("the body must have the member post_update, an object")
	}
	if len(post.updates) >= mostPageUpdates {
		return nil, conflicting(fmt.Sprintf("the post has %d updates, which is the most", mostPageUpdates))
	}
	update := c.newPageUpdate(page, post, "post_update", in.Update)
	if err := c.refusal(); err != nil {
		return nil, err
	}
	update.id = c.account.newShortID()
	post.updates = append(post.updates, update)
	return map[string]any{"post_update": c.renderer().pageUpdate(page, post, update)}, nil
}

// newPageUpdate checks an update.
func (c *call) newPageUpdate(page *statusPage, post *pagePost, member string, in *pageUpdateInput) *pageUpdate {
	c.checkType(member, in.Type, "status_page_post_update")
	if strings.TrimSpace(in.Message) == "" {
		c.problem("%s.message must not be empty", member)
	}
	if in.Notify == nil {
		c.problem("%s.notify_subscribers is required", member)
	}
	if in.Impacts == nil {
		c.problem("%s.impacted_services is required, and may be empty", member)
	}
	update := &pageUpdate{
		message: in.Message, notify: valueOr(in.Notify, false), at: c.bodyTime(member+".reported_at", in.At, c.now.Truncate(time.Second)), frequency: in.Every,
		status:   c.pageTerm(&page.statuses, member+".status", in.Status, post, "status_page_status"),
		severity: c.pageTerm(&page.severities, member+".severity", in.Severity, post, "status_page_severity"),
	}
	for n, one := range in.Impacts {
		at := fmt.Sprintf("%s.impacted_services.%d", member, n)
		if one.Service == nil {
			c.problem("%s.service is required", at)
		}
		service := resolve(c, &page.services, at+".service", one.Service, "status_page_service")
		if slices.ContainsFunc(update.impacts, func(known pageImpact) bool { return known.service == service }) {
			c.problem("%s.service is given twice", at)
		}
		update.impacts = append(update.impacts, pageImpact{service, c.pageTerm(&page.impacts, at+".impact", one.Impact, post, "status_page_impact")})
	}
	return update
}

// pageTerm returns a term of posts of this type.
func (c *call) pageTerm(terms *collection[pageTerm], member string, in *referenceInput, post *pagePost, kind string) *pageTerm {
	if in == nil {
		c.problem("%s is required", member)
		return nil
	}
	term := resolve(c, terms, member, in, kind)
	if term != nil && term.postType != post.postType {
		c.problem("%s: %q (%s) is for posts of the type %s", member, term.description, term.id, term.postType)
	}
	return term
}

// pagePost renders a post. Without include[] its updates are references.
func (r *renderer) pagePost(page *statusPage, p *pagePost) map[string]any {
	return map[string]any{
		"id": p.id, "self": page.self("/posts/" + p.id), "type": "status_page_post", "post_type": p.postType, "status_page": page.reference(), "title": p.title,
		"starts_at": r.timeOrNull(p.starts), "ends_at": r.timeOrNull(p.ends),
		"updates": each(p.updates, func(u *pageUpdate) map[string]any {
			if r.include["status_page_post_update"] {
				return r.pageUpdate(page, p, u)
			}
			return map[string]any{"id": u.id, "self": page.self("/posts/" + p.id + "/post_updates/" + u.id), "type": "status_page_post_update"}
		}),
	}
}

func (r *renderer) pageUpdate(page *statusPage, p *pagePost, u *pageUpdate) map[string]any {
	refer := func(kind, id string) map[string]any { return map[string]any{"id": id, "type": kind} }
	return map[string]any{
		"id": u.id, "self": page.self("/posts/" + p.id + "/post_updates/" + u.id), "type": "status_page_post_update", "post": refer("status_page_post", p.id),
		"message": u.message, "reviewed_status": "approved", "status": refer("status_page_status", u.status.id), "severity": refer("status_page_severity", u.severity.id),
		"notify_subscribers": u.notify, "reported_at": r.time(u.at), "update_frequency_ms": u.frequency,
		"impacted_services": each(u.impacts, func(i pageImpact) map[string]any {
			return map[string]any{"service": refer("status_page_service", i.service.id), "impact": refer("status_page_impact", i.impact.id)}
		}),
	}
}
