package explain

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func ofRequest(e *pagerduty.Error) string {
	said := theirWords(e)
	switch {
	case errors.Is(e, pagerduty.ErrTooLate):
		return "PagerDuty answers so slowly that what becomes of a request that notifies people could not be told in time, so it was not sent. " + ifDecided(e, "Try again later.")
	case errors.Is(e, context.Canceled):
		return "The call was cancelled."
	case errors.Is(e, pagerduty.ErrUntrusted):
		return fmt.Sprintf("The certificate at the address of PagerDuty's API is not trusted (%v). Where a proxy inspects TLS, the operator should add the proxy's certificate to those that this machine trusts.", e.Unwrap())
	case errors.Is(e, pagerduty.ErrProxy):
		return fmt.Sprintf("The proxy between this machine and PagerDuty failed or refused the connection (%v). The operator should check the proxy.", e.Unwrap())
	case errors.Is(e, pagerduty.ErrUnreachable) && isTimeout(e):
		return "PagerDuty did not answer in time. " + ifDecided(e, "Try again. ") + "If it stays so, the operator should check the network."
	case errors.Is(e, pagerduty.ErrUnreachable):
		return fmt.Sprintf("PagerDuty could not be reached (%v). %sIf it stays so, the operator should check the network and the address of the API.", e.Unwrap(), ifDecided(e, "Try again. "))
	case errors.Is(e, pagerduty.ErrRateLimited):
		return "PagerDuty's rate limit is reached (429). " + said + retryAfter(e)
	case errors.Is(e, pagerduty.ErrUnavailable) && e.StatusCode < 300:
		return "PagerDuty's answer broke off on its way. Try again; if it stays so, the operator should check the network and the address of the API."
	case errors.Is(e, pagerduty.ErrUnavailable):
		return fmt.Sprintf("PagerDuty failed (%d). %s%s", e.StatusCode, said, ifDecided(e, "Try again in a minute; see https://status.pagerduty.com."))
	case e.StatusCode >= 200 && e.StatusCode < 300:
		return fmt.Sprintf("PagerDuty's answer could not be understood (%s). The operator should check the address of the API.", reason(e))
	}
	return ofRefusal(e, said)
}

// ofRefusal explains an answer by which PagerDuty refuses.
func ofRefusal(e *pagerduty.Error, said string) string {
	switch {
	case errors.Is(e, pagerduty.ErrUnauthorized) && e.Unwrap() != nil:
		return fmt.Sprintf("PagerDuty refused the API key (401), and it could not be read again: %v. The operator should mend this.", e.Unwrap())
	case errors.Is(e, pagerduty.ErrUnauthorized):
		return "PagerDuty refused the API key (401). " + said + "The operator should check the key, that it was not revoked, and that the address of the API is that of the account's region " +
			"(https://api.pagerduty.com or https://api.eu.pagerduty.com)."
	case errors.Is(e, pagerduty.ErrPlan):
		return "The account's PagerDuty plan lacks this feature (402). " + said + "Do without it, or ask an account owner about the plan."
	case errors.Is(e, pagerduty.ErrForbidden) && len(e.Scopes) > 0:
		return fmt.Sprintf("The token lacks an OAuth scope that this needs: %s (403). %sThe operator should use a token with it.", mcptools.Clean(strings.Join(e.Scopes, " "), maxWords), said)
	case errors.Is(e, pagerduty.ErrForbidden):
		return "The key is not allowed to do this (403). " + said + "The user's role or the token's scope is too narrow, or the account's plan lacks the feature (AIOps, for similar incidents): ask an admin."
	case errors.Is(e, pagerduty.ErrNotFound):
		return fmt.Sprintf("PagerDuty knows nothing at %s (404). %sCheck the id; the key may also lack the right to see it.", e.Path, said)
	case e.StatusCode == http.StatusConflict:
		return "Something else changed it at the same time (409). " + said + "Read it again before you repeat this."
	case errors.Is(e, pagerduty.ErrUnknownRequester):
		return fmt.Sprintf("PagerDuty knows no user with the address in whose name this was asked (%d). %sThe operator should correct it.", e.StatusCode, said)
	case errors.Is(e, pagerduty.ErrInvalid):
		return fmt.Sprintf("PagerDuty refused the arguments (%d). %s%s", e.StatusCode, said, ifDecided(e, "Correct them and try again."))
	}
	return fmt.Sprintf("PagerDuty answered %d. %sThe operator should check the address of the API.", e.StatusCode, said)
}

func isTimeout(e *pagerduty.Error) bool {
	timeout, ok := errors.AsType[net.Error](e.Unwrap())
	return ok && timeout.Timeout()
}

// theirWords is PagerDuty's own message, with its codes, as a sentence, or what came instead of one. It is cut before it could displace what to do.
func theirWords(e *pagerduty.Error) string {
	if e.Message == "" {
		return ""
	}
	words := "It said: "
	if !e.IsTheirs() {
		return strings.ToUpper(e.Message[:1]) + strings.TrimRight(mcptools.Clean(e.Message[1:], maxWords), ".") + ". "
	}
	words += strings.TrimRight(mcptools.Clean(e.Message, maxWords), ".")
	if len(e.Details) > 0 {
		words += ": " + strings.TrimRight(mcptools.Clean(strings.Join(e.Details, "; "), maxWords), ".")
	}
	if e.Code != 0 {
		words += fmt.Sprintf(" (code %d)", e.Code)
	}
	return words + ". "
}

// reason is why an answer could not be understood.
func reason(e *pagerduty.Error) string {
	if cause := e.Unwrap(); cause != nil {
		return cause.Error()
	}
	return e.Message
}

func retryAfter(e *pagerduty.Error) string {
	if e.RetryAfter > 0 {
		return fmt.Sprintf("Retry after %.0f s.", math.Ceil(e.RetryAfter.Seconds()))
	}
	return "Retry after a minute."
}

// ifDecided is the advice, but where repeating could do a thing twice.
func ifDecided(e *pagerduty.Error, advice string) string {
	if e.Undecided() {
		return ""
	}
	return advice
}
