package middleware

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// declined is what the model reads after a no. The protocol does not show whether a person answered: a client without a user declines
// every question.
const declined = "The question was declined and nothing was done: the user said no, or perhaps was never asked, since some clients " +
	"decline without asking. Do not try this again, in this or another way, unless the user asks for it."

// confirmKey is the key of AskUser's questions: see mcptools.ContextWithQuestionKey.
const confirmKey = "confirm"

// AskUser returns a Decider that asks the user with mcptools.Ask. question returns the text of the question. Return
// call.Question(ctx).Text(n) from it to use the question that the tool got from mcptools.WithQuestion.
//
// If the answer is no, the call is denied. The model reads that it must not try again, and that some clients decline without asking
// anybody. If nobody can be asked, question is not called, and the error is mcptools.ErrCannotAsk.
//
// A call may run again with the answer to its question (see mcptools.ErrInputRequired). The text of the question may then be
// different, because the answer belongs to the call and its arguments.
func AskUser(question func(context.Context, mcptools.Call) string) Decider {
	if question == nil {
		panic("middleware: AskUser needs a question function")
	}
	return func(ctx context.Context, call mcptools.Call) (Decision, error) {
		if err := mcptools.CanAsk(ctx); err != nil {
			return Decision{}, err // before anything is looked up for the question
		}
		yes, err := mcptools.Ask(mcptools.ContextWithQuestionKey(ctx, confirmKey), question(ctx, call))
		switch {
		case err != nil:
			return Decision{}, err
		case !yes:
			return Deny(declined), nil
		}
		return Allow(), nil
	}
}
