package middleware

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// redacted is the text of a failure of which filter left nothing.
const redacted = "The call failed. The reason is not shown here."

// Redact filters every text that a model reads: filter is called with each string value of a result, or with the whole text of a failure,
// and returns its replacement.
//
//	phone := regexp.MustCompile(`\+?\d[\d ()-]{7,}\d`)
//	middleware.Redact(func(s string) string { return phone.ReplaceAllString(s, "[phone]") })
//
// Everything else in a result, such as names of members and numbers, stays the same to the byte, and the result remains valid JSON.
// Redact does not change the Go error of a failure, which no model reads, or the arguments of the call.
//
// Long strings have already been cut when filter sees them, in a List at 300 characters. A cut string ends in "…[+n]", where n is the
// number of missing characters. The cut may have left only the beginning of a match, so filter should also look for that before
// the "…[+n]".
func Redact(filter func(string) string) mcptools.Middleware {
	if filter == nil {
		panic("middleware: Redact needs a filter")
	}
	return func(next mcptools.Handler) mcptools.Handler {
		return func(ctx context.Context, call mcptools.Call) mcptools.Result {
			result := next(ctx, call)
			if result.Err != nil {
				result.Text = redactFailure(result, filter)
			} else {
				result.Text = string(redactJSON([]byte(result.Text), filter))
			}
			if result.Structured != nil {
				result.Structured = redactJSON(result.Structured, filter)
			}
			return result
		}
	}
}

// redactFailure never returns an empty text, for which Tool.Call would show the error instead. It removes invisible characters before it
// filters: they could hide a match, and Tool.Call would remove them afterwards.
func redactFailure(result mcptools.Result, filter func(string) string) string {
	text := mcptools.Clean(result.Text, len(result.Text))
	if text == "" {
		text = clean(result.Err.Error())
	}
	if text = filter(text); clean(text) == "" {
		return redacted
	}
	return text
}

// redactJSON filters the string values in a JSON value. It filters data that is not JSON as a whole.
func redactJSON(data []byte, filter func(string) string) []byte {
	if !json.Valid(data) {
		return []byte(filter(string(data)))
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
		_ = json.Unmarshal(data[start:at+1], &text) // valid, because all of data is
		if replaced := filter(text); replaced != text {
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

// closingQuote returns the index of the quote that ends the string at start.
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

// isName reports whether the string before rest is the name of a member.
func isName(rest []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(rest, " \t\r\n"), []byte(":"))
}
