package explain

import (
	"errors"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// ofApp explains that PagerDuty issued no token to the app that makes the calls.
func ofApp(failure *pagerduty.AppError) string {
	reason := strings.TrimSuffix(mcptools.Clean(failure.Message, maxMessage), ".")
	if failure.Code != "" {
		reason = mcptools.Clean(failure.Code, maxMessage) + ": " + reason
	}
	text := "The app that makes these calls got no access token from PagerDuty (" + reason + "). "
	for _, passing := range []error{pagerduty.ErrUnreachable, pagerduty.ErrUnavailable, pagerduty.ErrRateLimited} {
		if errors.Is(failure, passing) {
			return text + "Try again in a minute. If it lasts, only the operator can fix it."
		}
	}
	return text + "Only the operator can fix it. Do not repeat the call."
}
