package answers

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
)

// listable is how many records of one list PagerDuty sends. It is a little less than 10,000, since records may be added meanwhile.
const listable = 9_900

// span is a span of time.
type span struct{ since, until time.Time }

// overlaps reports whether the spans have a moment in common.
func (s span) overlaps(other span) bool {
	return !s.until.Before(other.since) && !other.until.Before(s.since)
}

// spanList reads a list of what happened in a span of time, newest first. A span with more records than PagerDuty lists at once is read in
// halves.
type spanList[T any] struct {
	name  string // such as "log entries"
	pages func(ctx context.Context, s span) iter.Seq2[*pagerduty.Page[T], error]
	at    func(T) time.Time
	take  func(T) // gets each record once, and never two at the same time

	mu      sync.Mutex
	seen    map[string]struct{}
	total   int
	missing []span
	errs    []error
}

// read reads the list. What cannot be read goes to what is not known, and to missing.
func (l *spanList[T]) read(r *reading, s span) {
	l.seen = map[string]struct{}{}
	l.readSpan(r, s)
	if len(l.errs) > 0 {
		name := l.name
		if len(l.seen) > 0 {
			name = fmt.Sprintf("%s beyond the %d that were read", l.name, len(l.seen))
		}
		r.lacks(name, l.errs[0])
	}
}

func (l *spanList[T]) readSpan(r *reading, s span) {
	unread := s
	first := true
	for page, err := range l.pages(r.ctx, s) {
		if err == nil && first && page.Total != nil && *page.Total > listable && s.until.Sub(s.since) >= 2*time.Minute {
			middle := s.since.Add(s.until.Sub(s.since) / 2).Truncate(time.Second)
			halves := []span{{middle, s.until}, {s.since, middle}}
			_ = parallel.Each(r.ctx, len(halves), func(_ context.Context, i int) error { l.readSpan(r, halves[i]); return nil })
			return
		}
		if err != nil {
			l.fail(unread, err)
			return
		}
		if first && page.Total != nil {
			l.count(*page.Total)
			r.step(0, (*page.Total+recordsPerStep-1)/recordsPerStep)
		}
		first = false
		if oldest := l.add(page); !oldest.IsZero() {
			unread.until = oldest
		}
		r.step(1, 0)
	}
}

func (l *spanList[T]) count(total int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.total += total
}

// add takes the new records of a page, and returns the time of the oldest.
func (l *spanList[T]) add(page *pagerduty.Page[T]) (oldest time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, record := range page.Items {
		oldest = l.at(record)
		key := page.Key(record)
		if _, known := l.seen[key]; known && key != "" {
			continue
		}
		l.seen[strings.Clone(key)] = struct{}{}
		l.take(record)
	}
	return oldest
}

func (l *spanList[T]) fail(unread span, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.missing = append(l.missing, unread)
	l.errs = append(l.errs, err)
}

// isRead reports whether everything in a span was read.
func (l *spanList[T]) isRead(s span) bool {
	return !slices.ContainsFunc(l.missing, s.overlaps)
}

// isUnread reports whether nothing of the list could be read.
func (l *spanList[T]) isUnread() bool { return len(l.missing) > 0 && len(l.seen) == 0 }

// lookedAt returns how much of the list was read.
func (l *spanList[T]) lookedAt() string {
	if len(l.missing) == 0 {
		return fmt.Sprintf("%s: %d of %d", l.name, len(l.seen), len(l.seen))
	}
	return fmt.Sprintf("%s: %d of %s", l.name, len(l.seen), atLeast(l.total, len(l.seen)))
}

func atLeast(total, read int) string {
	if total < read || total == 0 {
		return "an unknown number"
	}
	return fmt.Sprint(total)
}
