package services_test

import (
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// Every tool that writes returns the service as it is now, and the previous values.
func TestEveryWriteStatesItsEffect(t *testing.T) {
	t.Parallel()
	demo(t).ExpectEffects(map[string]blackbox.Effect{
		"create_service": {Arguments: `{"name":"Vouchers","escalation_policy_id":"Checkout","auto_pause":300}`, Stated: map[string]any{"name": "Vouchers", "escalation_policy.name": "Checkout", "auto_pause": 300}},
		"update_service": {Arguments: `{"service_id":"PSSTORE","auto_pause":0}`, Stated: map[string]any{"name": "Storefront Web", "auto_pause": 0, "changed.0": "auto_pause", "before.auto_pause": 300}},
	})
}
