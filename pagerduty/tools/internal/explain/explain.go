// Package explain turns failures into sentences that tell a model what happened and what to do. It names no flag and no variable,
// since every program with these tools has its own.
package explain

import (
	"cmp"
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
	maxText    = 2000
	maxMessage = 600 // of PagerDuty's message, and of its details
)

// WithMiddleware returns the tools of all groups, each with the middleware that explains its failures. It replaces the text of a
// failed call by Text. For a tool that writes, the text also says whether anything may have changed; if nothing has, the error
// matches mcptools.ErrNothingDone.
func WithMiddleware(groups ...[]mcptools.Tool) []mcptools.Tool {
	all := slices.Concat(groups...)
	for i := range all {
		all[i] = all[i].With(middleware)
	}
	return all
}

func middleware(next mcptools.Handler) mcptools.Handler {
	return func(ctx context.Context, call mcptools.Call) mcptools.Result {
		ctx, watch := changes.ContextWithWatch(ctx)
		result := next(ctx, call)
		if result.Err == nil {
			result.NothingDone = call.Tool.Effect != mcptools.EffectRead && watch.None()
			return result
		}
		text := sentence(result.Err)
		if text == "" {
			text = strings.ReplaceAll(result.Text, "pagerduty: ", "") // the prefix of Go errors
		}
		result.Text = withOutcome(text, call.Tool, watch)
		if watch.None() {
			result.Err = unchanged{result.Err}
		}
		return result
	}
}

// unchanged is the error of a call that changed nothing. Its text is the original error's.
type unchanged struct{ error }

func (e unchanged) Unwrap() error { return e.error }

func (e unchanged) Is(target error) bool { return target == mcptools.ErrNothingDone }

// Text returns an explanation of err, or err's own text if it needs none.
func Text(err error) string { return cmp.Or(sentence(err), err.Error()) }

// wordedError is an error whose own text explains it.
type wordedError struct {
	text  string
	cause error
}

func (e wordedError) Error() string { return e.text }

func (e wordedError) Unwrap() error { return e.cause }

// With returns an error that matches what its cause matches. Its text comes before the explanation of the cause, and is not replaced by
// that.
func With(cause error, format string, arguments ...any) error {
	return wordedError{fmt.Sprintf(format, arguments...) + " " + Text(cause), cause}
}

// sentence explains an error of the client or of the context; it returns "" for any other error.
func sentence(err error) string {
	failure, isFailure := errors.AsType[*pagerduty.Error](err)
	status, isStatus := errors.AsType[*pagerduty.StatusChangedError](err)
	argument, isArgument := errors.AsType[*pagerduty.ArgumentError](err)
	worded, isWorded := errors.AsType[wordedError](err)
	app, isApp := errors.AsType[*pagerduty.AppError](err)
	switch {
	case isWorded:
		return worded.text
	case isArgument && argument.Argument == "From":
		return "The user in whose name changes are made " + argument.Message + ". The operator should correct it."
	case errors.Is(err, pagerduty.ErrReadOnly):
		return "This PagerDuty connection is read-only. Only the operator can allow changes."
	case errors.Is(err, pagerduty.ErrWindow):
		return "PagerDuty lists only the first 10,000 records (offset + limit). Narrow the list with since and until or with other filters of the tool, and start again at offset 0."
	case errors.Is(err, pagerduty.ErrNoUser):
		return "The PagerDuty key belongs to no user (it is an account's key or an app's token), and this call needs a user. " +
			"The operator can use a user's key, or configure the e-mail address of the user in whose name changes are made."
	case errors.Is(err, pagerduty.ErrShiftBased):
		return "This schedule is shift-based (v3), and this call works only on schedules made of layers."
	case errors.Is(err, pagerduty.ErrLayered):
		return "This schedule is made of layers, and this call works only on shift-based (v3) ones."
	case isStatus:
		return fmt.Sprintf("Incident %s (#%d) is now %s. Its change to %s was not retried, since that would reopen it.", status.Incident.ID, status.Incident.Number, status.Incident.Status, status.Wanted)
	case isApp:
		return ofApp(app)
	case isFailure:
		return ofRequest(failure)
	case errors.Is(err, context.DeadlineExceeded):
		return "The call ran out of time."
	}
	return ""
}
