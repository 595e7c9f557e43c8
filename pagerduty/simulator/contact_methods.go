package simulator

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// contactMethod is an address of a user. notificationRule is when it is used. New users have both.
type contactMethod struct {
	id, kind, label, address string
	countryCode              int // of a phone
	shortEmail               json.RawMessage
	user                     *user
}

type notificationRule struct {
	id, urgency string
	delay       int // minutes
	contact     *contactMethod
	user        *user
}

func contactMethodRoutes() []route {
	return append(contactMethods().routes(), notificationRules().routes()...)
}

func contactMethods() *resource[contactMethod] {
	return &resource[contactMethod]{
		path: "/users/{id}/contact_methods", key: "contact_method_id", one: "contact_method", many: "contact_methods",
		records: func(c *call) (*collection[contactMethod], error) {
			u, err := users().find(c)
			if err != nil {
				return nil, err
			}
			return &u.contacts, nil
		},
		id:    func(m *contactMethod) *string { return &m.id },
		fresh: func(c *call) *contactMethod { return &contactMethod{user: c.account.users.byID[c.path["id"]]} },
		head:  func(m *contactMethod) map[string]any { return m.head(m.kind).members() },
		fields: []field[contactMethod]{
			text("type", func(m *contactMethod) *string { return &m.kind }, rules{required: true, among: []string{
				"email_contact_method", "phone_contact_method", "sms_contact_method", "push_notification_contact_method",
			}}),
			text("label", func(m *contactMethod) *string { return &m.label }, rules{required: true}),
			text("address", func(m *contactMethod) *string { return &m.address }, rules{required: true}),
			written("country_code", func(_ *call, m *contactMethod, _ string, code int) { m.countryCode = code }, (*renderer).countryCode),
			kept("send_short_email", func(m *contactMethod) *json.RawMessage { return &m.shortEmail }, leftOut),
		},
		check: checkContactMethod,
		remove: func(_ *call, m *contactMethod) error {
			for _, rule := range filter(m.user.notifications.order, func(rule *notificationRule) bool { return rule.contact == m }) {
				m.user.notifications.remove(rule.id)
			}
			return nil
		},
	}
}

func notificationRules() *resource[notificationRule] {
	return &resource[notificationRule]{
		path: "/users/{id}/notification_rules", key: "notification_rule_id", one: "notification_rule", many: "notification_rules",
		kind: "assignment_notification_rule",
		records: func(c *call) (*collection[notificationRule], error) {
			u, err := users().find(c)
			if err != nil {
				return nil, err
			}
			return &u.notifications, nil
		},
		id:    func(n *notificationRule) *string { return &n.id },
		fresh: func(c *call) *notificationRule { return &notificationRule{user: c.account.users.byID[c.path["id"]]} },
		head:  func(n *notificationRule) map[string]any { return n.head("assignment_notification_rule").members() },
		fields: []field[notificationRule]{
			integer("start_delay_in_minutes", func(n *notificationRule) *int { return &n.delay }, 0, 60*24),
			text("urgency", func(n *notificationRule) *string { return &n.urgency }, rules{required: true, among: []string{"high", "low"}}),
			required(written("contact_method", func(c *call, n *notificationRule, member string, in *referenceInput) {
				n.contact = resolve(c, &n.user.contacts, member, in, contactMethodTypes...)
			}, func(r *renderer, n *notificationRule) any { return contactMethods().view(r, n.contact) })), // in full, even without include[]
		},
		check: checkNotificationRule,
		filters: []listFilter[notificationRule]{func(c *call) func(*notificationRule) bool {
			urgency := c.text("urgency")
			c.list("urgency", "high", "low", "all")
			return func(n *notificationRule) bool { return urgency == "" || urgency == "all" || n.urgency == urgency }
		}},
	}
}

// checkContactMethod refuses an address that the user has already. PagerDuty's Terraform provider recognises the text.
func checkContactMethod(c *call, m *contactMethod) {
	if m.countryCode == 0 && m.phones() {
		m.countryCode = 1
	}
	if slices.ContainsFunc(m.user.contacts.order, func(other *contactMethod) bool {
		return other.id != m.id && other.kind == m.kind && other.countryCode == m.countryCode && strings.EqualFold(other.address, m.address)
	}) {
		c.problem("User Contact method must be unique")
	}
}

// checkNotificationRule refuses a rule that the user has already. PagerDuty's Terraform provider recognises the text.
func checkNotificationRule(c *call, n *notificationRule) {
	if slices.ContainsFunc(n.user.notifications.order, func(other *notificationRule) bool {
		return other.id != n.id && other.urgency == n.urgency && other.delay == n.delay && other.contact == n.contact
	}) {
		c.problem("Channel Start delay must be unique for a given contact method")
	}
}

// contactMethodTypes are the types that a reference to a contact method may have. PagerDuty's examples use the full types.
var contactMethodTypes = []string{
	"email_contact_method_reference", "phone_contact_method_reference", "sms_contact_method_reference", "push_notification_contact_method_reference",
	"email_contact_method", "phone_contact_method", "sms_contact_method", "push_notification_contact_method",
}

// addContactDefaults adds an e-mail address with a label, a phone number if the user has one, and a rule for each urgency.
func (u *user) addContactDefaults(label string) *user {
	contact := func(kind, code, label, address string, country int) *contactMethod {
		id := code + u.id[2:]
		return u.contacts.add(id, &contactMethod{id: id, kind: kind, label: label, address: address, countryCode: country, user: u})
	}
	email := contact("email_contact_method", "EM", label, u.email, 0)
	if u.phone != "" {
		contact("phone_contact_method", "PH", "Mobile", u.phone, 1) // the seeds use numbers that are reserved for fiction
	}
	for _, urgency := range []string{"high", "low"} {
		id := "NR" + u.id[3:] + strings.ToUpper(urgency[:1])
		u.notifications.add(id, &notificationRule{id: id, urgency: urgency, contact: email, user: u})
	}
	return u
}

// phones reports whether the contact method is a phone number.
func (m *contactMethod) phones() bool {
	return m.kind == "phone_contact_method" || m.kind == "sms_contact_method"
}

// notification returns a notification of this moment: the contact method may change later.
func (m *contactMethod) notification() *notification {
	kind := strings.TrimSuffix(strings.TrimSuffix(m.kind, "_contact_method"), "_notification")
	return &notification{kind + "_notification", m.address, "success"}
}

func (m *contactMethod) head(kind string) reference {
	return refer(kind, m.id, m.label, "/users/"+m.user.id+"/contact_methods/"+m.id, "")
}

func (r *renderer) countryCode(m *contactMethod) any {
	if !m.phones() {
		return leftOut
	}
	return m.countryCode
}

// contactMethodOr renders a contact method in full if include[] contains it, and as a reference otherwise.
func (r *renderer) contactMethodOr(m *contactMethod) any {
	if r.include["contact_methods"] {
		return contactMethods().view(r, m)
	}
	return m.head(m.kind + "_reference")
}

func (n *notificationRule) head(kind string) reference {
	summary := fmt.Sprintf("%d minutes: channel %s", n.delay, n.contact.id)
	return refer(kind, n.id, summary, "/users/"+n.user.id+"/notification_rules/"+n.id, "")
}

// notificationRuleOr renders a rule in full if include[] contains it, and as a reference otherwise.
func (r *renderer) notificationRuleOr(n *notificationRule) any {
	if r.include["notification_rules"] {
		return notificationRules().view(r, n)
	}
	return n.head("assignment_notification_rule_reference")
}
