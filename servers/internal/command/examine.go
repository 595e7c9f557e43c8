package command

import (
	"context"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// Account is the account that the options and the environment name, for a subcommand that examines it.
type Account struct {
	Client   *pagerduty.Client // nil if the key is missing or cannot be used
	Source   *keys.Source      // nil for the demo account, and if nothing says where a key is
	Address  string            // of the API; "" if PAGERDUTY_API_HOST is wrong
	Warnings []string          // about settings that do not count, and about files that other users can read or change

	opened *account
	demo   bool
}

// Account returns the account, without a request to PagerDuty. With an error, such as keys.ErrNoKey, it still returns what is known. more
// options apply to the client.
func (o *Options) Account(ctx context.Context, process Process, more ...pagerduty.Option) (*Account, error) {
	s := o.settings
	s.client = more
	opened, err := newAccount(ctx, o.server.Name, &s, process.Environment, process.secrets)
	if err == nil {
		return &Account{
			Client: opened.client, Source: opened.key, Address: opened.address, Warnings: s.warnings(opened.key), opened: opened, demo: s.demo,
		}, nil
	}
	a := &Account{}
	host, _ := process.Environment.Lookup(hostVariable)
	if source, failed := keys.Find(ctx, s.profile, process.Environment, keys.SystemKeychain{}); failed == nil {
		if a.Source = source; source.Profile != nil {
			host = source.Profile.Host
		}
	}
	a.Warnings = s.warnings(a.Source)
	if client, failed := pagerduty.New(pagerduty.APIKey("unused"), pagerduty.WithBaseURL(strings.TrimSpace(host))); failed == nil {
		a.Address = client.BaseURL()
	}
	return a, err
}

// Close ends what runs for the account.
func (a *Account) Close() {
	if a.opened != nil {
		a.opened.close()
	} else if a.Source != nil {
		a.Source.Close()
	}
}

// Where returns the address with the region, for people.
func (a *Account) Where() string { return a.Address + region(a.Address, a.demo) }

// IsDemo reports whether it is the demo account, which is in this process.
func (a *Account) IsDemo() bool { return a.demo }

// CheckKey asks PagerDuty whose key it is and, for changes, which user is recorded. Client must not be nil.
func (a *Account) CheckKey(ctx context.Context, changes bool) KeyCheck {
	return checkKey(ctx, a.opened, changes)
}

// Tools returns the tools that the options select, without an account. Those that change PagerDuty are among them even if the options do
// not enable them; writes reports whether they do. Its errors are mistakes in the settings.
func (o *Options) Tools(process Process) (tools []mcptools.Tool, writes bool, err error) {
	toolsets, err := o.Toolsets(process)
	if err != nil {
		return nil, false, err
	}
	if _, err := o.settings.selectTools(toolsets, o.server.Areas); err != nil {
		return nil, false, err
	}
	all := o.settings
	all.writes = true
	tools, err = all.selectTools(toolsets, o.server.Areas)
	return tools, o.settings.writes, err
}
