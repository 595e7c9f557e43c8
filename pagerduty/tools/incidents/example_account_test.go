package incidents_test

import "github.com/pagerduty-mcp/pagerduty-mcp-go/internal/exampleaccount"

// The examples use a simulated account. Other programs have their own key, and need no WithBaseURL.
const key = exampleaccount.Key

var demoAccount = exampleaccount.New
