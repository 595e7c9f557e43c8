package serve

import (
	"context"
	"errors"
	"runtime/debug"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

var errNoSession = errors.New("serve: the request has no session")

// answerFor runs the program's code for a request about a prompt or a resource. Like a call of a tool, it waits for a permit, its panic does
// not end the process, and it is not waited for when the request has ended. An error is kept in the session: mcp-go would turn each into an
// internal error.
func answerFor[T any](ctx context.Context, function func(context.Context, *requestSession) (T, error)) (result T, err error) {
	session, ok := server.ClientSessionFromContext(ctx).(*requestSession)
	if !ok {
		return result, errNoSession
	}
	defer func() {
		if err != nil {
			session.failure = session.problem(ctx, err)
		}
	}()
	permit := &permit{all: session.server.permits, share: session.share}
	if !permit.acquire(ctx) {
		return result, errEnded
	}
	type outcome struct {
		result T
		err    error
	}
	done := make(chan outcome, 1)
	go func() {
		defer permit.end()
		result, err := recovered(ctx, session, function)
		done <- outcome{result, err}
	}()
	answered := await(ctx, done, func() outcome { return outcome{err: errEnded} })
	return answered.result, answered.err
}

var errEnded = errors.New("the request ended before it was answered")

func recovered[T any](ctx context.Context, session *requestSession, function func(context.Context, *requestSession) (T, error)) (result T, err error) {
	defer func() {
		if value := recover(); value != nil {
			err = &mcptools.PanicError{Value: value, Stack: debug.Stack()}
		}
	}()
	return function(ctx, session)
}

// problem returns the error for the client.
func (s *requestSession) problem(ctx context.Context, err error) *mcp.JSONRPCErrorDetails {
	s.server.logger.DebugContext(ctx, "request failed", "method", s.method, "outcome", mcptools.OutcomeOf(err))
	if s.server.unauthorized(err) {
		s.unauthorized.Store(true)
	}
	problem := &mcp.JSONRPCErrorDetails{Code: mcp.INTERNAL_ERROR, Message: mcptools.Clean(err.Error(), maxProblem)}
	defect, isDefect := errors.AsType[*mcptools.PanicError](err)
	_, isArgument := errors.AsType[*mcptools.ArgumentError](err)
	switch {
	case isDefect:
		s.server.logPanic(ctx, s.method, defect.Value, defect.Stack)
		problem.Message = internalErrorText
	case errors.Is(err, mcptools.ErrNoResource):
		problem.Code, problem.Data = mcp.RESOURCE_NOT_FOUND, map[string]string{"uri": s.uri}
		if mcp.IsModernProtocol(server.RequestProtocolVersion(ctx)) {
			problem.Code = mcp.INVALID_PARAMS
		}
		problem.Message = "Resource not found: " + problem.Message
	case isArgument && s.uri == "":
		problem.Code = mcp.INVALID_PARAMS
	}
	return problem
}

// maxProblem is how many characters of an error a client gets.
const maxProblem = 2000

// await waits for the outcome of a request. If the request ignores the end of its context, await returns otherwise() instead.
func await[T any](ctx context.Context, done <-chan T, otherwise func() T) T {
	select {
	case outcome := <-done:
		return outcome
	case <-ctx.Done():
	}
	select {
	case outcome := <-done:
		return outcome
	case <-time.After(abandonAfter):
		return otherwise()
	}
}
