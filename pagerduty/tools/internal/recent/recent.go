// Package recent guards against repeated calls that would notify people again. PagerDuty itself notifies them each time.
package recent

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// Span is how long after a call the same call is taken for a repetition.
const Span = 10 * time.Minute

// Is reports whether something happened within Span.
func Is(ctx context.Context, at pagerduty.Time) bool {
	return at.After(when.Now(ctx).Add(-Span))
}

// Ago returns how long ago something was done, and by whom, such as "3 min ago by Amara Okafor".
func Ago(ctx context.Context, at pagerduty.Time, by pagerduty.Reference) string {
	ago := "less than a minute ago"
	switch past := when.Now(ctx).Sub(at.Time).Round(time.Minute); {
	case past >= 2*time.Hour:
		ago = view.Duration(past) + " ago"
	case past >= time.Minute:
		ago = fmt.Sprintf("%.0f min ago", past.Minutes())
	}
	if name := view.Name(by); name != "" {
		ago += " by " + name
	}
	return ago
}

// IsText reports whether two texts are the same to their readers.
func IsText(a, b string) bool { return strings.TrimSpace(a) == strings.TrimSpace(b) }

// Repeated returns the error for a text that was sent within Span, such as "published in post P1 2 min ago". again is what sending it again
// would do.
func Repeated(sent, again string) error {
	return fmt.Errorf("this text was %s, and %s: change it, or wait until it is %.0f minutes old", sent, again, Span.Minutes())
}
