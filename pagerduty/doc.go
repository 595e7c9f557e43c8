// Package pagerduty is a client of PagerDuty's REST API, typed, small and without dependencies.
//
//	client, err := pagerduty.New(pagerduty.APIKey(key))
//	if err != nil {
//		return err
//	}
//	open := pagerduty.ListIncidentsOptions{Statuses: []pagerduty.IncidentStatus{pagerduty.StatusTriggered}}
//	for incident, err := range client.Incidents.All(ctx, open) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(incident.Number, incident.Title)
//	}
//
// Every method takes a context and may be called from many goroutines. Requests are repeated
// where that does no harm: after rate limits always, after failures only if PagerDuty cannot have
// carried them out twice. A failed request is an *Error; errors.Is tells its kind, such as
// ErrNotFound or ErrRateLimited.
//
// Answers are read leniently: null is the zero value, unknown members and enumeration values pass,
// and a member of an unexpected type is left empty without spoiling the rest.
package pagerduty
