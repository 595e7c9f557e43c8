package aiops_test

import (
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// Every tool that writes returns the services it affects, and the previous state.
func TestEveryWriteStatesItsEffect(t *testing.T) {
	t.Parallel()
	demo(t).ExpectEffects(map[string]blackbox.Effect{
		"create_alert_grouping_setting": {Arguments: `{"service_ids":["PSSTORE"],"type":"time","timeout":60,"move_services":true}`,
			Stated: map[string]any{"services.0.name": "Storefront Web", "moved.0.from.name": "Storefront and search", "moved.0.keeps.0.name": "Product Search"}},
		"update_alert_grouping_setting": {Arguments: `{"setting_id":"PGSCANN","timeout":600}`, Stated: map[string]any{"services.0.name": "Warehouse Scanners", "timeout": 600, "before.timeout": 3600}},
		"delete_alert_grouping_setting": {Arguments: `{"setting_id":"PGCHECK"}`, Stated: map[string]any{"deleted.name": "Checkout by source", "no_longer_grouped.0.name": "Checkout API"}},
		updateTool: {Arguments: `{"orchestration_id":"` + partners + `","rules":[],"remove_missing":true}`,
			Stated: map[string]any{"removed.0.label": "Acquirers", "removed.0.position": 1, "removed.0.route_to_name": "Payments Gateway"}},
		appendTool: {Arguments: `{"orchestration_id":"` + production + `","label":"L","route_to":"PSCHKAP"}`, Stated: map[string]any{"added.0.position": 9, "added.0.route_to_name": "Checkout API", "rules": 9}},
	})
}
