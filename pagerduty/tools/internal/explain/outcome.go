package explain

import (
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/changes"
)

// withOutcome adds to the text of a failure whether the call changed anything. A possible change comes first, where it is not
// overlooked.
func withOutcome(text string, tool mcptools.Tool, watch *changes.Watch) string {
	switch {
	case tool.Effect == mcptools.EffectRead:
		return mcptools.Clean(strings.TrimSpace(text), maxText)
	case watch.None():
		const nothing = "Nothing was changed."
		if text = mcptools.Clean(text, maxText-len(nothing)-len(". ")); text != "" && !strings.ContainsAny(text[len(text)-1:], ".!?…") {
			text += "."
		}
		return strings.TrimSpace(text + " " + nothing)
	}
	parts := []string{"The change may have been made."}
	for _, operation := range watch.Operations() {
		parts = append(parts, howToCheck(operation))
	}
	return mcptools.Clean(strings.Join(append(parts, "What failed:", strings.TrimSpace(text)), " "), maxText)
}

// howToCheck returns how the model finds out whether an operation took effect.
func howToCheck(operation string) string {
	switch operation {
	case "createIncident":
		return "Look for an open incident with this title on the service. Repeating the same call while it is open creates no second one."
	case "createIncidentResponderRequest":
		return "Read the incident's responders and timeline before you ask again: each request notifies people."
	case "createIncidentNote", "updateIncidentNote", "deleteIncidentNote":
		return "Read the incident's notes before you repeat the call."
	case "createIncidentSnooze":
		return "Get the incidents and look at their next actions before you repeat the call."
	case "mergeIncidents":
		return "Get the incidents before you repeat the call: merged ones name the incident that they were merged into."
	case "updateIncidentAlerts":
		return "List the alerts of the incidents before you repeat the call."
	case "createIncidentStatusUpdate":
		return "Ask somebody who receives the updates before you send it again: each notifies people."
	case "createIncidentWorkflowInstance":
		return "Read the incident's timeline before you start it again: a workflow may page people."
	case "cancelIncidentResponderRequest":
		return "Get the incident and look at its responders before you repeat the call."
	case "updateOrchPathRouter":
		return "Read the router again before you repeat the call."
	case "updateIncidents":
		return "Get the incidents and check their state before you repeat the call."
	case "createService", "createTeam", "createUser", "createEscalationPolicy", "createSchedule", "createScheduleV3":
		return "Look for one with this name before you repeat the call."
	case "createScheduleOverride", "createOverrides", "createCustomShifts":
		return "List who is on call in the schedule at that time before you repeat the call."
	case "postAlertGroupingSettings":
		return "List the settings of these services before you repeat the call."
	case "createStatusPagePost":
		return "List the posts of the status page before you repeat the call."
	case "createStatusPagePostUpdate":
		return "Read the post with its updates before you repeat the call."
	case "createWebhookSubscription":
		return "List the webhook subscriptions before you repeat the call."
	case "createServiceIntegration":
		return "List the integrations of the service before you repeat the call."
	case "testWebhookSubscription":
		return "Ask whether the receiver got the test event before you repeat the call."
	case "deleteTeam", "deleteAlertGroupingSetting", "deleteTeamUser", "deleteEscalationPolicy", "deleteSchedule", "deleteScheduleV3", "deleteWebhookSubscription":
		return "Check whether it still exists before you repeat the call."
	case "createMaintenanceWindow", "deleteMaintenanceWindow":
		return "List the maintenance windows of these services before you repeat the call."
	case "createServiceDependency", "deleteServiceDependency":
		return "Get the dependencies of the service before you repeat the call."
	}
	return "Read it again before you repeat the call."
}
