package serve

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/shared"
)

const (
	defaultDrain           = 8 * time.Second
	defaultMaxMessageBytes = 16 << 20
	defaultMaxConcurrent   = 100

	// defaultListTTL is how long clients may cache lists. A running server never changes its tools, prompts and resources, but a server
	// behind a URL may be replaced by a newer one.
	defaultListTTL = 5 * time.Minute
)

type options struct {
	logger          *slog.Logger
	drain           time.Duration
	maxMessageBytes int
	maxConcurrent   int
	leftOut         func(name string) string // see WithLeftOut
	prompts         []mcptools.Prompt
	resources       []mcptools.Resource
	unauthorized    func(err error) bool // see WithUnauthorized
	listTTL         time.Duration
	store           shared.Store
	metaContext     func(ctx context.Context, meta func(name string) string) context.Context // see WithMetaContext
	refused         func(ctx context.Context, refusal Refusal)                               // see WithRefused
}

func defaultOptions() options {
	return options{
		logger:          slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
		drain:           defaultDrain,
		maxMessageBytes: defaultMaxMessageBytes,
		maxConcurrent:   defaultMaxConcurrent,
		leftOut:         func(string) string { return "" },
		unauthorized:    func(error) bool { return false },
		listTTL:         defaultListTTL,
		store:           shared.NewMemory(),
		metaContext:     func(ctx context.Context, _ func(string) string) context.Context { return ctx },
		refused:         func(context.Context, Refusal) {},
	}
}

func (o options) check() error {
	switch {
	case o.logger == nil:
		return fmt.Errorf("serve: WithLogger needs a logger; omit the option for one that writes defects to standard error")
	case o.leftOut == nil:
		return fmt.Errorf("serve: WithLeftOut needs a function; omit the option without one")
	case o.unauthorized == nil:
		return fmt.Errorf("serve: WithUnauthorized needs a function; omit the option without one")
	case o.metaContext == nil:
		return fmt.Errorf("serve: WithMetaContext needs a function; omit the option without one")
	case o.refused == nil:
		return fmt.Errorf("serve: WithRefused needs a function; omit the option without one")
	case o.store == nil:
		return fmt.Errorf("serve: WithStore needs a store; omit the option without one")
	case o.drain < 0:
		return fmt.Errorf("serve: WithDrain(%s) must not be negative", o.drain)
	case o.maxMessageBytes < 1:
		return fmt.Errorf("serve: WithMaxMessageBytes(%d) must be at least 1", o.maxMessageBytes)
	case o.maxConcurrent < 1:
		return fmt.Errorf("serve: WithMaxConcurrent(%d) must be at least 1", o.maxConcurrent)
	}
	return nil
}

// Option changes a default of [New].
type Option func(*options)

// WithLogger sets the server's logger. The default writes defects, such as a tool that panicked, to standard error, and nothing else. A
// logger for [Server.Stdio] must not write to standard output. The server logs panics and replies that cannot be encoded at error level,
// the reason why it did not accept a user's answer at warn level, and that a request failed at debug level. It never logs arguments,
// results, or errors of calls, whose texts may quote both. To log calls, observe them: see [mcptools.Tool.WithObserver].
func WithLogger(logger *slog.Logger) Option {
	return func(o *options) { o.logger = logger }
}

// WithDrain sets how long running calls may continue after the client has closed its end of the connection. Then they are cancelled and
// answered with an error. The default is 8 seconds; 0 cancels at once.
func WithDrain(d time.Duration) Option {
	return func(o *options) { o.drain = d }
}

// WithMaxMessageBytes sets the maximum size of a client's message. A larger one is answered with an error, and is not kept in memory. The
// default is 16 MiB.
func WithMaxMessageBytes(n int) Option {
	return func(o *options) { o.maxMessageBytes = n }
}

// WithMaxConcurrent sets how many tool calls run at the same time. Further calls wait for their turn, and can be cancelled while they wait.
// A call that waits for its user's answer does not count. Fewer calls run if their expected results and the results that the client has not
// read would exceed 32 MiB together, or those of all clients of a [Server.Handler] 256 MiB. Requests other than calls never wait for calls.
// The default is 100. See also [WithMaxConcurrentPerCaller].
func WithMaxConcurrent(n int) Option {
	return func(o *options) { o.maxConcurrent = n }
}

// WithLeftOut sets a function that explains a tool that the program has and this server leaves out, such as one that a setting would
// allow. It returns "" for any other name. A call of such a tool is answered with the explanation, a sentence for the model. Without the
// option, the names that are most similar are suggested.
func WithLeftOut(explain func(name string) string) Option {
	return func(o *options) { o.leftOut = explain }
}

// WithUnauthorized sets a function that reports whether the Go error of a call means that its caller's credentials were refused, such as
// by the service behind the tools. [Server.Handler] answers such a call with HTTP status 401 instead of a result, so that the client can
// ask its user to log in again. It does so only if it has sent nothing of the reply. Without the option, no call is answered with 401.
func WithUnauthorized(refused func(err error) bool) Option {
	return func(o *options) { o.unauthorized = refused }
}

// WithPrompts adds prompts. A prompt is offered if all tools that it needs are served. Of several such prompts with the same name, the first
// is offered. By default there are none, and the capability is not announced.
func WithPrompts(prompts ...mcptools.Prompt) Option {
	return func(o *options) { o.prompts = append(o.prompts, prompts...) }
}

// WithResources adds resources. A resource is offered if all tools that it needs are served. Of several such resources with the same
// address, the first is offered. By default there are none, and the capability is not announced.
func WithResources(resources ...mcptools.Resource) Option {
	return func(o *options) { o.resources = append(o.resources, resources...) }
}

// WithStore sets the store of which answers of users were used up, and of the key that seals what a stateless client keeps until its user
// has answered. Servers with the same store, in several processes, take the answers to each other's questions, each answer once. While the
// store is unavailable, calls that ask fail before they do anything. The default is the memory of this server.
func WithStore(store shared.Store) Option {
	return func(o *options) { o.store = store }
}
