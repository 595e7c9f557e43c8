package simulator_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// aLayer returns a layer of one user for each name, with a daily handover at nine in the morning, UTC.
func aLayer(id, name string, users ...string) string {
	var list []string
	for _, u := range users {
		list = append(list, `{"user":{"id":"`+u+`","type":"user_reference"}}`)
	}
	return `{` + id + `"name":"` + name + `","start":"2026-10-14T00:00:00Z","rotation_virtual_start":"2026-10-14T09:00:00Z","rotation_turn_length_seconds":86400,
		"users":[` + strings.Join(list, ",") + `]}`
}

func scheduleOf(members string, layers ...string) string {
	if layers != nil {
		members += `,"schedule_layers":[` + strings.Join(layers, ",") + `]`
	}
	return `{"schedule":{"type":"schedule","time_zone":"Etc/UTC",` + members + `}}`
}

// scheduleExchanges writes layered schedules in every way.
func scheduleExchanges(a *api) {
	layers := []string{aLayer("", "Low", "PUDIEGO", "PUKEIKO"), strings.Replace(aLayer("", "High", "PUGRACE"), `"users"`,
		`"end":"2026-12-01T00:00:00Z","restrictions":[{"type":"weekly_restriction","start_time_of_day":"22:00:00","duration_seconds":28800,"start_day_of_week":5},
			{"type":"daily_restriction","start_time_of_day":"12:00:00","duration_seconds":3600}],"users"`, 1)}
	a.ok("POST", "/schedules/preview?overflow=true&since=2026-10-14T00:00:00Z&until=2026-10-28T00:00:00Z", scheduleOf(`"name":"Sketch"`, layers...))
	created := a.ok("POST", "/schedules?overflow=false", scheduleOf(`"name":"Held","description":"x","teams":[{"id":"PTCHECK","type":"team_reference"}]`, layers...))
	path := fmt.Sprint("/schedules/", created.at("schedule.id"))
	low := created.at("schedule.schedule_layers.1.id")
	a.ok("PUT", path+"?overflow=true", scheduleOf(`"name":"Held on"`, aLayer(fmt.Sprintf(`"id":%q,`, low), "Low", "PUKEIKO"), aLayer("", "New", "PUHENRY")))
	a.ok("DELETE", path, "")
}

// final returns the entries of the final schedule in a window of October.
func final(a *api, path, since, until string) []string {
	a.t.Helper()
	return entries(a.ok("GET", path+"?time_zone=Etc/UTC&since=2026-10-"+since+":00Z&until=2026-10-"+until+":00Z", ""), "schedule.final_schedule.rendered_schedule_entries")
}

func TestScheduleIsCreated(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	body := scheduleOf(`"name":"Night","description":"At night.","teams":[{"id":"PTCHECK","type":"team_reference"}]`,
		aLayer("", "Low", "PUDIEGO", "PUKEIKO"), strings.Replace(aLayer("", "High", "PUGRACE"), `"users"`,
			`"restrictions":[{"type":"daily_restriction","start_time_of_day":"22:00:00","duration_seconds":28800}],"users"`, 1))
	preview := a.ok("POST", "/schedules/preview?since=2026-10-14T12:00:00Z&until=2026-10-16T12:00:00Z", body)
	for _, member := range []string{"id", "self", "html_url", "schedule_layers.0.id"} {
		a.equal(preview, "schedule."+member, nil)
	}
	if listed := a.ok("GET", "/schedules?query=Night", "").column("schedules", "id"); len(listed) > 0 {
		t.Fatalf("the preview created %v", listed)
	}
	created := a.ok("POST", "/schedules", body)
	a.equal(created, "schedule.schedule_layers.0.name", "High") // the highest first
	a.equal(created, "schedule.schedule_layers.0.start", "2026-10-14T12:00:00Z")
	a.equal(created, "schedule.teams.0.id", "PTCHECK")
	path := fmt.Sprint("/schedules/", created.at("schedule.id"))
	want := []string{
		"2026-10-14T12:00:00Z 2026-10-14T22:00:00Z PUDIEGO",
		"2026-10-14T22:00:00Z 2026-10-15T06:00:00Z PUGRACE",
		"2026-10-15T06:00:00Z 2026-10-15T09:00:00Z PUDIEGO",
		"2026-10-15T09:00:00Z 2026-10-15T22:00:00Z PUKEIKO",
		"2026-10-15T22:00:00Z 2026-10-16T06:00:00Z PUGRACE",
		"2026-10-16T06:00:00Z 2026-10-16T09:00:00Z PUKEIKO",
		"2026-10-16T09:00:00Z 2026-10-16T12:00:00Z PUDIEGO",
	}
	if got := final(a, path, "14T12:00", "16T12:00"); !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
	if got := entries(preview, "schedule.final_schedule.rendered_schedule_entries"); !slices.Equal(got, want) {
		t.Errorf("the preview has %v\nwant %v", got, want)
	}
	if got := final(a, path, "13T12:00", "14T12:00"); len(got) > 0 {
		t.Errorf("before its creation: %v", got)
	}
}

// TestUpdateKeepsThePast: a changed layer keeps its id and its turns until now, and a missing layer ends now.
func TestUpdateKeepsThePast(t *testing.T) {
	t.Parallel()
	s := simulator.New(simulator.WithClock(atNoon))
	a := serve(t, s)
	created := a.ok("POST", "/schedules", scheduleOf(`"name":"Night"`, aLayer("", "Low", "PUDIEGO"), aLayer("", "High", "PUGRACE")))
	path := fmt.Sprint("/schedules/", created.at("schedule.id"))
	low := fmt.Sprintf(`"id":%q,`, created.at("schedule.schedule_layers.1.id"))
	s.Clock().Set(noon.Add(24 * time.Hour))
	unchanged := a.ok("PUT", path, scheduleOf(`"description":"Quiet."`))
	a.equal(unchanged, "schedule.schedule_layers.0.name", "High")
	changed := a.ok("PUT", path, scheduleOf(`"name":"Nights"`, aLayer("", "Third", "PUHENRY"), aLayer(low, "Lowest", "PUKEIKO")))
	if got := changed.column("schedule.schedule_layers", "name"); !slices.Equal(got, []string{"Third", "High", "Lowest"}) {
		t.Errorf("the layers are %v", got)
	}
	a.equal(changed, "schedule.schedule_layers.2.id", created.at("schedule.schedule_layers.1.id"))
	a.equal(changed, "schedule.schedule_layers.2.start", "2026-10-15T12:00:00Z")
	a.equal(changed, "schedule.schedule_layers.1.end", "2026-10-15T12:00:00Z")
	a.equal(changed, "schedule.users", a.ok("GET", path, "").at("schedule.users"))
	if got := changed.column("schedule.users", "id"); !slices.Equal(got, []string{"PUKEIKO", "PUHENRY"}) {
		t.Errorf("the users are %v", got)
	}
	third := fmt.Sprintf(`"id":%q,`, changed.at("schedule.schedule_layers.0.id"))
	s.Clock().Set(noon.Add(48 * time.Hour))
	a.ok("PUT", path, scheduleOf(`"name":"Nights"`, aLayer(low, "Lowest", "PUKEIKO")))
	if got, want := final(a, path, "14T00:00", "18T00:00"), []string{
		"2026-10-14T12:00:00Z 2026-10-15T12:00:00Z PUGRACE",
		"2026-10-15T12:00:00Z 2026-10-16T12:00:00Z PUHENRY",
		"2026-10-16T12:00:00Z 2026-10-18T00:00:00Z PUKEIKO",
	}; !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
	a.ok("PUT", path, scheduleOf(`"name":"Nights"`, aLayer(low, "Lowest", "PUKEIKO"), aLayer(third, "Third", "PUDIEGO"))) // begins again
	if got := final(a, path, "16T12:00", "16T13:00"); !slices.Equal(got, []string{"2026-10-16T12:00:00Z 2026-10-16T13:00:00Z PUDIEGO"}) {
		t.Errorf("got %v", got)
	}
	a.ok("DELETE", path, "")
	a.refused(404, 2100, "no schedule", "GET", path, "")
}

// TestScheduleMayComeBack: an answer can be sent back whole, and changes nothing.
func TestScheduleMayComeBack(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, id := range a.ok("GET", "/schedules", "").column("schedules", "id") {
		path := "/schedules/" + id + "?"
		const window = "since=2026-09-01T00:00:00Z&until=2026-12-01T00:00:00Z"
		before := whole(a, path+window)
		a.ok("PUT", path, strings.ReplaceAll(string(before), "http://simulator", a.url))
		if after := whole(a, path+window); string(after) != string(before) {
			t.Errorf("%s was\n%s\nand is\n%s", id, before, after)
		}
	}
}

func TestSchedulesRefuse(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	with := func(was, now string) string {
		body := scheduleOf(`"name":"Night"`, strings.Replace(aLayer("", "Low", "PUDIEGO"), was, now, 1))
		if was == "" {
			t.Fatal(now)
		}
		return body
	}
	restricted := func(r string) string { return with(`"users"`, `"restrictions":[`+r+`],"users"`) }
	for name, c := range map[string]struct{ method, path, body, want string }{
		"no name":                  {"POST", "/schedules", scheduleOf(`"description":"x"`, aLayer("", "Low", "PUDIEGO")), "schedule.name is required"},
		"a name that is taken":     {"POST", "/schedules", scheduleOf(`"name":"checkout primary"`, aLayer("", "Low", "PUDIEGO")), "Name has already been taken"},
		"no time zone":             {"POST", "/schedules", `{"schedule":{"type":"schedule","name":"x","schedule_layers":[` + aLayer("", "Low", "PUDIEGO") + `]}}`, "schedule.time_zone is required"},
		"a time zone of Mars":      {"POST", "/schedules", strings.Replace(scheduleOf(`"name":"x"`, aLayer("", "Low", "PUDIEGO")), "Etc/UTC", "Mars/Base", 1), "is not known"},
		"no layers":                {"POST", "/schedules", scheduleOf(`"name":"Night","schedule_layers":[]`), "at least one layer"},
		"layers not given":         {"POST", "/schedules", scheduleOf(`"name":"Night"`), "schedule_layers is required"},
		"no time zone in a change": {"PUT", "/schedules/PSCHKP1", `{"schedule":{"type":"schedule","name":"x"}}`, "time_zone is required, also in a change"},
		"a layer of another":       {"PUT", "/schedules/PSCHKP1", scheduleOf(`"name":"x"`, aLayer(`"id":"PNOLAYR",`, "Low", "PUDIEGO")), "no layer with the id"},
		"no users":                 {"POST", "/schedules", scheduleOf(`"name":"Night"`, aLayer("", "Low")), "at least one user"},
		"nobody":                   {"POST", "/schedules", with("PUDIEGO", "PNOBODY"), "PNOBODY"},
		"a short turn":             {"POST", "/schedules", with("86400", "3599"), "must be 3600 to 31536000"},
		"a long turn":              {"POST", "/schedules", with("86400", "9223372036"), "must be 3600 to 31536000"},
		"no start":                 {"POST", "/schedules", with(`"start":"2026-10-14T00:00:00Z",`, ""), "start must be an ISO 8601 time"},
		"an end before":            {"POST", "/schedules", with(`"users"`, `"end":"2026-10-13T00:00:00Z","users"`), "end must be after start"},
		"a day of a day":           {"POST", "/schedules", restricted(`{"type":"daily_restriction","start_time_of_day":"09:00:00","duration_seconds":3600,"start_day_of_week":1}`), "only for a weekly_restriction"},
		"a whole day":              {"POST", "/schedules", restricted(`{"type":"daily_restriction","start_time_of_day":"09:00:00","duration_seconds":86400}`), "must be 1 to 86399"},
		"no day of the week":       {"POST", "/schedules", restricted(`{"type":"weekly_restriction","start_time_of_day":"09:00:00","duration_seconds":3600}`), "start_day_of_week must be 1"},
		"no time of day":           {"POST", "/schedules", restricted(`{"type":"daily_restriction","start_time_of_day":"9:00","duration_seconds":3600}`), "start_time_of_day must be"},
		"monthly":                  {"POST", "/schedules", restricted(`{"type":"monthly_restriction","start_time_of_day":"09:00:00","duration_seconds":3600}`), "daily_restriction or weekly_restriction"},
		"in use":                   {"DELETE", "/schedules/PSCHKP1", "", "being used by escalation policies"},
		"shift-based":              {"PUT", "/schedules/PSHIFT1", scheduleOf(`"name":"x"`), "shift-based"},
		"shift-based, deleted":     {"DELETE", "/schedules/PSHIFT1", "", "shift-based"},
		"a preview of nothing":     {"POST", "/schedules/preview", scheduleOf(`"name":"x"`), "are required"},
		"a preview of a mistake":   {"POST", "/schedules/preview", with("86400", "60"), "must be 3600"},
	} {
		t.Run(name, func(t *testing.T) {
			status, answer := (&api{t, a.url, a.client}).do(c.method, c.path, c.body)
			if told := fmt.Sprint(answer.at("error")); status != 400 || !strings.Contains(told, c.want) {
				t.Errorf("%d %s, want %q", status, told, c.want)
			}
		})
	}
}

// TestSchedulesOfOtherClients: a lenient simulator takes schedules as go-pagerduty and Terraform's provider write them.
func TestSchedulesOfOtherClients(t *testing.T) {
	t.Parallel()
	s := simulator.New(simulator.WithClock(atNoon), simulator.Lenient())
	a := serve(t, s)
	const users = `"users":[{"user":{"id":"PUDIEGO","type":"user"}},{"user":{"id":"PUKEIKO"}}]`
	library := func(more string) string { // go-pagerduty
		return `{"schedule":{` + more + `"name":"Night","time_zone":"Etc/UTC","override_subschedule":{},"final_schedule":{},"schedule_layers":[{"name":"One","start":"2026-10-14T12:00:00Z",
			"rotation_virtual_start":"2026-10-14T09:00:00Z","rotation_turn_length_seconds":86400,` + users + `}]}}`
	}
	created := a.ok("POST", "/schedules", library(""))
	path := fmt.Sprint("/schedules/", created.at("schedule.id"))
	a.ok("POST", "/schedules/preview?since=2026-10-14&until=2026-10-20&overflow=true", library(""))
	a.ok("PUT", path, library(`"description":"x",`))
	if got := a.ok("GET", path, "").column("schedule.schedule_layers", "name"); len(got) != 1 { // the first had not begun
		t.Errorf("without ids the layers are %v", got)
	}
	terraform := func(layer string) string {
		return `{"schedule":{"name":"Terraformed","time_zone":"Europe/London","description":"Managed by Terraform","teams":[{"id":"PTCHECK","type":"team_reference"}],
			"schedule_layers":[{` + layer + `"name":"One","start":"2026-10-14T12:00:00+01:00","end":null,"rotation_virtual_start":"2026-10-12 08:00:00 +0000 UTC",
			"rotation_turn_length_seconds":604800,` + users + `,"restrictions":[{"type":"daily_restriction","start_time_of_day":"09:00:00","start_day_of_week":0,"duration_seconds":28800}]}]}}`
	}
	created = a.ok("POST", "/schedules?overflow=true", terraform(""))
	path = fmt.Sprint("/schedules/", created.at("schedule.id"))
	a.equal(created, "schedule.schedule_layers.0.rotation_virtual_start", "2026-10-12T09:00:00+01:00")
	s.Clock().Set(noon.Add(time.Hour))
	id := fmt.Sprintf(`"id":%q,`, created.at("schedule.schedule_layers.0.id"))
	a.equal(a.ok("PUT", path, terraform(id)), "schedule.schedule_layers.0.start", "2026-10-14T13:00:00+01:00") // as before
	ended := strings.Replace(terraform(id), `"end":null`, `"end":"2026-10-14 13:00:00 +0000 UTC"`, 1)
	a.equal(a.ok("PUT", path, ended), "schedule.schedule_layers.0.end", "2026-10-14T14:00:00+01:00")
	a.ok("DELETE", path, "")
}
