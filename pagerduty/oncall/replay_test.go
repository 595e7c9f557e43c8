package oncall_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
)

func TestReplayGrouping(t *testing.T) {
	t.Parallel()
	at := func(minutes int) time.Time { return noon().Add(time.Duration(minutes) * time.Minute) }
	one := func(id string, start, end int, alerts ...oncall.ReplayedAlert) oncall.ReplayedIncident {
		i := oncall.ReplayedIncident{ID: id, Alerts: alerts}
		if end > 0 {
			i.End = at(end)
		}
		if len(alerts) == 0 {
			i.Alerts = []oncall.ReplayedAlert{{At: at(start), Summary: "Disk " + id + "% full", Source: "web"}}
		}
		return i
	}
	for name, test := range map[string]struct {
		incidents []oncall.ReplayedIncident
		want      [7]int // in the order of Groupings
	}{
		"none":                  {nil, [7]int{}},
		"one":                   {[]oncall.ReplayedIncident{one("1", 0, 60)}, [7]int{}},
		"near each other":       {[]oncall.ReplayedIncident{one("1", 0, 60), one("2", 4, 60), one("3", 6, 60)}, [7]int{1, 2, 0, 2, 2, 0, 0}},
		"the first was over":    {[]oncall.ReplayedIncident{one("1", 0, 3), one("2", 4, 60)}, [7]int{}},
		"kept open by another":  {[]oncall.ReplayedIncident{one("1", 0, 3), one("2", 2, 60), one("3", 5, 60)}, [7]int{2, 2, 0, 2, 2, 0, 0}},
		"the first is open":     {[]oncall.ReplayedIncident{one("1", 0, 0), one("2", 50, 60), one("3", 100, 0)}, [7]int{0, 1, 0, 2, 2, 0, 0}},
		"too far apart":         {[]oncall.ReplayedIncident{one("1", 0, 0), one("2", 61, 70)}, [7]int{}},
		"grouped alerts remain": {[]oncall.ReplayedIncident{one("1", 0, 0, oncall.ReplayedAlert{At: at(0), Summary: "a"}, oncall.ReplayedAlert{At: at(90), Summary: "b"}), one("2", 91, 99, oncall.ReplayedAlert{At: at(91), Summary: "b"})}, [7]int{0, 0, 1, 1, 0, 0, 0}},
		"component and class": {[]oncall.ReplayedIncident{
			one("1", 0, 0, oncall.ReplayedAlert{At: at(0), Component: "db"}), one("2", 0, 0, oncall.ReplayedAlert{At: at(9), Class: "cpu"}),
			one("3", 0, 0, oncall.ReplayedAlert{At: at(18), Component: "db"}), one("4", 0, 0, oncall.ReplayedAlert{At: at(60), Class: "cpu"}),
		}, [7]int{0, 3, 0, 0, 0, 1, 1}},
	} {
		for i, grouping := range oncall.Groupings() {
			if saved := oncall.ReplayGrouping(test.incidents, grouping); saved != test.want[i] {
				t.Errorf("%s: %s, %v saves %d, want %d", name, grouping.By, grouping.Window, saved, test.want[i])
			}
		}
	}
}

// The order of the incidents does not matter, and a longer window never saves less.
func TestReplayGroupingOfMany(t *testing.T) {
	t.Parallel()
	for seed := range uint64(30) {
		random := rand.New(rand.NewPCG(seed, 3))
		var incidents []oncall.ReplayedIncident
		for i := range 40 {
			start := noon().Add(time.Duration(random.IntN(20_000)) * time.Second)
			one := oncall.ReplayedIncident{ID: fmt.Sprint("Q", i), End: start.Add(time.Duration(random.IntN(4000)) * time.Second)}
			for n := range 1 + random.IntN(3) {
				one.Alerts = append(one.Alerts, oncall.ReplayedAlert{At: start.Add(time.Duration(n) * time.Minute), Summary: fmt.Sprint("s", random.IntN(4)), Source: fmt.Sprint(random.IntN(3))})
			}
			incidents = append(incidents, one)
		}
		shuffled := slices.Clone(incidents)
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		saved := map[string]int{}
		for _, grouping := range oncall.Groupings() {
			n := oncall.ReplayGrouping(incidents, grouping)
			if again := oncall.ReplayGrouping(shuffled, grouping); again != n || n >= len(incidents) {
				t.Errorf("%s saves %d and %d of %d", grouping.By, n, again, len(incidents))
			}
			if n < saved[grouping.By] {
				t.Errorf("%s saves %d with a longer window, and %d with a shorter one", grouping.By, n, saved[grouping.By])
			}
			saved[grouping.By] = n
		}
		if saved["time"] == 0 || saved["same summary"] == 0 {
			t.Errorf("nothing was saved: %v", saved)
		}
	}
}

func TestSampleNoise(t *testing.T) {
	t.Parallel()
	var incidents []oncall.NoiseIncident
	for service, n := range []int{400, 90, 20, 5, 3, 2} {
		for i := range n {
			incidents = append(incidents, oncall.NoiseIncident{ID: fmt.Sprintf("Q%d-%03d", service, i), ServiceID: fmt.Sprint("PS", service), Created: noon().Add(time.Duration(i) * time.Hour)})
		}
	}
	oncall.MarkRepeated(incidents)
	sample := oncall.SampleNoise(incidents, 5, 150)
	for service, want := range map[string]int{"PS0": 61, "PS1": 61, "PS2": 20, "PS3": 5, "PS4": 3, "PS5": 0} {
		if len(sample[service]) != want {
			t.Errorf("%s has %d incidents in the sample, want %d", service, len(sample[service]), want)
		}
	}
	if first, last := sample["PS0"][0].ID, sample["PS0"][60].ID; first != "Q0-399" || last != "Q0-339" {
		t.Errorf("the sample reaches from %s to %s, not over the latest", first, last)
	}
	if len(oncall.SampleNoise(nil, 5, 150)) != 0 || len(oncall.SampleNoise(incidents[:1], 5, 150)) != 1 {
		t.Error("few incidents are sampled wrongly")
	}
}
