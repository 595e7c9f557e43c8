package pagerduty

import (
	"encoding/json"
	"maps"
	"math"
	"strconv"
)

// readableGrouping is an AlertGrouping whose configuration this library knows.
type readableGrouping interface {
	AlertGrouping
	// parts are where the members of the configuration belong, and where all others do.
	parts() (known map[string]any, others *members)
}

func (g *ContentGrouping) parts() (map[string]any, *members) {
	return map[string]any{"aggregate": &g.Aggregate, "fields": &g.Fields, "time_window": &g.TimeWindow}, &g.others
}

func (g *ContentIntelligentGrouping) parts() (map[string]any, *members) {
	return map[string]any{"aggregate": &g.Aggregate, "fields": &g.Fields, "time_window": &g.TimeWindow}, &g.others
}

func (g *IntelligentGrouping) parts() (map[string]any, *members) {
	return map[string]any{"iag_fields": &g.Fields, "time_window": &g.TimeWindow}, &g.others
}

func (g *TimeGrouping) parts() (map[string]any, *members) {
	return map[string]any{"timeout": &g.Timeout}, &g.others
}

func groupingOf(kind string, config json.RawMessage) AlertGrouping {
	for _, grouping := range []readableGrouping{&ContentGrouping{}, &ContentIntelligentGrouping{}, &IntelligentGrouping{}, &TimeGrouping{}} {
		if grouping.groupingType() == kind && readConfig(config, grouping) {
			return grouping
		}
	}
	return &UnknownGrouping{Type: kind, Config: config}
}

// readConfig reads a configuration, if it is an object. A member of another type than is known stays as it came, among the
// others: PagerDuty takes a configuration whole, so what an update does not mention would be lost.
func readConfig(config json.RawMessage, grouping readableGrouping) bool {
	var others members
	if config != nil && json.Unmarshal(config, &others) != nil {
		return false
	}
	known, left := grouping.parts()
	for name, to := range known {
		if readMember(others[name], to) {
			delete(others, name)
		}
	}
	delete(others, "recommended_time_window") // only for reading
	if len(others) > 0 {
		*left = others
	}
	return true
}

// readMember reports whether raw is null, nothing, or what belongs into to. An integer may also be written as 600.0 or "600".
func readMember(raw json.RawMessage, to any) bool {
	if raw == nil {
		return true
	}
	switch to := to.(type) {
	case **int:
		var literal *json.Number
		if json.Unmarshal(raw, &literal) != nil {
			return false
		}
		if literal == nil {
			return true
		}
		number, fits := wholeNumber(*literal)
		if fits {
			*to = &number
		}
		return fits
	case *[]string:
		var list []string
		if json.Unmarshal(raw, &list) != nil {
			return false
		}
		*to = list
		return true
	}
	return json.Unmarshal(raw, to) == nil
}

func wholeNumber(literal json.Number) (int, bool) {
	if number, err := strconv.Atoi(literal.String()); err == nil {
		return number, true
	}
	number, err := literal.Float64()
	return int(number), err == nil && number == math.Trunc(number) && math.Abs(number) < 1<<31
}

// MarshalJSON encodes the configuration, with those members of the one that was read that this library does not know.
func (g *ContentGrouping) MarshalJSON() ([]byte, error) {
	type typed ContentGrouping
	return withOthers((*typed)(g), g.others)
}

// MarshalJSON encodes the configuration, with those members of the one that was read that this library does not know.
func (g *ContentIntelligentGrouping) MarshalJSON() ([]byte, error) {
	type typed ContentIntelligentGrouping
	return withOthers((*typed)(g), g.others)
}

// MarshalJSON encodes the configuration, with those members of the one that was read that this library does not know.
func (g *IntelligentGrouping) MarshalJSON() ([]byte, error) {
	type typed IntelligentGrouping
	return withOthers((*typed)(g), g.others)
}

// MarshalJSON encodes the configuration, with those members of the one that was read that this library does not know.
func (g *TimeGrouping) MarshalJSON() ([]byte, error) {
	type typed TimeGrouping
	return withOthers((*typed)(g), g.others)
}

func withOthers(typed any, others members) ([]byte, error) {
	encoded, err := json.Marshal(typed)
	if err != nil || len(others) == 0 {
		return encoded, err
	}
	all := maps.Clone(others)
	if err := json.Unmarshal(encoded, &all); err != nil { // over what stands there
		return nil, err
	}
	return json.Marshal(all)
}
