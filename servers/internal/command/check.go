package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// checkTimeout is how long --check waits for PagerDuty.
const checkTimeout = 30 * time.Second

// check prints what the server would do, and returns the exit code: 0 if it would work.
//
// If ctx ends meanwhile it prints nothing, since it found out nothing.
func check(process context.Context, server Server, parts *parts, settings *settings, out io.Writer) int {
	timeout := checkTimeout
	if source := parts.account.key; source != nil && source.Slow {
		timeout += keys.Timeout
	}
	ctx, cancel := context.WithTimeout(process, timeout)
	defer cancel()
	key := KeyCheck{Finding: "each caller's own, from the header Authorization"}
	var scopes [][2]string
	switch {
	case parts.account.app != nil:
		key, scopes = checkApp(ctx, parts.account, parts.tools, parts.writes())
	case parts.account.client != nil:
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
		{"server", server.Name + " " + Version()},
		{"api", parts.account.address + region(parts.account.address, settings.demo)},
		{"serves", settings.http.description()},
		{"key", key.Finding},
	}
	if source := parts.account.key; source != nil {
		rows = append(rows, [2]string{"key from", source.Name})
	}
	rows = append(rows, scopes...)
	rows = append(rows, [2]string{"writes", writes}, [2]string{"tools", fmt.Sprintf("%d: %s", len(names), strings.Join(names, ", "))})
	rows = append(rows, settings.policies(parts.tools)...)
	rows = append(rows, parts.watching(&settings.http)...)
	warnings, advice := parts.warnings, key.Advice
	isWell := !slices.ContainsFunc(scopes, func(row [2]string) bool { return row[0] == "warning" })
	if parts.http.state != nil {
		state := parts.http.checkState(ctx, &settings.http.state)
		rows = append(rows, [2]string{"state", state.finding})
		warnings = append(warnings, state.warnings...)
		advice = cmp.Or(advice, state.advice)
	}
	for _, warning := range warnings {
		rows = append(rows, [2]string{"warning", warning})
	}
	if process.Err() != nil {
		return 1
	}
	for _, row := range rows {
		fmt.Fprintf(out, "%-8s %s\n", row[0], row[1])
	}
	if advice != "" {
		fmt.Fprintf(out, "\n%s\n", advice)
		return 1
	}
	if isWell && len(warnings) == 0 {
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

// KeyCheck is the result of asking PagerDuty about the key.
type KeyCheck struct {
	Finding string     // whose key it is, or that it does not work
	Advice  string     // what to fix; "" if nothing
	Owner   keys.Owner // zero if the key does not work
	Err     error      // why the key does not work
}

// checkKey asks PagerDuty whose key it is and, if tools write, which user is recorded for changes.
func checkKey(ctx context.Context, account *account, writes bool) KeyCheck {
	client := account.client
	owner, err := keys.OwnerOf(ctx, client)
	if err != nil {
		return keyFailure(account, err)
	}
	user, whose := owner.User, "account key, which belongs to no user"
	if user != nil {
		whose = fmt.Sprintf("user key of %s <%s>", user.Name, user.Email)
	}
	result := KeyCheck{Finding: whose, Owner: owner}
	if !writes {
		return result
	}
	acting, err := client.Users.Acting(ctx)
	switch {
	case err != nil:
		result.Advice = Remedy(err, account.key)
	case user == nil || acting.ID != user.ID:
		result.Finding += fmt.Sprintf("; changes are recorded for %s <%s>", acting.Name, acting.Email)
	}
	return result
}

// keyFailure distinguishes a key that PagerDuty refused from one that could not be checked.
func keyFailure(account *account, err error) KeyCheck {
	result := KeyCheck{Finding: "not checked: no usable answer came from " + account.address, Advice: Remedy(err, account.key), Err: err}
	_, isUnread := errors.AsType[*keys.ReadError](err)
	switch {
	case errors.Is(err, pagerduty.ErrUnauthorized), errors.Is(err, pagerduty.ErrForbidden):
		result.Finding = "not usable"
	case isUnread:
		result.Finding = "not readable"
	case errors.Is(err, pagerduty.ErrUnreachable):
		result.Finding = "not checked: " + account.address + " was not reached"
	}
	return result
}
