package oncall

import (
	"cmp"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

const (
	// Soon is the time within which an incident that resolves by itself is noise that a pause could hold back.
	Soon = 5 * time.Minute
	// RepeatedWithin is the time since the last incident of the same kind on the same service that makes an incident a repeated one.
	RepeatedWithin = 24 * time.Hour
)

// NoiseIncident is what an incident contributes to a report on noise.
type NoiseIncident struct {
	ID           string
	ServiceID    string
	Kind         string // see Kind
	High         bool   // of high urgency, so that it wakes people
	Created      time.Time
	Resolved     time.Time // zero if it is open
	ByItself     bool      // resolved by its integration or a timeout, and not by a person
	Merged       bool      // into another incident
	LogKnown     bool      // whether its log was read, which the next two need
	Acknowledged time.Time // zero if it never was
	Night        bool      // it began in the night of someone it was first assigned to
	NightUnknown bool      // the time zone of someone it was first assigned to is not known, and Night is false
	Repeated     bool      // set by MarkRepeated
}

// NewNoiseIncident returns what is known from the incident itself.
func NewNoiseIncident(i pagerduty.Incident) NoiseIncident {
	n := NoiseIncident{
		ID: i.ID, ServiceID: i.Service.ID, Kind: Kind(i.Title), High: i.Urgency != pagerduty.UrgencyLow,
		Created: i.CreatedAt.Time, Resolved: EndOf(i), Merged: i.ResolveReason != nil,
	}
	n.ByItself = !n.Resolved.IsZero() && !n.Merged && i.LastStatusChangeBy != nil && !IsUser(*i.LastStatusChangeBy)
	return n
}

// AddHistory adds what is known from the incident's log. zone returns a user's time zone; nil if it is not known.
func (n *NoiseIncident) AddHistory(h *History, zone func(userID string) *time.Location) {
	n.LogKnown = true
	if h == nil {
		return
	}
	n.Acknowledged = h.Acknowledged
	for _, user := range h.FirstUsers {
		home := zone(user)
		n.Night = n.Night || home != nil && IsNight(n.Created, home)
		n.NightUnknown = n.NightUnknown || home == nil
	}
	n.NightUnknown = n.NightUnknown && !n.Night
}

// MarkRepeated sorts the incidents by their time of creation, and marks those that repeat an incident of the same kind on the same service
// of the 24 hours before.
func MarkRepeated(incidents []NoiseIncident) {
	slices.SortStableFunc(incidents, func(a, b NoiseIncident) int { return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID)) })
	last := map[[2]string]time.Time{}
	for i := range incidents {
		n := &incidents[i]
		key := [2]string{n.ServiceID, n.Kind}
		before, seen := last[key]
		n.Repeated = seen && n.Created.Sub(before) <= RepeatedWithin
		last[key] = n.Created
	}
}

// Noise counts incidents.
type Noise struct {
	Incidents         int
	Open              int
	ByItself          int // resolved without a person
	ByItselfSoon      int // of these within Soon
	Repeated          int
	LogKnown          int           // those whose log was read: the basis of the next four
	NeverAcknowledged int           // never acknowledged and not merged
	AtNight           int           // of high urgency
	NightUnknown      int           // of high urgency
	ToAcknowledge     time.Duration // median of those that were acknowledged
	ToResolve         time.Duration // median of those that were resolved and not merged
	Acknowledged      int           // number of those behind ToAcknowledge
	Resolved          int           // number of those behind ToResolve

	toAcknowledge, toResolve []time.Duration
}

func (n *Noise) add(i NoiseIncident) {
	n.Incidents++
	n.Open += count(i.Resolved.IsZero())
	n.ByItself += count(i.ByItself)
	n.ByItselfSoon += count(i.ByItself && i.Resolved.Sub(i.Created) <= Soon)
	n.Repeated += count(i.Repeated)
	if !i.Resolved.IsZero() && !i.Merged {
		n.toResolve = append(n.toResolve, i.Resolved.Sub(i.Created))
	}
	if !i.LogKnown {
		return
	}
	n.LogKnown++
	n.AtNight += count(i.Night && i.High)
	n.NightUnknown += count(i.NightUnknown && i.High)
	if !i.Acknowledged.IsZero() {
		n.toAcknowledge = append(n.toAcknowledge, i.Acknowledged.Sub(i.Created))
	} else {
		n.NeverAcknowledged += count(!i.Merged)
	}
}

func (n *Noise) finish() {
	n.Acknowledged, n.ToAcknowledge = len(n.toAcknowledge), Percentile(n.toAcknowledge, 50)
	n.Resolved, n.ToResolve = len(n.toResolve), Percentile(n.toResolve, 50)
	n.toAcknowledge, n.toResolve = nil, nil
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// NoiseGroup counts the incidents of a service, or of a kind on a service.
type NoiseGroup struct {
	Noise
	ServiceID string
	Kind      string // empty for a service
	LatestID  string // of the latest incident
}

// CountNoise returns the counts of all incidents, of each service, and of each kind on a service, the largest first. The incidents are in the
// order of MarkRepeated.
func CountNoise(incidents []NoiseIncident) (all Noise, services, kinds []NoiseGroup) {
	byService, byKind := map[[2]string]*NoiseGroup{}, map[[2]string]*NoiseGroup{}
	for _, i := range incidents {
		all.add(i)
		groupOf(byService, i.ServiceID, "").take(i)
		groupOf(byKind, i.ServiceID, i.Kind).take(i)
	}
	all.finish()
	return all, sortedGroups(byService), sortedGroups(byKind)
}

func groupOf(groups map[[2]string]*NoiseGroup, service, kind string) *NoiseGroup {
	key := [2]string{service, kind}
	if groups[key] == nil {
		groups[key] = &NoiseGroup{ServiceID: service, Kind: kind}
	}
	return groups[key]
}

func (g *NoiseGroup) take(i NoiseIncident) {
	g.add(i)
	g.LatestID = i.ID
}

func sortedGroups(groups map[[2]string]*NoiseGroup) []NoiseGroup {
	sorted := make([]NoiseGroup, 0, len(groups))
	for _, group := range groups {
		group.finish()
		sorted = append(sorted, *group)
	}
	slices.SortFunc(sorted, func(a, b NoiseGroup) int {
		return cmp.Or(b.Incidents-a.Incidents, b.ByItselfSoon-a.ByItselfSoon, cmp.Compare(a.ServiceID, b.ServiceID), cmp.Compare(a.Kind, b.Kind))
	})
	return sorted
}

// PauseSaving is what holding back notifications for a while would have saved.
type PauseSaving struct {
	Pause   time.Duration
	Saved   int // incidents that resolved by themselves within the pause
	AtNight int // of these of high urgency at night
	Delayed int // incidents that would have opened later by the pause
}

// ReplayPauses returns the saving of each pause. It counts too few: an incident of several short alerts may have been longer than the pause.
func ReplayPauses(incidents []NoiseIncident, pauses ...time.Duration) []PauseSaving {
	savings := make([]PauseSaving, len(pauses))
	for p, pause := range pauses {
		savings[p].Pause = pause
		for _, i := range incidents {
			if !i.ByItself || i.Resolved.Sub(i.Created) > pause {
				savings[p].Delayed++
				continue
			}
			savings[p].Saved++
			savings[p].AtNight += count(i.Night && i.High)
		}
	}
	return savings
}
