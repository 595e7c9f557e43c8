package pagerduty_test

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// sample is a record of PagerDuty's, with all members that its type decodes and others, including secrets.
type sample struct {
	root   string // of a list of such records
	record string
	read   func(context.Context, *pagerduty.Client) (any, error) // returns the list
}

const (
	sampleSecret = "S3CR3T" // prefix of the secrets
	sampleUser   = `{"id":"PADA","type":"user","summary":"Ada","name":"Ada","email":"ada@example.com","html_url":"https://acme.pagerduty.com/users/PADA",
		"calendar_urls":[{"calendar_type":"httpical","url":"https://acme.pagerduty.com/private/S3CR3T-calendar/feed"}],"private_calendar_url":"S3CR3T-private"}`
	sampleContact = `{"id":"PCON","type":"push_notification_contact_method","summary":"Phone","label":"Phone","address":"+1 555 0100","country_code":1,
		"device_type":"ios","enabled":true,"blacklisted":true}`
	sampleLayer = `"rendered_schedule_entries":[{"start":"2026-03-01T09:00:00Z","end":"2026-03-02T09:00:00Z","user":` + sampleUser + `}],"rendered_coverage_percentage":97.5`
	sampleRef   = `{"id":"PREF","type":"thing_reference","summary":"Thing","self":"https://api.pagerduty.com/x","html_url":"https://acme.pagerduty.com/x"}`
)

func samples() map[string]sample {
	all := map[string]sample{
		"alert grouping setting": groupingSample(), "orchestration": orchestrationSample(), "service": serviceSample(), "webhook subscription": webhookSample(),
	}
	for name, one := range peopleSamples() {
		all[name] = one
	}
	return all
}

func items[T any](page *pagerduty.Page[T], err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return page.Items, nil
}

func groupingSample() sample {
	return sample{"alert_grouping_settings", `{"id":"PAGS","name":"Hosts","description":"One a host.","type":"content_based",
		"config":{"aggregate":"all","fields":["summary"],"time_window":300,"recommended_time_window":null,"newer":true},"services":[` + sampleRef + `],
		"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-02-01T00:00:00Z","self":null}`,
		func(ctx context.Context, c *pagerduty.Client) (any, error) {
			return items(c.AlertGroupingSettings.List(ctx, pagerduty.ListAlertGroupingSettingsOptions{}))
		}}
}

func orchestrationSample() sample {
	return sample{"orchestrations", `{"id":"PORC","name":"Shop","description":"All events.","team":` + sampleRef + `,"routes":7,"version":"v7",
		"integrations":[{"id":"PINT","label":"Default","parameters":{"routing_key":"S3CR3T-routing","type":"global"}}],
		"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-02-01T00:00:00Z","created_by":` + sampleUser + `,"updated_by":` + sampleUser + `}`,
		func(ctx context.Context, c *pagerduty.Client) (any, error) {
			return items(c.EventOrchestrations.List(ctx, pagerduty.ListOrchestrationsOptions{}))
		}}
}

func serviceSample() sample {
	return sample{"services", `{"id":"PSVC","name":"Payments","description":"Takes money.","status":"active","escalation_policy":` + sampleRef + `,
		"teams":[` + sampleRef + `],"html_url":"https://acme.pagerduty.com/service-directory/PSVC","created_at":"2026-01-01T00:00:00Z",
		"last_incident_timestamp":"2026-02-01T00:00:00Z","auto_resolve_timeout":14400,"acknowledgement_timeout":1800,
		"incident_urgency_rule":{"type":"use_support_hours","urgency":"high","during_support_hours":{"type":"constant","urgency":"high"},
			"outside_support_hours":{"type":"constant","urgency":"low"}},
		"support_hours":{"type":"fixed_time_per_day","time_zone":"Europe/Berlin","days_of_week":[1,5],"start_time":"09:00:00","end_time":"17:00:00"},
		"scheduled_actions":[{"type":"urgency_change","at":{"type":"named_time","name":"support_hours_start"},"to_urgency":"high"}],
		"alert_grouping_parameters":{"type":"time","config":{"timeout":120,"newer":true}},
		"auto_pause_notifications_parameters":{"enabled":true,"timeout":300},
		"integrations":[{"id":"PINT","type":"events_api_v2_inbound_integration","summary":"Events","name":"Events","email":"x@example.com","html_url":"https://x",
			"integration_key":"S3CR3T-integration","vendor":` + sampleRef + `,"service":` + sampleRef + `,"created_at":"2026-01-01T00:00:00Z",
			"integration_email":"S3CR3T@acme.pagerduty.com","config":{"routing_key":"S3CR3T-config"}}]}`,
		func(ctx context.Context, c *pagerduty.Client) (any, error) {
			return items(c.Services.List(ctx, pagerduty.ListServicesOptions{}))
		}}
}

func webhookSample() sample {
	return sample{"webhook_subscriptions", `{"id":"PWEB","type":"webhook_subscription","active":true,"description":"To the chat.","events":["incident.triggered"],
		"filter":{"id":"PSVC","type":"service_reference"},"oauth_client":` + sampleRef + `,"delivery_method":{"id":"PDEL","type":"http_delivery_method",
			"url":"https://hooks.example.com/in","temporarily_disabled":true,"secret":"S3CR3T-signing","custom_headers":[{"name":"Authorization","value":"S3CR3T-header"}]}}`,
		func(ctx context.Context, c *pagerduty.Client) (any, error) {
			return items(c.WebhookSubscriptions.List(ctx, pagerduty.ListWebhookSubscriptionsOptions{}))
		}}
}

func peopleSamples() map[string]sample {
	return map[string]sample{
		"escalation policy": {"escalation_policies", `{"id":"PPOL","name":"Payments","description":"Day and night.","teams":[` + sampleRef + `],"html_url":"https://x",
			"num_loops":2,"services":[` + sampleRef + `],"escalation_rules":[{"id":"PRUL","escalation_delay_in_minutes":30,"targets":[` + sampleUser + `,` + sampleRef + `],
				"escalation_rule_assignment_strategy":{"type":"round_robin"}}],"on_call_handoff_notifications":"always"}`,
			func(ctx context.Context, c *pagerduty.Client) (any, error) {
				return items(c.EscalationPolicies.List(ctx, pagerduty.ListEscalationPoliciesOptions{}))
			}},
		"schedule": {"schedules", `{"id":"PSCH","type":"schedule","name":"Payments","summary":"Payments","description":"Primary.","time_zone":"Europe/Berlin",
			"http_cal_url":"webcal://acme.pagerduty.com/private/S3CR3T-schedule","web_cal_url":"S3CR3T-web","personal_web_cal_url":"S3CR3T-personal",
			"users":[` + sampleUser + `],"teams":[` + sampleRef + `],"escalation_policies":[` + sampleRef + `],"html_url":"https://x",
			"schedule_layers":[{"id":"PLAY","name":"Day","start":"2026-01-01T00:00:00Z","end":"2027-01-01T00:00:00Z","rotation_virtual_start":"2026-01-01T09:00:00Z",
				"rotation_turn_length_seconds":604800,"users":[{"user":` + sampleUser + `}],
				"restrictions":[{"type":"weekly_restriction","start_time_of_day":"09:00:00","duration_seconds":32400,"start_day_of_week":1}],` + sampleLayer + `}],
			"final_schedule":{"name":"Final","id":null,` + sampleLayer + `},"overrides_subschedule":{` + sampleLayer + `}}`,
			func(ctx context.Context, c *pagerduty.Client) (any, error) {
				return items(c.Schedules.List(ctx, pagerduty.ListSchedulesOptions{}))
			}},
		"on-call entry": {"oncalls", `{"escalation_policy":` + sampleRef + `,"escalation_level":1,"schedule":` + sampleRef + `,"user":` + sampleUser + `,
			"start":"2026-03-01T09:00:00Z","end":"2026-03-02T09:00:00Z"}`,
			func(ctx context.Context, c *pagerduty.Client) (any, error) {
				return items(c.OnCalls.List(ctx, pagerduty.ListOnCallsOptions{}))
			}},
		"team": {"teams", `{"id":"PTEAM","name":"Payments","description":"Takes money.","default_role":"manager","html_url":"https://x"}`,
			func(ctx context.Context, c *pagerduty.Client) (any, error) {
				return items(c.Teams.List(ctx, pagerduty.ListTeamsOptions{}))
			}},
		"team member": {"members", `{"user":` + sampleUser + `,"role":"responder"}`,
			func(ctx context.Context, c *pagerduty.Client) (any, error) {
				return items(c.Teams.Members(ctx, "PTEAM", pagerduty.PageOptions{}))
			}},
		"user": {"users", `{"id":"PADA","name":"Ada","email":"ada@example.com","time_zone":"Europe/Berlin","role":"admin","job_title":"SRE","teams":[` + sampleRef + `],
			"invitation_sent":true,"contact_methods":[` + sampleContact + `],"notification_rules":[{"id":"PRUL","type":"assignment_notification_rule","summary":"Mobile",
				"start_delay_in_minutes":5,"urgency":"high","contact_method":` + sampleContact + `}],
			"html_url":"https://x","calendar_urls":[{"url":"https://acme.pagerduty.com/private/S3CR3T"}]}`,
			func(ctx context.Context, c *pagerduty.Client) (any, error) {
				return c.Schedules.OnCallUsers(ctx, "PSCH", since(), since())
			}},
	}
}
