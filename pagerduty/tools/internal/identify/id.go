// Package identify finds PagerDuty's ids for the names, numbers and links that people and models use.
package identify

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/ids"
)

// ID returns text trimmed, or an error if it is no valid id. argument is the name of the argument, for the error.
func ID(argument, text string) (string, error) {
	text = strings.TrimSpace(text)
	if err := checkID(argument, text, "an id, such as PT4KHLK"); err != nil {
		return "", err
	}
	return text, nil
}

func checkID(argument, text, wanted string) error {
	reason := whyInvalid(text)
	if reason == "" && !ids.Legal(text) {
		reason = fmt.Sprintf("is %.40q, and an id has only letters, digits, _ and -", text)
	}
	return invalid(argument, reason, wanted)
}

// checkName refuses text that is neither a valid id nor a name. Names are sent only in query=, where all other characters are allowed.
func checkName(argument, text, wanted string) error {
	return invalid(argument, cmp.Or(whyInvalid(text), whyInvalid(shown(text))), wanted)
}

func invalid(argument, reason, wanted string) error {
	if reason == "" {
		return nil
	}
	return invalidError(fmt.Sprintf("%s %s: give %s", argument, reason, wanted))
}

// whyInvalid returns why text can name nothing; "" if it can.
func whyInvalid(text string) string {
	switch {
	case text == "":
		return "is empty"
	case text == "null" || text == "undefined":
		return fmt.Sprintf("is %q", text)
	case utf8.RuneCountInString(text) > 255:
		return fmt.Sprintf("has %d characters", utf8.RuneCountInString(text))
	case strings.ContainsFunc(text, isControl):
		return fmt.Sprintf("is %.40q, which has control or invisible characters", text)
	}
	return ""
}

// isControl reports whether r is a control character that results never contain.
func isControl(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }

// IncidentName is an incident's id or number, read by Incident.
type IncidentName struct {
	ID   string // or the number
	Host string // of the web page; "" if the text was no link
}

// IsNumber reports whether ID is the incident's number.
func (n IncidentName) IsNumber() bool {
	return n.ID != "" && len(n.ID) < 19 && strings.Trim(n.ID, "0123456789") == ""
}

// CheckAccount refuses a link to another account. htmlURL is the page of the incident that was found: every account numbers its own
// incidents.
func (n IncidentName) CheckAccount(htmlURL string) error {
	page, err := url.Parse(htmlURL)
	if n.Host == "" || err != nil || page.Host == "" || strings.EqualFold(page.Host, n.Host) {
		return nil
	}
	return invalidError(fmt.Sprintf("the link leads to %.60q, and this account is at %s", n.Host, page.Host))
}

// Incident reads the id or number of an incident, or the address of its web page.
func Incident(argument, text string) (IncidentName, error) {
	const wanted = "an incident's id, number or web address"
	name := IncidentName{ID: strings.TrimSpace(text)}
	if page, ok := incidentPage(name.ID); ok {
		name = page
		if !strings.HasSuffix(strings.ToLower(name.Host), ".pagerduty.com") {
			return name, invalidError(fmt.Sprintf("%s is a page at %.60q, which is not PagerDuty: give %s", argument, name.Host, wanted))
		}
	}
	if number := (IncidentName{ID: strings.TrimPrefix(name.ID, "#")}); number.IsNumber() {
		name.ID = cmp.Or(strings.TrimLeft(number.ID, "0"), "0")
	}
	return name, checkID(argument, name.ID, wanted)
}

// incidentPage reads addresses such as https://acme.pagerduty.com/incidents/PT4KHLK.
func incidentPage(text string) (IncidentName, bool) {
	if len(text) > 2000 || !strings.HasPrefix(text, "https://") && !strings.HasPrefix(text, "http://") {
		return IncidentName{}, false
	}
	page, err := url.Parse(text)
	if err != nil {
		return IncidentName{}, false
	}
	elements := strings.Split(strings.Trim(page.Path, "/"), "/")
	for i, element := range elements[:len(elements)-1] {
		if element == "incidents" {
			return IncidentName{ID: elements[i+1], Host: page.Hostname()}, true
		}
	}
	return IncidentName{}, false
}
