package pagerduty

// ContactMethod is a way to reach a user.
type ContactMethod struct {
	ID          string `json:"id"`
	Type        string `json:"type"`         // such as "sms_contact_method", or "sms_contact_method_reference" where only id and summary are there
	Summary     string `json:"summary"`      // the label
	Label       string `json:"label"`        // such as "Mobile"
	Address     string `json:"address"`      // an e-mail address, a phone number or the id of a device
	CountryCode int    `json:"country_code"` // of a phone number
	DeviceType  string `json:"device_type"`  // android or ios, for push notifications
	Enabled     bool   `json:"enabled"`      // of a phone number or an e-mail address
	Blacklisted bool   `json:"blacklisted"`  // PagerDuty refuses to use it
}

// NotificationRule says how long after an incident is assigned to a user they are notified in which way.
type NotificationRule struct {
	ID                string        `json:"id"`
	Type              string        `json:"type"`
	Summary           string        `json:"summary"`
	StartDelayMinutes int           `json:"start_delay_in_minutes"`
	Urgency           string        `json:"urgency"` // of the incidents that it is for: high or low
	ContactMethod     ContactMethod `json:"contact_method"`
}
