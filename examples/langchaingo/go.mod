module github.com/pagerduty-mcp/pagerduty-mcp-go/examples/langchaingo

go 1.26

require (
	github.com/pagerduty-mcp/pagerduty-mcp-go v0.0.0
	github.com/tmc/langchaingo v0.1.14
)

require (
	github.com/bahlo/generic-list-go v0.2.0 // indirect
	github.com/buger/jsonparser v1.1.2 // indirect
	github.com/dlclark/regexp2 v1.10.0 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/invopop/jsonschema v0.14.0 // indirect
	github.com/pb33f/ordered-map/v2 v2.3.1 // indirect
	github.com/pkoukk/tiktoken-go v0.1.6 // indirect
	go.yaml.in/yaml/v4 v4.0.0 // indirect
	golang.org/x/text v0.35.0 // indirect
)

replace github.com/pagerduty-mcp/pagerduty-mcp-go => ../..
