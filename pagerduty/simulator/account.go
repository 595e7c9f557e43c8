package simulator

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// account is the state of the simulated account. The Simulator's mutex guards it.
type account struct {
	users              collection[user]
	teams              collection[team]
	services           collection[service]
	escalationPolicies collection[escalationPolicy]
	schedules          collection[schedule]
	maintenanceWindows collection[maintenanceWindow]
	businessServices   collection[businessService]
	dependencies       collection[dependency]
	priorities         collection[priority]
	groupings          collection[grouping]
	orchestrations     collection[orchestration]
	incidents          collection[incident]
	changeEvents       collection[changeEvent]
	vendors            collection[vendor]
	statusPages        collection[statusPage]
	incidentTypes      []*incidentType
	workflows          collection[workflow]
	webhooks           collection[webhookSubscription]
	intake             intake

	lacksAbilities, lacksScopes []string
	app                         app

	keyUser        *user // the owner of UserKey
	incidentNumber int   // of the latest incident
	groupingNumber int   // of the latest alert grouping setting
	windowNumber   int   // of the latest maintenance window
	issued         int   // number of ids made so far

	sendsWebhooks bool
	notices       []notice // of the request under way, for webhook subscriptions

	liveTime bool      // pending actions happen when they are due
	caughtUp time.Time // time until which they have happened; zero at the start

	zones sync.Map // name to *time.Location; the only part that readers change
}

// collection is the records of one resource, by id and in the order in which they were added.
type collection[T any] struct {
	order []*T
	byID  map[string]*T
}

// add adds a record. It panics if the id is taken, which only a mistake in a seed can cause.
func (c *collection[T]) add(id string, record *T) *T {
	if c.byID == nil {
		c.byID = map[string]*T{}
	}
	if c.byID[id] != nil {
		panic(fmt.Sprintf("simulator: two %T have the id %s", record, id))
	}
	c.byID[id] = record
	c.order = append(c.order, record)
	return record
}

func (c *collection[T]) remove(id string) {
	removed := c.byID[id]
	delete(c.byID, id)
	c.order = slices.DeleteFunc(c.order, func(record *T) bool { return record == removed })
}

// named returns the record with the id in the call's path.
func named[T any](c *call, records *collection[T], what string) (*T, error) {
	return find(records, c.path["id"], what)
}

func find[T any](records *collection[T], id, what string) (*T, error) {
	record, ok := records.byID[id]
	if !ok {
		return nil, notFound(fmt.Sprintf("no %s has the id %s", what, id))
	}
	return record, nil
}

// location returns a time zone by its tzdata name.
func (a *account) location(name string) (*time.Location, error) {
	if known, ok := a.zones.Load(name); ok {
		return known.(*time.Location), nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("time zone: %w", err)
	}
	a.zones.Store(name, zone)
	return zone, nil
}

// mustLocation is location for zones that were checked before.
func (a *account) mustLocation(name string) *time.Location {
	zone, err := a.location(name)
	if err != nil {
		panic("simulator: " + err.Error())
	}
	return zone
}

// filter returns the records that meet all conditions.
func filter[T any](records []*T, conditions ...func(*T) bool) []*T {
	var kept []*T
next:
	for _, record := range records {
		for _, fits := range conditions {
			if !fits(record) {
				continue next
			}
		}
		kept = append(kept, record)
	}
	return kept
}

// contains reports whether a name contains the query. It ignores case, as PagerDuty does.
func contains(name, query string) bool {
	return strings.Contains(strings.ToLower(name), strings.ToLower(query))
}
