package status_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestListPosts(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for more, test := range map[string]struct{ ids, last string }{
		``:                         {"PPCOUNT PPSLOWC", "GET /status_pages/PLANTRN/posts"},
		`,"post_type":"incident"`:  {"PPSLOWC", "GET /status_pages/PLANTRN/posts?post_type=incident"},
		`,"statuses":["Resolved"]`: {"PPSLOWC", "GET /status_pages/PLANTRN/posts?status[]=PSTRESO"},
		`,"statuses":["PSTPROG","investigating","in progress"]`: {"PPCOUNT", "GET /status_pages/PLANTRN/posts?status[]=PSTINVE&status[]=PSTPROG"},
	} {
		list := s.Call("list_status_page_posts", `{`+onPage+more+`}`)
		if got := strings.Join(list.Column("items", "id"), " "); got != test.ids {
			t.Errorf("%s: listed %s", more, got)
		}
		if sent := s.Sent(); !slices.Contains(sent, test.last) {
			t.Errorf("%s: sent %v", more, sent)
		}
	}
	s.Call("list_status_page_posts", `{`+onPage+`}`).Expect(map[string]any{
		"items.0.status": "in progress", "items.0.severity": "maintenance", "items.1.status": "resolved", "items.1.severity": "all good", "items.0.updates": 2, "notes": nil,
	})
	if len(s.Requests()) != 6 {
		t.Errorf("sent %v", s.Sent())
	}
	s.Call("list_status_page_posts", `{"page_id":"PLANINT"}`).Expect(map[string]any{"items.0": nil, "more": false})
	if sentence := s.CallError("list_status_page_posts", `{`+onPage+`,"statuses":["done"]}`); !strings.Contains(sentence, `statuses[0] "done"`) || !strings.Contains(sentence, "completed") {
		t.Errorf("a wrong status: %q", sentence)
	}
}

func TestGetPost(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("get_status_page_post", `{`+onPage+`,"post_id":"PPCOUNT"}`).Expect(map[string]any{
		"title": "Weekly count in the warehouse", "post_type": "maintenance", "page.name": "Lanternfield Status", "updates.0.status": "scheduled", "updates.0.notified_subscribers": true,
		"updates.1.status": "in progress", "updates.1.impacts.0.service": "Delivery", "updates.1.impacts.0.impact": "under maintenance", "updates.2": nil,
	})
	if len(s.Requests()) != 7 {
		t.Errorf("sent %v", s.Sent())
	}
	for id, want := range map[string]string{"PNOSUCH": "no post of the page has this id", "Slow checkout": "Similar: Slow checkout in Europe (PPSLOWC)", "null": "post_id is"} {
		if sentence := s.CallError("get_status_page_post", `{`+onPage+`,"post_id":"`+id+`"}`); !strings.Contains(sentence, want) {
			t.Errorf("%s: %q does not say %q", id, sentence, want)
		}
	}
}

// A post is also named by its title.
func TestPostByTitle(t *testing.T) {
	t.Parallel()
	s := demo(t)
	const named = onPage + `,"post_id":" slow checkout in Europe"`
	s.Call("get_status_page_post", `{`+named+`}`).Expect(map[string]any{"id": "PPSLOWC", "updates.0.status": "investigating"})
	s.Call("add_status_page_update", `{`+named+`,"message":"Again.","status":"investigating","notify_subscribers":false}`).Expect(map[string]any{"post.id": "PPSLOWC"})
	s.Call("create_status_page_post", `{`+strings.Replace(aPost, " Slow checkout ", "Slow checkout in Europe", 1)+`,"notify_subscribers":false}`)
	for _, call := range []string{"get_status_page_post", "add_status_page_update"} {
		arguments := `{` + named + `}`
		if call == "add_status_page_update" {
			arguments = `{` + named + `,"message":"x","notify_subscribers":false}`
		}
		if sentence := s.CallError(call, arguments); !strings.Contains(sentence, "2 have this name; give the id") || !strings.Contains(sentence, "PPSLOWC") || len(s.Writes()) > 0 {
			t.Errorf("%s: %q", call, sentence)
		}
	}
}

// A post whose updates cannot be read is listed without its status, and only the first posts are read.
func TestListPostsWithoutStates(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for n := range 24 {
		s.Call("create_status_page_post", fmt.Sprintf(`{%s,"notify_subscribers":false}`, strings.Replace(aPost, " Slow checkout ", fmt.Sprintf("Slow %d", n), 1)))
	}
	list := s.Call("list_status_page_posts", `{`+onPage+`}`)
	if len(list.Column("items", "id")) != 26 || len(s.Requests()) != 4+25 || !strings.Contains(list.Text("notes.0"), "Only the first 25 posts") {
		t.Errorf("%v after %d requests", list.JSON, len(s.Requests()))
	}
	broken := start(t, blackbox.Account{Unchecked: true, Options: []pagerduty.Option{pagerduty.WithMaxRetryWait(0)}})
	broken.Simulator.Inject(simulator.Fault{Kind: simulator.FaultServerError, Method: "GET", Path: "/status_pages/PLANTRN/posts/PPSLOWC/post_updates"})
	list = broken.Call("list_status_page_posts", `{`+onPage+`}`)
	list.Expect(map[string]any{"items.0.status": "in progress", "items.1.id": "PPSLOWC", "items.1.status": nil})
	if !strings.Contains(list.Text("notes.0"), "The status of 1 posts could not be read") {
		t.Error(list.JSON)
	}
}

const aPost = onPage + `,"title":" Slow checkout ","message":"We are on it.","post_type":"incident","severity":"Minor","status":"investigating"`

func TestCreatePost(t *testing.T) {
	t.Parallel()
	for impacts, sent := range map[string]string{
		``:                                     ``,
		`,"impacts":{"Shop":"partial outage"}`: `{"service":{"id":"PSVSHOP","type":"status_page_service"},"impact":{"id":"PIMPART","type":"status_page_impact"}}`,
		`,"impacts":[{"service":"Shop","impact":"PIMPART"}]`: `{"service":{"id":"PSVSHOP","type":"status_page_service"},"impact":{"id":"PIMPART","type":"status_page_impact"}}`,
	} {
		s := demo(t)
		created := s.Call("create_status_page_post", `{`+aPost+impacts+`,"notify_subscribers":true}`)
		created.Expect(map[string]any{
			"title": "Slow checkout", "post_type": "incident", "page.id": "PLANTRN", "url": "https://status.lanternfield.example", "status": "investigating", "severity": "minor",
			"visible_to": "everyone: the page is public", "notified": "the page's subscribers; PagerDuty does not say how many",
		})
		want := `{"post":{"type":"status_page_post","title":"Slow checkout","post_type":"incident","starts_at":null,"ends_at":null,"updates":[{"type":"status_page_post_update","message":"We are on it.",` +
			`"status":{"id":"PSTINVE","type":"status_page_status"},"severity":{"id":"PSVMINO","type":"status_page_severity"},"impacted_services":[` + sent + `],"notify_subscribers":true}],` +
			`"status_page":{"id":"PLANTRN","type":"status_page"}}}`
		if writes := s.Writes(); len(writes) != 1 || writes[0].Body != want {
			t.Errorf("wrote %v\nwant %s", writes, want)
		}
		shown := s.Call("get_status_page_post", `{`+onPage+`,"post_id":"`+created.Text("id")+`"}`)
		shown.Expect(map[string]any{"updates.0.message": "We are on it.", "updates.0.status": "investigating"})
	}
}

// A maintenance has a start and an end. Its severity is the only one of the page.
func TestCreateMaintenance(t *testing.T) {
	t.Parallel()
	s := demo(t)
	const maintenance = `"page_id":"PLANINT","title":"New database","message":"Payments pause for a while.","post_type":"maintenance","status":"scheduled","notify_subscribers":false`
	s.Call("create_status_page_post", `{`+maintenance+`,"starts_at":"2026-11-24T09:00","ends_at":"2026-11-24T10:00"}`).Expect(map[string]any{
		"severity": "maintenance", "starts_at": "2026-11-24T09:00:00Z", "ends_at": "2026-11-24T10:00:00Z", "notified": "nobody", "visible_to": "those who may see the private page", "impacts": nil,
	})
	s.Call("create_status_page_post", `{`+maintenance+`,"starts_at":"2027-10-31T01:30","ends_at":"2027-10-31T04:00"}`).Expect(map[string]any{
		"notes.0": "starts_at: 2027-10-31T01:30 occurs twice in Europe/London, where the clocks go back then. The first was used, 2027-10-31T01:30:00+01:00; the second is 2027-10-31T01:30:00Z.",
	})
	for more, want := range map[string]string{
		``:                          "starts_at and ends_at are required for maintenance",
		`,"starts_at":"2026-11-24"`: "starts_at and ends_at are required for maintenance",
		`,"starts_at":"2026-11-24T09:00","ends_at":"2026-11-24T08:00"`: "is not before ends_at",
		`,"starts_at":"-3d","ends_at":"-2d"`:                           "is past, and the status is scheduled",
		`,"starts_at":"soon","ends_at":"later"`:                        `starts_at: "soon" is not a time`,
		`,"starts_at":"2026-11-24","ends_at":"2036-11-24"`:             "ends_at: 2036-11-24 is more than 2 years ahead; is that the year you mean?",
	} {
		if sentence := s.CallError("create_status_page_post", `{`+maintenance+more+`}`); !strings.Contains(sentence, want) || len(s.Writes()) > 0 {
			t.Errorf("%s: %q does not say %q", more, sentence, want)
		}
	}
}

// Wrong words are answered with the right ones, and nothing is published.
func TestCreatePostRefusals(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for arguments, want := range map[string]string{
		aPost: `"notify_subscribers" is required`,
		strings.Replace(aPost, "Minor", "awful", 1) + `,"notify_subscribers":true`:                                                       "There are: all good (PSVGOOD), minor (PSVMINO), major (PSVMAJO)",
		strings.Replace(aPost, "investigating", "in progress", 1) + `,"notify_subscribers":true`:                                         `status "in progress": no status has this id or exactly this name`,
		strings.Replace(aPost, `,"severity":"Minor"`, "", 1) + `,"notify_subscribers":true`:                                              "severity is required: give one of the page's severities: all good, minor, major",
		strings.Replace(aPost, `,"status":"investigating"`, "", 1) + `,"notify_subscribers":true`:                                        "one of the page's statuses: investigating, detected, resolved",
		aPost + `,"notify_subscribers":true,"impacts":{"Checkout":"partial outage"}`:                                                     "Similar: Checkout and Payments (PSVPAYM)",
		aPost + `,"notify_subscribers":true,"impacts":{"Shop":"under maintenance"}`:                                                      "There are: operational (PIMOPER), partial outage (PIMPART), major outage (PIMMAJO)",
		aPost + `,"notify_subscribers":true,"impacts":{"Shop":""}`:                                                                       "impacts[0].value",
		aPost + `,"notify_subscribers":true,"impacts":[{"name":"Shop","value":"operational"},{"name":"PSVSHOP","value":"major outage"}]`: "twice",
		aPost + `,"notify_subscribers":true,"starts_at":"now"`:                                                                           "belong to maintenance",
		strings.Replace(aPost, "We are on it.", "", 1) + `,"notify_subscribers":true`:                                                    `"message" is empty`,
		strings.Replace(aPost, " Slow checkout ", strings.Repeat("x", 129), 1) + `,"notify_subscribers":true`:                            "128",
	} {
		if sentence := s.CallError("create_status_page_post", `{`+arguments+`}`); !strings.Contains(sentence, want) || len(s.Writes()) > 0 {
			t.Errorf("%s: %q does not say %q", arguments, sentence, want)
		}
	}
	sentence := s.CallError("create_status_page_post", `{`+strings.NewReplacer("Minor", "awful", "investigating", "looking").Replace(aPost)+`,"notify_subscribers":true,"impacts":{"Shop":"bad","Till":"bad"}}`)
	for _, want := range []string{`severity "awful"`, `status "looking"`, `impacts[0].value "bad"`, `impacts[1].name "Till"`, `impacts[1].value "bad"`, "Nothing was changed."} {
		if !strings.Contains(sentence, want) {
			t.Errorf("%q does not say %q", sentence, want)
		}
	}
	reader := start(t, blackbox.Account{Options: []pagerduty.Option{pagerduty.WithReadOnly()}})
	if sentence := reader.CallError("create_status_page_post", `{`+aPost+`,"notify_subscribers":true}`); !strings.Contains(sentence, "read-only") || len(reader.Writes()) > 0 {
		t.Errorf("read-only: %q", sentence)
	}
}

// What is omitted stays as in the latest update.
func TestAddUpdate(t *testing.T) {
	t.Parallel()
	s := demo(t)
	const post = onPage + `,"post_id":"PPSLOWC","message":"Slow again."`
	added := s.Call("add_status_page_update", `{`+post+`,"status":"investigating","notify_subscribers":false}`)
	added.Expect(map[string]any{
		"post.name": "Slow checkout in Europe", "status": "investigating", "severity": "all good", "impacts.0.impact": "operational", "before.status": "resolved", "notified": "nobody",
		"visible_to": "everyone: the page is public",
	})
	s.ExpectLast(`{"post_update":{"type":"status_page_post_update","message":"Slow again.","status":{"id":"PSTINVE","type":"status_page_status"},"severity":{"id":"PSVGOOD","type":"status_page_severity"},` +
		`"impacted_services":[{"service":{"id":"PSVPAYM","type":"status_page_service"},"impact":{"id":"PIMOPER","type":"status_page_impact"}}],"notify_subscribers":false}}`)
	s.Call("add_status_page_update", `{`+post+`,"severity":"major","impacts":[],"notify_subscribers":true}`).Expect(map[string]any{
		"status": "investigating", "severity": "major", "impacts": nil, "before.impacts.0.service": "Checkout and Payments", "notified": "the page's subscribers; PagerDuty does not say how many",
	})
	for arguments, want := range map[string]string{
		post + `,"severity":"maintenance","notify_subscribers":true`: "no severity has this id",
		post: `"notify_subscribers" is required`,
		onPage + `,"post_id":"PNOSUC1","message":"x","notify_subscribers":true`:           "no post of the page has this id",
		`"page_id":"PLANINT","post_id":"PPSLOWC","message":"x","notify_subscribers":true`: "no post of the page has this id",
	} {
		if sentence := s.CallError("add_status_page_update", `{`+arguments+`}`); !strings.Contains(sentence, want) || len(s.Writes()) > 0 {
			t.Errorf("%s: %q does not say %q", arguments, sentence, want)
		}
	}
}

func TestMostUpdates(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for n := range 48 {
		s.Call("add_status_page_update", fmt.Sprintf(`{%s,"post_id":"PPCOUNT","message":"Counted %d shelves.","notify_subscribers":false}`, onPage, n))
	}
	sentence := s.CallError("add_status_page_update", `{`+onPage+`,"post_id":"PPCOUNT","message":"x","notify_subscribers":false}`)
	if !strings.Contains(sentence, "50 updates, and PagerDuty takes no more: create another post") || len(s.Writes()) > 0 {
		t.Errorf("the 51st update: %q", sentence)
	}
}

// What was published minutes ago is not published again. Another state, or another time of a maintenance, is another post.
func TestPublishTwice(t *testing.T) {
	t.Parallel()
	var later time.Duration
	s := start(t, blackbox.Account{Clock: func() time.Time { return blackbox.Now().Add(later) }})
	const maintenance = onPage + `,"title":"Upgrade","message":"Payments pause.","post_type":"maintenance","severity":"maintenance","status":"scheduled","notify_subscribers":true,"starts_at":"2026-12-24T09:00","ends_at":"2026-12-24T10:00"`
	for tool, arguments := range map[string]string{
		"create_status_page_post":  `{` + aPost + `,"notify_subscribers":true}`,
		"create_status_page_post ": `{` + maintenance + `}`,
		"add_status_page_update":   `{` + onPage + `,"post_id":"PPSLOWC","message":"Slow again.","status":"investigating","notify_subscribers":true}`,
	} {
		tool = strings.TrimSpace(tool)
		s.Call(tool, arguments)
		sentence := s.CallError(tool, arguments)
		if !strings.Contains(sentence, "less than a minute ago, and publishing it again would show it twice and notify subscribers again: change it, or wait until it is 10 minutes old. Nothing was changed.") || len(s.Writes()) > 0 {
			t.Errorf("%s: %q after %v", tool, sentence, s.Sent())
		}
		later += 11 * time.Minute
		s.Call(tool, arguments)
	}
	s.Call("create_status_page_post", `{`+strings.ReplaceAll(maintenance, "12-24", "12-25")+`}`)
	s.Call("add_status_page_update", `{`+onPage+`,"post_id":"PPSLOWC","message":"Slow again.","severity":"major","notify_subscribers":true}`)
}

// What was published before the latest update is published again: things have changed since.
func TestPublishAfterAChange(t *testing.T) {
	t.Parallel()
	s := demo(t)
	post := func(message, status string) string {
		return fmt.Sprintf(`{%s,"post_id":"PPSLOWC","message":%q,"status":%q,"notify_subscribers":true}`, onPage, message, status)
	}
	for _, arguments := range []string{post("Down.", "investigating"), post("Up.", "resolved"), post("Down.", "investigating")} {
		s.Call("add_status_page_update", arguments)
	}
	if sentence := s.CallError("add_status_page_update", post("Down.", "investigating")); !strings.Contains(sentence, "would show it twice") {
		t.Error(sentence)
	}
	s.Call("add_status_page_update", `{`+onPage+`,"post_id":"`+s.Call("create_status_page_post", `{`+aPost+`,"notify_subscribers":true}`).Text("id")+
		`","message":"Up.","status":"resolved","notify_subscribers":true}`)
	s.Call("create_status_page_post", `{`+aPost+`,"notify_subscribers":true}`)
}

// An update that notified nobody can be sent to the subscribers. Without them, repeating it notifies nobody.
func TestPublishToSubscribersAfterwards(t *testing.T) {
	t.Parallel()
	s := demo(t)
	const update = `{` + onPage + `,"post_id":"PPSLOWC","message":"Slow again.","status":"investigating","notify_subscribers":`
	s.Call("add_status_page_update", update+`false}`)
	if sentence := s.CallError("add_status_page_update", update+`false}`); !strings.Contains(sentence, "would show it twice: change it") {
		t.Error(sentence)
	}
	s.Call("add_status_page_update", update+`true}`).Expect(map[string]any{"notified": "the page's subscribers; PagerDuty does not say how many"})
	if sentence := s.CallError("add_status_page_update", update+`true}`); !strings.Contains(sentence, "twice and notify subscribers again") {
		t.Error(sentence)
	}
}

// A post is published even if the posts before it cannot be read.
func TestPublishBlindly(t *testing.T) {
	t.Parallel()
	s := with(t)
	s.Simulator.Inject(simulator.Fault{Kind: simulator.FaultServerError, Method: "GET", Path: "/status_pages/*/posts"})
	if created := s.Call("create_status_page_post", `{`+aPost+`,"notify_subscribers":true}`); !created.Has("missing.recent_posts") || !created.Has("id") {
		t.Error(created.JSON)
	}
}
