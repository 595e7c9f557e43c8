package serve

import (
	"fmt"
	"log/slog"
	"time"
)

const (
	defaultDrain           = 8 * time.Second
	defaultMaxMessageBytes = 16 << 20
	defaultMaxConcurrent   = 100
)

type options struct {
	logger          *slog.Logger
	drain           time.Duration
	maxMessageBytes int
	maxConcurrent   int
}

func defaultOptions() options {
	return options{
		logger:          slog.New(slog.DiscardHandler),
		drain:           defaultDrain,
		maxMessageBytes: defaultMaxMessageBytes,
		maxConcurrent:   defaultMaxConcurrent,
	}
}

func (o options) check() error {
	switch {
	case o.logger == nil:
		return fmt.Errorf("serve: WithLogger needs a logger; leave the option out to log nothing")
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

// WithLogger sets where the server logs; without it nothing is logged. On stdio the logger must not write to standard
// output. Arguments and results are never logged; the Go error behind a failed call is, at debug level, and so is at warn
// level why a user's answer does not count.
func WithLogger(logger *slog.Logger) Option {
	return func(o *options) { o.logger = logger }
}

// WithDrain sets how long calls in flight may go on after the client has closed its end. After that they are cancelled
// and answered with an error. The default is 8 seconds; 0 cancels at once.
func WithDrain(d time.Duration) Option {
	return func(o *options) { o.drain = d }
}

// WithMaxMessageBytes sets the longest message accepted from a client, in bytes. A longer one is discarded while it is
// read and answered with an error. The default is 16 MiB.
func WithMaxMessageBytes(n int) Option {
	return func(o *options) { o.maxMessageBytes = n }
}

// WithMaxConcurrent sets how many tool calls run at the same time; further ones wait for their turn and can be
// cancelled while they wait. A call that waits for the answer of its user does not count. Fewer run while 32 MiB of results
// wait for a client to read them, or are to be expected. Other requests never wait for calls. The default is 100.
func WithMaxConcurrent(n int) Option {
	return func(o *options) { o.maxConcurrent = n }
}
