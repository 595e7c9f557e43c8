package explain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func ofRequest(e *pagerduty.Error) string {
	message := messageOf(e)
	switch {
	case errors.Is(e, pagerduty.ErrTooLate):
		return "Too little of the call's time was left to learn what becomes of a request that notifies people, so it was not sent. PagerDuty may be slow, or the operator's time limit short. " + ifRepeatable(e, "Try again later.")
	case errors.Is(e, context.Canceled):
		return "The call was cancelled."
	case errors.Is(e, pagerduty.ErrUntrusted):
		return fmt.Sprintf("The certificate of PagerDuty's API is not trusted (%v). If a proxy inspects TLS, the operator should add the proxy's certificate to those that this machine trusts.", e.Unwrap())
	case errors.Is(e, pagerduty.ErrProxy):
		return fmt.Sprintf("The proxy between this machine and PagerDuty failed or refused the connection (%v). The operator should check the proxy.", e.Unwrap())
	case errors.Is(e, pagerduty.ErrUnreachable) && isTimeout(e):
		return "PagerDuty did not answer in time. " + ifRepeatable(e, "Try again. ") + "If this continues, the operator should check the network."
	case errors.Is(e, pagerduty.ErrUnreachable):
		return fmt.Sprintf("PagerDuty could not be reached (%v). %sIf this continues, the operator should check the network and the address of the API.", e.Unwrap(), ifRepeatable(e, "Try again. "))
	case errors.Is(e, pagerduty.ErrRateLimited):
		return "PagerDuty's rate limit is reached (429). " + message + retryAfter(e)
	case errors.Is(e, pagerduty.ErrUnavailable) && e.StatusCode < 300:
		return "PagerDuty's response was cut off. Try again; if this continues, the operator should check the network and the address of the API."
	case errors.Is(e, pagerduty.ErrUnavailable):
		return fmt.Sprintf("PagerDuty failed (%d). %s%s", e.StatusCode, message, ifRepeatable(e, "Try again in a minute; see https://status.pagerduty.com."))
	case e.StatusCode >= 200 && e.StatusCode < 300 && errors.Is(e, io.ErrUnexpectedEOF):
		return "PagerDuty's response was cut off. If this continues, the operator should check the network."
	case e.StatusCode >= 200 && e.StatusCode < 300:
		return fmt.Sprintf("PagerDuty's response could not be understood (%s). The operator should check the address of the API.", reason(e))
	}
	return ofRefusal(e, message)
}

// pastWindow is PagerDuty's error code for a maintenance window that is over.
const pastWindow = 5003

// ofRefusal explains a response in which PagerDuty refuses the request.
func ofRefusal(e *pagerduty.Error, message string) string {
	switch {
	case errors.Is(e, pagerduty.ErrUnauthorized) && e.Unwrap() != nil:
		return fmt.Sprintf("PagerDuty refused the API key (401), and the key could not be read again: %v. The operator should fix this.", e.Unwrap())
	case errors.Is(e, pagerduty.ErrUnauthorized):
		return "PagerDuty refused the API key (401). " + message + "The operator should check the key, which may be revoked, and the address of the API, which depends on the account's region " +
			"(https://api.pagerduty.com or https://api.eu.pagerduty.com)."
	case errors.Is(e, pagerduty.ErrPlan):
		return "The account's PagerDuty plan lacks this feature (402). " + message + "Do without it, or ask an account owner about the plan." + instead(e)
	case errors.Is(e, pagerduty.ErrForbidden) && len(e.Scopes) > 0:
		return fmt.Sprintf("The token lacks an OAuth scope that this call needs: %s (403). %sThe operator should use a token with it.%s", mcptools.Clean(strings.Join(e.Scopes, " "), maxMessage), message, instead(e))
	case errors.Is(e, pagerduty.ErrForbidden) && isAnalytics(e):
		return "The key is not allowed to read analytics (403). " + message + "An OAuth token needs the scope analytics.write, even to read; a user needs a role that can see these teams and services." + instead(e)
	case errors.Is(e, pagerduty.ErrForbidden):
		return "The key is not allowed to do this (403). " + message + "The user's role or the token's scope is too narrow, or the account's plan lacks " + feature(e) + ": ask an admin."
	case errors.Is(e, pagerduty.ErrNoEndpoint):
		return fmt.Sprintf("Nothing is at %s of PagerDuty's API (404). The operator should check the address of the API; the account may also lack this feature.", mcptools.Clean(e.Path, maxMessage))
	case errors.Is(e, pagerduty.ErrNotFound):
		return "PagerDuty has no " + missingObject(e.Path) + " (404). Check the id; the key may also lack the right to see it."
	case e.StatusCode == http.StatusConflict:
		return "Something else changed it at the same time (409). " + message + "Read it again before you repeat the call."
	case errors.Is(e, pagerduty.ErrUnknownRequester):
		return fmt.Sprintf("PagerDuty has no user with the e-mail address in whose name this call was made (%d). %sThe operator should correct it.", e.StatusCode, message)
	case e.Code == pastWindow:
		return "The maintenance window is over, and PagerDuty changes no past ones. " + message
	case e.Operation == "createServiceDependency" && errors.Is(e, pagerduty.ErrInvalid):
		return fmt.Sprintf("PagerDuty refused the dependencies (%d). %sIt refuses all of them if one would close a cycle, if a service would have more than 2,000, or if a chain would be longer than 100. Get the dependencies of these services first.", e.StatusCode, message)
	case errors.Is(e, pagerduty.ErrInvalid) && strings.Contains(message, "already been taken"):
		return fmt.Sprintf("PagerDuty refused the arguments (%d). %sAnother object has this name or address: look it up and use it, or give another one.", e.StatusCode, message)
	case errors.Is(e, pagerduty.ErrInvalid):
		return fmt.Sprintf("PagerDuty refused the arguments (%d). %s%s", e.StatusCode, message, ifRepeatable(e, "Correct them and try again."))
	}
	return fmt.Sprintf("PagerDuty answered %d. %sThe operator should check the address of the API.", e.StatusCode, message)
}

func isAnalytics(e *pagerduty.Error) bool { return strings.HasPrefix(e.Path, "/analytics/") }

// feature returns the name of the feature of an operation that not all plans have.
func feature(e *pagerduty.Error) string {
	for _, part := range []string{"Outlier", "PastIncidents", "RelatedIncidents", "Orch", "AlertGrouping"} {
		if strings.Contains(e.Operation, part) {
			return "AIOps"
		}
	}
	return "the feature"
}

// instead returns what is possible without the refused operation; "" if there is no advice.
func instead(e *pagerduty.Error) string {
	if isAnalytics(e) {
		return " Without analytics, you can still list the incidents of a time, and read when each was acknowledged and resolved."
	}
	return ""
}

func isTimeout(e *pagerduty.Error) bool {
	timeout, ok := errors.AsType[net.Error](e.Unwrap())
	return ok && timeout.Timeout()
}

// messageOf returns PagerDuty's message with its details and its code as a sentence, or the client's message if PagerDuty sent none.
// It is shortened, so that the advice after it still fits.
func messageOf(e *pagerduty.Error) string {
	if e.Message == "" {
		return ""
	}
	if !e.IsTheirs() {
		return strings.ToUpper(e.Message[:1]) + strings.TrimRight(mcptools.Clean(e.Message[1:], maxMessage), ".") + ". "
	}
	message := "It said: " + strings.TrimRight(mcptools.Clean(e.Message, maxMessage), ".")
	if len(e.Details) > 0 {
		message += ": " + strings.TrimRight(mcptools.Clean(strings.Join(e.Details, "; "), maxMessage), ".")
	}
	if e.Code != 0 {
		message += fmt.Sprintf(" (code %d)", e.Code)
	}
	return message + ". "
}

// reason returns why a response could not be understood.
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

// ifRepeatable returns the advice to repeat a request, or "" if the request may have taken effect.
func ifRepeatable(e *pagerduty.Error, advice string) string {
	if e.Undecided() {
		return ""
	}
	return advice
}
