package command

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// defaultAddress is where requests go in caller mode if no variable says otherwise. It is always set, so that no token chooses it.
const defaultAddress = "https://api.pagerduty.com"

// callersAccount returns the accounts of callers who each bring a key. A key of the server is refused: it must not lie around in a
// process that acts for many.
func callersAccount(host, profile string, value func(name string) string, options []pagerduty.Option) (*account, error) {
	if err := refuseOwnKey(authCaller, "every call has its caller's own key", profile, value); err != nil {
		return nil, err
	}
	if value(fromVariable) != "" {
		return nil, fmt.Errorf("%s is set, and with --auth caller it would attribute everyone's changes to one user. Unset it", fromVariable)
	}
	if host == "" {
		host = defaultAddress
	}
	options = append(options, pagerduty.WithBaseURL(host))
	checked, err := accountOf(pagerduty.APIKey("of-no-caller"), options)
	if err != nil {
		return nil, err
	}
	return &account{source: pagerduty.NewPool(callersToken, options...), address: checked.address}, nil
}

// refuseOwnKey returns an error if there is a key that the server would never use.
func refuseOwnKey(auth auth, why, profile string, value func(name string) string) error {
	if profile != "" {
		return fmt.Errorf("--profile is set, and --auth %s never uses it: %s. Leave it out", auth, why)
	}
	for _, name := range keys.Variables() {
		if value(name) != "" {
			return fmt.Errorf("%s is set, and --auth %s never uses it: %s. Unset it", name, auth, why)
		}
	}
	return nil
}

type callersTokenKey struct{}

var errNoCaller = errors.New("the call has no caller")

// callersToken returns the token that authenticateCaller found.
func callersToken(ctx context.Context) (pagerduty.Token, error) {
	token, ok := ctx.Value(callersTokenKey{}).(pagerduty.Token)
	if !ok {
		return token, errNoCaller
	}
	return token, nil
}

// errNoCredentials is for the user of a client.
var errNoCredentials = errors.New("your PagerDuty key is missing: let your MCP client send the header Authorization with \"Token token=\" and your key, or with Bearer and an OAuth token")

// authenticateCaller finds the PagerDuty credentials of a request, for an API in this region; "" if that is unknown. PagerDuty checks them
// with the first call.
func authenticateCaller(ctx context.Context, r *http.Request, region pagerduty.Region) (context.Context, error) {
	header, err := authorization(r)
	if err != nil {
		return nil, err
	}
	token, secret, err := parseCredentials(header)
	if err != nil {
		return nil, err
	}
	if its := token.Region(); its != "" && region != "" && its != region {
		return nil, fmt.Errorf("the OAuth token in the header Authorization is for PagerDuty's service region %s, and this server works with %s",
			strings.ToUpper(string(its)), strings.ToUpper(string(region)))
	}
	return mcptools.ContextWithCaller(context.WithValue(ctx, callersTokenKey{}, token), callerID(secret)), nil
}

// callerID returns an id that shows nothing of the secret. It is the same in whatever form the secret was sent.
func callerID(secret string) string {
	sum := sha256.Sum256([]byte("caller of PagerDuty\x00" + secret))
	return hex.EncodeToString(sum[:12])
}

// authorization returns the one header Authorization; "" without one.
func authorization(r *http.Request) (string, error) {
	switch values := r.Header.Values("Authorization"); len(values) {
	case 0:
		return "", nil
	case 1:
		return strings.TrimSpace(values[0]), nil
	}
	return "", errors.New("the request has several headers Authorization: send one")
}

// parseCredentials reads the forms that PagerDuty's API and its own MCP server take: "Token token=KEY", "Token KEY", "Bearer TOKEN". A
// user's key is recognized after Bearer as well, since some clients can send nothing else.
func parseCredentials(header string) (token pagerduty.Token, secret string, err error) {
	scheme, secret, _ := strings.Cut(header, " ")
	secret = strings.TrimSpace(secret)
	switch {
	case header == "":
		return token, "", errNoCredentials
	case strings.EqualFold(scheme, "Token"):
		secret = strings.TrimPrefix(secret, "token=")
		token, err = pagerduty.ParseToken(secret)
	case strings.EqualFold(scheme, "Bearer") && strings.HasPrefix(secret, "u+"):
		token, err = pagerduty.ParseToken(secret)
	case strings.EqualFold(scheme, "Bearer"):
		token, err = pagerduty.ParseToken("Bearer " + secret)
	default:
		err = errors.New("the header Authorization must be \"Token token=\" and your PagerDuty key, or Bearer and an OAuth token of PagerDuty")
	}
	return token, secret, err
}

// refusesCaller reports whether a call failed because PagerDuty refused its caller's key, before anything was changed: the tools wrap the
// error of a call that certainly changed nothing in ErrNothingDone.
func refusesCaller(err error) bool {
	return errors.Is(err, pagerduty.ErrUnauthorized) && errors.Is(err, mcptools.ErrNothingDone)
}
