package simulator

// pastIncident is an earlier incident that is similar to another. score is the similarity.
type pastIncident struct {
	incident *incident
	score    float64
}

func pastIncidentRoutes() []route {
	return []route{{method: "GET", path: "/incidents/{id}/past_incidents", ability: aiops, handle: getPastIncidents}}
}

func getPastIncidents(c *call) (any, error) {
	i, err := c.incident()
	if err != nil {
		return nil, err
	}
	limit, total := c.integer("limit", 5), c.boolean("total")
	if limit < 1 || limit > 999 {
		c.problem("limit must be 1 to 999, not %d", limit)
		return nil, nil
	}
	r := c.renderer()
	past := i.past[:min(limit, len(i.past))]
	answer := map[string]any{"past_incidents": each(past, r.pastIncident), "limit": limit}
	if total {
		answer["total"] = len(i.past)
	}
	return answer, nil
}

type pastIncidentView struct {
	Incident briefIncident `json:"incident"`
	Score    float64       `json:"score"`
}

// briefIncident is an incident in the lists of similar incidents, without additional_details[].
type briefIncident struct {
	ID        string `json:"id"`
	CreatedAt string `json:"created_at"`
	Self      string `json:"self"`
	Title     string `json:"title"`
}

func (r *renderer) brief(i *incident) briefIncident {
	return briefIncident{i.id, r.time(i.createdAt), apiURL + "/incidents/" + i.id, i.title}
}

func (r *renderer) pastIncident(p pastIncident) pastIncidentView {
	return pastIncidentView{r.brief(p.incident), p.score}
}
