package oncall

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// SameInterruption is the time within which notifications at night interrupt a person's sleep only once.
const SameInterruption = 30 * time.Minute

// Load is what a person carried in a span of time.
type Load struct {
	User               pagerduty.Reference
	Incidents          int // that the person was assigned to or notified of
	Notifications      int
	Zone               *time.Location // of the person; nil if it is not known, and then the next five are 0
	AtNight            int            // notifications at night
	OnWeekends         int            // notifications on a Saturday or Sunday
	OfUnknownKind      int            // those of AtNight of which the log does not say whether they are e-mails
	SleepInterruptions int            // runs of notifications at night that are known not to be e-mails
	Nights             int            // nights with an interruption
	OnCall             time.Duration
	Longest            Turn // the longest time on call without a break
	Always             bool // a policy names the person directly, without a schedule
}

// LoadLog collects log entries for Loads.
type LoadLog struct{ people map[string]*personLog }

type personLog struct {
	user      pagerduty.Reference
	incidents map[string]struct{}
	notices   []notice
}

type notice struct {
	at   time.Time
	wake waking
}

// waking is whether a notification wakes a person.
type waking int

const (
	wakes waking = iota
	isSilent
	isUnknown
)

// wakingOf returns whether a notification wakes a person: an e-mail does not. The log need not say what it was.
func wakingOf(n *pagerduty.Notification) waking {
	has := func(kind string) bool { return n != nil && strings.Contains(n.Type, kind) }
	switch {
	case has("email"):
		return isSilent
	case has("phone"), has("sms"), has("push"):
		return wakes
	}
	return isUnknown
}

// Add adds a log entry. The order of the entries does not matter. List them with their channels: without, the kinds of the notifications
// are unknown.
func (l *LoadLog) Add(entry pagerduty.LogEntry) {
	switch entry.Type {
	case "notify_log_entry":
		person := l.person(entry.User)
		person.notices = append(person.notices, notice{entry.CreatedAt.Time, wakingOf(entry.Channel.Notification)})
		person.incidents[entry.Incident.ID] = struct{}{}
	case "assign_log_entry", "escalate_log_entry", "delegate_log_entry":
		for _, user := range entry.Assignees {
			l.person(user).incidents[entry.Incident.ID] = struct{}{}
		}
	}
}

// AddPerson adds a person who may have carried nothing.
func (l *LoadLog) AddPerson(user pagerduty.Reference) { l.person(user) }

// People returns the ids of all people.
func (l *LoadLog) People() (ids []string) {
	for id := range l.people {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

func (l *LoadLog) person(user pagerduty.Reference) *personLog {
	if l.people == nil {
		l.people = map[string]*personLog{}
	}
	if l.people[user.ID] == nil {
		l.people[user.ID] = &personLog{user: user, incidents: map[string]struct{}{}}
	}
	return l.people[user.ID]
}

// Loads returns the load of each person, the most notifications first. zone returns a user's time zone; nil if it is not known. Times on
// call are cut to the window, and overlapping ones count once.
func (l *LoadLog) Loads(onCalls []pagerduty.OnCall, window Window, zone func(userID string) *time.Location) []Load {
	turns, always := map[string][]Turn{}, map[string]bool{}
	for _, onCall := range onCalls {
		id := onCall.User.ID
		if onCall.Start.IsZero() && onCall.End.IsZero() {
			always[id] = true
			onCall.Start.Time, onCall.End.Time = window.Since, window.Until
		}
		turns[id] = append(turns[id], Turn{id, onCall.Start.Time, onCall.End.Time})
	}
	var loads []Load
	for _, id := range l.People() {
		load := l.people[id].load(zone(id))
		load.Always = always[id]
		for _, turn := range Joined(Cut(turns[id], window)) {
			load.OnCall += turn.Length()
			if turn.Length() > load.Longest.Length() {
				load.Longest = turn
			}
		}
		loads = append(loads, load)
	}
	slices.SortStableFunc(loads, func(a, b Load) int {
		return cmp.Or(b.Notifications-a.Notifications, b.Incidents-a.Incidents, cmp.Compare(b.OnCall, a.OnCall), cmp.Compare(a.User.ID, b.User.ID))
	})
	return loads
}

func (p *personLog) load(zone *time.Location) Load {
	load := Load{User: p.user, Incidents: len(p.incidents), Notifications: len(p.notices), Zone: zone}
	if zone == nil {
		return load
	}
	slices.SortFunc(p.notices, func(a, b notice) int { return a.at.Compare(b.at) })
	nights := map[string]struct{}{}
	var last time.Time
	for _, n := range p.notices {
		load.OnWeekends += count(IsWeekend(n.at, zone))
		if !IsNight(n.at, zone) {
			continue
		}
		load.AtNight++
		load.OfUnknownKind += count(n.wake == isUnknown)
		if n.wake != wakes {
			continue
		}
		load.SleepInterruptions += count(last.IsZero() || n.at.Sub(last) > SameInterruption)
		last = n.at
		nights[NightOf(n.at, zone)] = struct{}{}
	}
	load.Nights = len(nights)
	return load
}

// MedianOf returns the median of a number of loads; of two in the middle the smaller one.
func MedianOf(loads []Load, number func(Load) int) int {
	if len(loads) == 0 {
		return 0
	}
	var numbers []int
	for _, load := range loads {
		numbers = append(numbers, number(load))
	}
	slices.Sort(numbers)
	return numbers[(len(numbers)-1)/2]
}
