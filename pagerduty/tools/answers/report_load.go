package answers

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func (t *tools) load() mcptools.Tool {
	return mcptools.Read("report_load", "Reports who carries the load: incidents, notifications, nights, weekends and time on call of each person, and how evenly they are spread.",
		t.reportLoad, mcptools.WithExample(`{"team_ids":["PTCHECK"]}`))
}

type reportLoadInput struct {
	Since   string   `json:"since,omitempty" jsonschema_description:"Default: -30d."`
	Until   string   `json:"until,omitempty"`
	TeamIDs []string `json:"team_ids,omitempty"`
	UserIDs []string `json:"user_ids,omitempty"`
	detailArgument
}

// loadReport is the result of report_load.
type loadReport struct {
	People []loadRow   `json:"people,omitempty"`
	Others int         `json:"people_not_shown,omitzero"` // those with the fewest notifications
	Spread *loadSpread `json:"spread,omitzero"`
	Night  string      `json:"night"`
	Source string      `json:"source"`
	basis
}

// loadRow is the load of a person. Counts that are 0 are left out.
type loadRow struct {
	User               *view.Reference `json:"user"`
	Incidents          int             `json:"incidents,omitzero"`
	Notifications      int             `json:"notifications,omitzero"`
	AtNight            int             `json:"at_night,omitzero"`
	OnWeekends         int             `json:"on_weekends,omitzero"`
	SleepInterruptions int             `json:"sleep_interruptions,omitzero"`
	Nights             int             `json:"nights_interrupted,omitzero"`
	OnCall             string          `json:"on_call,omitzero"`
	Longest            string          `json:"longest_stretch,omitzero"`
	LongestSince       string          `json:"longest_stretch_since,omitzero"`
	Always             bool            `json:"always_on_call,omitzero"`
	TimeZone           string          `json:"time_zone,omitzero"` // absent if it is not known, as are nights and weekends then
}

// loadSpread compares the busiest person with the median.
type loadSpread struct {
	People              int             `json:"people,omitzero"` // absent if it is not known who they are
	WithoutNotification int             `json:"people_without_notification,omitzero"`
	Notifications       int             `json:"notifications"` // of all people
	Median              *int            `json:"median_notifications,omitzero"`
	Busiest             *view.Reference `json:"busiest,omitzero"`
	OfBusiest           int             `json:"notifications_of_busiest,omitzero"`
	Share               string          `json:"share_of_busiest,omitzero"`
}

// loadReading is the reading of report_load.
type loadReading struct {
	*reading
	client       *pagerduty.Client
	clock        clock
	span         span
	teams, users []string // ids; none for the whole account

	people  map[string]pagerduty.User
	log     oncall.LoadLog
	logList *spanList[pagerduty.LogEntry]
	onCalls []pagerduty.OnCall
}

func (t *tools) reportLoad(ctx context.Context, in reportLoadInput) (*loadReport, error) {
	full := in.full(ctx)
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	l := loadReading{client: client}
	if err := identify.Resolve(ctx, client, identify.Many(identify.Team(), "team_ids", in.TeamIDs, &l.teams),
		identify.Many(identify.User(), "user_ids", in.UserIDs, &l.users)); err != nil {
		return nil, err
	}
	l.reading = startReading(ctx)
	defer l.stop()
	window, notes, err := l.pastWindow(l.parser(client), in.Since, in.Until, defaultReport)
	if err != nil {
		return nil, err
	}
	l.clock = l.askersClock(client)
	l.span = span{window.Since, window.Until}
	if err := l.read(); err != nil {
		return nil, err
	}
	report := l.report(full)
	report.Window, report.Notes = window.Shown(), append(report.Notes, notes...)
	report.Window.TimeZone = l.clock.zone.String()
	return report, nil
}

// read reads the people of the question, their log and times on call, and then who else is in the log.
func (l *loadReading) read() error {
	if err := l.all(part{membersPart, func(context.Context) error { l.readPeople(); return nil }}); err != nil {
		return err
	}
	if err := l.all(
		part{"log entries", func(context.Context) error { l.readLog(); return nil }},
		part{turnsPart, func(context.Context) error { l.readOnCalls(); return nil }},
	); err != nil {
		return err
	}
	if len(l.teams)+len(l.users) == 0 {
		for _, onCall := range l.onCalls {
			l.log.AddPerson(onCall.User)
		}
	}
	return l.all(part{"time zones", func(context.Context) error {
		unknown := slices.DeleteFunc(l.log.People(), func(id string) bool { return l.people[id].ID != "" })
		for id, user := range l.reading.users(l.client, unknown) {
			l.people[id] = user
		}
		return nil
	}})
}

// readPeople reads the users, or the members of the teams.
func (l *loadReading) readPeople() {
	l.people = map[string]pagerduty.User{}
	if len(l.teams) > 0 && len(l.users) == 0 {
		for _, user := range records(l.reading, membersPart, l.client.Users.All(l.ctx, pagerduty.ListUsersOptions{TeamIDs: l.teams}), mostUsers) {
			l.people[user.ID] = user
		}
	}
	for id, user := range l.reading.users(l.client, l.users) {
		l.people[id] = user
	}
	for id, user := range l.people {
		l.log.AddPerson(pagerduty.Reference{ID: id, Summary: user.Name})
	}
	for _, id := range l.users {
		l.log.AddPerson(pagerduty.Reference{ID: id})
	}
}

// readLog reads the log entries of the teams' incidents, or of all incidents.
func (l *loadReading) readLog() {
	l.logList = &spanList[pagerduty.LogEntry]{
		name: "log entries",
		pages: func(ctx context.Context, s span) iter.Seq2[*pagerduty.Page[pagerduty.LogEntry], error] {
			return l.client.LogEntries.Pages(ctx, pagerduty.ListAccountLogEntriesOptions{
				ListLogEntriesOptions: pagerduty.ListLogEntriesOptions{PageOptions: pagerduty.PageOptions{Total: true}, Since: s.since, Until: s.until, Include: []string{"channels"}},
				TeamIDs:               l.teams,
			})
		},
		at: func(e pagerduty.LogEntry) time.Time { return e.CreatedAt.Time },
		take: func(e pagerduty.LogEntry) {
			if len(l.users) > 0 {
				others := func(user pagerduty.Reference) bool {
					return l.people[user.ID].ID == "" && !slices.Contains(l.users, user.ID)
				}
				e.Assignees = slices.DeleteFunc(e.Assignees, others)
				if e.Type == "notify_log_entry" && others(e.User) {
					return
				}
			}
			l.log.Add(e)
		},
	}
	l.logList.read(l.reading, l.span)
}

const (
	mostOnCalls = 10_000
	turnsPart   = "times on call"
	membersPart = "members"
)

// readOnCalls reads the times on call of the people of the question, or of everyone.
func (l *loadReading) readOnCalls() {
	options := pagerduty.ListOnCallsOptions{Since: l.span.since, Until: l.span.until}
	ids := l.log.People()
	if len(ids) > 0 && len(ids) <= recordsPerStep { // more do not fit into an address
		options.UserIDs = ids
	}
	l.onCalls = records(l.reading, turnsPart, l.client.OnCalls.All(l.ctx, options), mostOnCalls)
}

const briefPeople, fullPeople = 20, 200

func (l *loadReading) report(full bool) *loadReport {
	loads := l.log.Loads(l.onCalls, oncall.Window{Since: l.span.since, Until: l.span.until}, zonesOf(l.people))
	report := &loadReport{
		Night:  "22:00 to 07:00, local time of each person",
		Source: "log entries and times on call; no paid analytics",
	}
	report.NotKnown = l.notKnown
	report.LookedAt = []string{l.logList.lookedAt(), fmt.Sprintf("times on call: %d", len(l.onCalls))}
	report.Notes = []string{
		"Counts that are left out are 0. Times on call are cut to the window, and overlapping ones count once.",
		"sleep_interruptions: notifications at night other than e-mails; those within 30 minutes of the last count as one.",
	}
	switch {
	case len(l.teams) > 0:
		report.Notes = append(report.Notes, "Counts the incidents of these teams only; times on call are of all policies.")
		report.Notes = append(report.Notes, l.outsiders()...)
	case len(loads) == 0 && l.knows(turnsPart) && len(l.logList.missing) == 0:
		report.Notes = append(report.Notes, "Nobody was notified, assigned or on call.")
	}
	report.Notes = append(report.Notes, l.gaps(loads)...)
	most := briefPeople
	if full {
		most = fullPeople
	}
	report.Others = max(0, len(loads)-most)
	for _, load := range loads[:min(len(loads), most)] {
		report.People = append(report.People, l.row(load))
	}
	report.Spread = l.spread(loads)
	return report
}

// gaps returns what counts leave out because it could not be read.
func (l *loadReading) gaps(loads []oncall.Load) (notes []string) {
	switch {
	case l.logList.isUnread():
		notes = append(notes, "Incidents and notifications are not known.")
	case len(l.logList.missing) > 0:
		notes = append(notes, fmt.Sprintf("Incidents and notifications are those of the %d log entries that could be read.", len(l.logList.seen)))
	}
	if !l.knows(turnsPart) {
		notes = append(notes, "Times on call are not known.")
	}
	if slices.ContainsFunc(l.log.People(), func(id string) bool { return zonesOf(l.people)(id) == nil }) {
		notes = append(notes, "Nights and weekends of people without a time_zone are not known.")
	}
	unknown := 0
	for _, load := range loads {
		unknown += load.OfUnknownKind
	}
	if unknown > 0 {
		notes = append(notes, fmt.Sprintf("Of %d notifications at night the log does not say whether they were e-mails: sleep_interruptions leaves them out.", unknown))
	}
	return notes
}

// knowsPeople reports whether everybody whom the report is about is known.
func (l *loadReading) knowsPeople() bool {
	return len(l.users) > 0 || l.knows(membersPart) && (len(l.teams) > 0 || l.knows(turnsPart))
}

// outsiders returns a note on the users of the question who are in none of its teams.
func (l *loadReading) outsiders() []string {
	var names []string
	for _, id := range l.users {
		user, known := l.people[id]
		if known && !belongsTo(user.Teams, l.teams) {
			names = append(names, fmt.Sprintf("%s (%s)", user.Name, id))
		}
	}
	if len(names) == 0 {
		return nil
	}
	return []string{"In none of the teams of team_ids, so incidents of these teams may never reach them: " + strings.Join(names, ", ") + ". To see all that they carry, leave out team_ids."}
}

func (l *loadReading) reference(user pagerduty.Reference) *view.Reference {
	if name := l.people[user.ID].Name; name != "" {
		user.Name = name
	}
	return view.Of(user)
}

func (l *loadReading) row(load oncall.Load) loadRow {
	row := loadRow{
		User: l.reference(load.User), Incidents: load.Incidents, Notifications: load.Notifications, AtNight: load.AtNight, OnWeekends: load.OnWeekends,
		SleepInterruptions: load.SleepInterruptions, Nights: load.Nights, Always: load.Always,
	}
	if load.Zone != nil {
		row.TimeZone = load.Zone.String()
	}
	if load.OnCall > 0 && l.knows(turnsPart) {
		row.OnCall, row.Longest, row.LongestSince = view.Length(load.OnCall), view.Length(load.Longest.Length()), l.clock.show(load.Longest.Start)
	}
	return row
}

func (l *loadReading) spread(loads []oncall.Load) *loadSpread {
	if len(loads) == 0 || len(l.logList.missing) > 0 {
		return nil
	}
	spread := &loadSpread{}
	for _, load := range loads {
		spread.Notifications += load.Notifications
	}
	if l.knowsPeople() {
		spread.People, spread.Median = len(loads), new(oncall.MedianOf(loads, func(load oncall.Load) int { return load.Notifications }))
		spread.WithoutNotification = len(slices.DeleteFunc(slices.Clone(loads), func(load oncall.Load) bool { return load.Notifications > 0 }))
	}
	if busiest := loads[0]; busiest.Notifications > 0 {
		spread.Busiest, spread.OfBusiest, spread.Share = l.reference(busiest.User), busiest.Notifications, percent(busiest.Notifications, spread.Notifications)
	}
	return spread
}
