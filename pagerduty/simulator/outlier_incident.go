package simulator

// outlier is how unusual an incident is on its service: the incident that is like it, and the pattern of both titles.
type outlier struct {
	incident  *incident // nil when there is none
	id        string
	clusterID string
	pattern   string
}

func outlierIncidentRoutes() []route {
	return []route{{method: "GET", path: "/incidents/{id}/outlier_incident", handle: getOutlierIncident}}
}

func getOutlierIncident(c *call) (any, error) {
	i, err := c.incident()
	if err != nil {
		return nil, err
	}
	window, full := c.span(), c.additionalDetails()
	found := i.outlier
	if found == nil {
		found = &outlier{id: "T" + i.id[1:], clusterID: "C" + i.id[1:], pattern: i.title}
	}
	answer := map[string]any{"incident_template": map[string]string{
		"id": found.id, "cluster_id": found.clusterID, "mined_text": found.pattern,
	}}
	if found.incident != nil && window.holds(found.incident.createdAt) {
		answer["incident"] = c.renderer().briefOr(found.incident, full)
	}
	return map[string]any{"outlier_incident": answer}, nil
}
