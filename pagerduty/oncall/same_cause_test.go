package oncall_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
)

func depends(dependent, supporting string) pagerduty.ServiceDependency {
	return pagerduty.ServiceDependency{Dependent: pagerduty.TechnicalServiceNode(dependent), Supporting: pagerduty.TechnicalServiceNode(supporting)}
}

func TestSurroundings(t *testing.T) {
	t.Parallel()
	supports, dependants := oncall.Surroundings("C", []pagerduty.ServiceDependency{
		depends("A", "B"), depends("B", "C"), depends("C", "D"), depends("C", "E"), depends("D", "F"), depends("E", "F"), depends("F", "C"), depends("C", "D"), depends("X", "Y"),
	})
	text := func(all []oncall.Neighbour) string {
		var words []string
		for _, n := range all {
			words = append(words, fmt.Sprint(n.ID, n.Steps, n.Through))
		}
		return strings.Join(words, " ")
	}
	if got, want := text(supports), "D1 [] E1 [] F2 [D E]"; got != want {
		t.Errorf("supports: %s, want %s", got, want)
	}
	if got, want := text(dependants), "B1 [] F1 [] A2 [B] D2 [F] E2 [F]"; got != want {
		t.Errorf("dependants: %s, want %s", got, want)
	}
}

// The services that are found are those that a search step by step reaches, at their distance.
func TestSurroundingsAgainstASearch(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 2))
		var dependencies []pagerduty.ServiceDependency
		for range random.IntN(25) {
			dependencies = append(dependencies, depends(fmt.Sprint(random.IntN(8)), fmt.Sprint(random.IntN(8))))
		}
		distance := map[string]int{"0": 0} // to what supports 0, relaxed until nothing changes
		for changed := true; changed; {
			changed = false
			for _, d := range dependencies {
				from, known := distance[d.Dependent.ID]
				to, reached := distance[d.Supporting.ID]
				if known && (!reached || to > from+1) {
					distance[d.Supporting.ID], changed = from+1, true
				}
			}
		}
		delete(distance, "0")
		supports, _ := oncall.Surroundings("0", dependencies)
		got := map[string]int{}
		for _, n := range supports {
			got[n.ID] = n.Steps
		}
		if len(got) != len(supports) || fmt.Sprint(got) != fmt.Sprint(distance) {
			t.Fatalf("seed %d: got %v, want %v for %v", seed, got, distance, dependencies)
		}
	}
}

func incident(id, title, service string, minutes int) pagerduty.Incident {
	return pagerduty.Incident{
		ID: id, Title: title, Status: pagerduty.StatusTriggered, Service: pagerduty.Reference{ID: service},
		CreatedAt: pagerduty.Time{Time: start.Add(time.Duration(minutes) * time.Minute)},
	}
}

func TestSameCause(t *testing.T) {
	t.Parallel()
	of := incident("I", "Disk 91% on web-07", "C", 0)
	resolved := incident("R", "Disk 95% on web-08", "C", 1)
	resolved.Status = pagerduty.StatusResolved
	supports, dependants := oncall.Surroundings("C", []pagerduty.ServiceDependency{depends("C", "D"), depends("B", "C")})
	suspects := oncall.SameCause(of, []pagerduty.Incident{
		of, resolved, incident("far", "x", "X", 16), incident("near", "x", "X", -15), incident("kind", "Disk 3% on web-99", "X", 900),
		incident("support", "x", "D", 60), incident("dependant", "x", "B", -50), incident("all", "Disk 1% on web-1", "C", 2),
	}, []pagerduty.RelatedIncident{
		{Incident: incident("related", "x", "X", 500)}, {Incident: incident("all", "Disk 1% on web-1", "C", 2), Relationships: []pagerduty.Relationship{{Type: "t"}}},
	}, supports, dependants)
	var ids []string
	for _, s := range suspects {
		ids = append(ids, s.ID)
	}
	if want := []string{"all", "near", "dependant", "support", "related", "kind"}; !slices.Equal(ids, want) {
		t.Errorf("got %v, want %v", ids, want)
	}
	if all := suspects[0]; !all.SameService || !all.SameKind || !all.Together || len(all.Related) != 1 || all.DependsOn != nil {
		t.Errorf("the first is %+v", all)
	}
}

func TestResembling(t *testing.T) {
	t.Parallel()
	found := oncall.Resembling("Checkout latency p99 above 4 s in eu-west-1", []pagerduty.Incident{
		incident("old", "Checkout latency p99 above 2 s in eu-west-1", "C", -900), incident("new", "Checkout latency p99 above 3 s in us-east-1", "C", -100),
		incident("other", "Voucher validation fails", "C", -10), incident("some", "Checkout latency p50 above 1 s", "C", -50),
	}, 2)
	if len(found) != 2 || found[0].ID != "new" || found[1].ID != "old" {
		t.Errorf("found %v", found)
	}
	for _, same := range []string{"", "a b"} {
		if got, want := oncall.Resemblance(same, same), min(1, float64(len(same))); got != want {
			t.Errorf("%q resembles itself by %v", same, got)
		}
	}
}

func TestNextLevels(t *testing.T) {
	t.Parallel()
	level := func(number int, people ...string) oncall.Level {
		l := oncall.Level{Number: number}
		for _, id := range people {
			l.People = append(l.People, oncall.Responder{User: person(id)})
		}
		return l
	}
	levels := []oncall.Level{level(1, "A", "B", "D"), level(2), level(3, "C", "D")}
	for text, want := range map[string][2]int{
		"escalate A": {1, 3}, "escalate A B": {1, 3}, "unacknowledge A": {1, 3}, "escalate A C": {}, "escalate": {}, "escalate X": {},
		"escalate D": {}, "repeat D": {}, // at two levels
		"escalate C": {3, 0}, "repeat C": {3, 1}, "resolve A": {1, 0}, "resolve C": {3, 0},
	} {
		action, assignees, _ := strings.Cut(text, " ")
		repeats := action == "repeat"
		if repeats {
			action = "escalate"
		}
		i := pagerduty.Incident{PendingActions: []pagerduty.Pending{{Type: action}}}
		for id := range strings.FieldsSeq(assignees) {
			i.Assignments = append(i.Assignments, pagerduty.Assignment{Assignee: person(id)})
		}
		var got [2]int
		current, next := oncall.NextLevels(i, levels, repeats)
		if current != nil {
			got[0] = current.Number
		}
		if next != nil {
			got[1] = next.Number
		}
		if got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

func TestAlertKinds(t *testing.T) {
	t.Parallel()
	alert := func(id, summary, status, severity string, minutes int, links ...string) pagerduty.Alert {
		a := pagerduty.Alert{ID: id, Summary: summary, Status: status, Severity: severity, CreatedAt: incident("", "", "", minutes).CreatedAt}
		for _, href := range links {
			a.Body.Contexts = append(a.Body.Contexts, pagerduty.AlertContext{Href: href})
		}
		return a
	}
	kinds := oncall.AlertKinds([]pagerduty.Alert{
		alert("1", "Disk 91% on web-07", "resolved", "critical", 0, "a", "b"), alert("2", "Disk 92% on web-08", "triggered", "warning", 5, "a"),
		alert("3", "No heartbeat", "resolved", "", 9), alert("4", "No heartbeat", "resolved", "info", 8), alert("5", "No heartbeat", "resolved", "odd", 7),
	})
	if len(kinds) != 2 || kinds[0].Count != 2 || kinds[0].Open != 1 || kinds[0].Severity != "critical" || kinds[0].Alerts[0].ID != "2" || len(kinds[0].Links) != 2 {
		t.Errorf("got %+v", kinds)
	}
	if kinds[1].Count != 3 || kinds[1].Open != 0 || kinds[1].Severity != "info" {
		t.Errorf("got %+v", kinds[1])
	}
}

func TestByTimeBefore(t *testing.T) {
	t.Parallel()
	change := func(id, summary string, minutes int) pagerduty.ChangeEvent {
		return pagerduty.ChangeEvent{ID: id, Summary: summary, Timestamp: incident("", "", "", minutes).CreatedAt}
	}
	var got []string
	for _, c := range oncall.ByTimeBefore(start, []pagerduty.ChangeEvent{change("a", "first", -5), change("b", "", 9), change("c", "", 3), change("d", "", 0), change("a", "second", -5)}) {
		got = append(got, c.ID+c.Summary)
	}
	if want := []string{"d", "afirst", "c", "b"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
