package person

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Contact is a user's contact method. Its address is masked, so that its owner recognises it and nobody else learns it.
type Contact struct {
	Type     string `json:"type,omitzero"` // email, phone, sms, push_notification
	Label    string `json:"label,omitzero"`
	Address  string `json:"address,omitzero"`
	Disabled bool   `json:"disabled,omitzero"` // PagerDuty does not use it
}

// Contacts returns the views of contact methods.
func Contacts(methods []pagerduty.ContactMethod) []Contact {
	var shown []Contact
	for _, m := range methods {
		shown = append(shown, Contact{contactType(m), cmp.Or(m.Label, m.Summary), masked(m), m.Blacklisted})
	}
	return shown
}

func contactType(m pagerduty.ContactMethod) string {
	return strings.TrimSuffix(strings.TrimSuffix(m.Type, "_reference"), "_contact_method")
}

// masked returns the recognisable part of an address: the first letter and the domain of an e-mail address, the last two digits of a
// phone number, nothing of a device.
func masked(m pagerduty.ContactMethod) string {
	if name, domain, isEmail := strings.Cut(m.Address, "@"); isEmail && name != "" {
		return string([]rune(name)[:1]) + "…@" + domain
	}
	if digits := []rune(m.Address); len(digits) > 4 && (contactType(m) == "phone" || contactType(m) == "sms") {
		return "…" + string(digits[len(digits)-2:])
	}
	return ""
}

// Rule is a rule for when and how a user is notified of an incident.
type Rule struct {
	Urgency string `json:"urgency,omitzero"`
	Minutes int    `json:"after_minutes"` // after the incident is assigned
	By      string `json:"by,omitzero"`
	Label   string `json:"label,omitzero"`
}

// Rules returns the views of notification rules. methods are the user's contact methods, for those to which a rule only refers.
func Rules(rules []pagerduty.NotificationRule, methods []pagerduty.ContactMethod) []Rule {
	var shown []Rule
	for _, rule := range rules {
		if rule.Urgency == "" { // only a reference
			continue
		}
		by := rule.ContactMethod
		if i := slices.IndexFunc(methods, func(m pagerduty.ContactMethod) bool { return m.ID == by.ID }); i >= 0 {
			by = methods[i]
		}
		shown = append(shown, Rule{rule.Urgency, rule.StartDelayMinutes, contactType(by), cmp.Or(by.Label, by.Summary)})
	}
	return shown
}
