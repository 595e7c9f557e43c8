package people

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// contactView is a way to reach a user. Of its address only the end is shown, enough to recognise it.
type contactView struct {
	Type     string `json:"type,omitzero"` // email, phone, sms, push_notification
	Label    string `json:"label,omitzero"`
	Address  string `json:"address,omitzero"`
	Disabled bool   `json:"disabled,omitzero"` // PagerDuty refuses to use it
}

func showContacts(methods []pagerduty.ContactMethod) []contactView {
	var shown []contactView
	for _, m := range methods {
		shown = append(shown, contactView{contactType(m), cmp.Or(m.Label, m.Summary), masked(m), m.Blacklisted})
	}
	return shown
}

func contactType(m pagerduty.ContactMethod) string {
	return strings.TrimSuffix(strings.TrimSuffix(m.Type, "_reference"), "_contact_method")
}

// masked is the end of an address: the domain of an e-mail address, the last two digits of a number, nothing of a device.
func masked(m pagerduty.ContactMethod) string {
	if name, domain, isEmail := strings.Cut(m.Address, "@"); isEmail && name != "" {
		return string([]rune(name)[:1]) + "…@" + domain
	}
	if digits := []rune(m.Address); len(digits) > 4 && (contactType(m) == "phone" || contactType(m) == "sms") {
		return "…" + string(digits[len(digits)-2:])
	}
	return ""
}

// notifyView says when a user is notified of an incident, and how.
type notifyView struct {
	Urgency string `json:"urgency,omitzero"`
	Minutes int    `json:"after_minutes"` // from when the incident is assigned
	By      string `json:"by,omitzero"`
	Label   string `json:"label,omitzero"`
}

func showNotificationRules(rules []pagerduty.NotificationRule, methods []pagerduty.ContactMethod) []notifyView {
	var shown []notifyView
	for _, rule := range rules {
		if rule.Urgency == "" { // a reference, which says nothing
			continue
		}
		by := rule.ContactMethod
		if i := slices.IndexFunc(methods, func(m pagerduty.ContactMethod) bool { return m.ID == by.ID }); i >= 0 {
			by = methods[i]
		}
		shown = append(shown, notifyView{rule.Urgency, rule.StartDelayMinutes, contactType(by), cmp.Or(by.Label, by.Summary)})
	}
	return shown
}
