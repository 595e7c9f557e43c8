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

// askFunc puts a question to the user; see [mcptools.Ask].
type askFunc func(ctx context.Context, question string) (yes bool, err error)

// cannotAskError says why nobody can be asked. It matches [mcptools.ErrCannotAsk].
type cannotAskError string

const (
	errNoElicitation cannotAskError = "this client offers no way to put a question to them (it does not declare the capability elicitation)"
	errClientLeft    cannotAskError = "the client has closed its end of the connection"
)

func (e cannotAskError) Error() string { return "the user cannot be asked: " + string(e) }

func (e cannotAskError) Is(target error) bool { return target == mcptools.ErrCannotAsk }

// errAnswer is the error of an answer that says neither yes nor no.
var errAnswer = errors.New("the client's answer to the question cannot be understood, and does not count as yes")

// confirmForm is the form that comes with every question: a single box, optional and ticked. That is what works most widely.
// A form without fields cannot be sent in VS Code; a required box that is not ticked makes a cancellation of "accept" in Claude
// Code; Codex and others accept without any content.
const confirmForm = `{"type":"object","properties":{"confirm":{"type":"boolean","title":"Yes",` +
	`"description":"Accept with this on to say yes; decline to say no.","default":true}}}`

// takesForms tells whether a client can put a question to its user. One that declares no mode means forms.
func takesForms(declared *mcp.ElicitationCapability) bool {
	return declared != nil && (declared.Form != nil || declared.URL == nil)
}

// elicitation is a question as both eras of the protocol put it.
func elicitation(mode, question string) mcp.ElicitationParams {
	return mcp.ElicitationParams{Mode: mode, Message: question, RequestedSchema: json.RawMessage(confirmForm)}
}

// readAnswer reads the result of an elicitation. To accept without a word about the box leaves it at its default, and so is a
// yes.
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

// contextToAsk is ctx with how a call asks its user: round, if it is a client of the stateless era, else a request to the client,
// for which the call waits without its slot.
func (s *Server) contextToAsk(ctx context.Context, tool string, round *round, slot *slot) context.Context {
	session, _ := server.ClientSessionFromContext(ctx).(*requestSession)
	switch {
	case round != nil && (round.canAsk || round.params.RequestState != ""):
		return mcptools.ContextWithAsk(ctx, round.ask)
	case round == nil && session != nil && session.ask != nil:
		return mcptools.ContextWithAsk(ctx, slot.withoutWhile(s.loggingRefusals(tool, session.ask)))
	}
	return mcptools.ContextWithoutAsk(ctx, errNoElicitation)
}

// loggingRefusals is ask that leaves word of the answers that do not count.
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
