package serve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// askFunc asks the user a question; see [mcptools.Ask].
type askFunc func(ctx context.Context, question string) (yes bool, err error)

// cannotAskError is the reason why nobody can be asked. It matches [mcptools.ErrCannotAsk].
type cannotAskError string

const (
	errNoElicitation cannotAskError = "this client has no way to ask them (it does not declare the capability elicitation)"
	errClientLeft    cannotAskError = "the connection to the client is ending"
)

func (e cannotAskError) Error() string { return "the user cannot be asked: " + string(e) }

func (e cannotAskError) Is(target error) bool { return target == mcptools.ErrCannotAsk }

// errAnswer is the error of an answer that is neither yes nor no.
var errAnswer = errors.New("the client's answer to the question cannot be understood, and does not count as yes")

// confirmForm is the form of every question: a single checkbox, optional and checked. It works in the most hosts. VS Code cannot submit a
// form without fields. In Claude Code, "accept" cancels if a required checkbox is not checked. Codex and others accept without content.
const confirmForm = `{"type":"object","properties":{"confirm":{"type":"boolean","title":"Yes",` +
	`"description":"Accept with this on to say yes; decline to say no.","default":true}}}`

// takesForms reports whether a client can ask its user. A client that declares no mode supports forms.
func takesForms(declared *mcp.ElicitationCapability) bool {
	return declared != nil && (declared.Form != nil || declared.URL == nil)
}

// elicitation returns the params of a question, which are the same in both eras of the protocol.
func elicitation(mode, question string) mcp.ElicitationParams {
	return mcp.ElicitationParams{Mode: mode, Message: question, RequestedSchema: json.RawMessage(confirmForm)}
}

// readAnswer reads the result of an elicitation. Accepting without a value for the checkbox is a yes, since that is its default.
func readAnswer(result json.RawMessage) (yes bool, err error) {
	var answer struct {
		Action  mcp.ElicitationResponseAction `json:"action"`
		Content json.RawMessage               `json:"content"`
	}
	if err := json.Unmarshal(result, &answer); err != nil {
		return false, fmt.Errorf("%w: %w", errAnswer, err)
	}
	switch answer.Action {
	case mcp.ElicitationResponseActionAccept:
		return readForm(answer.Content)
	case mcp.ElicitationResponseActionDecline, mcp.ElicitationResponseActionCancel:
		return false, nil
	}
	return false, fmt.Errorf("%w: its action is none of accept, decline and cancel", errAnswer)
}

func readForm(content json.RawMessage) (yes bool, err error) {
	if content == nil || isEmptyList(content) {
		return true, nil
	}
	form := struct {
		Confirm json.RawMessage `json:"confirm"`
	}{}
	if err := json.Unmarshal(content, &form); err != nil {
		return false, fmt.Errorf("%w: %w", errAnswer, err)
	}
	switch string(form.Confirm) {
	case "", "true":
		return true, nil
	case "false":
		return false, nil
	}
	return false, fmt.Errorf("%w: confirm is neither true nor false", errAnswer)
}

// askContext returns the context in which a call asks its user: through the attempt if the client is stateless, otherwise by a request to
// the client, for whose answer the call waits without its permit.
func (s *Server) askContext(ctx context.Context, tool string, attempt *attempt, permit *permit) context.Context {
	session, _ := server.ClientSessionFromContext(ctx).(*requestSession)
	switch {
	case attempt != nil && (attempt.canAsk || attempt.params.RequestState != ""):
		return mcptools.ContextWithAsk(ctx, attempt.ask)
	case attempt == nil && session != nil && session.ask != nil:
		return mcptools.ContextWithAsk(ctx, permit.releaseWhile(s.loggingRefusals(tool, session.ask)))
	case attempt == nil && session != nil && session.cannotAsk != nil:
		return mcptools.ContextWithoutAsk(ctx, session.cannotAsk)
	}
	return mcptools.ContextWithoutAsk(ctx, errNoElicitation)
}

// loggingRefusals returns ask, which also logs answers that do not count.
func (s *Server) loggingRefusals(tool string, ask askFunc) askFunc {
	return func(ctx context.Context, question string) (bool, error) {
		yes, err := ask(ctx, question)
		if errors.Is(err, errAnswer) {
			s.logRefusal(ctx, tool, err)
		}
		return yes, err
	}
}

func (s *Server) logRefusal(ctx context.Context, tool string, err error) {
	s.logger.WarnContext(ctx, "answer refused", "tool", tool, "error", err)
}
