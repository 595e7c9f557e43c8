package simulator

// ownGrouping is how a service groups its alerts where no alert grouping setting does, which is deprecated.
type ownGrouping struct {
	Type   *string        `json:"type"` // nil for not at all
	Config map[string]any `json:"config"`
}

// setOwnGrouping changes how a service groups its alerts by itself. It takes the service out of its setting.
func setOwnGrouping(c *call, s *service, member string, in *ownGrouping) {
	if !c.lenient && in != nil {
		c.problem("%s is deprecated, and writing it takes the service out of its alert grouping setting: use /alert_grouping_settings", member)
		return
	}
	s.ownGrouping, s.leavesGrouping = nil, true
	if in == nil || in.Type == nil {
		return
	}
	if *in.Type == groupIntelligent || *in.Type == groupContentBased {
		in.complete()
	}
	s.ownGrouping = in
}

// complete adds the members that PagerDuty fills in itself.
func (g *ownGrouping) complete() {
	if g.Config == nil {
		g.Config = map[string]any{}
	}
	if window, _ := g.Config["time_window"].(float64); window == 0 {
		g.Config["time_window"] = defaultTimeWindow
	}
	g.Config["recommended_time_window"] = recommendedTimeWindow
}

// groupingParameters shows the service's setting, or how it groups alerts by itself.
func (r *renderer) groupingParameters(s *service) any {
	if g := r.account.groupingOf(s); g != nil {
		return g.reference()
	}
	if s.ownGrouping != nil {
		return s.ownGrouping
	}
	return leftOut
}

// groupingKind shows the type of a service's own grouping by its name in the member from before.
func (r *renderer) groupingKind(s *service) any {
	switch own := s.ownGrouping; {
	case own != nil && *own.Type == groupContentBased:
		return "rules"
	case own != nil:
		return *own.Type
	case s.grouping != nil && string(s.grouping) != "null":
		return s.grouping
	}
	return leftOut
}
