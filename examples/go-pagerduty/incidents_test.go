package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/PagerDuty/go-pagerduty"
)

const from = "amara.okafor@lanternfield.example"

// TestLifeOfAnIncident creates an incident, changes it step by step and resolves it.
func TestLifeOfAnIncident(t *testing.T) {
	t.Parallel()
	_, client := start(t)
	ctx := t.Context()
	created, err := client.CreateIncidentWithContext(ctx, from, &pagerduty.CreateIncidentOptions{
		Title: "Vouchers are refused", Urgency: "high", IncidentKey: "vouchers",
		Service:  &pagerduty.APIReference{ID: "PSCHKAP", Type: "service_reference"},
		Priority: &pagerduty.APIReference{ID: "PPRIOR2", Type: "priority_reference"},
		Body:     &pagerduty.APIDetails{Type: "incident_body", Details: "Since noon."},
	})
	if err != nil {
		t.Fatal(err)
	}
	id := created.ID
	manage := func(change pagerduty.ManageIncidentsOptions) (string, error) {
		change.ID = id
		answer, err := client.ManageIncidentsWithContext(ctx, from, []pagerduty.ManageIncidentsOptions{change})
		if err != nil {
			return "", err
		}
		i := answer.Incidents[0]
		return strings.Join([]string{i.Status, i.Title, strings.Join(assignees(i), " ")}, "; "), nil
	}
	check(t, []step{
		{"is there", "triggered; high; P2; Since noon.; PUAMARA", func() (string, error) {
			i, err := client.GetIncidentWithContext(ctx, id)
			if err != nil {
				return "", err
			}
			return strings.Join([]string{i.Status, i.Urgency, i.Priority.Name, i.Body.Details, strings.Join(assignees(*i), " ")}, "; "), nil
		}},
		{"acknowledge", "acknowledged; Vouchers are refused; PUAMARA", func() (string, error) { return manage(pagerduty.ManageIncidentsOptions{Status: "acknowledged"}) }},
		{"rename", "acknowledged; No vouchers; PUAMARA", func() (string, error) { return manage(pagerduty.ManageIncidentsOptions{Title: "No vouchers"}) }},
		{"escalate", "triggered; No vouchers; PUBRUNO", func() (string, error) { return manage(pagerduty.ManageIncidentsOptions{EscalationLevel: 2}) }},
		{"reassign", "triggered; No vouchers; PUDIEGO", func() (string, error) {
			return manage(pagerduty.ManageIncidentsOptions{Assignments: []pagerduty.Assignee{{Assignee: pagerduty.APIObject{ID: "PUDIEGO", Type: "user_reference"}}}})
		}},
		{"snooze", "acknowledged; unacknowledge 2026-10-14T11:00:00Z", func() (string, error) {
			i, err := client.SnoozeIncidentWithContext(ctx, id, 3600)
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("%s; %s %s", i.Status, i.PendingActions[0].Type, i.PendingActions[0].At), nil
		}},
		{"note", "Found it", func() (string, error) {
			_, err := client.CreateIncidentNoteWithContext(ctx, id, pagerduty.IncidentNote{Content: "Found it", User: pagerduty.APIObject{Summary: from}})
			if err != nil {
				return "", err
			}
			notes, err := client.ListIncidentNotesWithContext(ctx, id)
			if err != nil {
				return "", err
			}
			return notes[len(notes)-1].Content, nil
		}},
		{"ask for help", "Please look; PUFARID", func() (string, error) {
			target := pagerduty.ResponderRequestTarget{APIObject: pagerduty.APIObject{ID: "PUFARID", Type: "user_reference"}}
			r, err := client.ResponderRequestWithContext(ctx, id, pagerduty.ResponderRequestOptions{
				From: from, Message: "Please look", RequesterID: "PUAMARA", Targets: []pagerduty.ResponderRequestTargetWrapper{{Target: target}},
			})
			if err != nil {
				return "", err
			}
			return r.ResponderRequest.Message + "; " + r.ResponderRequest.Targets[0].Target.ID, nil
		}},
		{"merge another into it", "2 alerts", func() (string, error) {
			_, err := client.MergeIncidentsWithContext(ctx, from, id, []pagerduty.MergeIncidentsOptions{{ID: "Q3PAYACQUIRER0", Type: "incident_reference"}})
			if err != nil {
				return "", err
			}
			alerts, err := client.ListIncidentAlertsWithContext(ctx, id, pagerduty.ListIncidentAlertsOptions{Statuses: []string{"triggered"}})
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("%d alerts", len(alerts.Alerts)), nil
		}},
		{"resolve an alert", "resolved; resolved", func() (string, error) {
			alerts, err := client.ListIncidentAlertsWithContext(ctx, id, pagerduty.ListIncidentAlertsOptions{})
			if err != nil {
				return "", err
			}
			change := alerts.Alerts[0]
			change.Status = "resolved"
			changed, err := client.ManageIncidentAlerts(ctx, id, from, &pagerduty.IncidentAlertList{Alerts: []pagerduty.IncidentAlert{change}})
			if err != nil {
				return "", err
			}
			one, err := client.GetIncidentAlertWithContext(ctx, id, change.ID)
			if err != nil {
				return "", err
			}
			return changed.Alerts[0].Status + "; " + one.IncidentAlert.Status, nil
		}},
		{"resolve", "resolved; No vouchers; ", func() (string, error) {
			return manage(pagerduty.ManageIncidentsOptions{Status: "resolved", Resolution: "Rolled back"})
		}},
		{"read its log", "resolve_log_entry by Amara Okafor", func() (string, error) {
			log, err := client.ListIncidentLogEntriesWithContext(ctx, id, pagerduty.ListIncidentLogEntriesOptions{IsOverview: true, Includes: []string{"channels"}})
			if err != nil {
				return "", err
			}
			return log.LogEntries[0].Type + " by " + log.LogEntries[0].Agent.Summary, nil
		}},
	})
}

// TestIncidents lists incidents and log entries, and keeps stakeholders informed.
func TestIncidents(t *testing.T) {
	t.Parallel()
	_, client := start(t)
	ctx := t.Context()
	const id = "Q2CHECKOUTLATE"
	var entry string
	check(t, []step{
		{"list", "1 Q2CHECKOUTLATE 2026-10-14T09:25:00+01:00 P1 service api 5", func() (string, error) {
			list, err := client.ListIncidentsWithContext(ctx, pagerduty.ListIncidentsOptions{
				Statuses: []string{"triggered", "acknowledged"}, ServiceIDs: []string{"PSCHKAP"}, TeamIDs: []string{"PTCHECK"}, Urgencies: []string{"high"},
				DateRange: "all", SortBy: "created_at:desc", TimeZone: "Europe/London", Includes: []string{"priorities", "services", "first_trigger_log_entries"}, Total: true,
			})
			if err != nil {
				return "", err
			}
			i := list.Incidents[0]
			return fmt.Sprint(list.Total, " ", i.ID, " ", i.CreatedAt, " ", i.Priority.Name, " ", i.Service.Type, " ", i.FirstTriggerLogEntry.Channel.Type, " ", i.AlertCounts.All), nil
		}},
		{"list by key", "0", func() (string, error) {
			list, err := client.ListIncidentsWithContext(ctx, pagerduty.ListIncidentsOptions{IncidentKey: "no-such-key", Since: "2026-10-01", Until: "2026-10-15"})
			if err != nil {
				return "", err
			}
			return fmt.Sprint(len(list.Incidents)), nil
		}},
		{"publish a status update", "Vouchers work again. PUAMARA", func() (string, error) {
			update, err := client.CreateIncidentStatusUpdate(ctx, id, from, "Vouchers work again.")
			if err != nil {
				return "", err
			}
			return update.Message + " " + update.Sender.ID, nil
		}},
		{"add a subscriber", "PUDIEGO user success", func() (string, error) {
			added, err := client.AddIncidentNotificationSubscribersWithContext(ctx, id, []pagerduty.IncidentNotificationSubscriber{{SubscriberID: "PUDIEGO", SubscriberType: "user"}})
			if err != nil {
				return "", err
			}
			s := added.Subscriptions[0]
			return s.SubscriberID + " " + s.SubscriberType + " " + s.Result, nil
		}},
		{"subscribers", "user PUNADIA, team PTSEARC, user PUIRENE, user PUDIEGO", func() (string, error) {
			list, err := client.ListIncidentNotificationSubscribersWithContext(ctx, id)
			if err != nil {
				return "", err
			}
			var all []string
			for _, s := range list.Subscribers {
				all = append(all, s.SubscriberType+" "+s.SubscriberID)
			}
			return strings.Join(all, ", "), nil
		}},
		{"log entries of the account", "100 true", func() (string, error) {
			list, err := client.ListLogEntriesWithContext(ctx, pagerduty.ListLogEntriesOptions{Limit: 100, Includes: []string{"incidents", "services", "teams"}})
			if err != nil {
				return "", err
			}
			return fmt.Sprint(len(list.LogEntries), " ", list.More), nil
		}},
		{"log entries of a team", "escalate_log_entry Payments Gateway PSPAYGW", func() (string, error) {
			list, err := client.ListLogEntriesWithContext(ctx, pagerduty.ListLogEntriesOptions{
				TeamIDs: []string{"PTCHECK"}, Since: "2026-10-14", Until: "2026-10-15", TimeZone: "UTC", IsOverview: true, Includes: []string{"channels"},
			})
			if err != nil {
				return "", err
			}
			last := list.LogEntries[0]
			entry = last.ID
			return last.Type + " " + last.Agent.Summary + " " + last.Service.ID, nil
		}},
		{"a log entry", "escalate_log_entry 2026-10-14T10:37:00+01:00 Card authorisations time out at the acquirer: 3.1% of attempts", func() (string, error) {
			e, err := client.GetLogEntryWithContext(ctx, entry, pagerduty.GetLogEntryOptions{TimeZone: "Europe/London", Includes: []string{"incidents"}})
			if err != nil {
				return "", err
			}
			return e.Type + " " + e.CreatedAt + " " + e.Incident.Title, nil
		}},
	})
}

func assignees(i pagerduty.Incident) []string {
	var ids []string
	for _, a := range i.Assignments {
		ids = append(ids, a.Assignee.ID)
	}
	return ids
}
