package command

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/env"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// account is the PagerDuty account on which the tools work, or the accounts of the callers.
type account struct {
	source  pagerduty.ClientSource
	client  *pagerduty.Client        // nil if each caller has a key of their own
	address string                   // of the API
	key     *keys.Source             // nil for the demo account, for callers, and if it was missing at the start
	later   *laterAccount            // nil unless the key was missing at the start
	from    string                   // e-mail address of the user in whose name changes are made; "" for the user of the key
	app     *pagerduty.AppCredential // nil unless an app works on the account
}

// keySource returns where the key comes from by now; nil for the demo account, for callers, and while the key is missing.
func (a *account) keySource() *keys.Source {
	if a.later != nil {
		return a.later.keySource()
	}
	return a.key
}

// fromAddress returns the e-mail address of the user in whose name changes are made; "" for the user of the key.
func (a *account) fromAddress() string {
	if a.later != nil {
		return a.later.fromAddress()
	}
	return a.from
}

func (a *account) close() {
	if a.key != nil {
		a.key.Close()
	}
	if a.later != nil {
		a.later.close()
	}
}

// newAccount returns the account that the settings and the environment name, the demo account, or the accounts of the callers.
func newAccount(ctx context.Context, product string, settings *settings, environment env.Variables, secrets *secrets) (*account, error) {
	options := append([]pagerduty.Option{pagerduty.WithUserAgent(product)}, settings.client...)
	if !settings.writes {
		options = append(options, pagerduty.WithReadOnly())
	}
	host := environment.Value(hostVariable)
	if settings.demo {
		address, err := simulator.Listen(ctx, "127.0.0.1:0", simulator.WithLiveTime())
		if err != nil {
			return nil, fmt.Errorf("starting the demo account: %w", err)
		}
		host = address
	}
	switch {
	case settings.http.callers():
		return callersAccount(host, settings.profile, environment.Value, options)
	case settings.http.app():
		return appAccount(ctx, host, settings, environment, options, secrets)
	case settings.demo:
		return accountOf(pagerduty.APIKey(simulator.UserKey), append(options, pagerduty.WithBaseURL(host)))
	}
	open := func() (*account, error) {
		source, err := keys.Find(ctx, settings.profile, environment, keys.SystemKeychain{})
		if err != nil {
			return nil, err
		}
		return accountOfKey(ctx, source, host, environment.Value(fromVariable), options, secrets)
	}
	found, err := open()
	if err != nil && keyComesLater(err, settings) {
		later := &laterAccount{open: open, missing: err}
		return &account{source: later, later: later}, nil
	}
	return found, err
}

// accountOfKey returns the account of a key. A key of a profile goes only to the host for which it was checked. Other keys go to host, or, if
// that is empty, to the region that they name.
func accountOfKey(ctx context.Context, source *keys.Source, host, from string, options []pagerduty.Option, secrets *secrets) (*account, error) {
	if profile := source.Profile; profile != nil {
		if host != "" && strings.TrimRight(host, "/") != strings.TrimRight(profile.Host, "/") {
			source.Ignored = append(source.Ignored, hostVariable)
		}
		if host = profile.Host; from == "" {
			from = profile.From
		}
	}
	credential := &credential{source: source, secrets: secrets}
	var token pagerduty.Token
	if !source.Slow { // show a mistake at start
		var err error
		if token, err = credential.Token(ctx); err != nil {
			return nil, err
		}
	}
	account, err := accountOf(credential, append(options, pagerduty.WithRegion(token.Region()), pagerduty.WithBaseURL(host), pagerduty.WithFrom(from)))
	if err != nil && source.Profile != nil {
		return nil, fmt.Errorf("%s: %w", source.Name, err)
	}
	if err != nil {
		return nil, err
	}
	account.key, account.from, credential.address = source, from, account.address
	return account, credential.check(token)
}

// accountOf returns the account of one credential.
func accountOf(credential pagerduty.Credential, options []pagerduty.Option) (*account, error) {
	client, err := pagerduty.New(credential, options...)
	if wrong, ok := errors.AsType[*pagerduty.ArgumentError](err); ok {
		err = fmt.Errorf("%s %s", map[string]string{"base URL": hostVariable, "From": fromVariable}[wrong.Argument], wrong.Message)
	}
	if err != nil {
		return nil, err
	}
	return &account{source: client, client: client, address: client.BaseURL()}, nil
}

// credential is the key of a source, for the API at one address.
type credential struct {
	source  *keys.Source
	secrets *secrets
	address string // set before the first request
}

// Token reads the key.
func (c *credential) Token(ctx context.Context) (pagerduty.Token, error) {
	text, err := c.source.Read(ctx)
	if err != nil {
		return pagerduty.Token{}, err
	}
	token, err := c.secrets.parse(text)
	if err != nil {
		return token, &keys.ReadError{Source: c.source.Name, Cause: err}
	}
	return token, c.check(token)
}

// check returns an error if a key names another region than that of the address: it must not be sent there.
func (c *credential) check(token pagerduty.Token) error {
	if its, there := token.Region(), regionOf(c.address); its != "" && there != "" && its != there {
		return &keys.ReadError{Source: c.source.Name, Cause: otherRegion(its, c)}
	}
	return nil
}

// otherRegion is the error of a key for another region.
func otherRegion(its pagerduty.Region, c *credential) error {
	wanted := "https://api.pagerduty.com"
	if its == pagerduty.EU {
		wanted = "https://api.eu.pagerduty.com"
	}
	remedy := fmt.Sprintf("Set %s to %s", hostVariable, wanted)
	if c.source.Profile != nil {
		remedy = "Log in again: " + c.source.Remedy
	}
	return fmt.Errorf("the key is for PagerDuty's service region %s, and was not sent to %s. %s", strings.ToUpper(string(its)), c.address, remedy)
}
