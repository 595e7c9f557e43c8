package answers

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"iter"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// entryList lists one log entry for each minute of the last days, as PagerDuty does: only the first 10,000 of a span.
type entryList struct {
	now     time.Time
	minutes int
}

func (l entryList) RoundTrip(r *http.Request) (*http.Response, error) {
	query := r.URL.Query()
	since, _ := time.Parse(time.RFC3339, query.Get("since"))
	until, _ := time.Parse(time.RFC3339, query.Get("until"))
	offset, _ := strconv.Atoi(query.Get("offset"))
	limit, _ := strconv.Atoi(query.Get("limit"))
	total, entries := 0, []map[string]any{}
	for n := range l.minutes {
		at := l.now.Add(-time.Duration(n) * time.Minute)
		if at.Before(since) || at.After(until) {
			continue
		}
		if total >= offset && len(entries) < limit {
			entries = append(entries, map[string]any{"id": "R" + strconv.Itoa(n), "type": "trigger_log_entry", "created_at": at.Format(time.RFC3339)})
		}
		total++
	}
	if offset+limit > 10_000 {
		return &http.Response{StatusCode: http.StatusBadRequest, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader([]byte(`{"error":{"message":"no","code":2001}}`)))}, nil
	}
	body, err := json.Marshal(map[string]any{"log_entries": entries, "limit": limit, "offset": offset, "more": offset+len(entries) < total, "total": total})
	header := http.Header{"Content-Type": {"application/json"}}
	return &http.Response{StatusCode: http.StatusOK, Header: header, Body: io.NopCloser(bytes.NewReader(body))}, err
}

// A span with more records than PagerDuty lists at once is read whole, each record once.
func TestSpanListBeyondTheLimit(t *testing.T) {
	t.Parallel()
	const minutes = 12_000
	list := entryList{time.Date(2026, 11, 22, 15, 30, 0, 0, time.UTC), minutes}
	client, err := pagerduty.New(pagerduty.APIKey("key"), pagerduty.WithTransport(list))
	if err != nil {
		t.Fatal(err)
	}
	r := startReading(t.Context())
	defer r.stop()
	taken := map[string]int{}
	log := &spanList[pagerduty.LogEntry]{
		name: "log entries",
		pages: func(ctx context.Context, s span) iter.Seq2[*pagerduty.Page[pagerduty.LogEntry], error] {
			return client.LogEntries.Pages(ctx, pagerduty.ListAccountLogEntriesOptions{ListLogEntriesOptions: pagerduty.ListLogEntriesOptions{
				PageOptions: pagerduty.PageOptions{Total: true}, Since: s.since, Until: s.until,
			}})
		},
		at:   func(e pagerduty.LogEntry) time.Time { return e.CreatedAt.Time },
		take: func(e pagerduty.LogEntry) { taken[e.ID]++ },
	}
	whole := span{list.now.Add(-minutes * time.Minute), list.now}
	log.read(r, whole)
	for id, times := range taken {
		if times != 1 {
			t.Fatalf("%s was taken %d times", id, times)
		}
	}
	if len(taken) != minutes || !log.isRead(whole) || len(r.notKnown) > 0 || log.lookedAt() != "log entries: 12000 of 12000" {
		t.Errorf("%d of %d, not known %q, %s", len(taken), minutes, r.notKnown, log.lookedAt())
	}
}
