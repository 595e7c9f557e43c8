package person

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Contact is a user's contact method. A masked address is one that its owner recognises and nobody else learns.
type Contact struct {
	Type     string `json:"type,omitzero"` // email, phone, sms, push_notification
	Label    string `json:"label,omitzero"`
	Address  string `json:"address,omitzero"`
	Disabled bool   `json:"disabled,omitzero"` // PagerDuty does not use it
}

// Contacts returns the views of a user's contact methods, with masked addresses. The user's own e-mail address, which is shown anyway, is
// not masked.
func Contacts(user pagerduty.User) []Contact {
	return contacts(user.ContactMethods, func(m pagerduty.ContactMethod) string {
		if m.Address != "" && strings.EqualFold(m.Address, user.Email) {
			return m.Address
		}
		return masked(m)
	})
}

// FullContacts returns the views of contact methods, with whole addresses.
func FullContacts(methods []pagerduty.ContactMethod) []Contact { return contacts(methods, whole) }

func contacts(methods []pagerduty.ContactMethod, address func(pagerduty.ContactMethod) string) []Contact {
	var shown []Contact
	for _, m := range methods {
		shown = append(shown, Contact{contactType(m), cmp.Or(m.Label, m.Summary), address(m), m.Blacklisted})
	}
	return shown
}

// whole returns an address with the country code of a phone number.
func whole(m pagerduty.ContactMethod) string {
	if kind := contactType(m); m.CountryCode > 0 && m.Address != "" && (kind == "phone" || kind == "sms") {
		return fmt.Sprintf("+%d %s", m.CountryCode, m.Address)
	}
	if contactType(m) == "push_notification" { // the id of a device
		return ""
	}
	return m.Address
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
