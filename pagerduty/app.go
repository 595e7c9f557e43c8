package pagerduty

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// App is an app that was registered in PagerDuty with Scoped OAuth. It acts on an account as itself, not as a user, within its scopes.
// See https://developer.pagerduty.com/docs/app-integration-development/oauth-functionality.
type App struct {
	// ClientID is the app's client id. Required.
	ClientID string
	// Secret returns the app's client secret as a Token, such as the one that ParseToken returns for it. It is asked for each request for
	// a token, and once more if PagerDuty refuses the secret, to pick up one that was rotated. Required.
	Secret Credential
	// Scopes are what the token may do, such as "incidents.read". PagerDuty refuses scopes that the app was not granted. Required.
	Scopes []string
	// Subdomain is the account: acme, if people log in at acme.pagerduty.com. Required.
	Subdomain string
	// Region is the service region of the account. The default is US.
	Region Region
	// TokenURL is where tokens are requested. It must be https; http is allowed for loopback addresses only. The default is
	// https://identity.pagerduty.com/oauth/token, for all regions.
	TokenURL string
	// Transport sends the requests for tokens. The default is http.DefaultTransport.
	Transport http.RoundTripper
}

const defaultTokenURL = "https://identity.pagerduty.com/oauth/token"

// AppCredential gets tokens for an App. It requests one when it is first needed, and keeps it for all clients and calls. It requests the next
// when between 80 % and 90 % of the time has passed, in the background, so that no call waits. While PagerDuty issues no tokens, the one that
// is still valid is used, and requests become rarer. Its errors are of the type *AppError. It is safe for concurrent use.
type AppCredential struct {
	app    App
	scope  string // as PagerDuty wants it
	client *http.Client

	mu       sync.Mutex
	token    appToken      // the last one; the zero value before the first
	fetching *tokenFetch   // that runs; nil if none does
	failure  error         // of the last request; nil if it succeeded
	failed   int           // requests that failed since the last success
	pause    time.Duration // after the last request, if it failed
	tried    time.Time     // when the last request ended
}

// NewAppCredential returns the credential of an app. It sends nothing. It returns an *ArgumentError if a field is missing or wrong.
func NewAppCredential(app App) (*AppCredential, error) {
	app.Scopes = slices.Clone(app.Scopes)
	if app.Region == "" {
		app.Region = US
	}
	if app.TokenURL == "" {
		app.TokenURL = defaultTokenURL
	}
	if err := app.check(); err != nil {
		return nil, err
	}
	return &AppCredential{
		app:   app,
		scope: "as_account-" + string(app.Region) + "." + app.Subdomain + " " + strings.Join(app.Scopes, " "),
		client: &http.Client{
			Transport:     app.Transport,
			Timeout:       tokenAttemptTimeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // with the secret to nobody else
		},
	}, nil
}

func (a *App) check() error {
	wrong := func(argument, message string) error { return &ArgumentError{Argument: argument, Message: message} }
	switch function, ok := a.Secret.(CredentialFunc); {
	case a.Secret == nil || ok && function == nil:
		return wrong("client secret", "is nil: give a function that returns it, or the Token of ParseToken")
	case a.ClientID == "" || strings.ContainsFunc(a.ClientID, illegalInToken):
		return wrong("client id", "must be the one that PagerDuty shows for the app, without spaces")
	case a.Region != US && a.Region != EU:
		return wrong("region", `must be "us" or "eu"`)
	case !isSubdomain(a.Subdomain):
		return wrong("subdomain", "must be the first part of the account's address, such as acme of acme.pagerduty.com")
	case len(a.Scopes) == 0:
		return wrong("scopes", "is empty: name what the token may do, such as incidents.read")
	}
	for _, scope := range a.Scopes {
		switch {
		case scope == "" || strings.ContainsFunc(scope, illegalInToken):
			return wrong("scopes", "must be names such as incidents.read, without spaces")
		case strings.HasPrefix(scope, "as_account-"):
			return wrong("scopes", "must not have the scope of the account, "+scope+": it is made of the region and the subdomain")
		}
	}
	return checkTokenURL(a.TokenURL)
}

// isSubdomain reports whether text can be part of a host name.
func isSubdomain(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-')
	})
}

// checkTokenURL refuses an address to which the secret must not be sent.
func checkTokenURL(text string) error {
	wrong := func(message string) error { return &ArgumentError{Argument: "token URL", Message: message} }
	address, err := url.Parse(text)
	switch {
	case mistyped(text) != "":
		return wrong(mistyped(text))
	case err != nil: // err quotes the text, which may hold a password
		return wrong("is not a URL; PagerDuty's is " + defaultTokenURL)
	case address.User != nil:
		return wrong("must not hold a user or a password")
	case address.Hostname() == "" || address.RawQuery != "" || address.ForceQuery || address.Fragment != "":
		return wrong("must be a scheme, a host and a path, such as " + defaultTokenURL)
	case address.Scheme == "http" && !isLoopback(address.Hostname()):
		return wrong("must be https, since the client secret is sent there; http is for loopback addresses only")
	case address.Scheme != "https" && address.Scheme != "http":
		return wrong("must begin with https://")
	}
	return nil
}

// Region returns the service region of the app's account.
func (c *AppCredential) Region() Region { return c.app.Region }
