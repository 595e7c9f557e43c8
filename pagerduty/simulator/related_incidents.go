package simulator

// relatedIncident is an incident at the same time that may have the same cause. Either PagerDuty's model found it, or the services
// depend on each other.
type relatedIncident struct {
	incident  *incident
	dependent *service // nil if the model found it
}

func relatedIncidentRoutes() []route {
	return []route{{method: "GET", path: "/incidents/{id}/related_incidents", ability: aiops, handle: getRelatedIncidents}}
}

func getRelatedIncidents(c *call) (any, error) {
	i, err := c.incident()
	if err != nil {
		return nil, err
	}
	r, full := c.renderer(), c.additionalDetails()
	const newest = 20
	return map[string]any{"related_incidents": each(i.related[:min(newest, len(i.related))], func(related relatedIncident) relatedIncidentView {
		return relatedIncidentView{r.briefOr(related.incident, full), []relationshipView{related.view(i)}}
	})}, nil
}

// additionalDetails reports whether the answer contains whole incidents.
func (c *call) additionalDetails() bool {
	return len(c.list("additional_details[]", "incident")) > 0
}

func (r *renderer) briefOr(i *incident, full bool) any {
	if full {
		return r.incident(i)
	}
	return r.brief(i)
}

type relatedIncidentView struct {
	Incident      any                `json:"incident"`
	Relationships []relationshipView `json:"relationships"`
}

type relationshipView struct {
	Type     string         `json:"type"`
	Metadata map[string]any `json:"metadata"`
}

func (related relatedIncident) view(of *incident) relationshipView {
	if related.dependent == nil {
		return relationshipView{"machine_learning_inferred", map[string]any{
			"grouping_classification": "similar_contents",
			"user_feedback":           map[string]int{"positive_feedback_count": 2, "negative_feedback_count": 0},
		}}
	}
	return relationshipView{"service_dependency", map[string]any{
		"dependent_services":  []any{technicalService(related.dependent)},
		"supporting_services": []any{technicalService(of.service)},
	}}
}

func technicalService(s *service) any {
	return map[string]string{"id": s.id, "type": "technical_service_reference", "self": apiURL + "/services/" + s.id}
}
