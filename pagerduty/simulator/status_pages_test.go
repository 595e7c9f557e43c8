package simulator_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

const publicPage = "/status_pages/PLANTRN"

// pageUpdate returns an update; more are further members, which may replace its own.
func pageUpdate(more string) string {
	return `{"type":"status_page_post_update","message":"Slow again.","status":{"id":"PSTINVE","type":"status_page_status"},"severity":{"id":"PSVMINO","type":"status_page_severity"},
		"impacted_services":[{"service":{"id":"PSVPAYM","type":"status_page_service"},"impact":{"id":"PIMPART","type":"status_page_impact"}}],"notify_subscribers":true` + more + `}`
}

func pagePost(members, update string) string {
	return `{"post":{"type":"status_page_post","title":"Slow","starts_at":null,"ends_at":null,"post_type":"incident","status_page":{"id":"PLANTRN","type":"status_page"},"updates":[` + update + `]` + members + `}}`
}

const pageMaintenance = `{"post":{"type":"status_page_post","title":"New database","post_type":"maintenance","starts_at":"2026-10-15T10:00:00Z","ends_at":"2026-10-15T12:00:00Z",
	"status_page":{"id":"PLANTRN","type":"status_page"},"updates":[{"type":"status_page_post_update","message":"Tomorrow.","status":{"id":"PSTSCHE","type":"status_page_status"},
	"severity":{"id":"PSVMAIN","type":"status_page_severity"},"impacted_services":[],"notify_subscribers":false,"update_frequency_ms":3600000}]}}`

func TestStatusPages(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	pages := a.ok("GET", "/status_pages", "")
	if got := pages.column("status_pages", "status_page_type"); !slices.Equal(got, []string{"public", "private"}) {
		t.Errorf("the pages are %v", got)
	}
	a.equal(pages, "more", false)
	for path, want := range map[string]int{
		"/services": 4, "/severities": 4, "/severities?post_type=incident": 3, "/statuses?post_type=maintenance": 3, "/impacts?post_type=incident": 3,
		"/posts": 2, "/posts?post_type=incident": 1, "/posts?status[]=PSTPROG": 1, "/posts?status[]=PSTINVE": 0, "/posts?reviewed_status=not_reviewed": 0,
	} {
		list, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "?")
		if got := len(a.ok("GET", publicPage+path, "").at(list).([]any)); got != want {
			t.Errorf("%s has %d, want %d", path, got, want)
		}
	}
	for _, path := range []string{"/severities?post_type=x", "/posts?post_type=x", "/posts?reviewed_status=x"} {
		a.refused(400, 2001, "must be", "GET", publicPage+path, "")
	}
	a.refused(400, 2001, "must be public or private", "GET", "/status_pages?status_page_type=secret", "")
	a.refused(404, 2100, "no status page", "GET", "/status_pages/PNOTHIN/posts", "")
	a.refused(404, 2100, "no post on this status page", "GET", publicPage+"/posts/PNOTHIN", "")
	a.refused(404, 2100, "no post on this status page", "GET", "/status_pages/PLANINT/posts/PPSLOWC", "")
}

// A post begins with its first update. The latest update says how it stands.
func TestStatusPagePosts(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	created := a.ok("POST", publicPage+"/posts", pagePost("", pageUpdate("")))
	for path, want := range map[string]any{"post.title": "Slow", "post.starts_at": nil, "post.updates.0.message": "Slow again.", "post.updates.0.reported_at": "2026-10-14T12:00:00Z", "post.updates.0.notify_subscribers": true} {
		a.equal(created, path, want)
	}
	post := fmt.Sprint(publicPage, "/posts/", created.at("post.id"))
	a.equal(a.ok("GET", publicPage+"/posts", ""), "posts.0.id", created.at("post.id"))
	a.equal(a.ok("GET", post, ""), "post.updates.0.message", nil)
	a.equal(a.ok("GET", publicPage+"/posts?status[]=PSTRESO", ""), "posts.1", nil)
	a.ok("POST", post+"/post_updates", `{"post_update":`+strings.Replace(pageUpdate(""), "PSTINVE", "PSTRESO", 1)+`}`)
	if got := a.ok("GET", post+"/post_updates", "").column("post_updates", "status.id"); !slices.Equal(got, []string{"PSTINVE", "PSTRESO"}) {
		t.Errorf("the statuses are %v", got)
	}
	if got := a.ok("GET", publicPage+"/posts?status[]=PSTRESO", "").column("posts", "id"); len(got) != 2 {
		t.Errorf("resolved are %v", got)
	}
	for range 48 {
		a.ok("POST", post+"/post_updates", `{"post_update":`+pageUpdate("")+`}`)
	}
	a.refused(400, 2002, "50 updates", "POST", post+"/post_updates", `{"post_update":`+pageUpdate("")+`}`)
}

func TestStatusPageRefusals(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	with := func(old, new string) string { return strings.Replace(pageUpdate(""), old, new, 1) }
	for body, reason := range map[string]string{
		`{}`:                                     "must have the member post",
		pagePost(`,"title":" "`, pageUpdate("")): "1 to 128 characters",
		pagePost(`,"title":"`+strings.Repeat("é", 129)+`"`, pageUpdate("")):              "1 to 128 characters, not 129",
		pagePost(`,"post_type":"party"`, pageUpdate("")):                                 "incident or maintenance",
		pagePost(`,"post_type":"maintenance"`, pageUpdate("")):                           "required for maintenance",
		pagePost(`,"status_page":{"id":"PLANINT","type":"status_page"}`, pageUpdate("")): "as in the path",
		pagePost("", ""):                                     "1 to 50 updates",
		pagePost("", "null"):                                 "must not contain null",
		pagePost("", with("PSTINVE", "PSTNONE")):             "nothing of the type status_page_status",
		pagePost("", with("PSTINVE", "PSTSCHE")):             "for posts of the type maintenance",
		pagePost("", with("PSVMINO", "QSVMINO")):             "nothing of the type status_page_severity",
		pagePost("", with("PSVPAYM", "PSCHKAP")):             "nothing of the type status_page_service",
		pagePost("", with("Slow again.", " ")):               "message must not be empty",
		pagePost("", with(`,"notify_subscribers":true`, "")): "notify_subscribers is required",
		pagePost("", with(`status_page_impact`, "impact")):   "status_page_impact",
		pagePost("", pageUpdate(`,"colour":"red"`)):          "unknown body member",
		pagePost("", pageUpdate(`,"reported_at":"now"`)):     "ISO 8601",
	} {
		a.refused(400, 2001, reason, "POST", publicPage+"/posts", body)
	}
	a.refused(400, 2001, "must have the member post_update", "POST", publicPage+"/posts/PPSLOWC/post_updates", `{}`)
	narrow := newAPI(t, simulator.WithoutScopes("status_pages.write"))
	narrow.ok("GET", "/status_pages", "")
	if status, answer := narrow.do("POST", publicPage+"/posts", pagePost("", pageUpdate(""))); status != 403 || answer.at("error.required_scopes") != "status_pages.write" {
		t.Errorf("without the scope: %d %v", status, answer)
	}
	newAPI(t, simulator.WithSeed(simulator.Empty)).equal(newAPI(t, simulator.WithSeed(simulator.Empty)).ok("GET", "/status_pages", ""), "status_pages", "[]")
}
