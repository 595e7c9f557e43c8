package contract_test

import "net/http"

// legalSchedules returns valid exchanges about schedules of both kinds, like those in PagerDuty's reference and its guide to shift-based
// schedules.
func legalSchedules() map[string]exchange {
	const layers = `{"schedule":{"type":"schedule","name":"Daily Engineering Rotation","time_zone":"America/New_York","description":"Rotation","schedule_layers":[
		{"name":"Night Shift","start":"2015-11-06T20:00:00-05:00","end":"2016-11-06T20:00:00-05:00","rotation_virtual_start":"2015-11-06T20:00:00-05:00",
		"rotation_turn_length_seconds":86400,"users":[{"user":{"id":"PXPGF42","type":"user_reference"}}],
		"restrictions":[{"type":"daily_restriction","start_time_of_day":"08:00:00","duration_seconds":32400}]}]}}`
	const event = `"name":"Weekday business hours","start_time":{"date_time":"2026-01-05T09:00:00-08:00","time_zone":"America/Los_Angeles"},
		"end_time":{"date_time":"2026-01-05T17:00:00-08:00","time_zone":"America/Los_Angeles"},"effective_since":"2026-01-05T17:00:00Z","effective_until":null,
		"recurrence":["RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"],"assignment_strategy":{"type":"rotating_member_assignment_strategy","shifts_per_member":1,
		"members":[{"type":"user_member","user_id":"PUSER01"},{"type":"empty_member"}]}`
	const swap = `"type":"override_shift","rotation_id":"ABCDEFGHIJKLMNOPQRSTUVWXY2","start_time":"2026-05-10T16:00:00Z","end_time":"2026-05-11T00:00:00Z",
		"overridden_member":{"type":"user_member","user_id":"PUSER01"},"overriding_member":{"type":"user_member","user_id":"PUSER02"}`
	const extra = `"type":"custom_shift","start_time":"2026-12-25T00:00:00Z","end_time":"2026-12-26T00:00:00Z","assignments":[{`
	const member = `"type":"shift_assignment","member":{"type":"user_member","user_id":"PUSER02"}}]`
	const rotation = "/v3/schedules/PL5FQHC/rotations/ABCDEFGHIJKLMNOPQRSTUVWXY2"
	return map[string]exchange{
		"createSchedule":        write(http.MethodPost, "/schedules?overflow=false", layers, 201, `{"schedule":`+schedule+`}`),
		"updateSchedule":        write(http.MethodPut, "/schedules/PI7DH85", layers, 200, `{"schedule":`+schedule+`}`),
		"createSchedulePreview": write(http.MethodPost, "/schedules/preview?since=2015-11-06T20:00:00Z&until=2015-11-07T20:00:00Z", layers, 200, `{"schedule":`+schedule+`}`),
		"listScheduleOverrides": get("/schedules/PI7DH85/overrides?since=2015-11-06T20:00:00Z&until=2015-11-07T20:00:00Z&editable=true&overflow=true",
			`{"overrides":[{"id":"PQ47DCP","start":"2015-11-06T20:00:00-05:00","end":"2015-11-07T20:00:00-05:00","user":{"id":"PXPGF42","type":"user_reference"}}]}`),
		"listSchedulesV3": get("/v3/schedules?limit=1000&query=on-call", `{"schedules":[{"id":"PL5FQHC","type":"schedule_v3_reference","summary":"Engineering On-Call",
			"self":"https://api.pagerduty.com/v3/schedules/PL5FQHC","html_url":"https://acme.pagerduty.com/schedules/PL5FQHC"}],"limit":1000,"offset":0,"more":false}`),
		"getScheduleV3": get("/v3/schedules/PL5FQHC?time_zone=UTC&since=2026-04-29T00:00:00Z&until=2026-05-29T00:00:00Z&include[]=final_schedule",
			`{"schedule":{"id":"PL5FQHC","type":"schedule_v3","name":"Primary On-Call","time_zone":"America/Los_Angeles","teams":[{"id":"PTEAM01","type":"team_reference"}],
			"http_cal_url":"https://acme.pagerduty.com/private/x","rotations":[{"id":"ABCDEFGHIJKLMNOPQRSTUVWXY2","type":"schedule_rotation","events":[
			{"id":"ABCDEFGHIJKLMNOPQRSTUVWXY3","type":"schedule_event",`+event+`}]}],"final_schedule":{"type":"final_schedule","rendered_coverage_percentage":100,
			"computed_shift_assignments":[{"type":"computed_shift_assignment","start_time":"2026-04-29T16:00:00Z","end_time":"2026-04-30T00:00:00Z",
			"member":{"type":"user_member","user_id":"PUSER01"},"source":{"type":"schedule_rotation","rotation_id":"ABCDEFGHIJKLMNOPQRSTUVWXY2"}}]}}}`),
		"createRotation": write(http.MethodPost, "/v3/schedules/PL5FQHC/rotations", `{}`, 201,
			`{"rotation":{"id":"ABCDEFGHIJKLMNOPQRSTUVWXY2","type":"schedule_rotation","events":[]}}`),
		"createEvent": write(http.MethodPost, rotation+"/events", `{"event":{`+event+`}}`, 201,
			`{"event":{"id":"ABCDEFGHIJKLMNOPQRSTUVWXY3","type":"schedule_event",`+event+`}}`),
		"updateEvent": write(http.MethodPut, rotation+"/events/ABCDEFGHIJKLMNOPQRSTUVWXY3", `{"event":{"effective_until":"2026-06-01T00:00:00Z"}}`, 200,
			`{"event":{"id":"ABCDEFGHIJKLMNOPQRSTUVWXY3","type":"schedule_event",`+event+`}}`),
		"createOverrides": write(http.MethodPost, "/v3/schedules/PL5FQHC/overrides", `{"overrides":[{`+swap+`}]}`, 201,
			`{"overrides":[{"id":"ABCDEFGHIJKLMNOPQRSTUVWXY4",`+swap+`}]}`),
		"createCustomShifts": write(http.MethodPost, "/v3/schedules/PL5FQHC/custom_shifts", `{"custom_shifts":[{`+extra+member+`}]}`, 201,
			`{"custom_shifts":[{"id":"ABCDEFGHIJKLMNOPQRSTUVWXY5",`+extra+`"id":"ABCDEFGHIJKLMNOPQRSTUVWXY6",`+member+`}]}`),
	}
}
