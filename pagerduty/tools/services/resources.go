package services

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/attachment"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
)

func (t *tools) resources() []mcptools.Resource {
	return attachment.Attachment{
		Path: "services/{id}", Name: "service", Title: "Service", Description: "One service and its settings. By id or name.",
		Parts:    []attachment.Part{{Tool: "get_service", Arguments: attachment.ID("service_id")}},
		Complete: identify.Suggest(t.source, identify.Service()),
	}.Resources()
}
