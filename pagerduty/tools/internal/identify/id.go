// Package identify turns what people and models call things into PagerDuty's ids.
package identify

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
)

// ID checks text that must be an id and gives it trimmed. argument is its name, for the error.
func ID(argument, text string) (string, error) {
	text = strings.TrimSpace(text)
	if err := legal(argument, text, "an id, such as PT4KHLK"); err != nil {
		return "", err
	}
	return text, nil
}

// legal refuses what can be neither an id nor a name: it would be another request, or a mistake.
func legal(argument, text, wanted string) error {
	reason := ""
	switch {
	case text == "":
		reason = "is empty"
	case text == "null" || text == "undefined" || text == "." || text == "..":
		reason = fmt.Sprintf("is %q", text)
	case len(text) > 255:
		reason = fmt.Sprintf("has %d characters", len(text))
	case strings.ContainsAny(text, `/\?#%`):
		reason = fmt.Sprintf(`is %.40q, and may not hold any of / \ ? # %%`, text)
	case strings.ContainsFunc(text, invisible):
		reason = fmt.Sprintf("is %.40q, and may not hold control or invisible characters", text)
	default:
		return nil
	}
	return fmt.Errorf("%s %s: give %s", argument, reason, wanted)
}

func invisible(r rune) bool { return r != ' ' && !unicode.IsGraphic(r) }

// Incident checks what names an incident: an id, a number, or the address of its web page. It gives
// the id or the number.
func Incident(argument, text string) (string, error) {
	text = strings.TrimSpace(text)
	if fromPage, ok := incidentInURL(text); ok {
		text = fromPage
	}
	if number := strings.TrimPrefix(text, "#"); IsNumber(number) {
		text = number
	}
	if err := legal(argument, text, "an incident's id, number or web address"); err != nil {
		return "", err
	}
	if strings.ContainsFunc(text, func(r rune) bool { return !idRune(r) }) {
		return "", fmt.Errorf("%s is %.40q: give an incident's id, number or web address", argument, text)
	}
	return text, nil
}

// IsNumber reports whether text is an incident's number rather than its id.
func IsNumber(text string) bool {
	return text != "" && len(text) < 19 && strings.Trim(text, "0123456789") == ""
}

func idRune(r rune) bool {
	return r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) || r == '_' || r == '-'
}

// incidentInURL finds the id in https://acme.pagerduty.com/incidents/PT4KHLK and the like.
func incidentInURL(text string) (string, bool) {
	if len(text) > 2000 || !strings.HasPrefix(text, "https://") && !strings.HasPrefix(text, "http://") {
		return "", false
	}
	page, err := url.Parse(text)
	if err != nil {
		return "", false
	}
	elements := strings.Split(strings.Trim(page.Path, "/"), "/")
	for i, element := range elements[:len(elements)-1] {
		if element == "incidents" {
			return elements[i+1], true
		}
	}
	return "", false
}
