package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// checkTimeout is how long --check waits for PagerDuty.
const checkTimeout = 30 * time.Second

// check prints what the server would do, and returns the exit code: 0 if it would work.
func check(ctx context.Context, server Server, parts *parts, settings *settings, out io.Writer) int {
	timeout := checkTimeout
	if source := parts.account.key; source != nil && source.Slow {
		timeout += keys.Timeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	key := keyCheck{finding: "each caller's own, from the header Authorization"}
	if parts.account.client != nil {
		key = checkKey(ctx, parts.account, parts.writes())
	}
	writes := "off; enable with --enable-write-tools"
	if settings.writes {
		writes = "on"
	}
	var names []string
	for _, tool := range parts.tools {
		names = append(names, tool.Name)
	}
	rows := [][2]string{
		{"server", server.Name + " " + version()},
		{"api", parts.account.address + region(parts.account.address, settings.demo)},
		{"serves", settings.http.description()},
		{"key", key.finding},
	}
	if source := parts.account.key; source != nil {
		rows = append(rows, [2]string{"key from", source.Name})
	}
	rows = append(rows, [2]string{"writes", writes}, [2]string{"tools", fmt.Sprintf("%d: %s", len(names), strings.Join(names, ", "))})
	rows = append(rows, settings.policies(parts.tools)...)
	warnings, advice := parts.warnings, key.advice
	if parts.http.state != nil {
		state := parts.http.checkState(ctx, &settings.http.state)
		rows = append(rows, [2]string{"state", state.finding})
		warnings = append(warnings, state.warnings...)
		advice = cmp.Or(advice, state.advice)
	}
	for _, warning := range warnings {
		rows = append(rows, [2]string{"warning", warning})
	}
	for _, row := range rows {
		fmt.Fprintf(out, "%-8s %s\n", row[0], row[1])
	}
	if advice != "" {
		fmt.Fprintf(out, "\n%s\n", advice)
		return 1
	}
	if len(warnings) == 0 {
		fmt.Fprintln(out, "\nAll is well.")
	}
	return 0
}

// region names the account's region, so that the operator sees where the key is sent.
func region(api string, demo bool) string {
	switch its := regionOf(api); {
	case demo:
		return " (the demo account, in this process)"
	case its == "":
		return " (not PagerDuty's own address)"
	default:
		return " (" + strings.ToUpper(string(its)) + ")"
	}
}

// regionOf returns the region of an address of PagerDuty's API; "" for any other address.
func regionOf(api string) pagerduty.Region {
	address, err := url.Parse(api)
	switch {
	case err == nil && address.Hostname() == "api.eu.pagerduty.com":
		return pagerduty.EU
	case err == nil && address.Hostname() == "api.pagerduty.com":
		return pagerduty.US
	}
	return ""
}

// keyCheck is the result of asking PagerDuty about the key.
type keyCheck struct {
	finding string // whose key it is, or that it does not work
	advice  string // what to fix; "" if nothing
}

// checkKey asks PagerDuty whose key it is and, if tools write, which user is recorded for changes.
func checkKey(ctx context.Context, account *account, writes bool) keyCheck {
	client := account.client
	owner, err := keys.OwnerOf(ctx, client)
	if err != nil {
		return keyFailure(account, err)
	}
	user, whose := owner.User, "account key, which belongs to no user"
	if user != nil {
		whose = fmt.Sprintf("user key of %s <%s>", user.Name, user.Email)
	}
	if !writes {
		return keyCheck{finding: whose}
	}
	acting, err := client.Users.Acting(ctx)
	if err != nil {
		return keyCheck{whose, Remedy(err, account.key)}
	}
	if user == nil || acting.ID != user.ID {
		whose += fmt.Sprintf("; changes are recorded for %s <%s>", acting.Name, acting.Email)
	}
	return keyCheck{finding: whose}
}

// keyFailure distinguishes a key that PagerDuty refused from one that could not be checked.
func keyFailure(account *account, err error) keyCheck {
	_, isUnread := errors.AsType[*keys.ReadError](err)
	switch {
	case errors.Is(err, pagerduty.ErrUnauthorized), errors.Is(err, pagerduty.ErrForbidden):
		return keyCheck{"not usable", Remedy(err, account.key)}
	case isUnread:
		return keyCheck{"not readable", Remedy(err, account.key)}
	case errors.Is(err, pagerduty.ErrUnreachable):
		return keyCheck{"not checked: " + account.address + " was not reached", Remedy(err, account.key)}
	}
	return keyCheck{"not checked: no usable answer came from " + account.address, Remedy(err, account.key)}
}
