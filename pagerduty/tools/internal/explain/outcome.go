package explain

import (
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/changes"
)

// withOutcome says with the sentence about a failure whether the call changed anything. That it may have is said first: it is
// what must not be overlooked.
func withOutcome(sentence string, tool mcptools.Tool, watch *changes.Watch) string {
	switch {
	case tool.Effect == mcptools.EffectRead:
		return mcptools.Clean(strings.TrimSpace(sentence), maxSentence)
	case watch.None():
		const nothing = "Nothing was changed."
		if sentence = mcptools.Clean(sentence, maxSentence-len(nothing)-len(". ")); sentence != "" && !strings.ContainsAny(sentence[len(sentence)-1:], ".!?…") {
			sentence += "."
		}
		return strings.TrimSpace(sentence + " " + nothing)
	}
	return mcptools.Clean("The change may have been made. "+howToFindOut(watch.Operations())+" What failed: "+strings.TrimSpace(sentence), maxSentence)
}

// howToFindOut tells where to look for a change that may have been made by one of the operations.
func howToFindOut(operations []string) string {
	var where []string
	for _, operation := range operations {
		where = append(where, lookFor(operation))
	}
	return strings.Join(where, " ")
}

func lookFor(operation string) string {
	switch operation {
	case "createIncident":
		return "Look for an open incident with this title on the service. Repeating the same call opens no second one while it is open."
	case "createIncidentResponderRequest":
		return "Look at the incident's responders and timeline before you ask again: each request notifies people."
	case "createIncidentNote":
		return "Look at the incident's notes before you write it again."
	case "updateOrchPathRouter":
		return "Read the router again before you repeat it."
	case "updateIncidents":
		return "Get the incidents and see what they are now before you repeat it."
	case "createService", "createTeam":
		return "Look for one of this name before you repeat it."
	case "createScheduleOverride":
		return "Look at who is on call in the schedule then before you repeat it."
	case "postAlertGroupingSettings":
		return "List the settings of these services before you repeat it."
	case "deleteTeam", "deleteAlertGroupingSetting", "deleteTeamUser":
		return "See whether it is still there before you repeat it."
	}
	return "Read it again before you repeat it."
}
