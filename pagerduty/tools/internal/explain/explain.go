// Package explain turns failures into sentences that tell a model what happened and what to do. They
// hold in every program that has these tools, so they name no flag and no variable: a program adds its own.
package explain

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/changes"
)

const (
	maxSentence = 2000
	maxWords    = 600 // of PagerDuty's message in it, and as many of its details
)

// Failures gives all tools of an area, with their failures explained.
func Failures(groups ...[]mcptools.Tool) []mcptools.Tool {
	all := slices.Concat(groups...)
	for i := range all {
		all[i] = all[i].With(middleware)
	}
	return all
}

// middleware is around every PagerDuty tool. It says of a failed change whether anything may have been changed, from the requests
// that were sent. If nothing was, the error matches mcptools.ErrNothingDone.
func middleware(next mcptools.Handler) mcptools.Handler {
	return func(ctx context.Context, call mcptools.Call) mcptools.Result {
		ctx, watch := changes.ContextWithWatch(ctx)
		result := next(ctx, call)
		if result.Err == nil {
			return result
		}
		sentence := Sentence(result.Err)
		if sentence == "" {
			sentence = strings.ReplaceAll(result.Text, "pagerduty: ", "") // Go's way to say whose error it is
		}
		result.Text = withOutcome(sentence, call.Tool, watch)
		if watch.None() {
			result.Err = unchanged{result.Err}
		}
		return result
	}
}

// unchanged is the error of a call that changed nothing, in its own words.
type unchanged struct{ error }

func (e unchanged) Unwrap() error { return e.error }

func (e unchanged) Is(target error) bool { return target == mcptools.ErrNothingDone }

// Sentence explains err; "" if it is nothing of PagerDuty's and says all itself.
func Sentence(err error) string {
	failure, isFailure := errors.AsType[*pagerduty.Error](err)
	status, isStatus := errors.AsType[*pagerduty.StatusChangedError](err)
	argument, isArgument := errors.AsType[*pagerduty.ArgumentError](err)
	switch {
	case isArgument && argument.Argument == "From":
		return "The user in whose name changes are made " + argument.Message + ". The operator should correct it."
	case errors.Is(err, pagerduty.ErrReadOnly):
		return "This PagerDuty connection is read-only. The operator decides whether it may change things."
	case errors.Is(err, pagerduty.ErrWindow):
		return "PagerDuty lists only the first 10,000 records (offset + limit). Narrow the list, by since and until or by other filters where the tool has them, and start again from offset 0."
	case errors.Is(err, pagerduty.ErrNoUser):
		return "The PagerDuty key belongs to no user (it is an account's key or an app's token), and this needs a user. " +
			"The operator can use a user's key, or say in which user's name changes are made, by the e-mail address of a user of the account."
	case errors.Is(err, pagerduty.ErrShiftBased):
		return "This schedule is shift-based (v3), and this connection reads and changes only those made of layers (v2). " +
			"Who is on call there can still be listed, by the schedule's id; PagerDuty's web app shows and changes the rest."
	case isStatus:
		return fmt.Sprintf("Incident %s (#%d) is %s by now, so its change to %s was not repeated: that would open it again.", status.Incident.ID, status.Incident.Number, status.Incident.Status, status.Wanted)
	case isFailure:
		return ofRequest(failure)
	case errors.Is(err, context.DeadlineExceeded):
		return "The time ran out."
	}
	return ""
}
