// Package identify turns what people and models call things into PagerDuty's ids.
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

// ID checks text that must be an id and gives it trimmed. argument is its name, for the error.
func ID(argument, text string) (string, error) {
	text = strings.TrimSpace(text)
	if err := legal(argument, text, "an id, such as PT4KHLK"); err != nil {
		return "", err
	}
	return text, nil
}

// legal refuses text that cannot be an id.
func legal(argument, text, wanted string) error {
	reason := whyNoName(text)
	if reason == "" && !ids.Legal(text) {
		reason = fmt.Sprintf("is %.40q, and an id has only letters, digits, _ and -", text)
	}
	return refusal(argument, reason, wanted)
}

// legalName refuses text that can be neither an id nor a name. A name is sent only inside query=, where every other character
// is allowed.
func legalName(argument, text, wanted string) error {
	return refusal(argument, cmp.Or(whyNoName(text), whyNoName(shown(text))), wanted)
}

func refusal(argument, reason, wanted string) error {
	if reason == "" {
		return nil
	}
	return fmt.Errorf("%s %s: give %s", argument, reason, wanted)
}

// whyNoName returns why text names nothing; "" if it may.
func whyNoName(text string) string {
	switch {
	case text == "":
		return "is empty"
	case text == "null" || text == "undefined":
		return fmt.Sprintf("is %q", text)
	case utf8.RuneCountInString(text) > 255:
		return fmt.Sprintf("has %d characters", utf8.RuneCountInString(text))
	case strings.ContainsFunc(text, isControl):
		return fmt.Sprintf("is %.40q, and may not hold control or invisible characters", text)
	}
	return ""
}

// isControl reports whether r is a control character that no answer shows.
func isControl(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }

// IncidentName is what names an incident.
type IncidentName struct {
	ID   string // or the number
	Host string // of the web page, if that was given
}

// IsNumber reports whether ID is the incident's number.
func (n IncidentName) IsNumber() bool {
	return n.ID != "" && len(n.ID) < 19 && strings.Trim(n.ID, "0123456789") == ""
}

// CheckAccount refuses a link to another account than the one that the incident found by it is in:
// numbers are each account's own.
func (n IncidentName) CheckAccount(htmlURL string) error {
	page, err := url.Parse(htmlURL)
	if n.Host == "" || err != nil || page.Host == "" || strings.EqualFold(page.Host, n.Host) {
		return nil
	}
	return fmt.Errorf("the link leads to %.60q, and this account is at %s", n.Host, page.Host)
}

// Incident checks what names an incident: an id, a number, or the address of its web page.
func Incident(argument, text string) (IncidentName, error) {
	const wanted = "an incident's id, number or web address"
	name := IncidentName{ID: strings.TrimSpace(text)}
	if page, ok := incidentPage(name.ID); ok {
		name = page
		if !strings.HasSuffix(strings.ToLower(name.Host), ".pagerduty.com") {
			return name, fmt.Errorf("%s is a page at %.60q, which is not PagerDuty's: give %s", argument, name.Host, wanted)
		}
	}
	if number := (IncidentName{ID: strings.TrimPrefix(name.ID, "#")}); number.IsNumber() {
		name.ID = number.ID
	}
	return name, legal(argument, name.ID, wanted)
}

// incidentPage finds the incident in https://acme.pagerduty.com/incidents/PT4KHLK and the like.
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
