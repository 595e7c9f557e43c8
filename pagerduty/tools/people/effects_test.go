package people_test

import (
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// Every tool that writes returns what it changed, for whom, and the previous state.
func TestEveryWriteStatesItsEffect(t *testing.T) {
	t.Parallel()
	demo(t).ExpectEffects(map[string]blackbox.Effect{
		"create_team":        {Arguments: `{"name":"Mobile"}`, Stated: map[string]any{"name": "Mobile", "default_role": "manager"}},
		"update_team":        {Arguments: `{"team_id":"Data","name":"Reports"}`, Stated: map[string]any{"name": "Reports", "changed.0": "name", "before.name": "Data"}},
		"delete_team":        {Arguments: `{"team_id":"PTGUILD"}`, Stated: map[string]any{"deleted.name": "Observability Guild", "former_members.0.name": "Jonas Weber"}},
		"add_team_member":    {Arguments: `{"team_id":"PTCHECK","user_id":"PUAMARA","role":"manager"}`, Stated: map[string]any{"outcome": "role changed", "role": "manager", "role_before": "responder"}},
		"remove_team_member": {Arguments: `{"team_id":"PTCHECK","user_id":"PUBRUNO"}`, Stated: map[string]any{"removed.name": "Bruno Castellani", "role_before": "responder", "keeps_turns.0.schedule.name": "Checkout Secondary"}},
		"create_schedule_override": {Arguments: `{"schedule_id":"PSCHKP1","overrides":[{"start":"+1h","end":"+2h","user_id":"PUBRUNO"}]}`,
			Stated: map[string]any{"overrides.0.outcome": "created", "overrides.0.replaces.0.user.name": "Amara Okafor", "overrides.0.also_on_call.0.schedule.name": "Checkout Secondary"}},
	})
}
