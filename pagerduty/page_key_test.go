package pagerduty_test

import (
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Pages by offset and by cursor know the keys of their records.
func TestPagesTellRecordsApart(t *testing.T) {
	t.Parallel()
	client, _ := newClient(t, everywhere(answer(200, `{"users":[{"id":"PONE"}],"alert_grouping_settings":[{"id":"PONE"}],"past_incidents":[{"incident":{"id":"PONE"}}]}`)))
	users, err := client.Users.List(t.Context(), pagerduty.ListUsersOptions{})
	if err != nil || users.Key(users.Items[0]) != "PONE" {
		t.Errorf("by offset: %v, %v", users, err)
	}
	settings, err := client.AlertGroupingSettings.List(t.Context(), pagerduty.ListAlertGroupingSettingsOptions{})
	if err != nil || settings.Key(settings.Items[0]) != "PONE" {
		t.Errorf("by cursor: %v, %v", settings, err)
	}
	past, err := client.Incidents.Past(t.Context(), "PINC", 0, false)
	if err != nil || past.Key(past.Items[0]) != "PONE" {
		t.Errorf("at once: %v, %v", past, err)
	}
}
