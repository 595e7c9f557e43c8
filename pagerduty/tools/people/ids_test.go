package people_test

import (
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/people"
)

// Every argument of every tool that takes an id refuses what is none before anything is asked, also where a time needs the zone
// of a user or a schedule.
func TestHostileIDs(t *testing.T) {
	t.Parallel()
	team := map[string]any{"team_id": guild, "name": "x"}
	member := map[string]any{"team_id": guild, "user_id": bruno}
	found := blackbox.RefuseHostileIDs(t, people.Toolset, map[string]map[string]any{
		"list_oncalls": {"since": "today"}, "update_team": team, "add_team_member": member, "remove_team_member": member, "delete_team": {"team_id": guild},
		"get_schedule": {"since": "today"}, "list_schedule_users": {"since": "today"},
		"create_schedule_override": {"overrides": []any{map[string]string{"start": "today", "end": "tomorrow", "user_id": bruno}}},
	})
	if found < 21 {
		t.Errorf("found %d arguments that take ids, want all 21: were they renamed?", found)
	}
}

func TestHostileUsersOfOverrides(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.RefusesArgument("create_schedule_override", "overrides[1].user_id", func(id string) map[string]any {
		override := map[string]string{"start": "today", "end": "tomorrow", "user_id": id}
		good := map[string]string{"start": "today", "end": "tomorrow", "user_id": bruno}
		return map[string]any{"schedule_id": primary, "overrides": []any{good, override}}
	})
}
