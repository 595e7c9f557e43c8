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

// vendor describes a vendor of models.
type vendor struct {
	name, keyVariable string
	model             string // the default of --model
}

var (
	anthropicVendor = vendor{"Anthropic", "ANTHROPIC_API_KEY", anthropic.ModelClaudeSonnet5_5}
	openAIVendor    = vendor{"OpenAI", "OPENAI_API_KEY", openai.ChatModelGPT6_1Terra}
)

// chooseVendor returns the vendor whose key is set. If both are, it returns Anthropic and a note for the user.
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
	return vendor{}, "", errors.New("there is no key for a model: set ANTHROPIC_API_KEY or OPENAI_API_KEY. To try the program, --demo needs no key")
}

// questionRemoved is for a question that the vendor would refuse again.
const questionRemoved = "Your question was removed from the conversation; changes that you confirmed stay."

// vendorError is a failure of a vendor, as a sentence for the user.
type vendorError struct {
	sentence string
	refused  bool // the same request would be refused again
	err      error
}

func (e *vendorError) Error() string { return e.sentence }
func (e *vendorError) Unwrap() error { return e.err }

// failure explains err. status is 0 without an answer; words are the vendor's message.
func (v vendor) failure(status int, words string, err error) *vendorError {
	detail := fmt.Sprintf("(%d: %s)", status, mcptools.Clean(strings.TrimRight(words, ". \n"), 300))
	failed := &vendorError{err: err}
	switch {
	case status == 0:
		failed.sentence = fmt.Sprintf("The connection to %s failed: %v. Ask again.", v.name, err)
	case status < 300:
		failed.sentence = fmt.Sprintf("%s broke off its answer: %s. Ask again.", v.name, mcptools.Clean(cmp.Or(words, err.Error()), 300))
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		failed.sentence = fmt.Sprintf("%s refused the key %s. Check %s.", v.name, detail, v.keyVariable)
	case status == http.StatusNotFound:
		failed.sentence = fmt.Sprintf("%s does not know the model %s. Choose another with --model.", v.name, detail)
	case status == http.StatusTooManyRequests:
		failed.sentence = fmt.Sprintf("%s is limiting requests %s. Ask again in a minute.", v.name, detail)
	case status >= http.StatusInternalServerError:
		failed.sentence = fmt.Sprintf("%s failed %s. Ask again in a minute.", v.name, detail)
	default:
		failed.refused = true
		failed.sentence = fmt.Sprintf("%s refused the request %s. %s", v.name, detail, questionRemoved)
	}
	return failed
}

// finish returns a streamed message that ended for this reason. An incomplete message is an error: the arguments of its calls may be
// incomplete, too.
func (v vendor) finish(m message, reason string) (message, error) {
	switch reason {
	case "end_turn", "stop_sequence", "tool_use", "stop", "tool_calls":
		if strings.TrimSpace(m.text) != "" || len(m.calls) > 0 {
			return m, nil
		}
		reason = "empty"
	case "refusal", "content_filter":
		return m, &vendorError{refused: true, sentence: v.name + "'s model declined to answer. " + questionRemoved}
	case "":
		reason = "broken off"
	}
	return m, &vendorError{sentence: fmt.Sprintf("The answer of %s is not complete (%s). Ask it to continue, or ask for less.", v.name, reason)}
}
