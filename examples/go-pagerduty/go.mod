module github.com/pagerduty-mcp/pagerduty-mcp-go/examples/go-pagerduty

go 1.26

require (
	github.com/PagerDuty/go-pagerduty v1.8.0
	github.com/pagerduty-mcp/pagerduty-mcp-go v0.0.0
)

require github.com/google/go-querystring v1.1.0 // indirect

replace github.com/pagerduty-mcp/pagerduty-mcp-go => ../..
