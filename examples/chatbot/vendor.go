package main

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/anthropics/anthropic-sdk-go"
	"github.com/openai/openai-go/v3"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// vendor is what the program says of one.
type vendor struct {
	name, keyVariable string
	model             string // unless --model names another
}

var (
	anthropicVendor = vendor{"Anthropic", "ANTHROPIC_API_KEY", anthropic.ModelClaudeSonnet5_5}
	openAIVendor    = vendor{"OpenAI", "OPENAI_API_KEY", openai.ChatModelGPT6_1Terra}
)

// chooseVendor takes the one whose key is set. The note says which, where both are.
func chooseVendor(environment func(string) string) (chosen vendor, note string, err error) {
	set := func(v vendor) bool { return strings.TrimSpace(environment(v.keyVariable)) != "" }
	switch {
	case set(anthropicVendor) && set(openAIVendor):
		return anthropicVendor, "ANTHROPIC_API_KEY and OPENAI_API_KEY are both set: this uses Anthropic. Unset ANTHROPIC_API_KEY to use OpenAI.", nil
	case set(anthropicVendor):
		return anthropicVendor, "", nil
	case set(openAIVendor):
		return openAIVendor, "", nil
	}
	return vendor{}, "", errors.New("there is no model to talk to: set ANTHROPIC_API_KEY or OPENAI_API_KEY. To try things first, --demo needs no key")
}

// takenBack says what becomes of a question that cannot stay in the conversation.
const takenBack = "The conversation goes on as if you had not asked; what you confirmed stays done."

// vendorError is a failure of a vendor as a sentence, without the vendor's raw answer.
type vendorError struct {
	sentence string
	refused  bool // the same request would be refused again
	err      error
}

func (e *vendorError) Error() string { return e.sentence }
func (e *vendorError) Unwrap() error { return e.err }

// failure explains err. Status is 0 where no answer came, words are what the vendor said.
func (v vendor) failure(status int, words string, err error) *vendorError {
	said := fmt.Sprintf("(%d: %s)", status, mcptools.Clean(strings.TrimRight(words, ". \n"), 300))
	failed := &vendorError{err: err}
	switch {
	case status == 0:
		failed.sentence = fmt.Sprintf("The connection to %s failed: %v. Ask again.", v.name, err)
	case status < 300:
		failed.sentence = fmt.Sprintf("%s broke off in the middle: %s. Ask again.", v.name, mcptools.Clean(cmp.Or(words, err.Error()), 300))
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		failed.sentence = fmt.Sprintf("%s refused the key %s. Check %s.", v.name, said, v.keyVariable)
	case status == http.StatusNotFound:
		failed.sentence = fmt.Sprintf("%s does not know the model %s. Choose another with --model.", v.name, said)
	case status == http.StatusTooManyRequests:
		failed.sentence = fmt.Sprintf("%s answers no more for now %s. Ask again in a minute.", v.name, said)
	case status >= http.StatusInternalServerError:
		failed.sentence = fmt.Sprintf("%s failed %s. Ask again in a minute.", v.name, said)
	default:
		failed.refused = true
		failed.sentence = fmt.Sprintf("%s refused the request %s. %s", v.name, said, takenBack)
	}
	return failed
}

// finish is a streamed message that has come to its end for this reason. Calls of one that was cut off must not be made, as
// their arguments may be cut off, too: that is an error.
func (v vendor) finish(m message, reason string) (message, error) {
	switch reason {
	case "end_turn", "stop_sequence", "tool_use", "stop", "tool_calls":
		if strings.TrimSpace(m.text) != "" || len(m.calls) > 0 {
			return m, nil
		}
		reason = "with no word"
	case "refusal", "content_filter":
		return m, &vendorError{refused: true, sentence: v.name + "'s model declined to answer. " + takenBack}
	case "":
		reason = "before it was complete"
	}
	return m, &vendorError{sentence: fmt.Sprintf("%s ended the answer %s. Ask it to go on, or ask for less.", v.name, reason)}
}
