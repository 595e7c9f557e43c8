package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// checkTimeout is how long --check waits for PagerDuty.
const checkTimeout = 30 * time.Second

// check tells an operator what the server would do, and gives the exit code: 0 if it would work.
func check(ctx context.Context, server Server, parts *parts, settings *settings, out io.Writer) int {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	whose, advice := whoseKey(ctx, parts.client, parts.writes())
	writes := "off; --enable-write-tools turns them on"
	if settings.writes {
		writes = "on"
	}
	var names []string
	for _, tool := range parts.tools {
		names = append(names, tool.Name)
	}
	rows := [][2]string{
		{"server", server.Name + " " + version()},
		{"api", parts.client.BaseURL() + region(parts.client, settings.demo)},
		{"key", whose},
		{"writes", writes},
		{"tools", fmt.Sprintf("%d: %s", len(names), strings.Join(names, ", "))},
	}
	for _, row := range append(rows, settings.policies()...) {
		fmt.Fprintf(out, "%-8s %s\n", row[0], row[1])
	}
	if advice != "" {
		fmt.Fprintf(out, "\n%s\n", advice)
		return 1
	}
	fmt.Fprintln(out, "\nAll is well.")
	return 0
}

// region names the account's region, so that an operator sees where the key goes.
func region(client *pagerduty.Client, demo bool) string {
	address, err := url.Parse(client.BaseURL())
	switch {
	case demo:
		return " (the demo account, in this process)"
	case err == nil && address.Hostname() == "api.eu.pagerduty.com":
		return " (EU)"
	case err == nil && address.Hostname() == "api.pagerduty.com":
		return " (US)"
	}
	return " (not PagerDuty's own address)"
}

// whoseKey says who the key belongs to, and what to mend if something is wrong.
func whoseKey(ctx context.Context, client *pagerduty.Client, writes bool) (whose, advice string) {
	user, err := client.Users.Me(ctx)
	switch {
	case err == nil:
		whose = fmt.Sprintf("a user's: %s <%s>", user.Name, user.Email)
	case errors.Is(err, pagerduty.ErrNoUser):
		// Another key than a user's is told from a wrong one by what it can read.
		if _, err := client.Services.List(ctx, pagerduty.ListServicesOptions{PageOptions: pagerduty.PageOptions{PageSize: 1}}); err != nil {
			return "not usable", mend(err)
		}
		whose = "an account's, which belongs to no user"
	default:
		return "not usable", mend(err)
	}
	if !writes {
		return whose, ""
	}
	acting, err := client.Users.Acting(ctx)
	if err != nil {
		return whose, mend(err)
	}
	if user == nil || acting.ID != user.ID {
		whose += fmt.Sprintf("; changes are made in the name of %s <%s>", acting.Name, acting.Email)
	}
	return whose, ""
}
