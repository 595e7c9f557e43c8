package pagerduty

import (
	"encoding/json"
	"maps"
	"math"
	"strconv"
)

// knownGrouping is an AlertGrouping whose type this library knows.
type knownGrouping interface {
	AlertGrouping
	// fields returns pointers to the fields by their names in JSON, and to the members that have no field.
	fields() (known map[string]any, unknown *members)
}

func (g *ContentGrouping) fields() (map[string]any, *members) {
	return map[string]any{"aggregate": &g.Aggregate, "fields": &g.Fields, "time_window": &g.TimeWindow}, &g.unknown
}

func (g *ContentIntelligentGrouping) fields() (map[string]any, *members) {
	return map[string]any{"aggregate": &g.Aggregate, "fields": &g.Fields, "time_window": &g.TimeWindow}, &g.unknown
}

func (g *IntelligentGrouping) fields() (map[string]any, *members) {
	return map[string]any{"iag_fields": &g.Fields, "time_window": &g.TimeWindow}, &g.unknown
}

func (g *TimeGrouping) fields() (map[string]any, *members) {
	return map[string]any{"timeout": &g.Timeout}, &g.unknown
}

func newGrouping(kind string, config json.RawMessage) AlertGrouping {
	for _, grouping := range []knownGrouping{&ContentGrouping{}, &ContentIntelligentGrouping{}, &IntelligentGrouping{}, &TimeGrouping{}} {
		if grouping.groupingType() == kind && readConfig(config, grouping) {
			return grouping
		}
	}
	return &UnknownGrouping{Type: kind, Config: config}
}

// readConfig decodes config into grouping, and reports whether config is an object. It keeps members that are unknown or of an
// unexpected type: PagerDuty replaces the whole configuration in an update, so they would be lost.
func readConfig(config json.RawMessage, grouping knownGrouping) bool {
	var left members
	if config != nil && json.Unmarshal(config, &left) != nil {
		return false
	}
	known, unknown := grouping.fields()
	for name, to := range known {
		if readMember(left[name], to) {
			delete(left, name)
		}
	}
	delete(left, "recommended_time_window") // PagerDuty does not accept it
	if len(left) > 0 {
		*unknown = left
	}
	return true
}

// readMember decodes raw into to, and reports whether it is missing, null or of the right type. An integer may be 600, 600.0 or "600".
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

// MarshalJSON encodes the configuration, including the unknown members that were read.
func (g *ContentGrouping) MarshalJSON() ([]byte, error) {
	type typed ContentGrouping
	return encodeConfig((*typed)(g), g.unknown)
}

// MarshalJSON encodes the configuration, including the unknown members that were read.
func (g *ContentIntelligentGrouping) MarshalJSON() ([]byte, error) {
	type typed ContentIntelligentGrouping
	return encodeConfig((*typed)(g), g.unknown)
}

// MarshalJSON encodes the configuration, including the unknown members that were read.
func (g *IntelligentGrouping) MarshalJSON() ([]byte, error) {
	type typed IntelligentGrouping
	return encodeConfig((*typed)(g), g.unknown)
}

// MarshalJSON encodes the configuration, including the unknown members that were read.
func (g *TimeGrouping) MarshalJSON() ([]byte, error) {
	type typed TimeGrouping
	return encodeConfig((*typed)(g), g.unknown)
}

func encodeConfig(fields any, unknown members) ([]byte, error) {
	encoded, err := json.Marshal(fields)
	if err != nil || len(unknown) == 0 {
		return encoded, err
	}
	all := maps.Clone(unknown)
	if err := json.Unmarshal(encoded, &all); err != nil { // fields override unknown members of the same name
		return nil, err
	}
	return json.Marshal(all)
}
