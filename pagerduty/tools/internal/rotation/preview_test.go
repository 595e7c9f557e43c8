package rotation_test

import (
	"math/rand/v2"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/rotation"
)

// The turns are those of PagerDuty's preview of the same layers, also where clocks change.
func TestTurnsAgreeWithThePreview(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	server := httptest.NewServer(simulator.New(simulator.WithClock(func() time.Time { return now })))
	t.Cleanup(server.Close)
	client, err := pagerduty.New(pagerduty.APIKey(simulator.UserKey), pagerduty.WithBaseURL(server.URL), pagerduty.WithTransport(server.Client().Transport))
	if err != nil {
		t.Fatal(err)
	}
	users := []string{"PUAMARA", "PUBRUNO", "PUCHLOE", "PUDIEGO", "PUELENA", "PUFARID", "PUGRACE", "PUHENRY", "PUIRENE", "PUJONAS", "PUKEIKO", "PULIAMO"}
	random := rand.New(rand.NewPCG(3, 4))
	for _, test := range []struct{ zone, since string }{
		{"Europe/London", "2026-03-22"}, {"Europe/London", "2026-10-18"}, {"America/New_York", "2026-03-01"}, {"America/New_York", "2026-10-25"},
		{"Australia/Lord_Howe", "2026-04-01"}, {"Australia/Lord_Howe", "2026-09-30"}, {"Asia/Kathmandu", "2026-06-01"}, {"America/Santiago", "2026-09-01"},
	} {
		zone := load(t, test.zone)
		since, err := time.ParseInLocation(time.DateOnly, test.since, zone)
		if err != nil {
			t.Fatal(err)
		}
		for range 15 {
			rotations := randomRotations(random, zone)
			for i := range rotations {
				for j, name := range rotations[i].UserIDs {
					rotations[i].UserIDs[j] = users[name[0]-'A']
				}
				rotations[i].Start = since.AddDate(0, 0, random.IntN(20)-15).Add(time.Duration(random.IntN(24*4)) * 15 * time.Minute)
			}
			window := oncall.Window{Since: since, Until: since.AddDate(0, 0, 14)}
			preview, err := client.Schedules.Preview(t.Context(), pagerduty.ScheduleChange{Name: new("Preview"), TimeZone: test.zone, Layers: layersOf(rotations)},
				pagerduty.ScheduleWindow{Since: window.Since, Until: window.Until})
			if err != nil {
				t.Fatalf("%+v: %v", rotations, err)
			}
			var want []oncall.Turn
			for _, entry := range preview.Final.Entries {
				want = append(want, oncall.Turn{UserID: entry.User.ID, Start: entry.Start.Time, End: entry.End.Time})
			}
			if got := rotation.Layered(rotations, zone, window); !slices.Equal(show(got, zone), show(want, zone)) {
				t.Fatalf("%+v in %s:\n%s\nwant\n%s", rotations, test.zone, strings.Join(show(got, zone), "\n"), strings.Join(show(want, zone), "\n"))
			}
		}
	}
}

// layersOf returns rotations as layers, the lowest first.
func layersOf(rotations []rotation.Rotation) []pagerduty.LayerChange {
	var layers []pagerduty.LayerChange
	for _, r := range slices.Backward(rotations) {
		layer := pagerduty.LayerChange{Start: r.Start, VirtualStart: r.Start, TurnLength: r.Length, UserIDs: r.UserIDs}
		for _, hours := range r.Hours {
			for day := range time.Weekday(7) {
				if hours.On(day) {
					layer.Restrictions = append(layer.Restrictions, pagerduty.Restriction{
						Type: "weekly_restriction", StartTimeOfDay: time.Time{}.Add(hours.From).Format(time.TimeOnly),
						DurationSeconds: int(hours.Duration() / time.Second), StartDayOfWeek: (int(day)+6)%7 + 1,
					})
				}
			}
		}
		layers = append(layers, layer)
	}
	return layers
}
