package pagerduty

import "encoding/json"

// LogEntryChannel is how a log entry came about, such as an API request or an e-mail. Its type determines which fields are set. The
// service key of an integration is secret and not decoded.
type LogEntryChannel struct {
	Type    string `json:"type"` // such as "website", "api", "email", "nagios" or "timeout"
	Summary string `json:"summary"`

	// Set for an event from an integration.
	Description string          `json:"description"`
	Details     json.RawMessage `json:"details"` // a string or an object
	Client      string          `json:"client"`  // the monitoring tool that sent the event
	ClientURL   string          `json:"client_url"`
	Contexts    []AlertContext  `json:"contexts"`
	CEFDetails  *CEFDetails     `json:"cef_details"`

	// Set for an event from Nagios.
	Host    string `json:"host"`
	Service string `json:"service"` // its name in Nagios
	State   string `json:"state"`

	// Set for an e-mail. For the website, Subject and Details are set.
	Subject string `json:"subject"`
	From    string `json:"from"`
	To      string `json:"to"`
	Body    string `json:"body"`
	HTMLURL string `json:"html_url"`

	Duration     int           `json:"duration"`     // seconds
	Notification *Notification `json:"notification"` // in a notify_log_entry
	Changeset    *Changeset    `json:"changeset"`    // in a field_value_change or custom_field_value_change_log_entry
}

// Notification is how a user was notified.
type Notification struct {
	Type      string    `json:"type"`   // sms_notification, email_notification, phone_notification or push_notification
	Status    string    `json:"status"` // such as "success"
	StartedAt Time      `json:"started_at"`
	User      Reference `json:"user"`
}

// Changeset holds the changed fields of an incident.
type Changeset struct {
	ApplicationFields []FieldChange `json:"application_fields"` // PagerDuty's own, such as the priority
	CustomerFields    []FieldChange `json:"customer_fields"`    // those that the account defines
}

// FieldChange is the change of one field.
type FieldChange struct {
	Name     string          `json:"name"`
	Value    json.RawMessage `json:"value"` // the new value, of the field's type
	OldValue json.RawMessage `json:"old_value"`
}
