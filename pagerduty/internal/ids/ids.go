// Package ids holds the rule for PagerDuty's ids.
package ids

import "strings"

const (
	maxLength = 255
	alphabet  = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
)

// Legal reports whether text can be an id: 1 to 255 letters, digits, "_" and "-". Anything else in a path would lead elsewhere.
func Legal(text string) bool {
	return text != "" && len(text) <= maxLength && strings.Trim(text, alphabet) == ""
}
