package serve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// abandonAfter is how long a call may go on after its context ended before it is answered without its result.
const abandonAfter = 500 * time.Millisecond

var (
	errCancelledByClient = errors.New("the client cancelled the call")
	errStopping          = errors.New("the server is stopping")
)

// callFunc is the method value of [mcptools.Tool.Call].
type callFunc func(ctx context.Context, arguments json.RawMessage) mcptools.Result

// toolDefinition is what tools/list says of a tool. All four hints are given, since a host takes a missing one for the
// worst case. An effect that is not known counts as destructive.
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

// toolHandler runs a tool for mcp-go. It never returns a Go error: mcp-go makes a protocol error of it, which models
// rarely get to see.
func (s *Server) toolHandler(name string, call callFunc) server.ToolHandlerFunc {
	return func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		arguments, slot := request.Params.RawArguments, &slot{all: s.slots}
		if session, ok := server.ClientSessionFromContext(ctx).(*requestSession); ok {
			arguments, slot.share = session.arguments, session.share
		}
		round := s.newRound(ctx, request.Params)
		if !slot.take(ctx) {
			return errorResult("The server stopped before the call began. Nothing was done."), nil
		}
		done := make(chan *mcp.CallToolResult, 1)
		go func() {
			defer slot.end()
			asking := s.contextToAsk(contextWithRound(ctx, round), name, round, slot)
			done <- round.answer(s.run(asking, name, call, arguments))
		}()
		return await(ctx, done), nil
	}
}

// await waits for a call. One that ignores the end of its context is left behind: it keeps its slot until it ends, but
// nobody waits for it.
func await(ctx context.Context, done <-chan *mcp.CallToolResult) *mcp.CallToolResult {
	select {
	case result := <-done:
		return result
	case <-ctx.Done():
	}
	select {
	case result := <-done:
		return result
	case <-time.After(abandonAfter):
		return errorResult("The server stopped before the call ended. It may have taken effect all the same: look before you repeat it.")
	}
}

func (s *Server) run(ctx context.Context, name string, call callFunc, arguments json.RawMessage) mcptools.Result {
	begin := time.Now()
	result := withoutPanic(ctx, name, call, arguments)
	if defect, ok := errors.AsType[*mcptools.PanicError](result.Err); ok {
		s.logPanic(ctx, defect.Tool, defect.Value, defect.Stack)
	}
	s.logger.DebugContext(ctx, "tool call", "tool", name, "duration", time.Since(begin), "error", result.Err)
	return result
}

// withoutPanic is a second net below the one in mcptools: here a panic would end the process and every other call.
func withoutPanic(ctx context.Context, name string, call callFunc, arguments json.RawMessage) (result mcptools.Result) {
	defer func() {
		if value := recover(); value != nil {
			err := &mcptools.PanicError{Tool: name, Value: value, Stack: debug.Stack()}
			result = mcptools.Result{Text: err.Error(), Err: err}
		}
	}()
	return call(ctx, arguments)
}

// logPanic logs the place of a panic. Of its value only the type is told, unless it comes from the Go runtime: it may
// hold anything.
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

// hasTool reports whether a call of that name can be run.
func (s *Server) hasTool(name string) bool {
	_, found := slices.BinarySearch(s.names, name)
	return found
}

// unknownTool says what exists instead.
func (s *Server) unknownTool(name string) string {
	if len(s.names) == 0 {
		return fmt.Sprintf("Unknown tool %.100q: this server has no tools.", name)
	}
	return fmt.Sprintf("Unknown tool %.100q. The tools of this server are: %s.", name, strings.Join(s.names, ", "))
}
