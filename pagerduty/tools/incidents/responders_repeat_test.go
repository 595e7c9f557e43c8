package incidents

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Only who joined or was asked a short time ago is not asked again.
func TestStillAsked(t *testing.T) {
	t.Parallel()
	now := time.Now()
	responder := func(id, state string, ago time.Duration) pagerduty.Responder {
		at := pagerduty.Time{Time: now.Add(-ago)}
		return pagerduty.Responder{State: state, User: pagerduty.Reference{ID: id}, RequestedAt: at, UpdatedAt: at}
	}
	about := pagerduty.Incident{Responders: []pagerduty.Responder{
		responder("JOINED", "joined", time.Minute), responder("JOINEDBEFORE", "joined", time.Hour), responder("ASKED", "pending", time.Minute),
		responder("ASKEDBEFORE", "pending", time.Hour), responder("DECLINED", "declined", time.Minute),
	}}
	if got := slices.Sorted(maps.Keys(stillAsked(t.Context(), about))); !slices.Equal(got, []string{"ASKED", "JOINED"}) {
		t.Errorf("got %q", got)
	}
}
