package serve

import (
	"context"
	"net/http"
	"net/netip"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// defaultMaxPerCaller is more than an agent runs at the same time.
const defaultMaxPerCaller = 25

type httpOptions struct {
	requestContext func(ctx context.Context, r *http.Request) (context.Context, error)
	offers         func(ctx context.Context) func(tool mcptools.Tool) bool
	instructions   func(ctx context.Context) string // nil for those of the server
	challenge      func(r *http.Request) string
	stopping       context.Context // see WithStop
	sessionIdle    time.Duration   // 0 for no sessions
	maxPerCaller   int
	hosts          []string
	origins        []string // see plainOrigin
	proxies        []netip.Prefix
}

func defaultHTTPOptions() httpOptions {
	return httpOptions{
		requestContext: func(ctx context.Context, _ *http.Request) (context.Context, error) { return ctx, nil },
		offers:         func(context.Context) func(mcptools.Tool) bool { return nil },
		challenge:      func(*http.Request) string { return "Bearer" },
		maxPerCaller:   defaultMaxPerCaller,
		stopping:       context.Background(),
	}
}

// HTTPOption changes how [Server.Handler] serves.
type HTTPOption func(*httpOptions)

// WithRequestContext sets a function that authenticates the caller of a request and puts what the tools need into the context, such as the
// caller's key. It must also call [mcptools.ContextWithCaller] if there are several callers. If it returns an error, the request is
// answered with HTTP status 401 and the error's text, or with the status of an [*HTTPError]. Without the option, everyone who can connect
// may call.
func WithRequestContext(authenticate func(ctx context.Context, r *http.Request) (context.Context, error)) HTTPOption {
	needFunction("WithRequestContext", authenticate != nil)
	return func(o *httpOptions) { o.requestContext = authenticate }
}

// WithOffered sets a function that chooses the tools that the caller of a request sees and may call. Its ctx is that of
// [WithRequestContext]. If it returns nil, the caller gets all tools.
func WithOffered(offers func(ctx context.Context) func(tool mcptools.Tool) bool) HTTPOption {
	needFunction("WithOffered", offers != nil)
	return func(o *httpOptions) { o.offers = offers }
}

// WithInstructions sets a function that returns the instructions for the model of a caller who gets other tools than all. Its ctx is that of
// [WithRequestContext]. If it returns "", the caller gets Info.Instructions.
func WithInstructions(instructions func(ctx context.Context) string) HTTPOption {
	needFunction("WithInstructions", instructions != nil)
	return func(o *httpOptions) { o.instructions = instructions }
}

// WithChallenge sets a function that returns the header WWW-Authenticate for an answer with the status 401. The default is "Bearer".
func WithChallenge(challenge func(r *http.Request) string) HTTPOption {
	needFunction("WithChallenge", challenge != nil)
	return func(o *httpOptions) { o.challenge = challenge }
}

// WithSessions keeps a session for each client of a revision before 2026-07-28, so that the client can be asked questions while a call waits,
// and can cancel a call. A session belongs to one caller and one process, costs about a kilobyte, and ends after it was idle for this time.
// If idle is not positive, the handler stays stateless.
func WithSessions(idle time.Duration) HTTPOption {
	return func(o *httpOptions) { o.sessionIdle = idle }
}

// WithStop ends calls that wait for their user's answer when ctx ends, because the server then stops and no answer can reach it. Without the
// option they wait until they are cancelled.
func WithStop(ctx context.Context) HTTPOption {
	return func(o *httpOptions) { o.stopping = ctx }
}

// WithMaxConcurrentPerCaller sets how many calls of one caller run, or have results that the caller has not read, at the same time. Further
// calls wait for their turn. The same number of lists may be unread. The default is 25. See [mcptools.ContextWithCaller].
func WithMaxConcurrentPerCaller(n int) HTTPOption {
	return func(o *httpOptions) { o.maxPerCaller = max(n, 1) }
}

// WithAllowedHosts adds names under which clients may reach the server, such as the name of a proxy in front of it: the header Host must
// be one of them, in any case. A name without a port allows every port. IPv6 addresses may have brackets. Without the option, a connection
// to a loopback address needs a loopback name, and any other connection may have any name.
func WithAllowedHosts(hosts ...string) HTTPOption {
	return func(o *httpOptions) { o.hosts = append(o.hosts, hosts...) }
}

// WithAllowedOrigins adds web pages that may call the server from a browser, such as "https://chat.example.com". Without the option, the
// header Origin must name the server itself, or a loopback address if the server is reached under one.
func WithAllowedOrigins(origins ...string) HTTPOption {
	return func(o *httpOptions) {
		for _, origin := range origins {
			o.origins = append(o.origins, plainOrigin(origin))
		}
	}
}

// WithTrustedProxies sets the addresses of proxies whose headers Forwarded and X-Forwarded-Host count as the header Host. Those of everyone
// else are ignored.
func WithTrustedProxies(proxies ...netip.Prefix) HTTPOption {
	return func(o *httpOptions) { o.proxies = append(o.proxies, proxies...) }
}

func needFunction(option string, given bool) {
	if !given {
		panic("serve: " + option + " needs a function; omit the option without one")
	}
}
