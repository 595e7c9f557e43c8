module github.com/pagerduty-mcp/pagerduty-mcp-go/examples/mcp-go

go 1.26

require (
	github.com/mark3labs/mcp-go v1.2.1
	github.com/pagerduty-mcp/pagerduty-mcp-go v0.0.0
)

require (
	github.com/bahlo/generic-list-go v0.2.0 // indirect
	github.com/buger/jsonparser v1.1.2 // indirect
	github.com/google/jsonschema-go v0.4.2 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/invopop/jsonschema v0.14.0 // indirect
	github.com/pb33f/ordered-map/v2 v2.3.1 // indirect
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3 // indirect
	github.com/spf13/cast v1.7.1 // indirect
	github.com/yosida95/uritemplate/v3 v3.0.2 // indirect
	go.yaml.in/yaml/v4 v4.0.0 // indirect
	golang.org/x/text v0.35.0 // indirect
)

replace github.com/pagerduty-mcp/pagerduty-mcp-go => ../..
