package serve

import "context"

// Refusal is a request that the server refused before anything ran.
type Refusal struct {
	Reason RefusalReason
	Tool   string // what the client named in a RefusalTool, which may be anything; otherwise ""
}

// RefusalReason is why a request was refused.
type RefusalReason string

// The reasons.
const (
	RefusalTool   RefusalReason = "tool"   // the client may not call such a tool, or there is none
	RefusalBusy   RefusalReason = "busy"   // HTTP only: too many requests are unanswered
	RefusalCaller RefusalReason = "caller" // HTTP only: by the function of WithRequestContext
	RefusalOrigin RefusalReason = "origin" // HTTP only: the header Host or Origin
)

// WithRefused sets a function that is told of each request that the server refuses before anything runs, for metrics. It must be quick.
// Calls that were begun are observed by [mcptools.Tool.WithObserver].
func WithRefused(refused func(ctx context.Context, refusal Refusal)) Option {
	return func(o *options) { o.refused = refused }
}

// WithMetaContext sets a function that puts what a client sends in the member _meta of a request into the request's context, such as the
// traceparent of a trace (SEP-414). meta returns the member of a name, or "" if there is no such text. The function is called for every
// request. Its ctx is that of [WithRequestContext].
func WithMetaContext(add func(ctx context.Context, meta func(name string) string) context.Context) Option {
	return func(o *options) { o.metaContext = add }
}
