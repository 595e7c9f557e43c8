package explain_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func TestAppsWithoutAToken(t *testing.T) {
	t.Parallel()
	for want, failure := range map[string]*pagerduty.AppError{
		"(invalid_client: the secret is wrong). Only the operator can fix it": {StatusCode: 401, Code: "invalid_client", Message: "the secret is wrong."},
		"(the answer does not say why). Try again in a minute":                {StatusCode: 503, Message: "the answer does not say why"},
		"(no answer came). Try again in a minute":                             {Message: "no answer came"},
		"(the answer has no access_token). Only the operator":                 {StatusCode: 200, Message: "the answer has no access_token"},
	} {
		result := call(t, fmt.Errorf("pagerduty: reading the credential: %w", failure))
		if !strings.Contains(result.Text, want) || !errors.Is(result.Err, mcptools.ErrNothingDone) {
			t.Errorf("%q does not say %q; %v", result.Text, want, result.Err)
		}
	}
}
