package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/shared"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// maxFailure is the length, in characters, to which a failure is cut: the advice after it must fit.
const maxFailure = 1800

// advise adds to a failure the setting with which the operator can fix it. The tools themselves name no flags, since other
// programs embed them. source returns where the key comes from; nil for the demo account and for callers.
func advise(settings *settings, source func() *keys.Source) mcptools.Middleware {
	return func(next mcptools.Handler) mcptools.Handler {
		return func(ctx context.Context, call mcptools.Call) mcptools.Result {
			result := next(ctx, call)
			if result.Err == nil {
				return result
			}
			if settings := settingsFor(result.Err, source(), settings); len(settings) > 0 {
				if result.Text = mcptools.Clean(result.Text, maxFailure); !strings.HasSuffix(result.Text, ".") {
					result.Text += "."
				}
				result.Text += " On this server: " + strings.Join(settings, " and ") + "."
			}
			return result
		}
	}
}

// settingsFor returns the flags and variables with which the operator fixes err, or what a caller with a key of their own does. The demo
// account has no key, host or From.
func settingsFor(err error, source *keys.Source, settings *settings) []string {
	key, host := remedies(source)
	failure, isFailure := errors.AsType[*pagerduty.Error](err)
	argument, isArgument := errors.AsType[*pagerduty.ArgumentError](err)
	_, isCap := errors.AsType[*middleware.CapError](err)
	app, isApp := errors.AsType[*pagerduty.AppError](err)
	_, isTimeLimit := errors.AsType[*middleware.TimeLimitError](err)
	switch {
	case errors.Is(err, pagerduty.ErrReadOnly):
		return []string{"--enable-write-tools"}
	case errors.Is(err, mcptools.ErrResultTooLarge):
		return []string{"--max-result-bytes"}
	case errors.Is(err, serve.ErrStateless):
		return []string{"--stateful"}
	case errors.Is(err, shared.ErrUnavailable):
		return []string{"--state"}
	case isCap:
		return []string{"--max-pages-per-hour"}
	case isTimeLimit && source != nil && source.Waits():
		return []string{"the key is not there yet (" + source.Name + "): the keychain or the command may be waiting for you to release it"}
	case isTimeLimit, errors.Is(err, pagerduty.ErrTooLate):
		return []string{"--call-timeout"}
	case settings.http.callers() && (isArgument && argument.Argument == "From" || errors.Is(err, pagerduty.ErrUnknownRequester) || errors.Is(err, pagerduty.ErrNoUser)):
		return []string{"a user's key in the header Authorization that your client sends"}
	case settings.http.callers() && errors.Is(err, pagerduty.ErrUnauthorized):
		return []string{"the key in the header Authorization that your client sends"}
	case settings.demo:
		return nil
	case isApp:
		return settingsForApp(app, source)
	case settings.http.app() && isFailure && len(failure.Scopes) > 0:
		return []string{"--scopes, and the scopes of the app in PagerDuty"}
	case settings.http.app() && errors.Is(err, pagerduty.ErrNoUser):
		return []string{fromVariable}
	case settings.http.app() && errors.Is(err, pagerduty.ErrUnauthorized):
		return []string{host}
	case isArgument && argument.Argument == "From", errors.Is(err, pagerduty.ErrUnknownRequester):
		return []string{fromVariable}
	case errors.Is(err, pagerduty.ErrNoUser):
		return []string{key, fromVariable}
	case errors.Is(err, pagerduty.ErrUntrusted):
		return trustSettings()
	case errors.Is(err, pagerduty.ErrProxy):
		return []string{"HTTPS_PROXY", "NO_PROXY"}
	case errors.Is(err, pagerduty.ErrUnauthorized):
		return slices.Compact([]string{key, host})
	case isFailure && (notPagerDutys(failure) || errors.Is(err, pagerduty.ErrNoEndpoint)):
		return []string{host}
	}
	return nil
}

// remedies returns what the operator changes for another key, and for another host. The host of a profile belongs to it.
func remedies(source *keys.Source) (key, host string) {
	switch {
	case source == nil:
		return keyVariable, hostVariable
	case source.Profile != nil:
		return source.Remedy, source.Remedy
	}
	return source.Remedy, hostVariable
}

// notPagerDutys reports whether something other than PagerDuty may be at the address: nothing answered, or not as PagerDuty does.
func notPagerDutys(failure *pagerduty.Error) bool {
	switch status := failure.StatusCode; {
	case status == 0:
		return errors.Is(failure, pagerduty.ErrUnreachable)
	case status < 400:
		return !errors.Is(failure, io.ErrUnexpectedEOF) // a response that was cut off may be PagerDuty's
	case status < 500:
		return !slices.Contains([]int{
			http.StatusBadRequest, http.StatusPaymentRequired, http.StatusForbidden, http.StatusNotFound, http.StatusRequestTimeout,
			http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity, http.StatusTooManyRequests,
		}, status)
	}
	return false
}

// Remedy returns what an operator can do about err. source is where the key comes from; nil if it is nowhere yet.
func Remedy(err error, source *keys.Source) string {
	key, host := remedies(source)
	problem := "PagerDuty could not be asked: " + strings.TrimPrefix(err.Error(), "pagerduty: ")
	argument, isArgument := errors.AsType[*pagerduty.ArgumentError](err)
	unread, isUnread := errors.AsType[*keys.ReadError](err)
	app, isApp := errors.AsType[*pagerduty.AppError](err)
	switch {
	case isApp && !isUnread:
		return remedyForApp(app, source)
	case isUnread:
		return "The key cannot be read: " + unread.Error()
	case isArgument && argument.Argument == "From":
		return fmt.Sprintf("%s %s. Changes would be refused: correct it.", fromVariable, argument.Message)
	case errors.Is(err, pagerduty.ErrNoUser):
		return fmt.Sprintf("Changes are made in a user's name: set %s to the e-mail address of a user of the account.", fromVariable)
	case errors.Is(err, pagerduty.ErrUnauthorized) && key == host:
		return fmt.Sprintf("PagerDuty refused the key (401): it was revoked, or its profile is for another region. Run %s again.", key)
	case errors.Is(err, pagerduty.ErrUnauthorized):
		return fmt.Sprintf("PagerDuty refused the key (401). Check %s, that the key was not revoked, and that %s is the region of the account: "+
			"https://api.pagerduty.com or https://api.eu.pagerduty.com.", key, host)
	case errors.Is(err, pagerduty.ErrForbidden):
		return "The key is not allowed to read (403): its role or scope is too narrow. Create another, or ask an admin. " + problem
	case errors.Is(err, pagerduty.ErrUntrusted):
		return problem + "\n" + TrustRemedy()
	case errors.Is(err, pagerduty.ErrProxy):
		return problem + "\nCheck the proxy (HTTPS_PROXY), or name the API's host in NO_PROXY."
	case errors.Is(err, pagerduty.ErrUnreachable):
		return fmt.Sprintf("%s\nCheck the network, a proxy (HTTPS_PROXY) and %s.", problem, host)
	}
	return fmt.Sprintf("%s\nCheck %s.", problem, host)
}
