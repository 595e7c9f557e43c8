package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/subprocess"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// The command starts itself in its roles. In tests that is the test binary.
func TestMain(m *testing.M) {
	played, err := runRole(os.Args[1:])
	switch {
	case err != nil:
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	case played:
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// A small measurement works. The test ignores the figures.
func TestMeasure(t *testing.T) {
	t.Parallel()
	subprocess.LookAtSources()
	build := build
	if os.Getenv("FULL_TESTS") == "" {
		build = buildTwo
	}
	var out bytes.Buffer
	if err := run(t.Context(), build, []string{"--calls=3", "--rounds=1", "--starts=1"}, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`server : client +\d+\.\d\d`, `demo, over the empty server +-?\d+\.\d ms`, `as list_incidents returns them +[1-9]\d+ B`, `tools/list, read-only +[1-9]\d+ B`} {
		if !regexp.MustCompile(want).MatchString(out.String()) {
			t.Errorf("nothing matches %q in\n%s", want, &out)
		}
	}
}

// buildTwo builds pagerduty-mcp, which can stand in for the other two servers, and the empty server: linking all takes longer than
// measuring them.
func buildTwo(ctx context.Context, directory string) error {
	if err := subprocess.Build(ctx, directory, []string{"-ldflags=-s -w"}, everyServer, emptyServer); err != nil {
		return err
	}
	for _, other := range []string{server, onCallServer} {
		if _, err := os.Stat("../.." + strings.TrimPrefix(other, module) + "/main.go"); err != nil {
			return err
		}
		if err := os.Link(subprocess.Binary(directory, everyServer), subprocess.Binary(directory, other)); err != nil {
			return err
		}
	}
	return nil
}

func TestMissedTargets(t *testing.T) {
	t.Parallel()
	good := figures{
		server: 18 * time.Second, client: 10 * time.Second, peakKB: 24_000, listBytes: 40_000,
		empty: startTimes{initialize: 10 * time.Millisecond}, withKey: startTimes{initialize: 20 * time.Millisecond}, demo: startTimes{initialize: 20 * time.Millisecond},
		everyArea: startTimes{initialize: 15 * time.Millisecond},
	}
	for _, test := range []struct {
		name   string
		change func(*figures)
		missed int
	}{
		{"all are met", func(*figures) {}, 0},
		{"CPU", func(f *figures) { f.server++ }, 1},
		{"memory", func(f *figures) { f.peakKB = 25_000 }, 1},
		{"start", func(f *figures) { f.withKey.initialize++ }, 1},
		{"start of the demo", func(f *figures) { f.demo.initialize++ }, 1},
		{"start of every area", func(f *figures) { f.everyArea.initialize++ }, 1},
		{"bytes", func(f *figures) { f.listBytes++ }, 1},
		{"everything", func(f *figures) {
			*f = figures{server: 2, client: 1, withKey: startTimes{initialize: time.Hour}, demo: startTimes{initialize: time.Hour}, peakKB: 1 << 20, listBytes: 1 << 20}
		}, 5},
	} {
		f := good
		test.change(&f)
		var out strings.Builder
		if missed := f.print(&out, settings{}); missed != test.missed || strings.Count(out.String(), "MISSED") != missed {
			t.Errorf("%s: %d missed, want %d:\n%s", test.name, missed, test.missed, &out)
		}
	}
}

func TestUnknownFlagsAreRefused(t *testing.T) {
	t.Parallel()
	for _, arguments := range [][]string{{"--rounds=0"}, {"--call=3"}} {
		if err := run(t.Context(), build, arguments, &bytes.Buffer{}); err == nil {
			t.Errorf("%q was accepted", arguments)
		}
	}
}

// The page is as large as PagerDuty's and has every field of an incident that the client reads.
func TestPageIsRealistic(t *testing.T) {
	t.Parallel()
	body := page(incidentsPerPage)
	if each := len(body) / incidentsPerPage; each < 3000 || each > 4000 {
		t.Errorf("an incident has %d bytes, want 3000 to 4000", each)
	}
	var answer struct{ Incidents []pagerduty.Incident }
	if err := json.Unmarshal(body, &answer); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, i := range answer.Incidents {
		if i.ID == "" || seen[i.ID] || i.Number == 0 || i.Title == "" || i.Priority == nil || i.CreatedAt.IsZero() || i.LastStatusChangeBy == nil ||
			i.Service.Summary == "" || i.EscalationPolicy.ID == "" || len(i.Teams) == 0 || len(i.Assignments) == 0 || len(i.Acknowledgements) == 0 ||
			i.AlertCounts.All == 0 || i.HTMLURL == "" || i.FirstTrigger == nil || len(i.PendingActions) == 0 || !i.IsOpen() {
			t.Errorf("incomplete or a duplicate: %+v", i)
		}
		seen[i.ID] = true
	}
	if len(seen) != incidentsPerPage {
		t.Errorf("%d incidents, want %d", len(seen), incidentsPerPage)
	}
}
