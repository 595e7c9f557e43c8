package serve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// abandonAfter is how long the server waits for a call whose context has ended, before it answers without the result.
const abandonAfter = 500 * time.Millisecond

var (
	errCancelledByClient = errors.New("the client cancelled the call")
	errStopping          = errors.New("the server is stopping")
)

// callFunc is the method value of [mcptools.Tool.Call].
type callFunc func(ctx context.Context, arguments json.RawMessage) mcptools.Result

// toolDefinition returns a tool's entry in tools/list. It sets all four hints, because hosts assume the worst for a missing one. An unknown
// effect counts as destructive.
func toolDefinition(tool mcptools.Tool) mcp.Tool {
	readOnly := tool.Effect == mcptools.EffectRead
	additive := tool.Effect == mcptools.EffectAdditive
	return mcp.Tool{
		Name:           tool.Name,
		Title:          tool.Title,
		Description:    tool.Description,
		RawInputSchema: tool.InputSchema,
		Annotations: mcp.ToolAnnotation{
			ReadOnlyHint:    new(readOnly),
			DestructiveHint: new(!readOnly && !additive),
			IdempotentHint:  new(!additive),
			OpenWorldHint:   new(true),
		},
	}
}

// toolHandler returns mcp-go's handler for a tool. The handler never returns a Go error, because mcp-go would make a protocol error of it,
// which few hosts show to the model.
func (s *Server) toolHandler(name string, call callFunc) server.ToolHandlerFunc {
	return func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		arguments, permit := request.Params.RawArguments, &permit{all: s.permits}
		session, _ := server.ClientSessionFromContext(ctx).(*requestSession)
		if session != nil {
			arguments, permit.share = session.params.Arguments, session.share
		}
		attempt := s.newAttempt(ctx, request.Params)
		if !permit.acquire(ctx) {
			return errorResult("The server stopped before the call began. Nothing was done."), nil
		}
		done := make(chan mcptools.Result, 1)
		go func() {
			defer permit.end()
			asking := s.askContext(contextWithAttempt(ctx, attempt), name, attempt, permit)
			result := s.run(asking, name, call, arguments)
			if session != nil && s.unauthorized(result.Err) {
				session.unauthorized.Store(true)
			}
			done <- result
		}()
		result := await(ctx, done, abandoned)
		if session != nil && errors.Is(result.Err, errForeignState) {
			session.failure = &mcp.JSONRPCErrorDetails{Code: mcp.INVALID_PARAMS, Message: result.Text}
		}
		return attempt.answer(result), nil
	}
}

// abandoned is the result of a call that ignores the end of its context. The call keeps its permit until it ends.
func abandoned() mcptools.Result {
	return mcptools.Result{Text: "The server stopped before the call ended. It may still have taken effect: look before you repeat it.", Err: errEnded}
}

func (s *Server) run(ctx context.Context, name string, call callFunc, arguments json.RawMessage) mcptools.Result {
	result := withoutPanic(ctx, name, call, arguments)
	if defect, ok := errors.AsType[*mcptools.PanicError](result.Err); ok {
		s.logPanic(ctx, defect.Tool, defect.Value, defect.Stack)
	}
	return result
}

// withoutPanic returns a panic as the result of the call. mcptools recovers panics as well, but one that escapes it would end the process
// and every other call.
func withoutPanic(ctx context.Context, name string, call callFunc, arguments json.RawMessage) (result mcptools.Result) {
	defer func() {
		if value := recover(); value != nil {
			err := &mcptools.PanicError{Tool: name, Value: value, Stack: debug.Stack()}
			result = mcptools.Result{Text: err.Error(), Err: err}
		}
	}()
	return call(ctx, arguments)
}

// logPanic logs a panic and its stack. It logs only the type of the panic's value, which may hold anything, unless it is a runtime.Error.
func (s *Server) logPanic(ctx context.Context, in string, value any, stack []byte) {
	reason := fmt.Sprintf("%T", value)
	if err, ok := value.(runtime.Error); ok {
		reason = err.Error()
	}
	s.logger.ErrorContext(ctx, "panic", "in", in, "reason", reason, "stack", string(stack))
}

func callToolResult(result mcptools.Result) *mcp.CallToolResult {
	if result.Err != nil {
		return errorResult(result.Text)
	}
	converted := &mcp.CallToolResult{Content: []mcp.Content{mcp.NewTextContent(result.Text)}}
	if len(result.Structured) > 0 {
		converted.StructuredContent = result.Structured
	}
	return converted
}

func errorResult(text string) *mcp.CallToolResult {
	if text == "" {
		text = "The tool failed and gave no reason."
	}
	return &mcp.CallToolResult{Content: []mcp.Content{mcp.NewTextContent(text)}, IsError: true}
}

// hasTool reports whether there is a tool of that name.
func (s *Server) hasTool(name string) bool {
	_, found := s.tools[name]
	return found
}

// notOffered returns the error text for a tool that the server has, but not for this client.
func notOffered(name string) string {
	return name + " is not offered to this client: its request leaves the tool out."
}

// maxNamed is how many tools the error about an unknown one names.
const maxNamed = 12

// unknownTool returns the error text for a tool that the server does not have.
func (s *Server) unknownTool(name string) string {
	if len(s.names) == 0 {
		return fmt.Sprintf("Unknown tool %.100q: this server has no tools.", name)
	}
	if why := s.leftOut(name); why != "" {
		return why
	}
	if len(s.names) <= maxNamed {
		return fmt.Sprintf("Unknown tool %.100q. The tools of this server are: %s.", name, strings.Join(s.names, ", "))
	}
	if near := mcptools.Nearest(name, s.names); len(near) > 0 {
		return fmt.Sprintf("Unknown tool %.100q. Similar tools: %s. tools/list has all %d.", name, strings.Join(near, ", "), len(s.names))
	}
	return fmt.Sprintf("Unknown tool %.100q. tools/list has the %d tools of this server.", name, len(s.names))
}
