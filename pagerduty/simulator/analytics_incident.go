package simulator

import (
	"slices"
	"time"
)

// analysis is what analytics computes from the log of an incident.
type analysis struct {
	incident         *incident
	until            time.Time    // resolution, or now for an open incident
	acknowledgements []assignment // in order
	engaged          []assignment // each user who acknowledged or joined, since the first time, in order
	active           []*user      // everybody who did something
	moves            []move
	notified         []assignment // notifications
	loud             []assignment // those other than e-mails
	interrupted      []interruption
	snoozed          time.Duration
	autoResolved     bool
	major            bool
}

// move is an assignment of the incident to users.
type move struct {
	why      moveReason
	at       time.Time
	from, to []*user
}

type moveReason string

const (
	opening     moveReason = "opening"
	byHand      moveReason = "manual escalation"
	byTimeout   moveReason = "timeout escalation"
	reassigning moveReason = "reassignment"
	repeating   moveReason = "repetition" // after an acknowledgement ended
)

// interruption is a notification of a user who was not notified in the last minutes. As in PagerDuty, its time of day is that of the
// user's zone.
type interruption struct {
	assignment
	hours hours
}

type hours string

const (
	businessHours hours = "business_hour" // 8:00 to 18:00, Monday to Friday
	offHours      hours = "off_hour"      // 18:00 to 22:00, and 8:00 to 22:00 at weekends
	sleepHours    hours = "sleep_hour"    // 22:00 to 8:00
)

// interruptionGap is the time within which several notifications of a user are one interruption.
const interruptionGap = 5 * time.Minute

func hoursOf(local time.Time) hours {
	weekend := local.Weekday() == time.Saturday || local.Weekday() == time.Sunday
	switch hour := local.Hour(); {
	case hour < 8 || hour >= 22:
		return sleepHours
	case hour >= 18 || weekend:
		return offHours
	}
	return businessHours
}

// analyse reads the log of an incident.
func (a *account) analyse(i *incident, now time.Time) *analysis {
	x := &analysis{incident: i, until: now}
	if !i.open() {
		x.until = i.resolvedAt
	}
	var assignees []*user
	opened := false
	for _, e := range i.log {
		if e.agent.user != nil && !slices.Contains(x.active, e.agent.user) {
			x.active = append(x.active, e.agent.user)
		}
		switch e.kind {
		case "trigger_log_entry": // also when it is reopened
			opened, assignees = false, nil
		case "acknowledge_log_entry":
			if e.agent.user != nil { // and not an event
				x.acknowledgements = append(x.acknowledgements, assignment{e.createdAt, e.agent.user})
			}
		case "resolve_log_entry":
			x.autoResolved = e.agent.user == nil
		case "notify_log_entry":
			x.notified = append(x.notified, assignment{e.createdAt, e.notified})
			if e.channel.Notice.Type != "email_notification" {
				x.loud = append(x.loud, assignment{e.createdAt, e.notified})
			}
		case "assign_log_entry", "escalate_log_entry", "delegate_log_entry":
			x.moves = append(x.moves, move{moveReasonOf(e, opened), e.createdAt, assignees, e.assignees})
			opened, assignees = true, e.assignees
		}
	}
	x.autoResolved = x.autoResolved && !i.open()
	x.engage()
	x.snoozed = snoozed(i, now)
	a.interruptions(x)
	x.major = i.priority != nil && slices.Index(a.priorities.order, i.priority) < 2 || len(x.engaged) > 1 && len(x.joined()) > 0
	return x
}

// snoozed returns how long an incident was snoozed, each time until the next change of its status.
func snoozed(i *incident, now time.Time) (total time.Duration) {
	var since time.Time
	for _, e := range i.log {
		switch e.kind {
		case "acknowledge_log_entry", "unacknowledge_log_entry", "resolve_log_entry", "snooze_log_entry":
			if !since.IsZero() {
				total += e.createdAt.Sub(since)
			}
			if since = (time.Time{}); e.kind == "snooze_log_entry" {
				since = e.createdAt
			}
		}
	}
	if !since.IsZero() {
		total += now.Sub(since)
	}
	return total
}

func moveReasonOf(e *logEntry, opened bool) moveReason {
	switch {
	case !opened:
		return opening
	case e.kind == "escalate_log_entry" && e.agent.user != nil:
		return byHand
	case e.kind == "escalate_log_entry":
		return byTimeout
	case e.agent.user != nil:
		return reassigning
	}
	return repeating
}

// engage finds the users who engaged with the incident, and since when.
func (x *analysis) engage() {
	all := slices.Clone(x.acknowledgements)
	for _, p := range x.joined() {
		all = append(all, assignment{p.at, p.user})
	}
	slices.SortStableFunc(all, func(a, b assignment) int { return a.at.Compare(b.at) })
	for _, one := range all {
		if !slices.ContainsFunc(x.engaged, func(known assignment) bool { return known.user == one.user }) {
			x.engaged = append(x.engaged, one)
		}
	}
}

func (x *analysis) joined() []*responder {
	return filter(x.incident.responders, func(p *responder) bool { return p.state == "joined" })
}

// interruptions finds the interruptions. As in PagerDuty, these are notifications of high-urgency incidents other than e-mails.
func (a *account) interruptions(x *analysis) {
	latest := map[*user]time.Time{}
	for _, n := range x.loud {
		if x.incident.urgency != "high" || n.user == nil {
			continue
		}
		before, again := latest[n.user]
		if latest[n.user] = n.at; again && n.at.Sub(before) < interruptionGap {
			continue
		}
		x.interrupted = append(x.interrupted, interruption{n, hoursOf(n.at.In(a.mustLocation(n.user.timeZone)))})
	}
}

func (x *analysis) teamID() string {
	if len(x.incident.teams) == 0 {
		return ""
	}
	return x.incident.teams[0].id
}

// count returns the number of moves for a reason.
func (x *analysis) count(why moveReason) int {
	return len(filterMoves(x.moves, why))
}

func filterMoves(moves []move, why moveReason) []move {
	return slices.DeleteFunc(slices.Clone(moves), func(m move) bool { return m.why != why })
}

func (x *analysis) inHours(wanted hours) int {
	n := 0
	for _, one := range x.interrupted {
		n += boolToInt(one.hours == wanted)
	}
	return n
}

func (x *analysis) since(t time.Time) int { return int(t.Sub(x.incident.createdAt) / time.Second) }

// secondsToAcknowledge returns nothing if nobody acknowledged the incident; the others likewise.
func (x *analysis) secondsToAcknowledge() []int {
	if len(x.acknowledgements) == 0 {
		return nil
	}
	return []int{x.since(x.acknowledgements[0].at)}
}

func (x *analysis) secondsToResolve() []int {
	if x.incident.open() {
		return nil
	}
	return []int{x.since(x.until)}
}

// secondsToMobilize is the time until the last user engaged, if several did.
func (x *analysis) secondsToMobilize() []int {
	if len(x.engaged) < 2 {
		return nil
	}
	return []int{x.since(x.engaged[len(x.engaged)-1].at)}
}

// secondsToEngage is the time from the first user who engaged to the last, if several did.
func (x *analysis) secondsToEngage() []int {
	if len(x.engaged) < 2 {
		return nil
	}
	return []int{int(x.engaged[len(x.engaged)-1].at.Sub(x.engaged[0].at) / time.Second)}
}

// engagedSeconds is the time of all engaged users together, each until the resolution.
func (x *analysis) engagedSeconds() int {
	total := 0
	for _, one := range x.engaged {
		total += int(x.until.Sub(one.at) / time.Second)
	}
	return total
}

// assignments counts the users to whom the incident was assigned, each as often as it was, and those who joined.
func (x *analysis) assignments() int {
	n := len(x.joined())
	for _, m := range x.moves {
		n += len(m.to)
	}
	return n
}
