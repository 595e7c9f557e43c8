package pagerduty

import "encoding/json"

// AlertBody is what the integration sent. Anyone who can send an event writes it.
type AlertBody struct {
	Details    json.RawMessage `json:"details"` // usually an object, its form is the integration's own; null where only CEFDetails has them
	Contexts   []AlertContext  `json:"contexts"`
	CEFDetails *CEFDetails     `json:"cef_details"`
}

// AlertContext is a link or an image that came with an event.
type AlertContext struct {
	Type string `json:"type"` // link or image
	Href string `json:"href"`
	Src  string `json:"src"` // of an image
	Text string `json:"text"`
}

// CEFDetails is an event in PagerDuty's Common Event Format, to which it brings the events of all integrations.
type CEFDetails struct {
	Description     string          `json:"description"` // the event's summary
	Message         string          `json:"message"`
	Severity        string          `json:"severity"`         // info, warning, error or critical
	EventClass      string          `json:"event_class"`      // what kind of event, such as "High CPU"
	SourceOrigin    string          `json:"source_origin"`    // what is broken, such as a host
	SourceComponent string          `json:"source_component"` // which part of it
	SourceLocation  string          `json:"source_location"`
	ServiceGroup    string          `json:"service_group"`
	Client          string          `json:"client"`     // the monitoring tool that sent the event
	ClientURL       string          `json:"client_url"` // where that tool shows it
	CreationTime    Time            `json:"creation_time"`
	Details         json.RawMessage `json:"details"` // a string or an object
	Contexts        []AlertContext  `json:"contexts"`
}
