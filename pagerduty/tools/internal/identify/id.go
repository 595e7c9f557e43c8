// Package identify finds PagerDuty's ids for the names, numbers and links that people and models use.
package identify

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/ids"
)

// ID returns text trimmed, or an error if it is no valid id. argument is the name of the argument, for the error.
func ID(argument, text string) (string, error) {
	text = strings.TrimSpace(text)
	const wanted = "an id, such as PT4KHLK"
	if page, ok := readLink(text); ok && page.noun != "" {
		return "", invalid(argument, fmt.Sprintf("is the page of %s", one(page.noun)), wanted)
	}
	if err := checkID(argument, text, wanted); err != nil {
		return "", err
	}
	return text, nil
}

// PageID is ID for an object that has a page in PagerDuty's web app, whose address is accepted, too. noun is its kind. host
// is that of the address, for CheckAccount; "" if the text was an id.
func PageID(noun, argument, text string) (id, host string, err error) {
	const wanted = "an id, such as PT4KHLK, or a web address"
	page, ok := readLink(text)
	if !ok {
		id, err = ID(argument, text)
		return id, "", err
	}
	err = invalid(argument, page.why([]string{noun}), wanted)
	if err == nil {
		err = checkID(argument, page.id, wanted)
	}
	if err != nil {
		return "", "", err
	}
	return page.id, page.host, nil
}

// CheckAccount refuses a link to another account. host is that of the link; "" if there was none.
func CheckAccount(host, htmlURL string) error { return link{host: host}.checkAccount(htmlURL) }

func checkID(argument, text, wanted string) error {
	reason := whyInvalid(text)
	switch {
	case reason != "":
	case !ids.Legal(text):
		reason = fmt.Sprintf("is %.40q, and an id has only letters, digits, _ and -", text)
	case isWord(text):
		reason = fmt.Sprintf("is %.40q, which cannot be an id", text)
	}
	return invalid(argument, reason, wanted)
}

// isWord reports whether text is a word such as "latest", which PagerDuty's ids are not: they have capitals or digits. Letters that a
// UUID may have are kept.
func isWord(text string) bool {
	return strings.ContainsFunc(text, unicode.IsLower) && !strings.ContainsAny(text, "0123456789") && strings.Trim(text, "abcdef-") != ""
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

// CheckAccount refuses a link to another account. htmlURL is the page of the incident that was found.
func (n IncidentName) CheckAccount(htmlURL string) error {
	return CheckAccount(n.Host, htmlURL)
}

// Incident reads the id or number of an incident, or the address of its web page.
func Incident(argument, text string) (IncidentName, error) {
	const wanted = "an incident's id, number or web address; list incidents to find it"
	name := IncidentName{ID: strings.TrimSpace(text)}
	if page, ok := readLink(name.ID); ok {
		name = IncidentName{page.id, page.host}
		if err := invalid(argument, page.why([]string{"incident"}), wanted); err != nil {
			return name, err
		}
	}
	if number := (IncidentName{ID: strings.TrimPrefix(name.ID, "#")}); number.IsNumber() {
		name.ID = cmp.Or(strings.TrimLeft(number.ID, "0"), "0")
	}
	if ids.Legal(name.ID) && strings.Contains(name.ID, "-") && !looksLikeID(name.ID) { // the key of another system, such as INC-4192
		return name, invalid(argument, fmt.Sprintf("is %.40q, which cannot be an id", name.ID), wanted)
	}
	return name, checkID(argument, name.ID, wanted)
}

var idShape = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^([A-Z0-9]{6,}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$`)
})

// looksLikeID reports whether text may be an id. Some names look like ids as well ("CHECKOUT").
func looksLikeID(text string) bool {
	return idShape().MatchString(text)
}

// isUsualID reports whether text is almost certainly an id: it has one of the two lengths of PagerDuty's ids, and a digit.
func isUsualID(text string) bool {
	return (len(text) == 7 && text[0] == 'P' || len(text) == 14) && strings.ContainsAny(text, "0123456789")
}
