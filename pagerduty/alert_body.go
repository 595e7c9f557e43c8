package pagerduty

import "encoding/json"

// AlertBody is what the integration sent. It is untrusted: anyone who can send an event can write it.
type AlertBody struct {
	Details    json.RawMessage `json:"details"` // usually an object in the integration's own form; null if the details are in CEFDetails only
	Contexts   []AlertContext  `json:"contexts"`
	CEFDetails *CEFDetails     `json:"cef_details"`
}

// AlertContext is a link or an image in an event.
type AlertContext struct {
	Type string `json:"type"` // link or image
	Href string `json:"href"`
	Src  string `json:"src"` // address of the image
	Text string `json:"text"`
}

// CEFDetails is an event in the Common Event Format, into which PagerDuty converts the events of all integrations.
type CEFDetails struct {
	Description     string          `json:"description"` // the event's summary
	Message         string          `json:"message"`
	Severity        string          `json:"severity"`         // info, warning, error or critical
	EventClass      string          `json:"event_class"`      // kind of event, such as "High CPU"
	SourceOrigin    string          `json:"source_origin"`    // the broken thing, such as a host
	SourceComponent string          `json:"source_component"` // the part of it that is broken
	SourceLocation  string          `json:"source_location"`
	ServiceGroup    string          `json:"service_group"`
	Client          string          `json:"client"`     // the monitoring tool that sent the event
	ClientURL       string          `json:"client_url"` // the event's page in that tool
	CreationTime    Time            `json:"creation_time"`
	Details         json.RawMessage `json:"details"` // a string or an object
	Contexts        []AlertContext  `json:"contexts"`
}
