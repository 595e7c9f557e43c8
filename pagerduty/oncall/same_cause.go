package oncall

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// OpenedTogether is how far apart two incidents of the same cause open at most, as far as [SameCause] goes by time.
const OpenedTogether = 15 * time.Minute

// Suspect is an open incident that may have the same cause as another, with everything that speaks for it.
type Suspect struct {
	pagerduty.Incident
	SameService bool
	DependsOn   *Neighbour // the other incident's service depends on this one's
	Dependant   *Neighbour // this one's service depends on the other's
	SameKind    bool       // their titles are of the same kind
	Together    bool       // they opened within OpenedTogether
	Related     []pagerduty.Relationship
}

// reasons counts what speaks for the same cause.
func (s *Suspect) reasons() int {
	count := 0
	for _, holds := range []bool{s.SameService, s.DependsOn != nil, s.Dependant != nil, s.SameKind, s.Together, len(s.Related) > 0} {
		if holds {
			count++
		}
	}
	return count
}

// SameCause returns the open incidents that may have the same cause as an incident: those with the most reasons first, then those that
// opened nearest to it. related are those that PagerDuty relates; supports and dependants come from [Surroundings].
func SameCause(of pagerduty.Incident, open []pagerduty.Incident, related []pagerduty.RelatedIncident, supports, dependants []Neighbour) []Suspect {
	relationships := map[string][]pagerduty.Relationship{}
	all := slices.Clone(open)
	for _, r := range related {
		relationships[r.Incident.ID] = r.Relationships
		if len(r.Relationships) == 0 { // related, for a reason that is not known
			relationships[r.Incident.ID] = []pagerduty.Relationship{{}}
		}
		all = append(all, r.Incident)
	}
	var suspects []Suspect
	seen := map[string]bool{of.ID: true}
	for _, other := range all {
		if seen[other.ID] || !other.IsOpen() {
			continue
		}
		seen[other.ID] = true
		suspect := Suspect{
			Incident: other, Related: relationships[other.ID], SameService: other.Service.ID == of.Service.ID,
			DependsOn: neighbour(supports, other.Service.ID), Dependant: neighbour(dependants, other.Service.ID),
			SameKind: Kind(other.Title) == Kind(of.Title), Together: apart(of, other) <= OpenedTogether,
		}
		if suspect.reasons() > 0 {
			suspects = append(suspects, suspect)
		}
	}
	slices.SortStableFunc(suspects, func(a, b Suspect) int {
		return cmp.Or(b.reasons()-a.reasons(), cmp.Compare(apart(of, a.Incident), apart(of, b.Incident)))
	})
	return suspects
}

func neighbour(all []Neighbour, id string) *Neighbour {
	i := slices.IndexFunc(all, func(n Neighbour) bool { return n.ID == id })
	if i < 0 {
		return nil
	}
	return &all[i]
}

// apart returns the time between the openings of two incidents.
func apart(a, b pagerduty.Incident) time.Duration {
	if a.CreatedAt.IsZero() || b.CreatedAt.IsZero() {
		return 1<<63 - 1
	}
	return a.CreatedAt.Sub(b.CreatedAt.Time).Abs()
}

// Resembling returns at most count of the incidents whose titles resemble that of an incident, the most similar first, then the newest.
// It is for accounts in which PagerDuty does not find similar incidents itself.
func Resembling(title string, incidents []pagerduty.Incident, count int) []pagerduty.Incident {
	const least = 0.4
	type scored struct {
		pagerduty.Incident
		score float64
	}
	var all []scored
	for _, i := range incidents {
		if score := Resemblance(title, i.Title); score >= least {
			all = append(all, scored{i, score})
		}
	}
	slices.SortStableFunc(all, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), b.CreatedAt.Compare(a.CreatedAt.Time))
	})
	var found []pagerduty.Incident
	for _, s := range all[:min(count, len(all))] {
		found = append(found, s.Incident)
	}
	return found
}

// Resemblance returns how much two titles have in common, from 0 to 1: the share of the words of their kinds that both have.
func Resemblance(a, b string) float64 {
	words, others := strings.Fields(strings.ToLower(Kind(a))), strings.Fields(strings.ToLower(Kind(b)))
	if len(words)+len(others) == 0 {
		return 0
	}
	both, rest := 0, slices.Clone(others)
	for _, word := range words {
		if at := slices.Index(rest, word); at >= 0 {
			both, rest = both+1, slices.Delete(rest, at, at+1)
		}
	}
	return float64(both) / float64(len(words)+len(others)-both)
}
