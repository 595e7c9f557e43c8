// Package explain turns failures into sentences that tell a model what happened and what to do.
package explain

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

const (
	maxSentence = 2000
	maxWords    = 600 // of PagerDuty's message in it, and as many of its details
)

// Failures is the middleware of every PagerDuty tool. A change that PagerDuty accepted is no
// failure, even if its answer could not be read.
func Failures(next mcptools.Handler) mcptools.Handler {
	return func(ctx context.Context, call mcptools.Call) mcptools.Result {
		result := next(ctx, call)
		if result.Err == nil {
			return result
		}
		if errors.Is(result.Err, pagerduty.ErrAccepted) {
			text, _ := json.Marshal(map[string]any{"done": true, "note": "PagerDuty accepted this, " +
				"but its answer could not be read. Do not repeat it; read the object again to see it."})
			return mcptools.Result{Text: string(text)}
		}
		sentence := Sentence(result.Err)
		if sentence == "" {
			sentence = strings.ReplaceAll(result.Text, "pagerduty: ", "") // Go's way to say whose error it is
		}
		result.Text = mcptools.Clean(sentence, maxSentence)
		return result
	}
}

// Sentence explains err; "" if it is nothing of PagerDuty's and says all itself.
func Sentence(err error) string {
	failure, isFailure := errors.AsType[*pagerduty.Error](err)
	argument, isArgument := errors.AsType[*pagerduty.ArgumentError](err)
	switch {
	case isArgument && argument.Argument == "From":
		return "PAGERDUTY_FROM_EMAIL " + argument.Message + ". Nothing was changed. The operator should correct it."
	case errors.Is(err, pagerduty.ErrReadOnly):
		return "This PagerDuty connection is read-only and nothing was changed. The operator enables changes with --enable-write-tools."
	case errors.Is(err, pagerduty.ErrWindow):
		return "PagerDuty lists only the first 10,000 records (offset + limit). Narrow the list with since and until, or with filters, and start again from offset 0."
	case errors.Is(err, pagerduty.ErrNoUser):
		return "The PagerDuty key belongs to no user (it is an account's key or an app's token), and this acts in a user's name. Nothing was changed. " +
			"The operator can use a user's key, or set PAGERDUTY_FROM_EMAIL to the e-mail address of a user of the account."
	case isFailure:
		return ofRequest(failure)
	}
	return ""
}

func ofRequest(e *pagerduty.Error) string {
	said := theirWords(e)
	switch {
	case errors.Is(e, context.Canceled):
		return "The call was cancelled." + unknownOutcome(e)
	case errors.Is(e, pagerduty.ErrUnreachable):
		return fmt.Sprintf("PagerDuty could not be reached (%v).%s Try again; if it stays so, the operator should check the network and PAGERDUTY_API_HOST.", e.Unwrap(), unknownOutcome(e))
	case errors.Is(e, pagerduty.ErrUnauthorized) && e.Unwrap() != nil:
		return fmt.Sprintf("PagerDuty refused the API key (401), and it could not be read again: %v. The operator should mend this.", e.Unwrap())
	case errors.Is(e, pagerduty.ErrUnauthorized):
		return "PagerDuty refused the API key (401). " + said + "The operator should check PAGERDUTY_USER_API_KEY, that the key was not revoked, and that PAGERDUTY_API_HOST is the account's region " +
			"(https://api.pagerduty.com or https://api.eu.pagerduty.com)."
	case errors.Is(e, pagerduty.ErrPlan):
		return "The account's PagerDuty plan lacks this feature (402). " + said + "Do without it, or ask an account owner about the plan."
	case errors.Is(e, pagerduty.ErrForbidden):
		return "The key is not allowed to do this (403). " + said + "The user's role or the token's scope is too narrow, or the account's plan lacks the feature (AIOps, for similar incidents): ask an admin."
	case errors.Is(e, pagerduty.ErrNotFound):
		return fmt.Sprintf("PagerDuty knows nothing at %s (404). %sCheck the id; the key may also lack the right to see it.", e.Path, said)
	case errors.Is(e, pagerduty.ErrRateLimited):
		return "PagerDuty's rate limit is reached (429). " + said + retryAfter(e)
	case errors.Is(e, pagerduty.ErrInvalid):
		if e.Uncertain {
			return fmt.Sprintf("PagerDuty refused the arguments (%d), after an attempt that went without an answer. %s%s", e.StatusCode, said, strings.TrimSpace(unknownOutcome(e)))
		}
		return fmt.Sprintf("PagerDuty refused the arguments (%d). %sNothing was changed. Correct them and try again.", e.StatusCode, said)
	case errors.Is(e, pagerduty.ErrUnavailable) && e.StatusCode < 300:
		return "PagerDuty's answer broke off on its way. Try again; if it stays so, the operator should check the network and PAGERDUTY_API_HOST."
	case errors.Is(e, pagerduty.ErrUnavailable):
		return strings.TrimSpace(fmt.Sprintf("PagerDuty failed (%d). %s", e.StatusCode, said)) + unknownOutcome(e) + " Try again in a minute; see https://status.pagerduty.com."
	case e.StatusCode >= 200 && e.StatusCode < 300:
		return fmt.Sprintf("PagerDuty's answer could not be understood (%s). The operator should check PAGERDUTY_API_HOST.", reason(e))
	}
	return fmt.Sprintf("PagerDuty answered %d. %sThe operator should check PAGERDUTY_API_HOST.", e.StatusCode, said)
}

// theirWords is PagerDuty's own message, with its codes, as a sentence. It is cut before it could displace what to do.
func theirWords(e *pagerduty.Error) string {
	if e.Message == "" {
		return ""
	}
	words := "It said: " + strings.TrimRight(mcptools.Clean(e.Message, maxWords), ".")
	if len(e.Details) > 0 {
		words += ": " + strings.TrimRight(mcptools.Clean(strings.Join(e.Details, "; "), maxWords), ".")
	}
	if e.Code != 0 {
		words += fmt.Sprintf(" (code %d)", e.Code)
	}
	return words + ". "
}

func reason(e *pagerduty.Error) string {
	if cause := e.Unwrap(); cause != nil {
		return e.Message + ": " + cause.Error()
	}
	return e.Message
}

func retryAfter(e *pagerduty.Error) string {
	if e.RetryAfter > 0 {
		return fmt.Sprintf("Retry after %.0f s.", math.Ceil(e.RetryAfter.Seconds()))
	}
	return "Retry after a minute."
}

// unknownOutcome warns where a change may have been made although the request failed.
func unknownOutcome(e *pagerduty.Error) string {
	if !e.Mutates {
		return ""
	}
	return " The change may or may not have been made: look before you repeat it."
}
