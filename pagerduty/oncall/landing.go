package oncall

import (
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/enqueue"
)

// Outcome is what becomes of an event after all rules.
type Outcome string

// The outcomes of an event.
const (
	OutcomeIncident    Outcome = "incident"    // opens an incident, or joins one if alerts are grouped
	OutcomeHeld        Outcome = "held"        // opens an incident later, unless the alert is resolved before
	OutcomeSuppressed  Outcome = "suppressed"  // an alert without an incident
	OutcomeMaintenance Outcome = "maintenance" // the service is in maintenance
	OutcomeDisabled    Outcome = "disabled"    // the service is disabled
	OutcomeDropped     Outcome = "dropped"     // a rule dropped the event
	OutcomeUnrouted    Outcome = "unrouted"    // an alert of no service
	OutcomeUpdate      Outcome = "update"      // acknowledges or resolves an alert
	OutcomeUnknown     Outcome = "unknown"     // of a service that is not known
	OutcomeRefused     Outcome = "refused"     // the Events API refuses the event; see [ReadEvent]
)

// Landing is what becomes of an event at its service.
type Landing struct {
	Outcome   Outcome
	Windows   []pagerduty.MaintenanceWindow // those that run, if they decide
	Held      time.Duration                 // the time for which a rule holds the alert back
	MayHold   time.Duration                 // the time for which the service holds alerts back that usually resolve themselves
	Severity  string                        // "" if it is not known
	Urgency   string                        // high or low; "" if it is not known, or if no incident is opened
	UrgencyBy string                        // what decides the urgency: constant, support_hours, severity; or why it is not known
	PolicyID  string                        // the escalation policy that is notified; "" if no incident is opened
}

// Land returns what becomes of an event at a service. service is nil for an event of no service, or if the service could not be read.
// windows are the maintenance windows of the service.
func Land(passage Passage, service *pagerduty.Service, windows []pagerduty.MaintenanceWindow, now time.Time) Landing {
	landing := Landing{Windows: running(windows, now), Held: passage.Suspended()}
	if len(passage.Unread) == 0 { // rules that could not be read may set it
		landing.Severity, _ = passage.Event.Text("severity")
	}
	landing.Outcome = passage.outcome(service, len(landing.Windows) > 0)
	if landing.Outcome != OutcomeMaintenance {
		landing.Windows = nil
	}
	if landing.Outcome != OutcomeIncident && landing.Outcome != OutcomeHeld {
		return landing
	}
	if service.AutoPause != nil && service.AutoPause.Enabled {
		landing.MayHold = time.Duration(service.AutoPause.Timeout) * time.Second
	}
	landing.Urgency, landing.UrgencyBy = Urgency(*service, landing.Severity, now)
	landing.PolicyID = service.EscalationPolicy.ID
	if policy, set := passage.Setting("escalation_policy"); set {
		landing.PolicyID = policy.Value
	}
	return landing
}

func (p Passage) outcome(service *pagerduty.Service, inMaintenance bool) Outcome {
	action, known := p.Event.Text("event_action")
	switch {
	case p.Dropped != nil:
		return OutcomeDropped
	case known && (action == enqueue.Acknowledge || action == enqueue.Resolve):
		return OutcomeUpdate
	case p.Unrouted():
		return OutcomeUnrouted
	case service == nil || !known:
		return OutcomeUnknown
	case service.Status == "disabled":
		return OutcomeDisabled
	case inMaintenance || service.Status == "maintenance":
		return OutcomeMaintenance
	case p.Suppressed():
		return OutcomeSuppressed
	case p.Suspended() > 0:
		return OutcomeHeld
	}
	return OutcomeIncident
}

// running returns the windows that run at a time.
func running(windows []pagerduty.MaintenanceWindow, now time.Time) []pagerduty.MaintenanceWindow {
	return slices.DeleteFunc(slices.Clone(windows), func(window pagerduty.MaintenanceWindow) bool { return !IsRunning(window, now) })
}

// IsRunning reports whether a maintenance window runs at a moment.
func IsRunning(window pagerduty.MaintenanceWindow, at time.Time) bool {
	return !window.Start.After(at) && window.End.After(at)
}
