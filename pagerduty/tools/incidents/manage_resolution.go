package incidents

import (
	"context"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// noteLostResolutions says which incidents somebody else has resolved while the change was under way: an attempt of it that failed is
// not repeated there, and its resolution was not recorded.
func (in manageIncidentsInput) noteLostResolutions(ctx context.Context, client *pagerduty.Client, shown *changesView, before, after []pagerduty.Incident) {
	if in.Resolution == nil {
		return
	}
	acting, err := client.Users.Acting(ctx) // known since the change was made in its name
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
