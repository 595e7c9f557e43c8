package identify

import (
	"context"
	"errors"
	"iter"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
)

// Schedule is the kind of schedules, made of layers or shift-based. Nobody has to know which kind theirs is, so a name must be unique among
// both. PagerDuty lists them apart.
func Schedule() Kind {
	layered, shiftBased := layeredSchedule(), shiftSchedule()
	kind := layered
	kind.get = func(ctx context.Context, client *pagerduty.Client, id string) (Candidate, error) {
		found, err := layered.get(ctx, client, id)
		if errors.Is(err, pagerduty.ErrShiftBased) {
			return shiftBased.get(ctx, client, id)
		}
		return found, err
	}
	kind.search = searchAll(layered, shiftBased)
	kind.suggest = suggestAll(layered, shiftBased)
	return kind
}

func layeredSchedule() Kind {
	return newKind("schedule", func(s pagerduty.Schedule) Candidate {
		return Candidate{ID: s.ID, Name: s.Name, Type: IsLayered, page: s.HTMLURL}
	},
		func(ctx context.Context, client *pagerduty.Client, id string) (*pagerduty.Schedule, error) {
			return client.Schedules.Get(ctx, id, pagerduty.ScheduleWindow{})
		},
		func(ctx context.Context, client *pagerduty.Client, query string) iter.Seq2[pagerduty.Schedule, error] {
			return client.Schedules.All(ctx, pagerduty.ListSchedulesOptions{Query: query})
		})
}

// shiftSchedule is the kind of shift-based schedules. An account without them may lack the whole API.
func shiftSchedule() Kind {
	kind := newKind("schedule", func(s pagerduty.Reference) Candidate {
		return Candidate{ID: s.ID, Name: s.Label(), Type: IsShiftBased, page: s.HTMLURL}
	},
		func(ctx context.Context, client *pagerduty.Client, id string) (*pagerduty.Reference, error) {
			found, err := client.ShiftSchedules.Get(ctx, id, pagerduty.ScheduleWindow{})
			if err != nil {
				return nil, err
			}
			return &pagerduty.Reference{ID: found.ID, Name: found.Name, HTMLURL: found.HTMLURL}, nil
		},
		func(ctx context.Context, client *pagerduty.Client, query string) iter.Seq2[pagerduty.Reference, error] {
			return client.ShiftSchedules.All(ctx, pagerduty.ListShiftSchedulesOptions{Query: query})
		})
	search := kind.search
	kind.search = func(ctx context.Context, client *pagerduty.Client, query string) (found []Candidate, truncated bool, err error) {
		found, truncated, err = search(ctx, client, query)
		if LacksShiftSchedules(err) {
			err = nil
		}
		return found, truncated, err
	}
	return kind
}

// LacksShiftSchedules reports whether the error of listing shift-based schedules means that the account, or the key, has none.
func LacksShiftSchedules(err error) bool {
	return errors.Is(err, pagerduty.ErrNotFound) || errors.Is(err, pagerduty.ErrForbidden) || errors.Is(err, pagerduty.ErrPlan)
}

// Target is the kind of what a level of an escalation policy notifies: users, and schedules of both kinds. Resolve refuses users who cannot
// be on call.
func Target() Kind {
	user, schedule := User(), Schedule()
	user.parts = []Kind{typed(user, IsUser), typed(schedule, "")}
	get := user.get
	user.get = func(ctx context.Context, client *pagerduty.Client, id string) (Candidate, error) {
		found, err := get(ctx, client, id)
		if errors.Is(err, pagerduty.ErrNotFound) {
			return schedule.get(ctx, client, id)
		}
		if err == nil {
			found.Type = IsUser
		}
		return found, err
	}
	search := user.search
	user.search = searchAll(Kind{search: func(ctx context.Context, client *pagerduty.Client, query string) ([]Candidate, bool, error) {
		found, truncated, err := search(ctx, client, query)
		for i := range found {
			found[i].Type = IsUser
		}
		return found, truncated, err
	}}, schedule)
	user.noun, user.refuse = "user or schedule", refuseStakeholder
	return user
}

// searchAll returns a search among several kinds, at the same time.
func searchAll(kinds ...Kind) func(context.Context, *pagerduty.Client, string) ([]Candidate, bool, error) {
	return func(ctx context.Context, client *pagerduty.Client, query string) (all []Candidate, truncated bool, err error) {
		found, cut := make([][]Candidate, len(kinds)), make([]bool, len(kinds))
		err = parallel.Each(ctx, len(kinds), func(ctx context.Context, i int) (err error) {
			found[i], cut[i], err = kinds[i].search(ctx, client, query)
			return err
		})
		for i := range kinds {
			all, truncated = append(all, found[i]...), truncated || cut[i]
		}
		return all, truncated, err
	}
}
