package staffing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/person"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

func (t *tools) users() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("get_user", "Returns one user: notifications, teams with roles, duty now and next.", t.getUser,
			mcptools.WithExample(`{"user_id":"Bruno Castellani"}`)),
		mcptools.Read("list_user_teams", "Lists the teams of users, with the user's role in each.", t.listUserTeams,
			mcptools.WithExample(`{"user_ids":["PUAMARA","PUJONAS"]}`)),
	}
}

type getUserInput struct {
	UserID   string `json:"user_id" jsonschema_description:"Id, name or e-mail."`
	Contacts bool   `json:"contacts,omitempty" jsonschema_description:"Show whole phone numbers and addresses."`
}

// userDetail is one user.
type userDetail struct {
	person.View
	JobTitle          string            `json:"job_title,omitzero"`
	Teams             []teamRole        `json:"teams,omitempty"`
	ContactMethods    []person.Contact  `json:"contact_methods,omitempty"`
	NotificationRules []person.Rule     `json:"notification_rules,omitempty"` // in the order in which they notify, for each urgency
	OnCallNow         []schedule.OnCall `json:"on_call_now,omitempty"`
	NextTurn          *schedule.OnCall  `json:"next_turn,omitzero"`
	HTMLURL           string            `json:"html_url,omitzero"`
	Notes             []string          `json:"notes,omitempty"`
}

func (t *tools) getUser(ctx context.Context, in getUserInput) (*userDetail, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	user, err := identify.Find(ctx, client, identify.User(), "user_id", in.UserID, func(ctx context.Context, id string) (*pagerduty.User, error) {
		return client.Users.Get(ctx, id, pagerduty.IncludeContactMethods, pagerduty.IncludeNotificationRules)
	})
	if err != nil {
		return nil, err
	}
	shown := &userDetail{
		View: person.Show(*user), JobTitle: user.JobTitle, HTMLURL: user.HTMLURL, ContactMethods: person.Contacts(*user),
		NotificationRules: orderedRules(user),
	}
	if in.Contacts {
		shown.ContactMethods = person.FullContacts(user.ContactMethods)
	}
	var roles memberRoles
	var dutyNotes []string
	err = parallel.Do(ctx,
		func(ctx context.Context) (err error) { roles, err = readRoles(ctx, client, user.Teams); return err },
		func(ctx context.Context) error {
			dutyNotes = shown.readDuty(ctx, client)
			return ctx.Err()
		},
	)
	shown.Teams = roles.of(user)
	shown.Notes = append(roles.notes(), dutyNotes...)
	return shown, err
}

// orderedRules returns the notification rules in the order in which they notify, those for high urgency first.
func orderedRules(user *pagerduty.User) []person.Rule {
	rules := slices.SortedStableFunc(slices.Values(user.NotificationRules), func(a, b pagerduty.NotificationRule) int {
		return cmp.Or(cmp.Compare(a.Urgency, b.Urgency), cmp.Compare(a.StartDelayMinutes, b.StartDelayMinutes))
	})
	return person.Rules(rules, user.ContactMethods)
}

const (
	dutyDays   = 28 // in which the next turn is looked for
	maxOnCalls = 2000
	maxShown   = 20
)

// readDuty reads when the user is on call, and returns notes on what is not known.
func (u *userDetail) readDuty(ctx context.Context, client *pagerduty.Client) []string {
	now := when.Now(ctx)
	query := pagerduty.ListOnCallsOptions{UserIDs: []string{u.ID}, Since: now, Until: now.AddDate(0, 0, dutyDays), TimeZone: u.knownZone()}
	turns, err := paging.First(client.OnCalls.All(ctx, query), maxOnCalls)
	if err != nil {
		return []string{"When the user is on call could not be read."}
	}
	slices.SortStableFunc(turns, func(a, b pagerduty.OnCall) int {
		return cmp.Or(a.Start.Compare(b.Start.Time), a.EscalationLevel-b.EscalationLevel)
	})
	var notes []string
	for _, turn := range turns {
		shown := schedule.ShowOnCall(turn)
		shown.User = nil
		switch {
		case turn.Start.After(now):
			if u.NextTurn == nil {
				u.NextTurn = &shown
			}
		case len(u.OnCallNow) < maxShown:
			u.OnCallNow = append(u.OnCallNow, shown)
		}
	}
	if u.OnCallNow == nil {
		notes = append(notes, "Not on call now.")
	}
	if u.NextTurn == nil {
		notes = append(notes, fmt.Sprintf("No turn begins in the next %d days.", dutyDays))
	}
	return notes
}

// knownZone returns the user's time zone if it is in the tz database. PagerDuty refuses no other name, but answers in another zone.
func (u *userDetail) knownZone() string {
	if _, err := time.LoadLocation(u.TimeZone); err != nil {
		return ""
	}
	return u.TimeZone
}
