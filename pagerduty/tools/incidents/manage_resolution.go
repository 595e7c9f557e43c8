package incidents

import (
	"context"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// noteLostResolutions adds a note on incidents that somebody else has resolved during the call. The client does not retry a failed attempt
// on them, so the resolution was not recorded.
func (in manageIncidentsInput) noteLostResolutions(ctx context.Context, client *pagerduty.Client, shown *changesView, before, after []pagerduty.Incident) {
	if in.Resolution == nil {
		return
	}
	acting, err := client.Users.Acting(ctx) // cached by the change
	if err != nil {
		return
	}
	var others []string
	for _, old := range before {
		at := indexOf(after, old.ID)
		if at < 0 || !old.IsOpen() {
			continue
		}
		if by := after[at].LastStatusChangeBy; by != nil && by.ID != "" && by.ID != acting.ID {
			others = append(others, fmt.Sprintf("%s (by %s)", old.ID, by.Label()))
		}
	}
	if len(others) > 0 {
		shown.Note = strings.TrimSpace(fmt.Sprintf("%s Somebody else has resolved these meanwhile, and the resolution was not recorded there: %s. Write a note instead.",
			shown.Note, strings.Join(others, ", ")))
	}
}
