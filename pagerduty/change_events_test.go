package pagerduty_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// changeList answers with a part of total change events, and does not say whether more follow.
func changeList(total int) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		limit, offset := 25, 0
		for name, value := range map[string]*int{"limit": &limit, "offset": &offset} {
			if text := r.URL.Query().Get(name); text != "" {
				*value, _ = strconv.Atoi(text)
			}
		}
		events := []string{}
		for i := offset; i < min(offset+limit, total); i++ {
			events = append(events, fmt.Sprintf(`{"id":"01CHANGE%d"}`, i))
		}
		return answer(http.StatusOK, `{"change_events":[`+strings.Join(events, ",")+`]}`)(r)
	}
}

// PagerDuty's contract has no member that says whether a list of change events goes on: it goes on after a full page.
func TestChangeEventsWithoutMore(t *testing.T) {
	t.Parallel()
	for total, want := range map[int][]string{
		0:   {"GET /change_events?limit=100"},
		99:  {"GET /change_events?limit=100"},
		100: {"GET /change_events?limit=100", "GET /change_events?limit=100&offset=100&total=true"},
		130: {"GET /change_events?limit=100", "GET /change_events?limit=100&offset=100&total=true"},
	} {
		client, sent := newClient(t, everywhere(changeList(total)))
		events, err := drain(client.ChangeEvents.All(t.Context(), pagerduty.ListChangeEventsOptions{}))
		if err != nil || len(events) != total || !slices.Equal(sent.lines(), want) {
			t.Errorf("%d of %d, %v after %q", len(events), total, err, sent.lines())
		}
	}
	client, _ := newClient(t, everywhere(changeList(30)))
	for size, more := range map[int]bool{0: true, 29: true, 30: true, 31: false} {
		page, err := client.Services.ChangeEvents(t.Context(), "PONE", pagerduty.ListChangeEventsOptions{PageOptions: pagerduty.PageOptions{PageSize: size}})
		if err != nil || page.More != more || more && page.NextOffset != len(page.Items) {
			t.Errorf("a page of %d: %+v, %v", size, page, err)
		}
	}
	client, _ = newClient(t, everywhere(answer(http.StatusOK, `{"change_events":[{"id":"01CHANGE"}],"more":false}`)))
	if page, err := client.ChangeEvents.List(t.Context(), pagerduty.ListChangeEventsOptions{PageOptions: pagerduty.PageOptions{PageSize: 1}}); err != nil || page.More {
		t.Errorf("a full page that says that it is the last: %+v, %v", page, err)
	}
}

// PagerDuty refuses times of change events that are not in UTC.
func TestChangeEventsAreAskedForInUTC(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, everywhere(changeList(0)))
	options := pagerduty.ListChangeEventsOptions{Since: since(), Until: since().Add(time.Hour)}
	if _, err := client.ChangeEvents.List(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	if want := []string{"GET /change_events?since=2026-03-01T08:00:00Z&until=2026-03-01T09:00:00Z"}; !slices.Equal(sent.lines(), want) {
		t.Errorf("sent %q, want %q", sent.lines(), want)
	}
}
