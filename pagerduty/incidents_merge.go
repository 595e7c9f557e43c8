package pagerduty

import "context"

// Merge moves the alerts of other incidents to an open one and resolves the others, in the name of the acting user (see WithFrom). An
// incident has at most 1,000 alerts. If PagerDuty refuses one source, it merges none. Merge is not repeated after a failure, since PagerDuty
// refuses to merge an incident twice.
//
// Operation mergeIncidents: PUT /incidents/{id}/merge.
func (s *IncidentsService) Merge(ctx context.Context, targetID string, sourceIDs ...string) (*Reference, error) {
	if len(sourceIDs) == 0 {
		return nil, &ArgumentError{Argument: "sourceIDs", Message: "are empty: name the incidents to merge"}
	}
	if err := checkIDs(sourceIDs...); err != nil {
		return nil, err
	}
	var sources []*link
	for _, id := range sourceIDs {
		sources = append(sources, linkTo(id, "incident_reference"))
	}
	r := put("mergeIncidents", map[string][]*link{"source_incidents": sources}, "incidents", targetID, "merge").withFrom()
	r.repeatable = false
	return one[Reference](ctx, s.core, r, "incident")
}
