// Package pagerduty is a client for PagerDuty's REST API. It depends on the standard library only.
//
//	token, err := pagerduty.ParseToken(key) // an API key or an OAuth token
//	if err != nil {
//		return err
//	}
//	client, err := pagerduty.New(token)
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
// A Client and its services are safe for concurrent use. List returns one page of a list. Pages and All read the whole list, and may
// fetch up to eight pages at once. If a request fails, the iteration ends with its error.
//
// Requests are retried after rate limits, and after failures if that cannot make a change twice. The error of a failed request is an
// *Error. errors.Is reports its kind, such as ErrNotFound or ErrRateLimited.
//
// Client.Do and Items send the operations of PagerDuty's API that have no method here.
//
// Decoding is lenient: null is the zero value, unknown members and enumeration values are accepted, and a member of an unexpected
// type stays empty without affecting the others.
package pagerduty
