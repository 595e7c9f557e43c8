module github.com/pagerduty-mcp/pagerduty-mcp-go/examples/go-pagerduty

go 1.26.0

require (
	github.com/PagerDuty/go-pagerduty v1.8.0
	github.com/heimweh/go-pagerduty v0.0.0-20250801140645-0b96cfc9bf17
	github.com/pagerduty-mcp/pagerduty-mcp-go v0.0.0
)

require (
	github.com/golang/snappy v0.0.4 // indirect
	github.com/google/go-querystring v1.1.0 // indirect
	github.com/klauspost/compress v1.16.7 // indirect
	github.com/montanaflynn/stats v0.7.1 // indirect
	github.com/spf13/afero v1.15.0 // indirect
	github.com/stretchr/testify v1.12.1 // indirect
	github.com/xdg-go/pbkdf2 v1.0.0 // indirect
	github.com/xdg-go/scram v1.1.2 // indirect
	github.com/xdg-go/stringprep v1.0.4 // indirect
	github.com/youmark/pkcs8 v0.0.0-20240726163527-a2c0da244d78 // indirect
	go.mongodb.org/mongo-driver v1.17.10 // indirect
	golang.org/x/crypto v0.59.0 // indirect
	golang.org/x/sync v0.25.0 // indirect
	golang.org/x/text v0.44.0 // indirect
	gopkg.in/ini.v1 v1.67.0 // indirect
)

replace github.com/pagerduty-mcp/pagerduty-mcp-go => ../..
