package oncall_test

import (
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
)

func TestLoads(t *testing.T) {
	t.Parallel()
	at := func(text string) pagerduty.Time {
		moment, err := time.Parse("2006-01-02T15:04", "2026-11-"+text)
		if err != nil {
			t.Fatal(err)
		}
		return pagerduty.Time{Time: moment}
	}
	ada, bob, cy := pagerduty.Reference{ID: "PUADA"}, pagerduty.Reference{ID: "PUBOB"}, pagerduty.Reference{ID: "PUCY"}
	notified := func(user pagerduty.Reference, incident, when, how string) pagerduty.LogEntry {
		entry := pagerduty.LogEntry{Type: "notify_log_entry", User: user, Incident: pagerduty.Reference{ID: incident}, CreatedAt: at(when)}
		if how != "" {
			entry.Channel.Notification = &pagerduty.Notification{Type: how}
		}
		return entry
	}
	log := oncall.LoadLog{}
	for _, entry := range []pagerduty.LogEntry{
		notified(ada, "Q1", "20T23:50", "push_notification"), // Friday
		notified(ada, "Q1", "21T00:10", "sms_notification"),
		notified(ada, "Q2", "21T03:00", "phone_notification"),
		notified(ada, "Q3", "21T05:00", "email_notification"),
		notified(ada, "Q3", "23T12:00", "push_notification"),
		notified(ada, "Q3", "24T01:00", ""), // the log does not say how
		notified(ada, "Q3", "24T02:00", "pigeon_notification"),
		{Type: "assign_log_entry", Assignees: []pagerduty.Reference{ada, bob}, Incident: pagerduty.Reference{ID: "Q4"}},
		{Type: "escalate_log_entry", Assignees: []pagerduty.Reference{bob}, Incident: pagerduty.Reference{ID: "Q4"}},
		{Type: "resolve_log_entry", Agent: cy, Incident: pagerduty.Reference{ID: "Q4"}},
	} {
		log.Add(entry)
	}
	log.AddPerson(cy)
	loads := log.Loads([]pagerduty.OnCall{
		{User: ada, Start: at("18T00:00"), End: at("21T00:00")}, {User: ada, Start: at("20T12:00"), End: at("22T00:00")}, {User: ada, Start: at("24T00:00"), End: at("30T00:00")},
		{User: cy},
	}, oncall.Window{Since: at("19T00:00").Time, Until: at("25T00:00").Time}, func(string) *time.Location { return time.UTC })
	want := []oncall.Load{
		{User: ada, Zone: time.UTC, Incidents: 4, Notifications: 7, AtNight: 6, OfUnknownKind: 2, OnWeekends: 3, SleepInterruptions: 2, Nights: 1, OnCall: 96 * time.Hour,
			Longest: oncall.Turn{UserID: "PUADA", Start: at("19T00:00").Time, End: at("22T00:00").Time}},
		{User: bob, Zone: time.UTC, Incidents: 1},
		{User: cy, Zone: time.UTC, OnCall: 144 * time.Hour, Always: true, Longest: oncall.Turn{UserID: "PUCY", Start: at("19T00:00").Time, End: at("25T00:00").Time}},
	}
	if len(loads) != len(want) {
		t.Fatalf("%+v", loads)
	}
	for i := range want {
		if loads[i] != want[i] {
			t.Errorf("%+v, want %+v", loads[i], want[i])
		}
	}
	homeless := log.Loads(nil, oncall.Window{}, func(string) *time.Location { return nil })
	if homeless[0] != (oncall.Load{User: ada, Incidents: 4, Notifications: 7}) {
		t.Errorf("without a time zone: %+v", homeless[0])
	}
	if median := oncall.MedianOf(loads, func(l oncall.Load) int { return l.Incidents }); median != 1 {
		t.Errorf("the median is %d", median)
	}
}
