package answers_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// report_load agrees with a slow reference on generated logs and times on call, over changes of the clocks.
func TestLoadAgreesWithAReference(t *testing.T) {
	t.Parallel()
	forGeneratedAccounts(t, func(t *testing.T, random *rand.Rand) {
		w := newLoadWorld(t, random)
		arguments, asked := fmt.Sprintf(`{"since":%q,"until":%q,"detail":"full"}`, w.since.Format(time.RFC3339), w.until.Format(time.RFC3339)), generatedPeople()
		if random.IntN(2) == 0 {
			asked = asked[:3]
			arguments = strings.Replace(arguments, "{", `{"user_ids":["`+asked[0].id+`","`+asked[1].id+`","`+asked[2].id+`"],`, 1)
		}
		report := askGenerated(t, w.account(), "report_load", arguments)
		total, busiest := 0, 0
		var all []int
		for _, person := range asked {
			at := slices.Index(report.Column("people", "user.id"), person.id)
			want := w.load(person)
			if want["notifications"] == nil && want["incidents"] == nil && want["on_call"] == nil && len(asked) == len(generatedPeople()) && at < 0 {
				continue // nobody knows of this person
			}
			for name, value := range want {
				if got := report.At(fmt.Sprintf("people.%d.%s", at, name)); fmt.Sprint(got) != fmt.Sprint(value) {
					t.Errorf("%s of %s is %v, want %v", name, person.id, got, value)
				}
			}
			number, _ := want["notifications"].(int)
			all, total, busiest = append(all, number), total+number, max(busiest, number)
		}
		if says := strings.Contains(report.JSON, fmt.Sprintf("Of %d notifications at night the log does not say", w.unsaid)); says != (w.unsaid > 0) {
			t.Errorf("%d notifications at night of an unknown kind", w.unsaid)
		}
		slices.Sort(all)
		report.Expect(map[string]any{
			"spread.people": len(all), "spread.notifications": total, "spread.median_notifications": all[(len(all)-1)/2], "spread.notifications_of_busiest": orNone(busiest),
			"spread.people_without_notification": orNone(count(all, 0)), "not_known": nil,
		})
		if t.Failed() {
			t.Logf("%s: %s", arguments, report.JSON)
		}
	})
}

// orNone returns a count as an answer shows it: 0 is left out.
func orNone(count int) any {
	if count == 0 {
		return nil
	}
	return count
}

func count[T comparable](all []T, wanted T) (n int) {
	for _, one := range all {
		if one == wanted {
			n++
		}
	}
	return n
}

// loadWorld is a generated log and times on call.
type loadWorld struct {
	since, until time.Time
	notices      []loadNotice
	assigned     map[string][]string // ids of incidents by user
	turns        []loadTurn
	unsaid       int // notifications at night of the people computed so far, whose kind nobody knows
}

type loadNotice struct {
	user, incident, how string
	at                  time.Time
}

// loadTurn is a time on call; permanent if it has no start.
type loadTurn struct {
	user       string
	start, end time.Time
}

func newLoadWorld(t *testing.T, random *rand.Rand) *loadWorld {
	t.Helper()
	w := &loadWorld{since: generatedNow.Add(-time.Duration(5+random.IntN(25)) * 24 * time.Hour), until: generatedNow, assigned: map[string][]string{}}
	if random.IntN(3) == 0 {
		w.until = generatedNow.Add(-time.Duration(1+random.IntN(48)) * time.Hour)
	}
	incident := func() string { return fmt.Sprint("Q", random.IntN(15)) }
	for _, person := range generatedPeople() {
		zone, err := time.LoadLocation(person.zone)
		if err != nil {
			t.Fatal(err)
		}
		for range random.IntN(12) {
			day := w.since.AddDate(0, 0, random.IntN(32)-1).In(zone)
			edges := []time.Duration{7 * time.Hour, 22 * time.Hour, 24 * time.Hour, 2 * time.Hour, time.Duration(random.IntN(86_400)) * time.Second}
			at := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, int(edges[random.IntN(len(edges))]/time.Second)+random.IntN(3)-1, 0, zone)
			for range 1 + random.IntN(3) {
				how := []string{"sms_notification", "push_notification", "phone_notification", "email_notification", "", "new_notification"}[random.IntN(6)]
				w.notices = append(w.notices, loadNotice{person.id, incident(), how, at})
				at = at.Add([]time.Duration{30 * time.Minute, 30*time.Minute + time.Second, 10 * time.Minute, 0}[random.IntN(4)])
			}
		}
		for range random.IntN(4) {
			w.assigned[person.id] = append(w.assigned[person.id], incident())
		}
		for range random.IntN(6) {
			start := w.since.Add(time.Duration(random.IntN(31*24)-24) * time.Hour)
			end := start.Add([]time.Duration{8, 24, 24, 60}[random.IntN(4)] * time.Hour)
			w.turns = append(w.turns, loadTurn{person.id, start, end})
			if random.IntN(3) == 0 { // the next turn begins when this one ends
				w.turns = append(w.turns, loadTurn{person.id, end, end.Add(24 * time.Hour)})
			}
		}
		if random.IntN(8) == 0 {
			w.turns = append(w.turns, loadTurn{user: person.id})
		}
	}
	return w
}

// account returns the account as PagerDuty shows it.
func (w *loadWorld) account() generatedAccount {
	return generatedAccount{
		"/log_entries": func(query map[string][]string) (entries []any) {
			n := 0
			add := func(kind, incident string, at time.Time, more map[string]any) {
				if n++; !inSpan(query, at) {
					return
				}
				more["id"], more["type"], more["created_at"], more["incident"] = fmt.Sprint("R", n), kind+"_log_entry", at.UTC().Format(time.RFC3339), reference("incident", incident)
				entries = append(entries, more)
			}
			for _, one := range w.notices {
				channel := map[string]any{"type": "auto"}
				if one.how != "" && slices.Contains(query["include[]"], "channels") {
					channel["notification"] = map[string]any{"type": one.how}
				}
				add("notify", one.incident, one.at, map[string]any{"user": reference("user", one.user), "channel": channel})
			}
			for user, incidents := range w.assigned {
				for i, incident := range incidents {
					add([]string{"assign", "escalate", "delegate"}[i%3], incident, w.since.Add(time.Hour), map[string]any{"assignees": []any{reference("user", user)}, "agent": reference("user", "PULOSAN")})
				}
			}
			add("acknowledge", "QNOBODYS", w.since.Add(time.Hour), map[string]any{"agent": reference("user", "PUNEWYK")})
			return entries
		},
		"/oncalls": func(query map[string][]string) (onCalls []any) {
			for _, turn := range w.turns {
				one := map[string]any{"user": reference("user", turn.user), "escalation_policy": reference("escalation_policy", "PE1"), "escalation_level": 1, "start": nil, "end": nil}
				if !turn.start.IsZero() {
					one["start"], one["end"] = turn.start.Format(time.RFC3339), turn.end.Format(time.RFC3339)
				}
				if asks(query, "user_ids[]", turn.user) && (turn.start.IsZero() || turn.end.After(moment(query, "since")) && turn.start.Before(moment(query, "until"))) {
					onCalls = append(onCalls, one)
				}
			}
			return onCalls
		},
	}
}

// load computes the load of a person, as the answer shows it.
func (w *loadWorld) load(person generatedPerson) map[string]any {
	zone, _ := time.LoadLocation(person.zone)
	incidents, nights := map[string]bool{}, map[string]bool{}
	var mine, waking []time.Time
	atNight, onWeekends := 0, 0
	for _, n := range w.notices {
		if n.user != person.id || n.at.Before(w.since) || n.at.After(w.until) {
			continue
		}
		local := n.at.In(zone)
		mine, incidents[n.incident] = append(mine, n.at), true
		if name := local.Format("Mon"); name == "Sat" || name == "Sun" {
			onWeekends++
		}
		clock := local.Format("15:04:05")
		if clock >= "07:00:00" && clock < "22:00:00" {
			continue
		}
		atNight++
		if n.how == "email_notification" {
			continue
		}
		if n.how == "" || n.how == "new_notification" {
			w.unsaid++
			continue
		}
		waking = append(waking, n.at)
		evening := time.Date(local.Year(), local.Month(), local.Day(), 12, 0, 0, 0, time.UTC)
		if clock < "07:00:00" {
			evening = evening.AddDate(0, 0, -1)
		}
		nights[evening.Format(time.DateOnly)] = true
	}
	for _, incident := range w.assigned[person.id] {
		incidents[incident] = true
	}
	want := map[string]any{
		"user.name": "Name of " + person.id, "time_zone": person.zone, "incidents": orNone(len(incidents)), "notifications": orNone(len(mine)), "at_night": orNone(atNight),
		"on_weekends": orNone(onWeekends), "sleep_interruptions": orNone(interruptions(waking)), "nights_interrupted": orNone(len(nights)),
	}
	w.addDuty(want, person.id)
	return want
}

// interruptions counts the notifications with no other one in the half hour before.
func interruptions(waking []time.Time) (n int) {
	slices.SortFunc(waking, time.Time.Compare)
	for i, at := range waking {
		if !slices.ContainsFunc(waking[:i], func(before time.Time) bool { return at.Sub(before) <= 30*time.Minute }) {
			n++
		}
	}
	return n
}

// addDuty walks through the minutes of the window and adds the times on call.
func (w *loadWorld) addDuty(want map[string]any, user string) {
	onCall, stretch, longest := 0, 0, 0
	var longestEnd time.Time
	for at := w.since; at.Before(w.until); at = at.Add(time.Minute) {
		if !slices.ContainsFunc(w.turns, func(turn loadTurn) bool {
			return turn.user == user && (turn.start.IsZero() || !at.Before(turn.start) && at.Before(turn.end))
		}) {
			stretch = 0
			continue
		}
		onCall, stretch = onCall+1, stretch+1
		if stretch > longest {
			longest, longestEnd = stretch, at.Add(time.Minute)
		}
	}
	want["on_call"], want["longest_stretch"], want["longest_stretch_since"], want["always_on_call"] = nil, nil, nil, nil
	if slices.ContainsFunc(w.turns, func(turn loadTurn) bool { return turn.user == user && turn.start.IsZero() }) {
		want["always_on_call"] = true
	}
	if onCall > 0 {
		berlin, _ := time.LoadLocation(generatedPeople()[0].zone)
		want["on_call"], want["longest_stretch"] = inMinutes(onCall), inMinutes(longest)
		want["longest_stretch_since"] = longestEnd.Add(-time.Duration(longest) * time.Minute).In(berlin).Format(time.RFC3339)
	}
}

// inMinutes shows a length in its two largest units.
func inMinutes(minutes int) string {
	units := []string{fmt.Sprintf("%dd", minutes/1440), fmt.Sprintf("%dh", minutes/60%24), fmt.Sprintf("%dm", minutes%60)}
	for len(units) > 1 && strings.HasPrefix(units[0], "0") {
		units = units[1:]
	}
	units = units[:min(2, len(units))]
	if len(units) == 2 && strings.HasPrefix(units[1], "0") {
		units = units[:1]
	}
	return strings.Join(units, " ")
}
