package doctor

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// abilities checks whether the account's plan has the abilities that tools need.
func abilities(ctx context.Context, client *pagerduty.Client, tools []mcptools.Tool) []Finding {
	var names []string
	err := client.Do(ctx, pagerduty.Request{Operation: "listAbilities", Method: http.MethodGet, Path: []string{"abilities"}, Root: "abilities"}, &names)
	failure, _ := errors.AsType[*pagerduty.Error](err)
	switch {
	case errors.Is(err, pagerduty.ErrForbidden) && len(failure.Scopes) > 0: // no tool needs that scope
		return []Finding{{Check: "rights.plan", State: NotChecked, Text: "the token lacks abilities.read, with which the account's plan could be seen"}}
	case err != nil:
		return []Finding{{Check: "rights.plan", State: NotChecked, Text: fmt.Sprintf("the account's plan: %v", err)}}
	}
	var findings []Finding
	for _, ability := range abilitiesOf(tools) {
		if !slices.Contains(names, ability) {
			findings = append(findings, Finding{Check: "rights.plan", State: Warning, Text: "the account's plan lacks the ability " + ability,
				Tools: toolsThatNeed(tools, ability), Mend: "Leave the tools out with --exclude-tools, or ask the account's owner about the plan."})
		}
	}
	if len(findings) == 0 {
		findings = []Finding{{Check: "rights.plan", State: OK, Text: "the account's plan has the abilities that the tools need"}}
	}
	return findings
}
