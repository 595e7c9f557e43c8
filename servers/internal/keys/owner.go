package keys

import (
	"context"
	"errors"
	"net/url"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Owner is whose key a key is.
type Owner struct {
	User    *pagerduty.User // nil for an account key
	Account string          // address of the account in a browser; "" if PagerDuty does not tell
}

// OwnerOf asks PagerDuty whose key a client has. It fails if PagerDuty refuses the key.
func OwnerOf(ctx context.Context, client *pagerduty.Client) (Owner, error) {
	user, err := client.Users.Me(ctx)
	if err == nil {
		return Owner{user, hostOf(user.HTMLURL)}, nil
	}
	if !errors.Is(err, pagerduty.ErrNoUser) {
		return Owner{}, err
	}
	// An account key belongs to no user. A wrong key cannot read anything either.
	services, err := client.Services.List(ctx, pagerduty.ListServicesOptions{PageOptions: pagerduty.PageOptions{PageSize: 1}})
	if err != nil || len(services.Items) == 0 {
		return Owner{}, err
	}
	return Owner{Account: hostOf(services.Items[0].HTMLURL)}, nil
}

func hostOf(address string) string {
	if page, err := url.Parse(address); err == nil {
		return page.Hostname()
	}
	return ""
}
