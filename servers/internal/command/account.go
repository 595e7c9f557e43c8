package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

var errNoKey = errors.New("there is no PagerDuty API key. Set " + keyVariable + " to one (in PagerDuty: My Profile, User Settings, Create API User Token), " +
	"or " + keyFileVariable + " to a file that holds one. --demo needs no key")

// account is the PagerDuty account on which the tools work, or the accounts of the callers.
type account struct {
	source  pagerduty.ClientSource
	client  *pagerduty.Client // nil if each caller has a key of their own
	address string            // of the API
}

// newAccount returns the account that the environment names, the demo account, or the accounts of the callers.
func newAccount(ctx context.Context, product string, settings *settings, environment func(string) (string, bool), secrets *secrets) (*account, error) {
	options := []pagerduty.Option{pagerduty.WithUserAgent(product)}
	if !settings.writes {
		options = append(options, pagerduty.WithReadOnly())
	}
	value := func(name string) string {
		text, _ := environment(name)
		return strings.TrimSpace(text)
	}
	host := value(hostVariable)
	if settings.demo {
		address, err := simulator.Listen(ctx, "127.0.0.1:0", simulator.WithLiveTime())
		if err != nil {
			return nil, fmt.Errorf("starting the demo account: %w", err)
		}
		host = address
	}
	switch {
	case settings.http.callers():
		return callersAccount(host, value, options)
	case settings.demo:
		return accountOf(pagerduty.APIKey(simulator.UserKey), append(options, pagerduty.WithBaseURL(host)))
	}
	credential, err := credentialFrom(value(keyVariable), value(keyFileVariable), secrets)
	if err != nil {
		return nil, err
	}
	if token, err := credential.Token(ctx); err == nil {
		options = append(options, pagerduty.WithRegion(token.Region()))
	}
	if host != "" {
		options = append(options, pagerduty.WithBaseURL(host))
	}
	if from := value(fromVariable); from != "" {
		options = append(options, pagerduty.WithFrom(from))
	}
	return accountOf(credential, options)
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

func credentialFrom(key, file string, secrets *secrets) (pagerduty.Credential, error) {
	switch {
	case key != "" && file != "":
		return nil, fmt.Errorf("%s and %s are both set: keep one of them", keyVariable, keyFileVariable)
	case key != "":
		token, err := secrets.parse(key)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", keyVariable, err)
		}
		return token, nil
	case file != "":
		read := readKey(expandHome(file), secrets)
		_, err := read(context.Background()) // show a mistake at start
		return read, err
	}
	return nil, errNoKey
}

func readKey(file string, secrets *secrets) pagerduty.CredentialFunc {
	return func(context.Context) (pagerduty.Token, error) {
		text, err := readFile(file, "a key")
		if err != nil {
			return pagerduty.Token{}, fmt.Errorf("%s: %w", keyFileVariable, err)
		}
		token, err := secrets.parse(string(text))
		if err != nil {
			return pagerduty.Token{}, fmt.Errorf("%s %s: %w", keyFileVariable, file, err)
		}
		return token, nil
	}
}

// maxFile is more than any file of keys takes.
const maxFile = 64 << 10

// readFile reads a file that must be small: a device such as /dev/zero never ends.
func readFile(path, what string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err == nil && len(text) > maxFile {
		err = fmt.Errorf("%s is too large to be %s", path, what)
	}
	return text, err
}
