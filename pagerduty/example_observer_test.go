package pagerduty_test

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"os"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Log each attempt to send a request.
func ExampleWithObserver() {
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{} // the output of this example must stay the same
		}
		return a
	}}))
	observer := func(ctx context.Context, attempt pagerduty.Attempt) (context.Context, func(pagerduty.AttemptEnd)) {
		return ctx, func(end pagerduty.AttemptEnd) {
			logger.InfoContext(ctx, "PagerDuty", "operation", attempt.Operation, "attempt", attempt.Number, "status", end.StatusCode, "error", end.Err)
		}
	}
	client, err := pagerduty.New(pagerduty.APIKey(key), pagerduty.WithBaseURL(demoAccount()), pagerduty.WithObserver(observer))
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Incidents.Get(context.Background(), "PNOTHERE")
	fmt.Println(err)
	// Output:
	// level=INFO msg=PagerDuty operation=getIncident attempt=1 status=404 error="pagerduty: not found"
	// pagerduty: GET /incidents/PNOTHERE: 404 Not Found: Not Found (no incident has the id PNOTHERE)
}
