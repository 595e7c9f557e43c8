package pagerduty_test

import "github.com/pagerduty-mcp/pagerduty-mcp-go/internal/exampleaccount"

// The examples use an invented account. Your program has its own key, and needs no WithBaseURL.
const key = exampleaccount.Key

var demoAccount = exampleaccount.New

// readFile replaces os.ReadFile, and returns the key.
func readFile(string) ([]byte, error) { return []byte(key + "\n"), nil }
