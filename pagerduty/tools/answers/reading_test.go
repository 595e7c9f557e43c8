package answers

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// count yields 1 to n, and then err if there is one.
func count(n int, err error) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := range n {
			if !yield(i+1, nil) {
				return
			}
		}
		if err != nil {
			yield(0, err)
		}
	}
}

// A part that fails, panics or takes too long costs the answer only that part.
func TestPartsThatFail(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := startReading(t.Context())
		defer r.stop()
		var notes []int
		start := time.Now()
		err := r.all(
			part{"alerts", func(context.Context) error { return errors.New("the token lacks a scope") }},
			part{"changes", func(ctx context.Context) error { <-ctx.Done(); return fmt.Errorf("listing: %w", ctx.Err()) }},
			part{"timeline", func(context.Context) error { panic("a secret") }},
			part{"notes", func(context.Context) error { notes = records(r, "notes", count(3, nil), 10); return nil }},
		)
		want := []string{
			"alerts: the token lacks a scope",
			"changes: there was no time left to read this; a narrower question takes less",
			"timeline: the tool hit an internal error: a panic with a string",
		}
		if err != nil || len(notes) != 3 || !slices.Equal(r.notKnown, want) {
			t.Errorf("%v, notes %v, not known: %q", err, notes, r.notKnown)
		}
		if took := time.Since(start); took != readingTime {
			t.Errorf("took %v", took)
		}
	})
}

// An answer leaves time to return it, and stops at once when its caller has gone.
func TestReadingEndsInTime(t *testing.T) {
	t.Parallel()
	wait := part{"alerts", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		r, start := startReading(ctx), time.Now()
		defer r.stop()
		if err := r.all(wait); err != nil || time.Since(start) != 10*time.Second-timeToAnswer {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		r, start := startReading(ctx), time.Now()
		defer r.stop()
		time.AfterFunc(time.Second, cancel)
		if err := r.all(wait); !errors.Is(err, context.Canceled) || time.Since(start) != time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

func TestRecords(t *testing.T) {
	t.Parallel()
	broken := errors.New("PagerDuty failed")
	for name, test := range map[string]struct {
		list iter.Seq2[int, error]
		read int
		want []string
	}{
		"whole":        {count(250, nil), 250, nil},
		"none":         {count(0, nil), 0, nil},
		"cut":          {count(251, nil), 250, []string{"incidents after the first 250: " + errTooMany.Error()}},
		"broken":       {count(120, broken), 120, []string{"incidents after the first 120: PagerDuty failed"}},
		"never begins": {count(0, broken), 0, []string{"incidents: PagerDuty failed"}},
	} {
		var steps [][2]int
		r := startReading(mcptools.ContextWithProgress(t.Context(), func(done, total int) { steps = append(steps, [2]int{done, total}) }))
		read := records(r, "incidents", test.list, 250)
		r.stop()
		if len(read) != test.read || !slices.Equal(r.notKnown, test.want) || len(steps) != test.read/recordsPerStep {
			t.Errorf("%s: %d records, not known %q, progress %v", name, len(read), r.notKnown, steps)
		}
	}
}

// What is not known is in the same order, and with the same reason, whatever fails first.
func TestOrderOfWhatIsNotKnown(t *testing.T) {
	t.Parallel()
	want := []string{
		"alerts of 2 of 2 incidents: incident 0 failed",
		"notes: PagerDuty failed",
		"users: PagerDuty failed",
	}
	for _, later := range []int{0, 1} {
		synctest.Test(t, func(t *testing.T) {
			r := startReading(t.Context())
			defer r.stop()
			wait := func(i int) {
				if i == later {
					time.Sleep(time.Second)
				}
			}
			list := func(i int, name string) part {
				return part{name, func(context.Context) error {
					wait(i)
					records(r, name, count(0, errors.New("PagerDuty failed")), 10)
					return nil
				}}
			}
			alerts := part{"alerts", func(context.Context) error {
				r.many("alerts", "incidents", 2, func(_ context.Context, i int) error { wait(i); return fmt.Errorf("incident %d failed", i) })
				return nil
			}}
			if err := r.all(list(0, "users"), list(1, "notes"), alerts); err != nil || !slices.Equal(r.notKnown, want) {
				t.Errorf("%v, not known: %q", err, r.notKnown)
			}
		})
	}
}
