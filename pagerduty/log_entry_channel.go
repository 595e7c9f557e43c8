package pagerduty

import "encoding/json"

// LogEntryChannel says by which way something happened. Which fields it has depends on its type. Its service key is a
// secret and is not read.
type LogEntryChannel struct {
	Type    string `json:"type"` // such as "website", "api", "email", "nagios" or "timeout"
	Summary string `json:"summary"`

	// Of an event from an integration.
	Description string          `json:"description"`
	Details     json.RawMessage `json:"details"` // a string or an object
	Client      string          `json:"client"`  // the monitoring tool that sent the event
	ClientURL   string          `json:"client_url"`
	Contexts    []AlertContext  `json:"contexts"`
	CEFDetails  *CEFDetails     `json:"cef_details"`

	// Of an event from Nagios.
	Host    string `json:"host"`
	Service string `json:"service"` // a name in Nagios
	State   string `json:"state"`

	// Of an e-mail; of what someone wrote on the website Subject and Details.
	Subject string `json:"subject"`
	From    string `json:"from"`
	To      string `json:"to"`
	Body    string `json:"body"`
	HTMLURL string `json:"html_url"`

	Duration     int           `json:"duration"`     // seconds
	Notification *Notification `json:"notification"` // of a notify_log_entry
	Changeset    *Changeset    `json:"changeset"`    // of a field_value_change or custom_field_value_change_log_entry
}

// Notification says how someone was notified.
type Notification struct {
	Type      string    `json:"type"`   // sms_notification, email_notification, phone_notification or push_notification
	Status    string    `json:"status"` // such as "success"
	StartedAt Time      `json:"started_at"`
	User      Reference `json:"user"`
}

// Changeset says which fields of an incident changed.
type Changeset struct {
	ApplicationFields []FieldChange `json:"application_fields"` // PagerDuty's own, such as the priority
	CustomerFields    []FieldChange `json:"customer_fields"`    // the account's
}

// FieldChange is what one field was changed to, and from.
type FieldChange struct {
	Name     string          `json:"name"`
	Value    json.RawMessage `json:"value"` // of the field's own type
	OldValue json.RawMessage `json:"old_value"`
}
