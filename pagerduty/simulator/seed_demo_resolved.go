package simulator

import "time"

// recurring is an incident that occurs repeatedly.
type recurring struct {
	service, title, urgency, priority, severity string
	minutes                                     int // from opening to resolution
	resolution                                  string
}

func recurringIncidents() []recurring {
	return []recurring{
		{"PSCHKAP", "Checkout latency p99 above 2 s in eu-west-1", "", "P2", "critical", 47, "Rolled back."},
		{"PSCHKAP", "Checkout API answers 1.2% of requests with 5xx", "", "P2", "error", 31, "Restarted two pods that had lost the cache."},
		{"PSCHKAP", "Voucher validation fails for vouchers without an end date", "", "P3", "error", 170, "Fixed in the next release."},
		{"PSPAYGW", "Card authorisations time out at the acquirer: 1.4% of attempts", "", "P2", "critical", 22, "The acquirer recovered."},
		{"PSPAYGW", "Webhook of the acquirer has been silent for 30 minutes", "low", "P4", "warning", 65, "Their maintenance, which nobody had announced."},
		{"PSSTORE", "Largest contentful paint above 4 s on product pages", "low", "P4", "warning", 110, "An image without a size; fixed."},
		{"PSSTORE", "Storefront answers 0.9% of requests with 5xx", "", "P3", "error", 18, ""},
		{"PSSEARC", "Search index is older than 6 hours", "low", "P4", "warning", 190, "The crawler was stuck on one page; skipped it."},
		{"PSSEARC", "Search latency p95 above 800 ms", "", "", "error", 36, "Added a replica."},
		{"PSORDER", "Dead-letter queue orders-dlq holds 310 messages", "", "P4", "warning", 300, "Replayed them."},
		{"PSORDER", "Order export to the accounts is 2 hours late", "", "P3", "warning", 140, "Ran it by hand."},
		{"PSWAREH", "Nightly stock import did not finish by 06:00", "", "P5", "info", 95, "It finished at 07:10."},
		{"PSWAREH", "Stock differs from the warehouse for 41 products", "", "", "warning", 480, "Counted again."},
		{"PSPGDBS", "Replication lag on pg-orders-replica-2 is 95 s", "", "P3", "error", 14, "A long report; cancelled it."},
		{"PSPGDBS", "Disk of pg-catalog-1 is 85% full", "", "P3", "warning", 55, "Grew the volume."},
		{"PSPGDBS", "pg-checkout has used 90% of its connections", "", "P2", "critical", 26, "Closed idle connections."},
		{"PSKUBER", "Node pool general-eu: 1 of 24 nodes is NotReady", "", "", "error", 12, ""},
		{"PSKUBER", "Image pulls fail in us-east-1", "", "P2", "critical", 74, "The registry's certificate was renewed and not loaded."},
		{"PSIDENT", "Login failures three times above normal", "", "P3", "error", 58, "Blocked a range of addresses that tried stolen passwords."},
		{"PSIDENT", "Certificate of auth." + domain + " expires in 10 days", "low", "P4", "warning", 600, "Renewed."},
	}
}

// resolvedIncidentSpecs returns each recurring incident three times: in the last month, and about one and a half and three months ago.
func resolvedIncidentSpecs() []incidentSpec {
	var specs []incidentSpec
	for n, one := range recurringIncidents() {
		for round := range 3 {
			age := 20*time.Hour + time.Duration(n)*31*time.Hour + time.Duration(round)*(38*day+time.Duration(n)*5*time.Hour)
			specs = append(specs, one.spec(age, round))
		}
	}
	return specs
}

func (t recurring) spec(age time.Duration, round int) incidentSpec {
	end := time.Duration(t.minutes*(2+round)) * time.Minute / 2
	return incidentSpec{
		title: t.title, service: t.service, urgency: t.urgency, priority: t.priority, severity: t.severity, age: age,
		then: func(s *seededIncident) {
			u := s.owner()
			acknowledged := min(end/4, 12*time.Minute) // before the next level is notified
			s.acknowledgedBy(u, acknowledged)
			if lasts := time.Duration(s.incident.service.acknowledgement) * time.Second; lasts > 0 && end-acknowledged > lasts {
				s.snoozedBy(u, acknowledged+lasts/2, int(end/time.Hour)+1)
			}
			if t.resolution != "" && round != 1 {
				s.noted(u, end*3/4, t.resolution)
			}
			s.resolvedBy(u, end, t.resolution)
		},
	}
}
