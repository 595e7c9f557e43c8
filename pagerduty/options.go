package pagerduty

import (
	"net"
	"net/http"
	"net/mail"
	"net/url"
	"runtime/debug"
	"strings"
	"time"
	"unicode"
)

// Region is where PagerDuty keeps an account.
type Region string

// PagerDuty's service regions. An account belongs to one of them.
const (
	US Region = "us" // https://api.pagerduty.com, the default
	EU Region = "eu" // https://api.eu.pagerduty.com
)

func (r Region) baseURL() string {
	if r == EU {
		return "https://api.eu.pagerduty.com"
	}
	return "https://api.pagerduty.com"
}

// Option sets something about a client; see New. A nil Option sets nothing.
type Option func(*settings)

type settings struct {
	base             string
	region           Region
	transport        http.RoundTripper
	timeout          time.Duration
	userAgent        string
	from             string
	readOnly         bool
	maxRetryWait     time.Duration
	maxResponseBytes int64
	large            turns
}

func defaultSettings() *settings {
	return &settings{
		timeout:          30 * time.Second,
		userAgent:        defaultUserAgent(),
		maxRetryWait:     20 * time.Second,
		maxResponseBytes: 32 << 20,
		large:            newTurns(),
	}
}

// WithRegion chooses the service region. Without it the region is US, or the one that an OAuth
// token names in its first letters.
func WithRegion(region Region) Option { return func(s *settings) { s.region = region } }

// WithBaseURL sends requests to another address than PagerDuty's own, such as a simulator or a
// proxy. It must be https; plain http is for loopback addresses only.
func WithBaseURL(base string) Option { return func(s *settings) { s.base = base } }

// WithTransport sends requests through transport, http.DefaultTransport otherwise.
func WithTransport(transport http.RoundTripper) Option {
	return func(s *settings) { s.transport = transport }
}

// WithTimeout bounds one attempt at a request with its answer; 30 s by default, 0 for no bound.
func WithTimeout(timeout time.Duration) Option { return func(s *settings) { s.timeout = timeout } }

// WithFrom names the user, by e-mail address, in whose name changes are made. An account's key
// needs it for them; for a user's key the client finds the address itself.
func WithFrom(email string) Option { return func(s *settings) { s.from = email } }

// WithUserAgent puts product, such as "oncall-bot/1.4", before the library's own User-Agent.
func WithUserAgent(product string) Option {
	return func(s *settings) { s.userAgent = product + " " + defaultUserAgent() }
}

// WithReadOnly refuses, with ErrReadOnly and before anything is sent, every operation that could
// change the account.
func WithReadOnly() Option { return func(s *settings) { s.readOnly = true } }

// WithMaxRetryWait bounds how long a request is repeated after rate limits and failures, counted
// from its first attempt; 20 s by default, 0 for never repeating.
func WithMaxRetryWait(wait time.Duration) Option {
	return func(s *settings) { s.maxRetryWait = wait }
}

func (s *settings) check() error {
	if s.region != "" && s.region != US && s.region != EU {
		return &ArgumentError{Argument: "region", Message: `must be "us" or "eu"`}
	}
	if s.from != "" {
		if address, err := mail.ParseAddress(s.from); err != nil || address.Address != s.from {
			return &ArgumentError{Argument: "From", Message: "must be an e-mail address such as ada@example.com"}
		}
	}
	if strings.ContainsFunc(s.userAgent, unicode.IsControl) {
		return &ArgumentError{Argument: "user agent", Message: "must be one line, such as oncall-bot/1.4"}
	}
	return nil
}

func (s *settings) baseURL() (*url.URL, error) {
	text := s.base
	if text == "" {
		text = s.region.baseURL()
	}
	base, err := url.Parse(text)
	wrong := func(message string) (*url.URL, error) {
		return nil, &ArgumentError{Argument: "base URL", Message: message}
	}
	switch {
	case err != nil: // the error would repeat the text, which may hold a password
		return wrong("is not a URL; PagerDuty's are https://api.pagerduty.com and https://api.eu.pagerduty.com")
	case base.User != nil:
		return wrong("must not hold a user or a password")
	case base.Hostname() == "" || base.RawQuery != "" || base.ForceQuery || base.Fragment != "":
		return wrong("must be a scheme and a host, such as https://api.pagerduty.com")
	case base.Scheme == "http" && !isLoopback(base.Hostname()):
		return wrong("must be https, since the key travels with every request; http is for loopback addresses only")
	case base.Scheme != "https" && base.Scheme != "http":
		return wrong("must begin with https://")
	}
	base.Path = strings.TrimRight(base.Path, "/")
	return base, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (s *settings) httpClient() *http.Client {
	return &http.Client{
		Transport: s.transport,
		Timeout:   s.timeout,
		CheckRedirect: func(request *http.Request, via []*http.Request) error {
			first := via[0]
			// Elsewhere the token must not go, and net/http would repeat a write as a GET.
			if first.Method != http.MethodGet || request.URL.Host != first.URL.Host ||
				request.URL.Scheme != first.URL.Scheme || len(via) > 3 {
				return http.ErrUseLastResponse
			}
			return nil
		},
	}
}

const module = "github.com/pagerduty-mcp/pagerduty-mcp-go"

func defaultUserAgent() string {
	version := "devel"
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, dependency := range append(build.Deps, &build.Main) {
			if dependency.Path == module && strings.HasPrefix(dependency.Version, "v") {
				version = strings.TrimPrefix(dependency.Version, "v")
			}
		}
	}
	return "pagerduty-mcp-go/" + version
}
