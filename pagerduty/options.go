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

// Region is the service region of an account.
type Region string

// PagerDuty's service regions.
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

// Option configures a client; see New. A nil Option is ignored.
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
	largeBodies      semaphore
	observer         Observer
}

func defaultSettings() *settings {
	return &settings{
		timeout:          30 * time.Second,
		userAgent:        defaultUserAgent(),
		maxRetryWait:     20 * time.Second,
		maxResponseBytes: 32 << 20,
		largeBodies:      make(semaphore, largeAtOnce),
	}
}

// WithRegion sets the service region. The default is the one that the credential names, if it is a Token or an
// AppCredential, else US.
func WithRegion(region Region) Option { return func(s *settings) { s.region = region } }

// WithBaseURL sends requests to base instead of PagerDuty's address, such as a simulator or a proxy. It overrides WithRegion. It must
// be https; http is allowed for loopback addresses only.
func WithBaseURL(base string) Option { return func(s *settings) { s.base = base } }

// WithTransport sends requests through transport. The default is http.DefaultTransport.
func WithTransport(transport http.RoundTripper) Option {
	return func(s *settings) { s.transport = transport }
}

// WithTimeout bounds each attempt at a request, until the whole answer is read. The default is 30 s; 0 sets no bound.
func WithTimeout(timeout time.Duration) Option { return func(s *settings) { s.timeout = timeout } }

// WithFrom sets the e-mail address of the acting user, in whose name changes are made. With an account's API key it is required for
// such changes. With a user's key the default is that user.
func WithFrom(email string) Option { return func(s *settings) { s.from = email } }

// WithUserAgent puts product, such as "oncall-bot/1.4", before the library's User-Agent.
func WithUserAgent(product string) Option {
	return func(s *settings) { s.userAgent = product + " " + defaultUserAgent() }
}

// WithReadOnly makes every operation that could change the account fail with ErrReadOnly, without a request.
func WithReadOnly() Option { return func(s *settings) { s.readOnly = true } }

// WithMaxRetryWait bounds the time from the first attempt at a request to its last retry. The default is 20 s; 0 disables retries.
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
	case mistyped(text) != "":
		return wrong(mistyped(text))
	case err != nil: // err quotes the text, which may hold a password
		return wrong("is not a URL; PagerDuty's are https://api.pagerduty.com and https://api.eu.pagerduty.com")
	case base.User != nil:
		return wrong("must not hold a user or a password")
	case base.Hostname() == "" || base.RawQuery != "" || base.ForceQuery || base.Fragment != "":
		return wrong("must be a scheme and a host, such as https://api.pagerduty.com")
	case base.Scheme == "http" && !isLoopback(base.Hostname()):
		return wrong("must be https, since the key travels with every request; http is for loopback addresses only")
	case base.Scheme != "https" && base.Scheme != "http":
		return wrong("must begin with https://")
	case isWebAddress(base.Hostname()):
		return wrong("is an address for browsers or for another service; PagerDuty's API is at https://api.pagerduty.com or, for accounts in the EU, https://api.eu.pagerduty.com")
	}
	base.Path = strings.TrimRight(base.Path, "/")
	return base, nil
}

// mistyped returns what is wrong with the beginning of an address; "" if nothing is.
func mistyped(address string) string {
	switch {
	case strings.Trim(address, "\"'`“”‘’") != address:
		return "is in quotation marks: remove them"
	case !strings.Contains(address, "://"):
		return "must begin with https://, or http:// for a loopback address: write it before the host, as in https://api.pagerduty.com"
	}
	return ""
}

// isWebAddress reports whether a host of PagerDuty has no REST API, such as that of an account in a browser. The key must not be sent there.
func isWebAddress(host string) bool {
	name, isTheirs := strings.CutSuffix("."+strings.TrimSuffix(strings.ToLower(host), "."), ".pagerduty.com")
	name = strings.TrimPrefix(name, ".")
	return isTheirs && name != "api" && !strings.HasPrefix(name, "api.") && !strings.HasPrefix(name, "api-")
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
			// Another server must not get the token, and net/http would turn a write into a GET.
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
