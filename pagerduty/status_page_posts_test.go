package pagerduty_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// The first update is in the post. PagerDuty wants both times, null for an incident, and a list of impacts, empty for none.
func TestNewStatusPagePost(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, everywhere(answer(http.StatusCreated, `{"post":{"id":"PPOST"}}`)))
	update := pagerduty.NewStatusPageUpdate{Message: "Slow.", StatusID: "PSTA", SeverityID: "PSEV"}
	if _, err := client.StatusPages.CreatePost(t.Context(), "PPAGE", pagerduty.NewStatusPagePost{Type: pagerduty.PostIncident, Title: "Slow", Update: update}); err != nil {
		t.Fatal(err)
	}
	const first = `{"type":"status_page_post_update","message":"Slow.","status":{"id":"PSTA","type":"status_page_status"},"severity":{"id":"PSEV","type":"status_page_severity"},"impacted_services":[],"notify_subscribers":false}`
	const want = `{"post":{"type":"status_page_post","title":"Slow","post_type":"incident","starts_at":null,"ends_at":null,"updates":[` + first + `],"status_page":{"id":"PPAGE","type":"status_page"}}}`
	if got := sent.requests()[0].Body; got != want {
		t.Errorf("sent %s\nwant %s", got, want)
	}
	update.Impacts = []pagerduty.NewStatusPageImpact{{ServiceID: "PSVC"}}
	if _, err := client.StatusPages.AddPostUpdate(t.Context(), "PPAGE", "PPOST", update); !errors.Is(err, pagerduty.ErrInvalid) {
		t.Errorf("an impact without an id: %v", err)
	}
}

// A post may not be repeated: subscribers would be notified twice.
func TestStatusPagePostsAreNotRepeated(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, everywhere(answer(http.StatusBadGateway, "")))
	update := pagerduty.NewStatusPageUpdate{Message: "Slow.", StatusID: "PSTA", SeverityID: "PSEV", NotifySubscribers: true, Frequency: time.Hour}
	_, err := client.StatusPages.AddPostUpdate(t.Context(), "PPAGE", "PPOST", update)
	if !errors.Is(err, pagerduty.ErrUndecided) || len(sent.requests()) != 1 {
		t.Errorf("%v after %q", err, sent.lines())
	}
}
