// Package output turns what a tool returns into compact JSON that is fit for a model and stays within a byte budget.
package output

import (
	"bytes"
	"encoding/json"
	"errors"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/text"
)

const (
	MaxString     = 2000 // characters of a string in a result
	MaxItemString = 300  // characters of a string in an item of a List
)

// ErrTooLarge is the error of a result that cannot be cut down to the budget.
var ErrTooLarge = errors.New("the result is too large: ask for less (a smaller limit, a narrower filter), " +
	"or let the operator allow larger results")

// Encode encodes content as compact JSON and cleans its strings, keys included. Strings are cut to maxLength characters.
func Encode(content any, maxLength int) ([]byte, error) {
	encoded, err := text.Marshal(content)
	if err != nil {
		return nil, err
	}
	var out []byte
	copied := 0
	for at := 0; ; {
		begin := bytes.IndexByte(encoded[at:], '"')
		if begin < 0 {
			break
		}
		begin += at
		end, clean := scanString(encoded, begin, maxLength)
		if !clean {
			var s string
			if err := json.Unmarshal(encoded[begin:end], &s); err != nil {
				return nil, err
			}
			out = text.AppendString(append(out, encoded[copied:begin]...), text.Clean(s, maxLength))
			copied = end
		}
		at = end
	}
	if copied == 0 {
		return encoded, nil
	}
	return append(out, encoded[copied:]...), nil
}

// Within cuts encoded JSON down to the budget, which is 0 for any size.
func Within(encoded []byte, budget int) ([]byte, error) {
	if budget == 0 || len(encoded) <= budget {
		return encoded, nil
	}
	return trim(encoded, budget)
}

// scanString returns the end of the JSON string at begin, and whether it need not be cleaned or cut. It may report false for a clean
// string that has unusual escapes or joined pictures.
func scanString(data []byte, begin, maxLength int) (end int, clean bool) {
	length := 0
	for end = begin + 1; data[end] != '"'; length++ {
		size := plainSize(data[end:])
		if size == 0 {
			for ; data[end] != '"'; end++ {
				if data[end] == '\\' {
					end++
				}
			}
			return end + 1, false
		}
		end += size
	}
	return end + 1, length <= maxLength
}

// plainSize returns how many bytes the character takes that a JSON string goes on with, or 0 if it may have to be cleaned.
func plainSize(data []byte) int {
	switch b := data[0]; {
	case b == '\\':
		if bytes.IndexByte([]byte(`"\nt`), data[1]) >= 0 {
			return 2
		}
		return 0
	case b < utf8.RuneSelf:
		if ' ' <= b && b <= '~' {
			return 1
		}
		return 0
	}
	r, size := utf8.DecodeRune(data)
	if !text.IsPlain(r) {
		return 0
	}
	return size
}
