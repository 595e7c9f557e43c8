package incident

import (
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Asked is a user who was asked to help. Policy is the escalation policy through which; zero if the user was asked by name.
type Asked struct {
	pagerduty.Responder
	Policy pagerduty.Reference
}

// IsPending reports whether the user has not answered yet.
func (a Asked) IsPending() bool { return a.State == "pending" }

// Way returns "through" and the escalation policy, or "by name".
func (a Asked) Way() string {
	if a.Policy.ID == "" {
		return "by name"
	}
	return "through " + a.Policy.Label()
}

// AllAsked returns the users who were asked to help with an incident, once for each request. PagerDuty lists them without the request,
// and requests of the same second look alike: each place in a request belongs to one user of the list only.
func AllAsked(i pagerduty.Incident) []Asked {
	places := placesOf(i)
	var all []Asked
	for _, r := range i.Responders {
		asked := Asked{Responder: r}
		for n, place := range places {
			if place.fits(r) {
				asked.Policy = place.policy
				places = append(places[:n:n], places[n+1:]...)
				break
			}
		}
		all = append(all, asked)
	}
	return all
}

// place is a user's place in a request.
type place struct {
	pagerduty.Responder
	policy pagerduty.Reference
	asked  pagerduty.Time
}

func placesOf(i pagerduty.Incident) []place {
	var places []place
	for _, request := range i.ResponderRequests {
		for _, target := range request.Targets {
			var policy pagerduty.Reference
			responders := target.Responders
			if strings.HasPrefix(target.Type, "escalation_policy") {
				policy = target.Reference
			} else if len(responders) == 0 {
				responders = []pagerduty.Responder{{User: target.Reference}}
			}
			for _, r := range responders {
				places = append(places, place{r, policy, request.RequestedAt})
			}
		}
	}
	return places
}

// fits reports whether a responder may be the one of the place, which has only what PagerDuty sent.
func (p place) fits(r pagerduty.Responder) bool {
	return p.User.ID == r.User.ID && p.asked.Equal(r.RequestedAt.Time) &&
		(p.State == "" || p.State == r.State) && (p.Message == "" || p.Message == r.Message)
}
