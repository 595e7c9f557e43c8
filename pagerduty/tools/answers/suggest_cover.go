package answers

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

func (t *tools) suggestCover() mcptools.Tool {
	return mcptools.Read("suggest_cover", "Ranks who can take over a turn: free, rested, by day, least on call, with the arguments for create_schedule_override.", t.answerCover,
		mcptools.WithExample(`{"user_id":"Bruno Castellani","start":"tomorrow 09:00","end":"+3d"}`))
}

type coverInput struct {
	ScheduleID *string `json:"schedule_id,omitempty" blank:"omitted" jsonschema_description:"Id or name."`
	UserID     *string `json:"user_id,omitempty" blank:"omitted" jsonschema_description:"Whose turns. Default: all."`
	Start      string  `json:"start"`
	End        string  `json:"end"`
	detailArgument
}

const (
	longestCover      = 31 * 24 * time.Hour
	loadLength        = 30 * 24 * time.Hour // in which the load is counted
	restAhead         = 14 * 24 * time.Hour // how far after the end the next turns are read
	maxCandidates     = 40
	maxCoverSchedules = 5 // of one user
)

func (t *tools) answerCover(ctx context.Context, in coverInput) (*coverView, error) {
	full := in.full(ctx)
	a := &cover{full: full}
	arguments := []identify.Argument{}
	if in.ScheduleID != nil {
		arguments = append(arguments, identify.OneOf(identify.Schedule(), "schedule_id", *in.ScheduleID, &a.asked))
	}
	if in.UserID != nil {
		arguments = append(arguments, identify.OneOf(identify.User(), "user_id", *in.UserID, &a.absent))
	}
	if len(arguments) == 0 {
		return nil, errors.New("schedule_id and user_id are missing: give the schedule, the user who will be absent, or both")
	}
	if err := identify.Check(arguments...); err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	r := startReading(ctx)
	defer r.stop()
	times := r.parser(client)
	if a.window, err = in.window(times); err != nil {
		return nil, err
	}
	a.clock = r.askersClock(client)
	if err := identify.Resolve(r.ctx, client, arguments...); err != nil {
		return nil, err
	}
	if err := a.read(r, client); err != nil {
		return nil, err
	}
	shown := a.show()
	shown.Window = &mcptools.Window{Since: a.clock.show(a.window.Since), Until: a.clock.show(a.window.Until), TimeZone: a.clock.zone.String()}
	shown.Notes = append(shown.Notes, times.Notes()...)
	shown.NotKnown = r.notKnown
	return shown, nil
}

// window reads the time to cover. What is past of it needs no cover.
func (in coverInput) window(times *when.Parser) (oncall.Window, error) {
	var window oncall.Window
	var err error
	times.Plans = true
	if window.Since, err = times.Parse("start", in.Start); err != nil {
		return window, err
	}
	if window.Until, err = times.ParseEnd("end", in.End); err != nil {
		return window, err
	}
	if window.Since.Before(times.Now) {
		window.Since = times.Now
	}
	switch {
	case !window.Until.After(times.Now):
		return window, errors.New("end is past: give a time that is to come")
	case window.Until.After(times.Now.Add(onCallAhead)):
		return window, errors.New("end: PagerDuty knows who is on call at most 90 days ahead; give an earlier time")
	case window.Until.Sub(window.Since) > longestCover:
		return window, errors.New("start and end are more than 31 days apart; ask for a shorter time")
	}
	return window, when.CheckOrder("start", window.Since, "end", window.Until)
}

// cover is what the answer rests on.
type cover struct {
	clock         clock
	window        oncall.Window
	full          bool
	asked, absent identify.Candidate // the schedule and the user that the question names

	open       []openTurns
	candidates []string
	onCalls    []pagerduty.OnCall
	people     people
	covers     []oncall.Cover // the best first
	notes      []string

	someUnknown bool // the members of a team could not be read
}

// read finds the turns to cover and the candidates, and then reads what they do meanwhile.
func (a *cover) read(r *reading, client *pagerduty.Client) error {
	if err := a.findTurns(r.ctx, client); err != nil {
		return err
	}
	if len(a.open) == 0 {
		return r.all(part{"the turns in other schedules", func(ctx context.Context) error { return a.noteNoTurn(ctx, client) }})
	}
	if err := a.findCandidates(r, client); err != nil || len(a.candidates) == 0 {
		return err
	}
	err := parallel.Do(r.caller, // not r.ctx: what was read in time is the answer
		func(context.Context) (err error) { a.people, err = readPeople(r, client, a.candidates); return err },
		func(context.Context) (err error) {
			a.onCalls, err = allOnCalls(r.ctx, client, pagerduty.ListOnCallsOptions{UserIDs: a.candidates, Since: a.clock.now.Add(-loadLength), Until: a.lastRead()})
			return err
		},
	)
	if err != nil {
		return err
	}
	a.rank()
	return nil
}

// lastRead returns until when the turns of candidates are read, for their rest.
func (a *cover) lastRead() time.Time {
	until := a.window.Until.Add(restAhead)
	if last := a.clock.now.Add(onCallAhead); until.After(last) {
		return last
	}
	return until
}

// allOnCalls reads on-call entries. It fails if there are too many: an answer that rests on a part would take busy people for free.
func allOnCalls(ctx context.Context, client *pagerduty.Client, query pagerduty.ListOnCallsOptions) ([]pagerduty.OnCall, error) {
	var all []pagerduty.OnCall
	for onCall, err := range client.OnCalls.All(ctx, query) {
		if err != nil {
			return nil, err
		}
		if len(all) == maxOnCalls {
			return nil, errTooMany
		}
		all = append(all, onCall)
	}
	return all, nil
}

// rank computes the covers, the best first. Of those who are free, those come last who would be on call at two levels of a policy. Who
// cannot be on call or would not be notified comes last of all.
func (a *cover) rank() {
	var times []oncall.Window
	for _, open := range a.open {
		for _, turn := range open.turns {
			times = append(times, oncall.Window{Since: turn.Start, Until: turn.End})
		}
	}
	onCalls := slices.Clone(a.onCalls)
	for _, open := range a.open { // PagerDuty lists no turns of a schedule that no policy uses
		onCalls = append(onCalls, open.onCalls()...)
	}
	before := oncall.Window{Since: a.clock.now.Add(-loadLength), Until: a.clock.now}
	for _, id := range a.candidates {
		if !a.people.deleted[id] {
			a.covers = append(a.covers, oncall.CoverBy(id, times, before, onCalls, a.zoneOf(id)))
		}
	}
	oncall.SortCovers(a.covers, leastBreak)
	slices.SortStableFunc(a.covers, func(x, y oncall.Cover) int { return a.tier(x) - a.tier(y) })
}

// tier returns the part of the ranking to which a candidate belongs; 0 is the best.
func (a *cover) tier(c oncall.Cover) int {
	switch {
	case a.trouble(c.UserID) != "":
		return 3
	case !c.Free():
		return 2
	case len(a.otherLevels(c)) > 0:
		return 1
	}
	return 0
}

// otherLevels returns where a candidate is on call then, in the policies of the schedules to cover: an override would add a second level.
func (a *cover) otherLevels(c oncall.Cover) []pagerduty.OnCall {
	var found []pagerduty.OnCall
	for _, onCall := range slices.Concat(c.Always, c.Busy) {
		if slices.ContainsFunc(a.open, func(open openTurns) bool {
			return open.schedule.ID != onCall.Schedule.ID && slices.ContainsFunc(open.schedule.EscalationPolicies, func(policy pagerduty.Reference) bool {
				return policy.ID == onCall.EscalationPolicy.ID
			})
		}) {
			found = append(found, onCall)
		}
	}
	return found
}

// trouble returns why a candidate cannot be on call, or would not be notified; "" if nothing is in the way.
func (a *cover) trouble(id string) string {
	if user := a.people.users[id]; user != nil {
		return reachTrouble(*user)
	}
	return ""
}

func (a *cover) zoneOf(id string) *time.Location {
	if user := a.people.users[id]; user != nil && user.TimeZone != "" {
		if zone, err := time.LoadLocation(user.TimeZone); err == nil {
			return zone
		}
	}
	return nil
}
