package simulator

import (
	"slices"
	"strings"
)

// Contact methods and notification rules follow from the user: an e-mail address, and a phone where there is one.

func contactMethodRoutes() []route {
	return []route{
		{method: "GET", path: "/users/{id}/contact_methods", handle: listContactMethods},
		{method: "GET", path: "/users/{id}/notification_rules", handle: listNotificationRules},
	}
}

func listContactMethods(c *call) (any, error) {
	u, err := named(c, &c.account.users, "user")
	if err != nil {
		return nil, err
	}
	return map[string]any{"contact_methods": u.contactMethods()}, nil
}

func listNotificationRules(c *call) (any, error) {
	u, err := named(c, &c.account.users, "user")
	if err != nil {
		return nil, err
	}
	c.list("urgency", "high", "low", "all")
	urgency, r := c.text("urgency"), c.renderer()
	return map[string]any{"notification_rules": slices.DeleteFunc(r.notificationRules(u), func(rule notificationRuleView) bool {
		return urgency != "" && urgency != "all" && rule.Urgency != urgency
	})}, nil
}

type contactMethodView struct {
	reference
	Label       string `json:"label"`
	Address     string `json:"address"`
	CountryCode int    `json:"country_code,omitempty"` // of a phone
}

func (u *user) contactMethods() []contactMethodView {
	all := []contactMethodView{u.emailContactMethod()}
	if u.phone != "" {
		phone := u.contactMethod("phone_contact_method", "PH", "Mobile", u.phone)
		phone.CountryCode = 1 // the numbers are of those that are reserved for fiction
		all = append(all, phone)
	}
	return all
}

func (u *user) emailContactMethod() contactMethodView {
	return u.contactMethod("email_contact_method", "EM", "Work", u.email)
}

func (u *user) contactMethod(kind, code, label, address string) contactMethodView {
	id := code + u.id[2:]
	return contactMethodView{refer(kind, id, label, "/users/"+u.id+"/contact_methods/"+id, ""), label, address, 0}
}

// contactMethodOr renders a contact method in full when include[] asks for it, and as a reference otherwise.
func (r *renderer) contactMethodOr(v contactMethodView) any {
	if r.include["contact_methods"] {
		return v
	}
	v.Type += "_reference"
	return v.reference
}

type notificationRuleView struct {
	reference
	StartDelayInMinutes int    `json:"start_delay_in_minutes"`
	Urgency             string `json:"urgency"`
	ContactMethod       any    `json:"contact_method"`
}

func (r *renderer) notificationRules(u *user) []notificationRuleView {
	return each([]string{"high", "low"}, func(urgency string) notificationRuleView {
		contact := u.emailContactMethod()
		id := "NR" + u.id[3:] + strings.ToUpper(urgency[:1])
		return notificationRuleView{
			reference:     refer("assignment_notification_rule", id, "0 minutes: channel "+contact.ID, "/users/"+u.id+"/notification_rules/"+id, ""),
			Urgency:       urgency,
			ContactMethod: r.contactMethodOr(contact),
		}
	})
}

// notificationRuleOr renders a rule in full when include[] asks for it, and as a reference otherwise.
func (r *renderer) notificationRuleOr(v notificationRuleView) any {
	if r.include["notification_rules"] {
		return v
	}
	v.Type += "_reference"
	return v.reference
}
