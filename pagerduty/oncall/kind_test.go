package oncall_test

import (
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
)

func TestKind(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]string{
		"": "", "   ": "", "Disk full": "Disk full",
		"Disk 91% on web-07": "Disk #% on *", "Disk 95% on web-12": "Disk #% on *",
		"Node pool general-eu: 3 of 24 nodes are NotReady":                     "Node pool general-eu: # of # nodes are NotReady",
		"Replication lag on pg-orders-replica-2 is 340 s":                      "Replication lag on * is # s",
		"Replication lag 340s (threshold 60s)":                                 "Replication lag #s (threshold #s)",
		"Checkout latency p99 above 2 s in eu-west-1":                          "Checkout latency p99 above # s in *",
		"Cart page answers 2.4% of requests with 5xx":                          "Cart page answers #% of requests with 5xx",
		"Dead-letter queue orders-dlq holds 1,204 messages":                    "Dead-letter queue orders-dlq holds # messages",
		"Nightly stock import did not finish by 06:00":                         "Nightly stock import did not finish by #",
		"Certificate of auth.lanternfield.example expires in 10 days":          "Certificate of * expires in # days",
		"10.2.0.17:9100 is down since 2026-11-22T10:00:00Z":                    "* is down since *",
		`Job "nightly export" failed`:                                          "Job * failed",
		"Job 'import' failed, retry 3":                                         "Job * failed, retry #",
		"It doesn't work and she doesn't care":                                 "It doesn't work and she doesn't care",
		"Order 4711 of bob@example.com: host=web-07 state=down":                "Order # of *: host=* state=down",
		"https://x.example/a/b is slow":                                        "* is slow",
		"pod checkout-api-6f9d-2xk 550e8400-e29b-41d4-a716-446655440000 a1b2c": "pod *",
		"[FIRING:3] HighLoad (web-01, prod)":                                   "[*] HighLoad (*, prod)",
		"⚠ -5°C in Kühlraum 7":                                                 "⚠ #°C in Kühlraum #",
	} {
		if got := oncall.Kind(title); got != want {
			t.Errorf("%q is of the kind %q, want %q", title, got, want)
		}
		if again := oncall.Kind(oncall.Kind(title)); again != oncall.Kind(title) {
			t.Errorf("the kind of the kind %q is %q", want, again)
		}
	}
}
