package simulator

import "strings"

// Contact methods and notification rules follow from the user: an e-mail address, and a phone where there is one.

type contactMethodView struct {
	reference
	Label   string `json:"label"`
	Address string `json:"address"`
}

func (r *renderer) contactMethods(u *user) []any {
	all := []contactMethodView{u.contactMethod("email_contact_method", "EM", "Work", u.email)}
	if u.phone != "" {
		all = append(all, u.contactMethod("phone_contact_method", "PH", "Mobile", u.phone))
	}
	return each(all, func(v contactMethodView) any {
		if r.include["contact_methods"] {
			return v
		}
		v.Type += "_reference"
		return v.reference
	})
}

func (u *user) contactMethod(kind, code, label, address string) contactMethodView {
	id := code + u.id[2:]
	return contactMethodView{refer(kind, id, label, "/users/"+u.id+"/contact_methods/"+id, ""), label, address}
}

type notificationRuleView struct {
	reference
	StartDelayInMinutes int       `json:"start_delay_in_minutes"`
	Urgency             string    `json:"urgency"`
	ContactMethod       reference `json:"contact_method"`
}

func (r *renderer) notificationRules(u *user) []any {
	return each([]string{"high", "low"}, func(urgency string) any {
		id := "NR" + u.id[3:] + strings.ToUpper(urgency[:1])
		contact := u.contactMethod("email_contact_method_reference", "EM", "Work", u.email).reference
		v := notificationRuleView{
			reference:     refer("assignment_notification_rule", id, "0 minutes: channel "+contact.ID, "/users/"+u.id+"/notification_rules/"+id, ""),
			Urgency:       urgency,
			ContactMethod: contact,
		}
		if r.include["notification_rules"] {
			return v
		}
		v.Type += "_reference"
		return v.reference
	})
}
