package middleware_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
)

// book keeps records. It returns the error that fails has for the stage.
type book struct {
	mutex   sync.Mutex
	records []middleware.Record
	fails   map[middleware.Stage]error
}

func (b *book) record(_ context.Context, record middleware.Record) error {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.records = append(b.records, record)
	return b.fails[record.Stage]
}

func TestAuditOfAChange(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var b book
		start := time.Now()
		tool := newPager(middleware.Audit(b.record))
		tool.outcome = func(context.Context) (any, error) {
			if len(b.records) != 1 {
				t.Errorf("%d records before the change", len(b.records))
			}
			time.Sleep(3 * time.Second)
			return "paged", nil
		}
		if result := tool.call(t.Context(), `{"person":"ada"}`); result.Err != nil {
			t.Fatal(result.Err)
		}
		if len(b.records) != 2 {
			t.Fatalf("records %+v", b.records)
		}
		begin, end := b.records[0], b.records[1]
		if begin.Stage != middleware.StageBegin || !begin.Time.Equal(start) || begin.Tool != "page" || begin.Effect != mcptools.EffectAdditive ||
			string(begin.Arguments) != `{"people":["ada"],"times":1}` || begin.Duration != 0 || begin.ResultBytes != 0 || begin.Err != nil {
			t.Errorf("at the beginning %+v", begin)
		}
		if end.Stage != middleware.StageEnd || !end.Time.Equal(start.Add(3*time.Second)) || end.Tool != "page" || end.Effect != mcptools.EffectAdditive ||
			string(end.Arguments) != string(begin.Arguments) || end.Duration != 3*time.Second || end.ResultBytes != len(`"paged"`) || end.Err != nil {
			t.Errorf("at the end %+v", end)
		}
		newPager(middleware.Audit(b.record)).call(t.Context(), ada)
		if begin.ID == "" || begin.ID != end.ID || b.records[2].ID == begin.ID {
			t.Errorf("ids %q, %q, and of another call %q", begin.ID, end.ID, b.records[2].ID)
		}
	})
}

func TestAuditOfAReadHasOneRecord(t *testing.T) {
	t.Parallel()
	var b book
	if result := newReader(middleware.Audit(b.record)).call(t.Context(), `{}`); result.Err != nil || len(b.records) != 1 || b.records[0].Stage != middleware.StageEnd {
		t.Errorf("result %+v, records %+v", result, b.records)
	}
}

// The last record contains the error, whatever the call failed of.
func TestAuditSeesFailures(t *testing.T) {
	t.Parallel()
	cause := errors.New("no such person")
	for name, test := range map[string]struct {
		middleware mcptools.Middleware
		outcome    error
		want       error
	}{
		"failure": {nil, cause, cause},
		"denial":  {middleware.Confirm(always(middleware.Deny("no"), nil)), nil, middleware.ErrDenied},
		"pending": {middleware.Confirm(always(middleware.Pending(""), nil)), nil, middleware.ErrPending},
		"panic":   {middleware.Confirm(func(context.Context, mcptools.Call) (middleware.Decision, error) { panic(cause) }), nil, cause},
	} {
		var b book
		list := []mcptools.Middleware{middleware.Audit(b.record)}
		if test.middleware != nil {
			list = append(list, test.middleware)
		}
		result := newPager(list...).failing(test.outcome).call(t.Context(), ada)
		if len(b.records) != 2 || !errors.Is(b.records[1].Err, test.want) || !errors.Is(result.Err, test.want) {
			t.Errorf("%s: result %+v, records %+v", name, result, b.records)
		}
		defect, isPanic := errors.AsType[*mcptools.PanicError](result.Err)
		if isPanic != (name == "panic") || isPanic && (!strings.Contains(string(defect.Stack), "audit_test.go") || !strings.Contains(result.Text, "internal error")) {
			t.Errorf("%s: result %+v", name, result)
		}
	}
}

// A change that cannot be recorded is not made.
func TestAuditRefusesWhatItCannotRecord(t *testing.T) {
	t.Parallel()
	full := errors.New("/var/log: no space left")
	fails := book{fails: map[middleware.Stage]error{middleware.StageBegin: full}}
	panics := func(context.Context, middleware.Record) error { panic(full) }
	for name, record := range map[string]func(context.Context, middleware.Record) error{"error": fails.record, "panic": panics} {
		tool, reader := newPager(middleware.Audit(record)), newReader(middleware.Audit(record))
		result := tool.call(t.Context(), ada)
		if result.Err == nil || !strings.Contains(result.Err.Error(), full.Error()) || name == "error" && !errors.Is(result.Err, full) {
			t.Errorf("%s: error %v", name, result.Err)
		}
		expectWords(t, result.Text, "page was not run", "nothing was done", "the operator's audit record of it could not be written")
		if strings.Contains(result.Text, "/var/log") {
			t.Errorf("%s: the model reads %q", name, result.Text)
		}
		tool.expectRuns(t, 0)
		if result := reader.call(t.Context(), `{}`); result.Err != nil {
			t.Errorf("%s: reading gives %v", name, result.Err)
		}
	}
}

// The call has run already, whether its end was recorded or not.
func TestAuditThatFailsAtTheEndLeavesTheResult(t *testing.T) {
	t.Parallel()
	full, cause := errors.New("no space left"), errors.New("no such person")
	fails := book{fails: map[middleware.Stage]error{middleware.StageEnd: full}}
	panics := func(_ context.Context, record middleware.Record) error {
		if record.Stage == middleware.StageEnd {
			panic(full)
		}
		return nil
	}
	for name, record := range map[string]func(context.Context, middleware.Record) error{"error": fails.record, "panic": panics} {
		if result := newPager(middleware.Audit(record)).call(t.Context(), ada); result.Err != nil || result.Text != `"paged"` {
			t.Errorf("%s: result %+v", name, result)
		}
		result := newPager(middleware.Audit(record)).failing(cause).call(t.Context(), ada)
		if !errors.Is(result.Err, cause) || !strings.Contains(result.Err.Error(), full.Error()) || result.Text != cause.Error() {
			t.Errorf("%s: result of a failure %+v", name, result)
		}
	}
}

// The end of a cancelled call is recorded, too.
func TestAuditRecordsTheEndOfACancelledCall(t *testing.T) {
	t.Parallel()
	type key struct{}
	ctx, cancel := context.WithCancel(context.WithValue(t.Context(), key{}, "request 7"))
	var ended []error
	var value any
	tool := newPager(middleware.Audit(func(ctx context.Context, record middleware.Record) error {
		ended, value = append(ended, ctx.Err()), ctx.Value(key{})
		return ctx.Err()
	}))
	tool.outcome = func(ctx context.Context) (any, error) {
		cancel()
		return nil, ctx.Err()
	}
	tool.call(ctx, ada)
	if len(ended) != 2 || ended[1] != nil || value != "request 7" {
		t.Errorf("the contexts of write ended with %v; the last has the value %v", ended, value)
	}
}
