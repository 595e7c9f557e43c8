module github.com/pagerduty-mcp/pagerduty-mcp-go/examples/go-openai

go 1.26

require (
	github.com/pagerduty-mcp/pagerduty-mcp-go v0.0.0
	github.com/sashabaranov/go-openai v1.43.0
)

require (
	github.com/bahlo/generic-list-go v0.2.0 // indirect
	github.com/buger/jsonparser v1.1.2 // indirect
	github.com/invopop/jsonschema v0.13.0 // indirect
	github.com/mailru/easyjson v0.7.7 // indirect
	github.com/wk8/go-ordered-map/v2 v2.1.8 // indirect
	golang.org/x/text v0.35.0 // indirect
	gopkg.in/yaml.v3 v3.0.1 // indirect
)

replace github.com/pagerduty-mcp/pagerduty-mcp-go => ../..
