package changes_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/changes"
)

// A request inside two watches is recorded by both.
func TestWatch(t *testing.T) {
	t.Parallel()
	outerContext, outer := changes.ContextWithWatch(t.Context())
	ctx, inner := changes.ContextWithWatch(outerContext)
	if !outer.None() || !inner.None() || changes.Slowest(ctx) != 0 || changes.HasSeen(ctx, "/teams/P1") {
		t.Error("a new watch is not empty")
	}

	changes.Begin(ctx, "deleteTeam")
	changes.Begin(ctx, "createTeam")
	changes.Begin(ctx, "createTeam")
	changes.Refused(ctx, "createTeam")
	for name, watch := range map[string]*changes.Watch{"outer": outer, "inner": inner} {
		if got := watch.Operations(); !slices.Equal(got, []string{"createTeam", "deleteTeam"}) || watch.None() {
			t.Errorf("%s: %q may have changed the account", name, got)
		}
	}
	changes.Refused(ctx, "createTeam")
	changes.Refused(ctx, "deleteTeam")
	if !outer.None() || !inner.None() {
		t.Errorf("after all were refused: %q, %q", outer.Operations(), inner.Operations())
	}

	changes.Saw(outerContext, "/teams/P1")
	changes.Saw(ctx, "/teams/P2")
	for path, want := range map[string][2]bool{"/teams/P1": {true, true}, "/teams/P2": {true, true}, "/teams/P3": {false, false}} {
		if got := [2]bool{changes.HasSeen(outerContext, path), changes.HasSeen(ctx, path)}; got != want {
			t.Errorf("%s: seen %v, want %v", path, got, want)
		}
	}
	changes.Begin(outerContext, "updateTeam")
	if !inner.None() || outer.None() {
		t.Error("a change outside the inner watch is recorded there, or not recorded outside")
	}
}

// The order of the answers does not matter.
func TestSlowest(t *testing.T) {
	t.Parallel()
	ctx, _ := changes.ContextWithWatch(t.Context())
	for _, took := range []time.Duration{time.Second, 3 * time.Second, 2 * time.Second} {
		changes.Took(ctx, took)
	}
	if got := changes.Slowest(ctx); got != 3*time.Second {
		t.Errorf("got %v, want 3s", got)
	}
	changes.Took(context.Background(), time.Hour) // without a watch
}
