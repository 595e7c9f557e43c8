package pagerduty_test

import "github.com/pagerduty-mcp/pagerduty-mcp-go/internal/exampleaccount"

// The examples work on an invented account. A program of one's own has a key of its own, and needs
// no WithBaseURL.
const key = exampleaccount.Key

var demoAccount = exampleaccount.New

// readFile is os.ReadFile with a file that holds the key.
func readFile(string) ([]byte, error) { return []byte(key + "\n"), nil }
