package pagerduty_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// PagerDuty ignores an empty reference, so the change would be another than was meant.
func TestIllegalChangesAreNotSent(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(context.Context, *pagerduty.Client) error{
		"create without a service": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Incidents.Create(ctx, pagerduty.NewIncident{Title: "Down"}))
		},
		"create without a title": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Incidents.Create(ctx, pagerduty.NewIncident{ServiceID: "PSVC"}))
		},
		"create for a user that is no id": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Incidents.Create(ctx, pagerduty.NewIncident{Title: "Down", ServiceID: "PSVC", AssigneeID: "../me"}))
		},
		"empty assignee": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Incidents.Update(ctx, pagerduty.IncidentUpdate{ID: "PINC", AssigneeIDs: []string{"PADA", ""}}))
		},
		"empty priority": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Incidents.Update(ctx, pagerduty.IncidentUpdate{ID: "PINC", PriorityID: new("")}))
		},
		"nobody to ask": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Incidents.RequestResponders(ctx, "PINC", pagerduty.NewResponderRequest{RequesterID: "PADA"}))
		},
		"no requester": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Incidents.RequestResponders(ctx, "PINC", pagerduty.NewResponderRequest{UserIDs: []string{"PADA"}}))
		},
		"new service with an empty policy": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Services.Create(ctx, pagerduty.ServiceChange{Name: new("Payments"), EscalationPolicyID: new("")}))
		},
		"service with a policy that is no id": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Services.Update(ctx, "PSVC", pagerduty.ServiceChange{EscalationPolicyID: new("P1/../P2")}))
		},
		"empty member": func(ctx context.Context, c *pagerduty.Client) error {
			return c.Teams.PutMember(ctx, "PTEAM", "", pagerduty.TeamManager)
		},
		"member that is no id": func(ctx context.Context, c *pagerduty.Client) error {
			return c.Teams.RemoveMember(ctx, "PTEAM", "../../users/PADA")
		},
		"heir that is no id": func(ctx context.Context, c *pagerduty.Client) error {
			return c.Teams.Delete(ctx, "PTEAM", "P1&x=y")
		},
		"grouping of a service that is no id": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.AlertGroupingSettings.Update(ctx, "PAGS", pagerduty.AlertGroupingChange{ServiceIDs: []string{"PSVC", ".."}}))
		},
		"grouping that can only be read": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.AlertGroupingSettings.Create(ctx, pagerduty.AlertGroupingChange{Grouping: &pagerduty.UnknownGrouping{Type: "psychic"}}))
		},
		"no router": func(ctx context.Context, c *pagerduty.Client) error {
			_, _, err := c.EventOrchestrations.UpdateRouter(ctx, "PORC", nil)
			return err
		},
		"empty router": func(ctx context.Context, c *pagerduty.Client) error {
			_, _, err := c.EventOrchestrations.UpdateRouter(ctx, "PORC", &pagerduty.OrchestrationPath{})
			return err
		},
		"router that is none": func(ctx context.Context, c *pagerduty.Client) error {
			_, _, err := c.EventOrchestrations.UpdateRouter(ctx, "PORC", pathOf(t, `{"type":"global","sets":[]}`))
			return err
		},
		"schedule without a time zone": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Schedules.Update(ctx, "PSCH", pagerduty.ScheduleChange{Name: new("x")}))
		},
		"schedule in a team that is no id": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Schedules.Create(ctx, pagerduty.ScheduleChange{TimeZone: "Etc/UTC", TeamIDs: []string{".."}}))
		},
		"layer without users": func(ctx context.Context, c *pagerduty.Client) error {
			change := everyPartOfASchedule("")
			change.Layers[0].UserIDs = nil
			return second(c.Schedules.Create(ctx, change))
		},
		"layer with a user who is no id": func(ctx context.Context, c *pagerduty.Client) error {
			change := everyPartOfASchedule("")
			change.Layers[0].UserIDs = []string{"PADA", ""}
			return second(c.Schedules.Preview(ctx, change, pagerduty.ScheduleWindow{}))
		},
		"layer that never begins": func(ctx context.Context, c *pagerduty.Client) error {
			change := everyPartOfASchedule("")
			change.Layers[0].Start = time.Time{}
			return second(c.Schedules.Create(ctx, change))
		},
		"layer without turns": func(ctx context.Context, c *pagerduty.Client) error {
			change := everyPartOfASchedule("")
			change.Layers[0].TurnLength = time.Millisecond
			return second(c.Schedules.Create(ctx, change))
		},
		"overrides of all times": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Schedules.Overrides(ctx, "PSCH", pagerduty.ListOverridesOptions{Since: since()}))
		},
		"shift overrides of all times": func(ctx context.Context, c *pagerduty.Client) error {
			return second(drain(c.ShiftSchedules.AllOverrides(ctx, "PSCH", pagerduty.ListShiftsOptions{})))
		},
		"shift schedule without a name": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.ShiftSchedules.Update(ctx, "PSCH", pagerduty.ShiftScheduleChange{TimeZone: "Etc/UTC"}))
		},
		"event without a start": func(ctx context.Context, c *pagerduty.Client) error {
			event := everyPartOfAnEvent()
			event.Start = pagerduty.ZonedTime{TimeZone: "Etc/UTC"}
			return second(c.ShiftSchedules.CreateEvent(ctx, "PSCH", "AROT", event))
		},
		"event of nobody": func(ctx context.Context, c *pagerduty.Client) error {
			event := everyPartOfAnEvent()
			event.Assignment.Members = []pagerduty.ShiftMember{{Type: pagerduty.MemberUser}}
			return second(c.ShiftSchedules.CreateEvent(ctx, "PSCH", "AROT", event))
		},
		"shift override of two sources": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.ShiftSchedules.CreateOverrides(ctx, "PSCH", pagerduty.NewShiftOverride{RotationID: "A", CustomShiftID: "B"}))
		},
		"no shift override": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.ShiftSchedules.CreateOverrides(ctx, "PSCH"))
		},
		"custom shift without an end": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.ShiftSchedules.CreateCustomShifts(ctx, "PSCH", pagerduty.NewCustomShift{Start: since(), Member: pagerduty.UserMember("PADA")}))
		},
		"no override": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Schedules.CreateOverrides(ctx, "PSCH"))
		},
		"override for nobody": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Schedules.CreateOverrides(ctx, "PSCH", pagerduty.NewOverride{Start: since(), End: since().Add(1)}))
		},
		"override without an end": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Schedules.CreateOverrides(ctx, "PSCH",
				pagerduty.NewOverride{Start: since(), End: since().Add(1), UserID: "PADA"}, pagerduty.NewOverride{Start: since(), UserID: "PADA"}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, sent := newClient(t, account(answer(http.StatusOK, ada)))
			if err := call(t.Context(), client); !errors.Is(err, pagerduty.ErrInvalid) {
				t.Errorf("error %v", err)
			}
			sent.expect(t)
		})
	}
}

func TestUserAgentIsOneLine(t *testing.T) {
	t.Parallel()
	_, err := pagerduty.New(pagerduty.APIKey(testKey), pagerduty.WithUserAgent("bot\r\nX-Evil: 1"))
	if !errors.Is(err, pagerduty.ErrInvalid) {
		t.Errorf("error %v", err)
	}
}
