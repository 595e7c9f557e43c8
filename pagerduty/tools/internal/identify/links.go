package identify

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// pages lists the paths at which PagerDuty's web app shows an object; the object's id follows. A longer path comes before its beginning.
// A "#" in an address counts as "/".
var pages = []struct{ path, noun string }{
	{"incidents", "incident"},
	{"alerts", "alert"},
	{"service-directory/business", "business service"},
	{"service-directory", "service"},
	{"services", "service"},
	{"business-services", "business service"},
	{"users", "user"},
	{"teams", "team"},
	{"schedules", "schedule"},
	{"escalation_policies", "escalation policy"},
	{"event-orchestrations", "event orchestration"},
	{"incident-workflows/workflows", "incident workflow"},
	{"maintenance_windows/show", "maintenance window"},
	{"maintenance_windows", "maintenance window"},
	{"change_events", "change event"},
	{"vendors", "vendor"},
}

// link is a web address.
type link struct {
	host     string
	noun, id string // of the object that the page is of; "" if the address is of no object's page
}

// readLink reads addresses such as https://acme.pagerduty.com/users/PT4KHLK, also without https:// and as Slack writes them:
// <https://acme.pagerduty.com/incidents/PT4KHLK|#4192>.
func readLink(text string) (link, bool) {
	text = strings.TrimSpace(text)
	if inner, ok := strings.CutPrefix(text, "<"); ok && strings.HasSuffix(inner, ">") {
		text, _, _ = strings.Cut(strings.TrimSuffix(inner, ">"), "|")
	}
	host, _, _ := strings.Cut(text, "/")
	isBare := isPagerDuty(host)
	if isBare {
		text = "https://" + text
	}
	if len(text) > 2000 || !strings.HasPrefix(text, "https://") && !strings.HasPrefix(text, "http://") {
		return link{}, false
	}
	page, err := url.Parse(text)
	if err != nil || page.Host == "" {
		return link{}, false
	}
	found := link{host: page.Hostname()}
	elements := strings.FieldsFunc(page.Path+"/"+page.Fragment, func(r rune) bool { return r == '/' })
	for i := range elements {
		for _, known := range pages {
			path := strings.Split(known.path, "/")
			if end := i + len(path); found.id == "" && end < len(elements) && slices.Equal(elements[i:end], path) {
				found.noun, found.id = known.noun, elements[end]
			}
		}
	}
	return found, !isBare || found.id != "" // a bare host name may be the name of a service
}

func isPagerDuty(host string) bool { return strings.HasSuffix(strings.ToLower(host), ".pagerduty.com") }

// why returns why the address names no object of one of the kinds; "" if it does.
func (l link) why(nouns []string) string {
	switch {
	case !isPagerDuty(l.host):
		return fmt.Sprintf("is a page at %.60q, which is not PagerDuty", l.host)
	case l.id == "":
		return "is the address of no object's page"
	case slices.Contains(nouns, l.noun):
		return ""
	case len(nouns) == 1:
		return fmt.Sprintf("is the page of %s, not of %s", one(l.noun), one(nouns[0]))
	}
	return "is the page of " + one(l.noun)
}

// checkAccount refuses a link to another account. htmlURL is the page of the object that was found: every account numbers its own
// incidents.
func (l link) checkAccount(htmlURL string) error {
	page, err := url.Parse(htmlURL)
	if l.host == "" || err != nil || page.Host == "" || strings.EqualFold(page.Hostname(), l.host) {
		return nil
	}
	return invalidError(fmt.Sprintf("the link leads to %.60q, and this account is at %s", l.host, page.Host))
}

// Host returns the host of the account's web app, such as acme.pagerduty.com; "" if it is not known.
func (c Candidate) Host() string {
	page, err := url.Parse(c.page)
	if err != nil {
		return ""
	}
	return page.Hostname()
}

// nouns returns the nouns of a kind with several types, each.
func (k Kind) nouns() []string {
	return strings.Split(strings.ReplaceAll(k.noun, " or ", ", "), ", ")
}

// readLink reads a link that an argument may have instead of an id. A page elsewhere is no link: an object may have its address as a name.
func (k Kind) readLink(text string) (link, bool) {
	page, ok := readLink(text)
	return page, ok && isPagerDuty(page.host)
}

// check refuses a text that is neither a valid id, nor a link to an object of the kind, nor a name.
func (k Kind) check(argument, text string) error {
	wanted := "the id or the name of one " + k.noun
	page, ok := k.readLink(text)
	if !ok {
		return checkName(argument, text, wanted)
	}
	if err := invalid(argument, page.why(k.nouns()), wanted); err != nil {
		return err
	}
	return checkID(argument, page.id, wanted)
}

// of returns the kind that a page is of. That is one of the parts of a kind with several types, so that no other is asked for the id.
func (k Kind) of(page link) Kind {
	for _, part := range k.parts {
		if part.noun == page.noun {
			return part
		}
	}
	return k
}

// follow returns the object of a page.
func (k Kind) follow(ctx context.Context, client *pagerduty.Client, argument string, page link) (Candidate, error) {
	found, err := k.of(page).get(ctx, client, page.id)
	switch {
	case errors.Is(err, pagerduty.ErrNotFound):
		return found, unknownError(fmt.Sprintf("%s: this account has no %s %s; the link may lead to another account", argument, page.noun, page.id))
	case errors.Is(err, pagerduty.ErrForbidden): // an object that the key cannot read may still be usable
		return Candidate{ID: page.id, Type: found.Type, noun: found.noun}, nil
	case err != nil:
		return found, err
	}
	return found, page.checkAccount(found.page)
}

// one returns a noun with its article.
func one(noun string) string {
	if strings.ContainsAny(noun[:1], "aei") {
		return "an " + noun
	}
	return "a " + noun
}
