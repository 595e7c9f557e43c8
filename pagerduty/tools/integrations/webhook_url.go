package integrations

import (
	"errors"
	"net/url"
	"regexp"
	"strings"
	"sync"
)

// checkURL refuses what PagerDuty cannot deliver to. Its error leaves out the address, which may hold credentials.
func checkURL(text string) error {
	address, err := url.Parse(text)
	if err != nil || address.Scheme != "https" || address.Hostname() == "" {
		return errors.New("url must be a whole address that begins with https://")
	}
	return nil
}

const redacted = "[redacted]"

// plainElement is what the first element of a path may look like to be shown: a word, and no key.
var plainElement = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9._-]{0,19}$`) })

// redactURL returns an address without what may be a credential: user information, the query, and the path after its first element. The
// addresses of chats have their keys in the path.
func redactURL(text string) string {
	address, err := url.Parse(text)
	if err != nil {
		return redacted
	}
	shown := address.Scheme + "://"
	if address.User != nil {
		shown += redacted + "@"
	}
	shown += address.Host
	first, rest, _ := strings.Cut(strings.TrimPrefix(address.EscapedPath(), "/"), "/")
	switch {
	case first == "" && rest == "":
	case !plainElement().MatchString(first):
		shown += "/" + redacted
	case rest == "":
		shown += "/" + first
	default:
		shown += "/" + first + "/" + redacted
	}
	if address.RawQuery != "" {
		shown += "?" + redacted
	}
	return shown
}
