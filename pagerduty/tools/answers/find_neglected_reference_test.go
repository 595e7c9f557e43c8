package answers_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// find_neglected agrees with a slow reference on generated incidents.
func TestNeglectedAgreesWithAReference(t *testing.T) {
	t.Parallel()
	forGeneratedAccounts(t, func(t *testing.T, random *rand.Rand) {
		w := newNeglectWorld(random)
		report := askGenerated(t, w.account(), "find_neglected", `{"detail":"full"}`)
		byReason, neglected := map[string]int{}, 0
		ids := report.Column("incidents", "id")
		for _, i := range w.open {
			want := w.reasons(i)
			at := slices.Index(ids, i.id)
			if got := report.At(fmt.Sprintf("incidents.%d.reasons", at)); len(want) == 0 && at >= 0 || len(want) > 0 && !sameTexts(got, want) {
				t.Errorf("%+v is neglected because of %v, want %v", i, got, want)
			}
			for _, reason := range want {
				byReason[reason]++
			}
			neglected += min(1, len(want))
		}
		expected := map[string]any{"open_incidents": len(w.open), "neglected": neglected, "not_known": nil}
		for reason, number := range byReason {
			expected["by_reason."+reason] = number
		}
		report.Expect(expected)
		if got, _ := report.At("by_reason").(map[string]any); len(got) != len(byReason) {
			t.Errorf("by reason: %v, want %v", got, byReason)
		}
		for n := 1; n < len(ids); n++ { // those with the most reasons first, then the oldest
			before, after := w.find(ids[n-1]), w.find(ids[n])
			if more := len(w.reasons(after)) - len(w.reasons(before)); more > 0 || more == 0 && after.created.Before(before.created) {
				t.Errorf("%s is before %s", before.id, after.id)
			}
		}
	})
}

func sameTexts(got any, want []string) bool {
	list, _ := got.([]any)
	texts := map[string]bool{}
	for _, one := range list {
		texts[fmt.Sprint(one)] = true
	}
	return len(list) == len(want) && slices.Equal(slices.Sorted(maps.Keys(texts)), slices.Sorted(slices.Values(want)))
}

// neglectWorld is generated incidents and what is around them.
type neglectWorld struct {
	open, resolved []neglectIncident
	onCall         map[[2]string]bool // policy and user, now
	maintained     map[string]bool    // services, now
}

type neglectIncident struct {
	id, status, urgency, service, policy string
	created, changed                     time.Time // the status
	lastEntry                            time.Time
	resolved                             time.Time
	merged                               bool
	owners                               []string
	deleted                              bool // the first owner
	escalates, unacknowledges            time.Time
}

func newNeglectWorld(random *rand.Rand) *neglectWorld {
	w := &neglectWorld{onCall: map[[2]string]bool{}, maintained: map[string]bool{}}
	pick := func(all ...string) string { return all[random.IntN(len(all))] }
	ago := func(edges ...time.Duration) time.Time {
		return generatedNow.Add(-edges[random.IntN(len(edges))] - time.Duration(random.IntN(3)-1)*time.Second)
	}
	const hour = time.Hour
	for range 160 {
		created := ago(time.Duration(1+random.IntN(40*24)) * hour)
		w.resolved = append(w.resolved, neglectIncident{
			id: fmt.Sprint("QR", len(w.resolved)), status: "resolved", urgency: "high", service: pick("PS1", "PS1", "PS1", "PS2", "PS2", "PS2", fmt.Sprint("PS", 3+random.IntN(15))),
			created: created, resolved: created.Add(time.Duration(1+random.IntN(8)) * hour), merged: random.IntN(5) == 0,
		})
	}
	for range 30 {
		i := neglectIncident{
			id: fmt.Sprint("QO", len(w.open)), status: pick("triggered", "acknowledged"), urgency: pick("high", "low"), service: pick("PS1", "PS2", fmt.Sprint("PS", 3+random.IntN(16))),
			policy: pick("PE1", "PE2"), created: ago(time.Minute, hour, 2*hour, 3*hour, 4*hour, 5*hour, 6*hour, 8*hour, 30*hour, 7*24*hour, 60*24*hour), deleted: random.IntN(8) == 0,
		}
		if i.changed = ago(time.Minute, 4*hour, 24*hour); i.changed.Before(i.created) {
			i.changed = i.created
		}
		if i.lastEntry = ago(time.Minute, 4*hour, 24*hour); i.lastEntry.Before(i.changed) {
			i.lastEntry = i.changed
		}
		for _, person := range generatedPeople()[:random.IntN(3)] {
			i.owners = append(i.owners, person.id)
		}
		if random.IntN(2) == 0 {
			i.escalates = ago(-15*time.Minute, -time.Minute, 10*time.Minute, -5*hour)
		}
		if i.status == "acknowledged" && random.IntN(2) == 0 {
			i.unacknowledges = ago(-2*hour, -time.Minute, 10*time.Minute, -5*hour)
		}
		w.open = append(w.open, i)
	}
	for _, person := range generatedPeople() {
		w.onCall[[2]string{pick("PE1", "PE2", "PE3"), person.id}] = true
	}
	w.maintained[pick("PS1", "PS2", "PS3")] = true
	return w
}

func (w *neglectWorld) find(id string) neglectIncident {
	return w.open[slices.IndexFunc(w.open, func(i neglectIncident) bool { return i.id == id })]
}

// reasons returns why an open incident is neglected.
func (w *neglectWorld) reasons(i neglectIncident) (reasons []string) {
	age, low := generatedNow.Sub(i.created), i.urgency == "low"
	hours := func(high, low int) time.Duration {
		if i.urgency == "low" {
			high = low
		}
		return time.Duration(high) * time.Hour
	}
	coming := func(at time.Time, within time.Duration) bool {
		return at.After(generatedNow) && !at.After(generatedNow.Add(within))
	}
	const ever = 1000 * time.Hour
	onCall := slices.ContainsFunc(i.owners, func(user string) bool { return w.onCall[[2]string{i.policy, user}] })
	for reason, holds := range map[string]bool{
		"longer_than_usual":                   w.isLong(i.service, age),
		"unacknowledged_and_no_escalation":    i.status == "triggered" && age >= hours(1, 2) && !coming(i.escalates, ever),
		"acknowledged_and_silent":             i.status == "acknowledged" && generatedNow.Sub(i.lastEntry) >= hours(4, 24) && !coming(i.unacknowledges, ever),
		"nobody_assigned":                     len(i.owners) == 0,
		"owner_deleted":                       len(i.owners) > 0 && i.deleted,
		"owner_off_call":                      len(i.owners) > 0 && !i.deleted && !onCall,
		"acknowledgement_or_snooze_ends_soon": coming(i.unacknowledges, 2*time.Hour),
		"escalates_soon":                      i.status == "triggered" && coming(i.escalates, 15*time.Minute),
		"low_urgency_and_old":                 low && age >= 7*24*time.Hour,
		"service_under_maintenance":           w.maintained[i.service],
	} {
		if holds {
			reasons = append(reasons, reason)
		}
	}
	return reasons
}

// isLong reports whether 95 % of the resolved incidents of a service in the last 30 days, and of five at least, were open for less time.
func (w *neglectWorld) isLong(service string, age time.Duration) bool {
	all, shorter := 0, 0
	for _, r := range w.resolved {
		if r.service != service || r.merged || generatedNow.Sub(r.created) > 30*24*time.Hour {
			continue
		}
		all++
		if r.resolved.Sub(r.created) < age {
			shorter++
		}
	}
	return all >= 5 && shorter*100 >= all*95
}

// account returns the account as PagerDuty shows it.
func (w *neglectWorld) account() generatedAccount {
	account := generatedAccount{
		"/incidents": func(query map[string][]string) (shown []any) {
			for _, i := range slices.Concat(w.open, w.resolved) {
				everything := slices.Equal(query["date_range"], []string{"all"})
				if asks(query, "statuses[]", i.status) && (everything || inSpan(query, i.created)) {
					shown = append(shown, i.show())
				}
			}
			return shown
		},
		"/oncalls": func(query map[string][]string) (shown []any) {
			for turn := range w.onCall {
				if asks(query, "user_ids[]", turn[1]) {
					shown = append(shown, map[string]any{"escalation_policy": reference("escalation_policy", turn[0]), "user": reference("user", turn[1]), "escalation_level": 1})
				}
			}
			return shown
		},
		"/maintenance_windows": func(map[string][]string) (shown []any) {
			for service := range w.maintained {
				shown = append(shown, map[string]any{
					"id": "PW" + service, "start_time": generatedNow.Add(-time.Hour), "end_time": generatedNow.Add(time.Hour), "services": []any{reference("service", service)},
				})
			}
			return shown
		},
	}
	for _, i := range w.open {
		account["/incidents/"+i.id+"/log_entries"] = func(map[string][]string) []any {
			return []any{map[string]any{"id": "R" + i.id, "type": "annotate_log_entry", "created_at": i.lastEntry}}
		}
	}
	return account
}

func (i neglectIncident) show() map[string]any {
	shown := map[string]any{
		"id": i.id, "type": "incident", "title": "Title of " + i.id, "status": i.status, "urgency": i.urgency, "created_at": i.created, "last_status_change_at": i.changed,
		"service": reference("service", i.service), "escalation_policy": reference("escalation_policy", i.policy),
	}
	var assignments, pending []any
	for n, owner := range i.owners {
		user := reference("user", owner)
		if i.deleted && n == 0 {
			user["deleted_at"] = i.created
		}
		assignments = append(assignments, map[string]any{"at": i.created, "assignee": user})
	}
	for kind, at := range map[string]time.Time{"escalate": i.escalates, "unacknowledge": i.unacknowledges} {
		if !at.IsZero() {
			pending = append(pending, map[string]any{"type": kind, "at": at})
		}
	}
	shown["assignments"], shown["pending_actions"] = assignments, pending
	if !i.resolved.IsZero() {
		shown["resolved_at"], shown["last_status_change_at"] = i.resolved, i.resolved
	}
	if i.merged {
		shown["resolve_reason"] = map[string]any{"type": "merge_resolve_reason", "incident": reference("incident", "QO0")}
	}
	return shown
}
