package staffing

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/attachment"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
)

func (t *tools) resources() []mcptools.Resource {
	return attachment.Attachment{
		Path: "users/{id}", Name: "user", Title: "User", Description: "One user: teams, how they are notified, duty now and next. By id, name or e-mail address.",
		Parts:    []attachment.Part{{Tool: "get_user", Arguments: attachment.ID("user_id")}},
		Complete: identify.Suggest(t.source, identify.User()),
	}.Resources()
}
