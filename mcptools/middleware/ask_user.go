package middleware

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// declined is the answer to a model whose question was declined. Whether a person did that, nobody can tell: a client that runs
// without a user declines by itself.
const declined = "The question was declined and nothing was done: the user said no, or perhaps was never asked, since some clients " +
	"decline by themselves. Do not try this again, nor another way, unless the user asks for it."

// confirmKey is that of the questions of AskUser.
const confirmKey = "confirm"

// AskUser decides for Confirm by asking the user, with mcptools.Ask, the question that the call calls for. No means no: the model
// is told not to try again, and that perhaps nobody was asked. Where nobody can be asked the error is mcptools.ErrCannotAsk,
// and the call does not run; then question is not called.
//
// A tool made with mcptools.WithQuestion words its own: call.Question(ctx).Text(n). The words may differ when a call is run again
// with the answer: it belongs to the call and its arguments.
func AskUser(question func(context.Context, mcptools.Call) string) Decider {
	if question == nil {
		panic("middleware: AskUser needs a function that words the question")
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
