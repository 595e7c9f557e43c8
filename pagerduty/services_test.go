package pagerduty_test

import (
	"encoding/json"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// A timeout that is off differs from one that the answer lacks.
func TestTimeout(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]struct {
		seconds *int
		encoded string
	}{
		`{"id":"P1"}`:                        {nil, ""},
		`{"auto_resolve_timeout":null}`:      {new(0), "0"},
		`{"auto_resolve_timeout":0}`:         {new(0), "0"},
		`{"auto_resolve_timeout":14400}`:     {new(14400), "14400"},
		`{"auto_resolve_timeout":"soon"}`:    {nil, ""},
		`{"auto_resolve_timeout":[1]}`:       {nil, ""},
		`{"auto_resolve_timeout":1e400}`:     {nil, ""},
		`{"acknowledgement_timeout":1800}`:   {nil, ""},
		`{"auto_resolve_timeout":{"odd":1}}`: {nil, ""},
	} {
		var service pagerduty.Service
		if err := json.Unmarshal([]byte(answer), &service); err != nil {
			t.Fatal(err)
		}
		got := service.AutoResolveTimeout.Seconds
		if (got == nil) != (want.seconds == nil) || got != nil && *got != *want.seconds {
			t.Errorf("%s: %v", answer, got)
		}
		encoded, err := json.Marshal(service)
		var members map[string]json.RawMessage
		if err != nil || json.Unmarshal(encoded, &members) != nil || string(members["auto_resolve_timeout"]) != want.encoded {
			t.Errorf("%s becomes %s, %v", answer, encoded, err)
		}
	}
}

// An answer without a pause decodes as nil, not as a pause that is off.
func TestAutoPauseThatIsNotSaid(t *testing.T) {
	t.Parallel()
	for answer, said := range map[string]bool{`{}`: false, `{"auto_pause_notifications_parameters":null}`: false, `{"auto_pause_notifications_parameters":{"enabled":false,"timeout":0}}`: true} {
		var service pagerduty.Service
		if err := json.Unmarshal([]byte(answer), &service); err != nil || (service.AutoPause != nil) != said {
			t.Errorf("%s: %+v, %v", answer, service.AutoPause, err)
		}
	}
}
