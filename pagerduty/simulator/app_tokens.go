package simulator

import (
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// The app that the simulator knows. It is granted every scope of PagerDuty's API, without those of WithoutScopes. It gets its tokens from
// POST /oauth/token, and is unknown anywhere else.
const (
	// ClientID is the client id of the app.
	ClientID = "simulator-client"
	// ClientSecret is its client secret at the start. See RotateSecret.
	ClientSecret = "SIMULATOR-CLIENT-SECRET"
	// Subdomain is the account's: an app asks for the scope as_account-us.lanternfield-demo.
	Subdomain = subdomain
)

// tokenLifetime is that of PagerDuty's tokens for apps.
const tokenLifetime = 24 * time.Hour

// WithTokenLifetime sets how long the tokens of the app last, by the account's clock. The default is a day, as in PagerDuty.
func WithTokenLifetime(lifetime time.Duration) Option {
	return func(s *Simulator) { s.start.tokenLifetime = lifetime }
}

// Scopes returns the scopes of PagerDuty's API, sorted.
func Scopes() []string {
	var all []string
	for _, one := range api() {
		if one.Scope != "" {
			all = append(all, one.Scope)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// RotateSecret replaces the client secret of the app. Tokens that were issued stay valid.
func (s *Simulator) RotateSecret(secret string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.account.app.secret = secret
}

// RevokeTokens ends all tokens that were issued to the app.
func (s *Simulator) RevokeTokens() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	clear(s.account.app.tokens)
}

// app is the account's app, and the tokens that it was issued.
type app struct {
	secret   string
	lifetime time.Duration
	issued   int
	tokens   map[string]appToken
}

// appToken is a token of the app.
type appToken struct {
	scopes []string
	ends   time.Time
}

func newApp(lifetime time.Duration) app {
	if lifetime <= 0 {
		lifetime = tokenLifetime
	}
	return app{secret: ClientSecret, lifetime: lifetime, tokens: map[string]appToken{}}
}

func appRoutes() []route {
	return []route{{method: "POST", path: "/oauth/token", hidden: true, open: true, status: http.StatusOK, handle: issueToken}}
}

// oauthError is an answer that refuses a token (RFC 6749, section 5.2).
type oauthError struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
}

// issueToken answers a request for a token.
func issueToken(c *call) (any, error) {
	form, problem := c.tokenForm()
	if problem != nil {
		c.status = http.StatusBadRequest
		if problem.Error == "invalid_client" {
			c.status = http.StatusUnauthorized
		}
		return problem, nil
	}
	a := &c.account.app
	a.issued++
	token := fmt.Sprintf("pdus+_SIMULATOR-TOKEN-%d-%d", a.issued, c.now.Unix())
	scopes := strings.Fields(form.Get("scope"))
	a.tokens[token] = appToken{scopes: scopes, ends: c.now.Add(a.lifetime)}
	return map[string]any{"access_token": token, "scope": strings.Join(scopes, " "), "token_type": "bearer", "expires_in": int(a.lifetime.Seconds())}, nil
}

// tokenForm returns the form of a request for a token, or why it is refused.
func (c *call) tokenForm() (url.Values, *oauthError) {
	refuse := func(code, format string, arguments ...any) (url.Values, *oauthError) {
		return nil, &oauthError{code, fmt.Sprintf(format, arguments...)}
	}
	kind, _, _ := mime.ParseMediaType(c.request.Header.Get("Content-Type"))
	form, err := url.ParseQuery(string(c.body))
	switch {
	case kind != "application/x-www-form-urlencoded":
		return refuse("invalid_request", "the Content-Type must be application/x-www-form-urlencoded")
	case err != nil:
		return refuse("invalid_request", "the body is not a form")
	case c.request.URL.RawQuery != "":
		return refuse("invalid_request", "the parameters belong into the body, not into the URL")
	case c.request.Header.Get("Authorization") != "":
		return refuse("invalid_request", "the client id and the secret belong into the body, not into the header Authorization")
	}
	for name, values := range form {
		switch known := slices.Contains([]string{"grant_type", "client_id", "client_secret", "scope"}, name); {
		case !known && !c.lenient:
			return refuse("invalid_request", "there is no parameter %s", name)
		case known && len(values) > 1:
			return refuse("invalid_request", "the parameter %s is there %d times", name, len(values))
		}
	}
	switch {
	case form.Get("grant_type") != "client_credentials":
		return refuse("unsupported_grant_type", "grant_type must be client_credentials")
	case form.Get("client_id") != ClientID || form.Get("client_secret") != c.account.app.secret:
		return refuse("invalid_client", "the client id is not known, or the client secret is not that of the client")
	}
	if problem := c.account.refuseScopes(strings.Fields(form.Get("scope"))); problem != "" {
		return refuse("invalid_scope", "%s", problem)
	}
	return form, nil
}

// refuseScopes returns what is wrong with the scopes that an app asks for; "" if nothing is.
func (a *account) refuseScopes(scopes []string) string {
	const own = "as_account-us." + subdomain
	if !slices.Contains(scopes, own) {
		return "the scope of the account, " + own + ", is missing"
	}
	for i, scope := range scopes {
		switch {
		case slices.Contains(scopes[:i], scope):
			return "the scope " + scope + " is there twice"
		case scope != own && !knownScopes()[scope], slices.Contains(a.lacksScopes, scope):
			return "the app was not granted the scope " + scope
		}
	}
	return ""
}

var knownScopes = sync.OnceValue(func() map[string]bool {
	known := map[string]bool{}
	for _, scope := range Scopes() {
		known[scope] = true
	}
	return known
})

// appTokenOf returns the app's token in a header Authorization, if it is one and has not ended.
func (c *call) appTokenOf(authorization string) (token appToken, found bool) {
	if secret, isBearer := strings.CutPrefix(authorization, "Bearer "); isBearer {
		token, found = c.account.app.tokens[secret]
	}
	return token, found && c.now.Before(token.ends)
}

// hideSecret removes the client secret from the body of a request for a token, for the list of requests.
func hideSecret(r *http.Request, body []byte) []byte {
	if r.URL.Path != "/oauth/token" {
		return body
	}
	form, _ := url.ParseQuery(string(body)) // with what can be read
	if form.Has("client_secret") {
		form.Set("client_secret", "[redacted]")
	}
	return []byte(form.Encode())
}
