package integrations

import (
	"errors"
	"net/url"
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

// redactURL returns an address without its credentials: user information, and the values of its query.
func redactURL(text string) string {
	address, err := url.Parse(text)
	if err != nil {
		return redacted
	}
	shown := address.Scheme + "://"
	if address.User != nil {
		shown += redacted + "@"
	}
	shown += address.Host + address.EscapedPath()
	if address.RawQuery != "" {
		shown += "?" + redacted
	}
	return shown
}
