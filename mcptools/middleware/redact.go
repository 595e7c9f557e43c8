package middleware

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// redacted stands where replace left nothing of a failure's text.
const redacted = "The call failed. Why is not shown here."

// Redact passes what a model gets to read through replace: every string value of a result, and the text of a failure as a whole.
//
//	phone := regexp.MustCompile(`\+?\d[\d ()-]{7,}\d`)
//	middleware.Redact(func(s string) string { return phone.ReplaceAllString(s, "[phone]") })
//
// Names of members, numbers and all else of a result stay as they are, to the byte, so that it remains one JSON value. So do the
// Go error of a failure, which no model reads, and the arguments of the call.
//
// It reads what the model would read: results in which long strings were cut already, in a List at 300 characters. What a cut left
// of a match stays if replace does not know it by its beginning; a string that was cut ends in "…[+n]", with the number of
// characters that are missing, and replace can take out what stands before that.
func Redact(replace func(string) string) mcptools.Middleware {
	if replace == nil {
		panic("middleware: Redact needs a function that replaces")
	}
	return func(next mcptools.Handler) mcptools.Handler {
		return func(ctx context.Context, call mcptools.Call) mcptools.Result {
			result := next(ctx, call)
			if result.Err != nil {
				result.Text = redactFailure(result, replace)
			} else {
				result.Text = string(redactJSON([]byte(result.Text), replace))
			}
			if result.Structured != nil {
				result.Structured = redactJSON(result.Structured, replace)
			}
			return result
		}
	}
}

// redactFailure leaves a text in any case: for a failure without one, Tool.Call would show the model its error. It takes invisible
// characters out first, as Tool.Call would do after it: what they hide would come to light.
func redactFailure(result mcptools.Result, replace func(string) string) string {
	text := mcptools.Clean(result.Text, len(result.Text))
	if text == "" {
		text = clean(result.Err.Error())
	}
	if text = replace(text); clean(text) == "" {
		return redacted
	}
	return text
}

// redactJSON replaces the string values in a JSON value, and what is no JSON value as a whole.
func redactJSON(data []byte, replace func(string) string) []byte {
	if !json.Valid(data) {
		return []byte(replace(string(data)))
	}
	var out []byte
	copied := 0
	for at := 0; at < len(data); at++ {
		if data[at] != '"' {
			continue
		}
		start := at
		at = closingQuote(data, start)
		if isName(data[at+1:]) {
			continue
		}
		var text string
		_ = json.Unmarshal(data[start:at+1], &text) // valid, as all of it is
		if replaced := replace(text); replaced != text {
			literal, _ := marshal(replaced) // a string always encodes
			out = append(append(out, data[copied:start]...), bytes.TrimSpace(literal)...)
			copied = at + 1
		}
	}
	if copied == 0 {
		return data
	}
	return append(out, data[copied:]...)
}

// closingQuote finds the end of the string that begins at start.
func closingQuote(data []byte, start int) int {
	for at := start + 1; ; at++ {
		switch data[at] {
		case '\\':
			at++
		case '"':
			return at
		}
	}
}

// isName tells whether the string before rest is the name of a member.
func isName(rest []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(rest, " \t\r\n"), []byte(":"))
}
