package simulator_test

import (
	"testing"
)

// Every incident has an occurrence: the number of incidents with a similar title on its service in the 30 days before.
func TestEveryIncidentHasAnOccurrence(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	categories := map[any]int{}
	for _, id := range a.ok("GET", "/incidents?date_range=all&limit=100", "").column("incidents", "id") {
		outlier := a.ok("GET", "/incidents/"+id+"/outlier_incident", "")
		a.equal(outlier, "outlier_incident.incident.id", id)
		count, _ := outlier.at("outlier_incident.incident.occurrence.count").(float64)
		frequency, isNumber := outlier.at("outlier_incident.incident.occurrence.frequency").(float64)
		category := outlier.at("outlier_incident.incident.occurrence.category")
		if categories[category]++; !isNumber || (count == 0) != (category == "anomalous") || frequency > 1 || (category == "frequent") != (frequency >= 0.2) {
			t.Errorf("%s: %v", id, outlier.at("outlier_incident"))
		}
	}
	if categories["anomalous"] == 0 || categories["frequent"] == 0 {
		t.Errorf("incidents are %v", categories)
	}
}

func TestOccurrence(t *testing.T) {
	t.Parallel()
	a, of := newAPI(t), "/incidents/"+checkoutIncident+"/outlier_incident"
	outlier := a.ok("GET", of+"?additional_details[]=incident", "")
	a.equal(outlier, "outlier_incident.incident.service.id", "PSCHKAP")
	a.equal(outlier, "outlier_incident.incident_template.mined_text", "Checkout latency <*> above <*> s in <*>")
	a.equal(outlier, "outlier_incident.incident.occurrence.category", "frequent")
	a.equal(outlier, "outlier_incident.incident.occurrence.until", outlier.at("outlier_incident.incident.created_at"))
	a.equal(a.ok("GET", of+"?since=2026-10-10T00:00:00Z", ""), "outlier_incident.incident.occurrence.since", "2026-10-10T00:00:00Z")
}
