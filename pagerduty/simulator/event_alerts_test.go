package simulator_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// severe is an event with another severity.
func (f *feed) severe(dedupKey, severity, members string) {
	f.t.Helper()
	status, answer := f.send(fmt.Sprintf(`{"routing_key":%q,"event_action":"trigger","dedup_key":%q,"payload":{"summary":"Disk %s full","source":"db-1","severity":%q%s}}`,
		f.key, dedupKey, dedupKey, severity, members))
	if status != 202 {
		f.t.Fatalf("%d %v", status, answer)
	}
}

func keyOf(service string) string { return "not-a-real-events-key-of-" + service }

func TestServicesThatOpenNothing(t *testing.T) {
	t.Parallel()
	for service := range map[string]string{"PSGIFTC": "disabled", "PSWAREH": "in maintenance"} {
		f := newFeed(t, keyOf(service))
		f.event("trigger", "k", "")
		f.none("k")
		f.event("resolve", "k", "")
	}
	f := newFeed(t, keyOf("PSWAREH"))
	f.advance(7 * time.Hour)
	f.event("trigger", "k", "")
	f.equal(f.only("k"), "service.id", "PSWAREH")
}

func TestUrgencyOfEvents(t *testing.T) {
	t.Parallel()
	f := newFeed(t, keyOf("PSPAYGW")) // by severity
	for severity, urgency := range map[string]string{"critical": "high", "error": "high", "warning": "low", "info": "low"} {
		f.severe(severity, severity, "")
		f.equal(f.only(severity), "urgency", urgency)
	}
	f.key = keyOf("PSSEARC") // by support hours
	f.severe("in hours", "info", "")
	f.equal(f.only("in hours"), "urgency", "high")
	f.advance(8 * time.Hour)
	f.severe("out of hours", "critical", "")
	f.equal(f.only("out of hours"), "urgency", "low")
}

// TestPause: an alert that probably resolves itself waits, and opens an incident only if it does not.
func TestPause(t *testing.T) {
	t.Parallel()
	f := newFeed(t, keyOf("PSSTORE"), simulator.WithLiveTime()) // pauses for five minutes
	f.severe("urgent", "error", "")
	f.only("urgent")
	f.severe("gone", "warning", "")
	f.severe("stays", "warning", "")
	f.severe("stays", "warning", "")
	f.event("acknowledge", "stays", "")
	f.advance(299 * time.Second)
	f.event("resolve", "gone", "")
	f.none("gone", "stays")
	f.advance(10 * time.Minute)
	f.none("gone")
	i := f.only("stays")
	f.equal(i, "created_at", noon.Add(5*time.Minute).Format(time.RFC3339))
	f.equal(i, "alert_counts.all", 1)
	still := newFeed(t, keyOf("PSSTORE"))
	still.severe("stays", "warning", "")
	still.advance(time.Hour)
	still.none("stays")
}

func TestSuspend(t *testing.T) {
	t.Parallel()
	f := newOrchestration(t, simulator.WithLiveTime())
	f.path(production+"/global", `{}`, rule("", `"suspend":60,"annotate":"Waited."`))
	f.event("trigger", "k", "")
	f.advance(59 * time.Second)
	f.none("k")
	f.advance(time.Second)
	f.equal(f.ok("GET", fmt.Sprintf("/incidents/%v/notes", f.only("k").at("id")), ""), "notes.0.content", "Waited.")
}

// TestSuspendWithoutLiveTime: an alert that was held back opens no incident by itself. The next event for it is decided anew.
func TestSuspendWithoutLiveTime(t *testing.T) {
	t.Parallel()
	f := newOrchestration(t)
	f.path(production+"/global", `{}`, rule("", `"suspend":60`))
	f.event("trigger", "k", "")
	f.path(production+"/global", `{}`, "")
	f.event("trigger", "k", "") // is still held back
	f.none("k")
	f.advance(time.Hour)
	f.none("k")
	f.event("trigger", "k", "")
	f.only("k")
}

func TestGroupingByContent(t *testing.T) {
	t.Parallel()
	f := newFeed(t, checkoutKey) // all of source and region, within 15 minutes
	region := func(name string) string { return `,"custom_details":{"region":"` + name + `"}` }
	f.severe("a", "critical", region("eu"))
	f.severe("b", "critical", region("eu"))
	f.severe("c", "critical", region("us"))
	f.severe("d", "critical", "")
	f.none("b")
	f.equal(f.only("a"), "alert_counts.all", 2)
	f.equal(f.only("a"), "alert_grouping.alert_grouping_active", true)
	f.only("c")
	f.only("d")
	f.event("resolve", "a", "")
	f.equal(f.only("a"), "status", "triggered")
	f.event("resolve", "b", "")
	f.equal(f.only("a"), "status", "resolved")
	f.severe("e", "critical", region("eu"))
	f.only("e")
	f.advance(16 * time.Minute)
	f.severe("f", "critical", region("eu"))
	f.only("f")
}

func TestGroupingOfOtherKinds(t *testing.T) {
	t.Parallel()
	databases := newFeed(t, keyOf("PSPGDBS")) // any of component
	databases.severe("a", "error", `,"component":"pg-1"`)
	databases.severe("b", "error", `,"component":"pg-1"`)
	databases.severe("c", "error", `,"component":"pg-2"`)
	databases.equal(databases.only("a"), "alert_counts.all", 2)
	databases.only("c")

	shops := newFeed(t, keyOf("PSSTORE")) // similar summaries, of two services
	shops.severe("7", "error", "")
	shops.key = keyOf("PSSEARC")
	shops.severe("12", "error", "")
	shops.severe("other words", "error", "")
	shops.none("12")
	i := shops.only("7")
	shops.equal(i, "alert_counts.all", 2)
	alerts := shops.ok("GET", fmt.Sprintf("/incidents/%v/alerts?sort_by=created_at:asc", i.at("id")), "")
	shops.equal(alerts, "alerts.0.service.id", "PSSTORE")
	shops.equal(alerts, "alerts.1.service.id", "PSSEARC")
	shops.only("other words")

	scanners := newFeed(t, keyOf("PSSCANN")) // an hour
	scanners.severe("first", "info", "")
	scanners.advance(59 * time.Minute)
	scanners.severe("second", "info", "")
	scanners.advance(2 * time.Minute)
	scanners.severe("third", "info", "")
	scanners.equal(scanners.only("first"), "alert_counts.all", 2)
	scanners.only("third")

	lenient := newFeed(t, keyOf("PSIDENT"), simulator.Lenient()) // a grouping of its own
	lenient.ok("PUT", "/services/PSIDENT", `{"service":{"type":"service","alert_grouping_parameters":{"type":"content_based","config":{"aggregate":"all","fields":["class"]}}}}`)
	lenient.severe("x", "error", `,"class":"login"`)
	lenient.severe("y", "error", `,"class":"login"`)
	lenient.equal(lenient.only("x"), "alert_counts.all", 2)
}
