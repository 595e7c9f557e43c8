package pagerduty_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// scheduleCalls returns the methods that take a schedule's id. They report whether they returned a value.
func scheduleCalls() map[string]func(context.Context, *pagerduty.SchedulesService) (bool, error) {
	return map[string]func(context.Context, *pagerduty.SchedulesService) (bool, error){
		"Get": func(ctx context.Context, s *pagerduty.SchedulesService) (bool, error) {
			schedule, err := s.Get(ctx, "PV3", pagerduty.ScheduleWindow{})
			return schedule != nil, err
		},
		"OnCallUsers": func(ctx context.Context, s *pagerduty.SchedulesService) (bool, error) {
			users, err := s.OnCallUsers(ctx, "PV3", since(), since().Add(time.Hour))
			return users != nil, err
		},
		"CreateOverrides": func(ctx context.Context, s *pagerduty.SchedulesService) (bool, error) {
			results, err := s.CreateOverrides(ctx, "PV3", pagerduty.NewOverride{Start: since(), End: since().Add(time.Hour), UserID: "PADA"})
			return results != nil, err
		},
		"Update": func(ctx context.Context, s *pagerduty.SchedulesService) (bool, error) {
			schedule, err := s.Update(ctx, "PV3", everyPartOfASchedule("PLAY"))
			return schedule != nil, err
		},
		"Delete": func(ctx context.Context, s *pagerduty.SchedulesService) (bool, error) {
			return false, s.Delete(ctx, "PV3")
		},
		"Overrides": func(ctx context.Context, s *pagerduty.SchedulesService) (bool, error) {
			overrides, err := s.Overrides(ctx, "PV3", pagerduty.ListOverridesOptions{Since: since(), Until: since().Add(time.Hour)})
			return overrides != nil, err
		},
		"DeleteOverride": func(ctx context.Context, s *pagerduty.SchedulesService) (bool, error) {
			return false, s.DeleteOverride(ctx, "PV3", "QOVR")
		},
	}
}

func TestShiftBasedScheduleIsRecognised(t *testing.T) {
	t.Parallel()
	answers := map[string]struct {
		status     int
		body       string
		shiftBased bool
	}{
		"by its kind":             {400, `{"error":{"message":"This is a shift-based schedule. Use the v3 Schedules API to access it.","code":2001}}`, true},
		"in capitals":             {400, `{"error":{"message":"Shift-Based schedules are not supported"}}`, true},
		"by the other API":        {400, `{"error":{"message":"Please use /v3/schedules/PV3"}}`, true},
		"among the details":       {400, `{"error":{"message":"Invalid Input Provided","code":2001,"errors":["It is shift-based."]}}`, true},
		"in an error of one text": {400, `{"error":"Use GET /v3/schedules/PV3"}`, true},
		"another mistake":         {400, `{"error":{"message":"Invalid Input Provided","code":2001,"errors":["Since is not a time"]}}`, false},
		"not there":               {404, `{"error":{"message":"Not Found: no layer-based or shift-based schedule","code":2100}}`, false},
		"not allowed":             {403, `{"error":{"message":"/v3/schedules is not in your scope"}}`, false},
		"a web page":              {400, `<html>shift-based</html>`, false},
	}
	for name, test := range answers {
		for method, call := range scheduleCalls() {
			t.Run(method+", "+name, func(t *testing.T) {
				t.Parallel()
				client, sent := newClient(t, inTurn(t, answer(test.status, test.body)))
				answered, err := call(t.Context(), client.Schedules)
				if answered || err == nil || errors.Is(err, pagerduty.ErrShiftBased) != test.shiftBased {
					t.Errorf("a value %t, error %v", answered, err)
				}
				if failure, ok := errors.AsType[*pagerduty.Error](err); !ok || failure.StatusCode != test.status {
					t.Errorf("the cause is lost: %v", err)
				}
				if len(sent.requests()) != 1 {
					t.Errorf("sent %q", sent.lines())
				}
			})
		}
	}
}

func TestShiftBasedScheduleInAnAnswer(t *testing.T) {
	t.Parallel()
	for kind, shiftBased := range map[string]bool{"schedule_v3": true, "schedule_v3_reference": true, "schedule": false, "schedule_reference": false, "": false} {
		client, _ := newClient(t, inTurn(t, answer(http.StatusOK, `{"schedule":{"id":"PV3","type":"`+kind+`","summary":"Night"}}`)))
		schedule, err := client.Schedules.Get(t.Context(), "PV3", pagerduty.ScheduleWindow{})
		if errors.Is(err, pagerduty.ErrShiftBased) != shiftBased || (schedule == nil) != shiftBased || !shiftBased && err != nil {
			t.Errorf("%q: got %v, %v", kind, schedule, err)
		}
	}
}

func TestScheduleIsAskedForAsGiven(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, everywhere(answer(http.StatusOK, `{"schedule":{"id":"PSCH"},"users":[],"schedules":[],"oncalls":[]}`)))
	window := pagerduty.ScheduleWindow{Since: since(), Until: since().Add(time.Hour), TimeZone: "Europe/Berlin"}
	for _, err := range []error{
		second(client.Schedules.Get(t.Context(), "PSCH", pagerduty.ScheduleWindow{})),
		second(client.Schedules.Get(t.Context(), "PSCH", window)),
		second(client.Schedules.OnCallUsers(t.Context(), "PSCH", window.Since, time.Time{})),
		second(client.OnCalls.List(t.Context(), pagerduty.ListOnCallsOptions{})),
		onCallMethods()["OnCalls.List"].call(t.Context(), client, ""),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	const from, to = "since=2026-03-01T09:00:00%2B01:00", "until=2026-03-01T10:00:00%2B01:00"
	sent.expect(t,
		"GET /schedules/PSCH",
		"GET /schedules/PSCH?"+from+"&time_zone=Europe%2FBerlin&"+to,
		"GET /schedules/PSCH/users?"+from,
		"GET /oncalls",
		"GET /oncalls?earliest=true&escalation_policy_ids[]=PONE&escalation_policy_ids[]=PTWO&limit=50&offset=100"+
			"&schedule_ids[]=PONE&schedule_ids[]=PTWO&"+from+"&time_zone=Europe%2FBerlin&total=true&"+to+"&user_ids[]=PONE&user_ids[]=PTWO")
}
