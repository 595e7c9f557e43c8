package simulator_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

func TestClock(t *testing.T) {
	t.Parallel()
	passing := noon
	s := simulator.New(simulator.WithClock(func() time.Time { return passing }))
	clock := s.Clock()
	for _, step := range []struct {
		what string
		do   func()
		want time.Time
	}{
		{"at the start", func() {}, noon},
		{"time passes", func() { passing = passing.Add(time.Minute) }, noon.Add(time.Minute)},
		{"advanced while it passes", func() { clock.Advance(time.Hour) }, noon.Add(61 * time.Minute)},
		{"it goes on passing", func() { passing = passing.Add(time.Minute) }, noon.Add(62 * time.Minute)},
		{"set", func() { clock.Set(noon) }, noon},
		{"it stands still", func() { passing = passing.Add(time.Minute) }, noon},
		{"advanced while it stands", func() { clock.Advance(time.Second) }, noon.Add(time.Second)},
	} {
		if step.do(); !clock.Now().Equal(step.want) {
			t.Errorf("%s: %v, want %v", step.what, clock.Now(), step.want)
		}
	}
}

// TestZeroClock: the zero Clock shows the real time until it is set.
func TestZeroClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var clock simulator.Clock
		clock.Advance(time.Hour)
		if got := clock.Now(); !got.Equal(time.Now().Add(time.Hour)) {
			t.Errorf("it shows %v", got)
		}
		if clock.Set(noon); !clock.Now().Equal(noon) {
			t.Errorf("set, it shows %v", clock.Now())
		}
	})
}

// TestTimeFollowsTheClock: on-call users, urgency and the window of a list depend on the clock.
func TestTimeFollowsTheClock(t *testing.T) {
	t.Parallel()
	s := simulator.New(simulator.WithClock(atNoon))
	a := serve(t, s)
	look := func() (primary, status, urgency any, recent int) {
		created := a.ok("POST", "/incidents", `{"incident":{"type":"incident","title":"x","service":{"id":"PSSEARC","type":"service_reference"}}}`)
		window := "&since=" + s.Clock().Now().Add(-24*time.Hour).Format(time.RFC3339)
		return a.ok("GET", "/oncalls?schedule_ids[]=PSCHKP1", "").at("oncalls.0.user.id"), created.at("incident.created_at"), created.at("incident.urgency"),
			len(a.ok("GET", "/incidents?limit=100"+window, "").column("incidents", "id"))
	}
	primary, at, urgency, before := look()
	if primary != "PUAMARA" || at != "2026-10-14T12:00:00Z" || urgency != "high" {
		t.Errorf("at noon: %v, %v, %v", primary, at, urgency)
	}
	s.Clock().Advance(7*24*time.Hour + 8*time.Hour)
	primary, at, urgency, after := look()
	if primary != "PUBRUNO" || at != "2026-10-21T20:00:00Z" || urgency != "low" || after != 1 || before < 2 {
		t.Errorf("eight days later: %v, %v, %v, %d incidents in a day after %d", primary, at, urgency, after, before)
	}
}
