package pagerduty_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Decoded values never hold routing keys, integration keys or calendar addresses: anyone who has them can send events or read
// schedules.
func TestSecretsAreNotRead(t *testing.T) {
	t.Parallel()
	for name, sample := range samples() {
		client, _ := newClient(t, everywhere(answer(200, `{"`+sample.root+`":[`+sample.record+`]}`)))
		read, err := sample.read(t.Context(), client)
		if err != nil {
			t.Fatal(err)
		}
		expectNoSampleSecret(t, name, read)
	}
	for name, read := range map[string]struct {
		sample sample
		root   string
		call   func(context.Context, *pagerduty.Client) (any, error)
	}{
		"Services.Get": {serviceSample(), "service", func(ctx context.Context, c *pagerduty.Client) (any, error) {
			return c.Services.Get(ctx, "PSVC")
		}},
		"Services.Create": {serviceSample(), "service", func(ctx context.Context, c *pagerduty.Client) (any, error) {
			return c.Services.Create(ctx, everyPartOfAService())
		}},
		"EventOrchestrations.Get": {orchestrationSample(), "orchestration", func(ctx context.Context, c *pagerduty.Client) (any, error) {
			return c.EventOrchestrations.Get(ctx, "PORC")
		}},
		"Schedules.Get": {peopleSamples()["schedule"], "schedule", func(ctx context.Context, c *pagerduty.Client) (any, error) {
			return c.Schedules.Get(ctx, "PSCH", pagerduty.ScheduleWindow{})
		}},
		"WebhookSubscriptions.Create": {webhookSample(), "webhook_subscription", func(ctx context.Context, c *pagerduty.Client) (any, error) {
			created, err := c.WebhookSubscriptions.Create(ctx, pagerduty.NewWebhookSubscription{URL: "https://hooks.example.com/in", Events: []string{"incident.triggered"}})
			if err == nil && created.Delivery.Secret.Reveal() != "S3CR3T-signing" {
				t.Errorf("the secret is %q to who asks for it", created.Delivery.Secret.Reveal())
			}
			return created, err
		}},
		"Users.Get": {peopleSamples()["user"], "user", func(ctx context.Context, c *pagerduty.Client) (any, error) {
			return c.Users.Get(ctx, "PADA")
		}},
		"Users.Me": {peopleSamples()["user"], "user", func(ctx context.Context, c *pagerduty.Client) (any, error) { return c.Users.Me(ctx) }},
		"Schedules.CreateOverrides": {sample{record: `[{"status":201,"override":{"id":"QOVR","user":` + sampleUser + `}}]`}, "overrides",
			func(ctx context.Context, c *pagerduty.Client) (any, error) {
				return c.Schedules.CreateOverrides(ctx, "PSCH", pagerduty.NewOverride{Start: since(), End: since().Add(1), UserID: "PADA"})
			}},
	} {
		if !strings.Contains(read.sample.record, sampleSecret) {
			t.Errorf("%s: the sample has no secret", name)
		}
		client, sent := newClient(t, everywhere(answer(200, `{"`+read.root+`":`+read.sample.record+`}`)))
		value, err := read.call(t.Context(), client)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		expectNoSampleSecret(t, name, value)
		for _, line := range sent.lines() {
			if strings.Contains(line, "calendar_urls") {
				t.Errorf("%s asks for calendar addresses: %s", name, line)
			}
		}
	}
}

func expectNoSampleSecret(t *testing.T, name string, value any) {
	t.Helper()
	encoded, err := json.Marshal(value) // follows pointers, and shows bytes as text
	if err != nil {
		t.Error(err)
	}
	for _, text := range []string{string(encoded), fmt.Sprintf("%+v", value), fmt.Sprintf("%#v", value)} {
		if strings.Contains(text, sampleSecret) {
			t.Errorf("%s: %s", name, text)
		}
	}
}
