package simulator

// ownGrouping is a service's own alert grouping, which applies without an alert grouping setting. It is deprecated.
type ownGrouping struct {
	Type   *string        `json:"type"` // nil means no grouping
	Config map[string]any `json:"config"`
}

// setOwnGrouping sets a service's own alert grouping. It removes the service from its setting.
func setOwnGrouping(c *call, s *service, member string, in *ownGrouping) {
	if !c.lenient && in != nil {
		c.problem("%s is deprecated, and writing it removes the service from its alert grouping setting: use /alert_grouping_settings", member)
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

// complete adds the members that PagerDuty fills in.
func (g *ownGrouping) complete() {
	if g.Config == nil {
		g.Config = map[string]any{}
	}
	if window, _ := g.Config["time_window"].(float64); window == 0 {
		g.Config["time_window"] = defaultTimeWindow
	}
	g.Config["recommended_time_window"] = recommendedTimeWindow
}

// groupingParameters renders the service's setting, or its own grouping.
func (r *renderer) groupingParameters(s *service) any {
	if g := r.account.groupingOf(s); g != nil {
		return g.reference()
	}
	if s.ownGrouping != nil {
		return s.ownGrouping
	}
	return leftOut
}

// groupingKind renders the type of a service's own grouping for the older member, which has other names for it.
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
