package pagerduty

// ContactMethod is a way to reach a user.
type ContactMethod struct {
	ID          string `json:"id"`
	Type        string `json:"type"`         // such as "sms_contact_method"; "sms_contact_method_reference" if it has only an id and a summary
	Summary     string `json:"summary"`      // the label
	Label       string `json:"label"`        // such as "Mobile"
	Address     string `json:"address"`      // an e-mail address, a phone number or the id of a device
	CountryCode int    `json:"country_code"` // for phone numbers
	DeviceType  string `json:"device_type"`  // android or ios, for push notifications
	Enabled     bool   `json:"enabled"`      // for phone numbers and e-mail addresses: whether PagerDuty uses it
	Blacklisted bool   `json:"blacklisted"`  // whether PagerDuty refuses to use it
}

// NotificationRule is how PagerDuty notifies a user of an assigned incident, and after what delay.
type NotificationRule struct {
	ID                string        `json:"id"`
	Type              string        `json:"type"`
	Summary           string        `json:"summary"`
	StartDelayMinutes int           `json:"start_delay_in_minutes"`
	Urgency           string        `json:"urgency"` // the rule is for incidents of this urgency: high or low
	ContactMethod     ContactMethod `json:"contact_method"`
}
