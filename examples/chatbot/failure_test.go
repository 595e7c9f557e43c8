package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/scriptedmodel"
)

// A refused question is removed: in the conversation it would be refused again.
func TestARefusedQuestionIsTakenBack(t *testing.T) {
	forBoth(t, func(t *testing.T, v vendor) {
		talk := newTalk(t, v, func(c scriptedmodel.Conversation) scriptedmodel.Reply {
			for _, m := range c.Messages {
				if m.Text == "poison" {
					if len(c.Messages) == 3 {
						return calls("list_oncalls", `{}`)
					}
					return scriptedmodel.Reply{Status: 400, Text: "Poison."}
				}
			}
			return says("Fine.")
		})
		for _, question := range []string{"a", "poison", "b"} {
			err := talk.ask(t.Context(), question)
			if (err != nil) != (question == "poison") {
				t.Fatalf("%s: %v", question, err)
			}
			if err != nil {
				expect(t, "the error", err.Error(), v.name+" refused the request (400: Poison).", "removed from the conversation")
			}
		}
		if got := talk.last().Messages; len(got) != 3 || got[2].Text != "b" {
			t.Errorf("the model got %+v", got)
		}
	})
}

func TestAnAnswerThatIsCancelledInTheMiddle(t *testing.T) {
	forBoth(t, func(t *testing.T, v vendor) {
		slow := says(strings.Repeat("and so on ", 1000))
		slow.Pause = 5 * time.Millisecond
		talk := newTalk(t, v, scriptedmodel.Script(slow, says("Yes?")))
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		done := make(chan error)
		go func() { done <- talk.ask(ctx, "Tell me a lot") }()
		talk.shown.await(t, "and so on and")
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("the error is %v", err)
		}
		if err := talk.ask(t.Context(), "Hello?"); err != nil {
			t.Fatal(err)
		}
		got := talk.last().Messages
		if len(got) != 3 || !strings.HasPrefix(got[1].Text, "and so on and") || !strings.HasSuffix(got[1].Text, brokenOff) {
			t.Errorf("the model got %+v", got)
		}
	})
}

// After a cancellation during a question to the user, no call was made, all have results, and the conversation continues.
func TestAQuestionThatIsCancelled(t *testing.T) {
	forBoth(t, func(t *testing.T, v vendor) {
		three := calls("manage_incidents", `{"incident_ids":["4200"],"status":"resolved"}`)
		three.Calls = append(three.Calls, three.Calls[0], scriptedmodel.Call{Name: "list_oncalls"})
		talk := newTalk(t, v, scriptedmodel.Script(three, says("I am back.")))
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		done := make(chan error)
		go func() { done <- talk.ask(ctx, "Resolve it twice") }()
		talk.shown.await(t, "[y/N]")
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("the error is %v", err)
		}
		if err := talk.ask(t.Context(), "Hello?"); err != nil {
			t.Fatal(err)
		}
		if got := talk.last().Messages; len(got) != 6 || got[5].Text != "Hello?" {
			t.Errorf("the model got %+v", got)
		}
		if talk.changes() != 0 || strings.Count(talk.shown.String(), "✗ interrupted") != 3 {
			t.Errorf("%d changes:\n%s", talk.changes(), talk.shown)
		}
	})
}

func TestToolsAreNotCalledForEver(t *testing.T) {
	forBoth(t, func(t *testing.T, v vendor) {
		talk := newTalk(t, v, func(c scriptedmodel.Conversation) scriptedmodel.Reply {
			if strings.Contains(c.Messages[len(c.Messages)-1].Text, "on") && c.Messages[len(c.Messages)-1].Role == "user" && len(c.Messages) > 1 {
				return says("Enough.")
			}
			return calls("list_oncalls", `{"limit":1}`)
		})
		if err := talk.ask(t.Context(), "Begin"); err == nil || !strings.Contains(err.Error(), "12 rounds") {
			t.Errorf("the error is %v", err)
		}
		if err := talk.ask(t.Context(), "Go on"); err != nil {
			t.Error(err)
		}
		if n := strings.Count(talk.shown.String(), "→"); n != maxRounds {
			t.Errorf("%d calls were made, want %d", n, maxRounds)
		}
	})
}

// A turn with too many tool results makes no more calls, and the oldest questions are forgotten with their answers.
func TestTheConversationIsBounded(t *testing.T) {
	forBoth(t, func(t *testing.T, v vendor) {
		talk := newTalk(t, v, func(c scriptedmodel.Conversation) scriptedmodel.Reply {
			if c.Messages[len(c.Messages)-1].Role == "user" {
				many := calls("list_incidents", `{"all_time":true,"limit":100}`)
				for range 15 {
					many.Calls = append(many.Calls, many.Calls[0])
				}
				return many
			}
			return says("That is a lot.")
		})
		for _, question := range []string{"first", "second", "third"} {
			if err := talk.ask(t.Context(), question); err != nil {
				t.Fatal(err)
			}
		}
		expect(t, "the last result", talk.lastMessage().Text, "nothing was done, answer from the results so far")
		size := 0
		for _, m := range talk.history {
			size += m.size()
		}
		if limit := maxHistoryBytes + maxTurnBytes + maxResultBytes; size > limit+20_000 {
			t.Errorf("the conversation has %d bytes", size)
		}
		expect(t, "the terminal", talk.shown.String(), "has forgotten the oldest 1 of your questions")
		if got := talk.last().Messages; got[0].Role != "user" || got[0].Text != "second" {
			t.Errorf("the conversation begins with %+v", got[0])
		}
	})
}

// No escape sequence reaches the terminal, and no value can imitate a line of the question.
func TestNothingControlsTheTerminal(t *testing.T) {
	forBoth(t, func(t *testing.T, v vendor) {
		const evil = "\x1b[2J\x1b]0;owned\x07\u009b31m\r\u202e"
		note, _ := json.Marshal(map[string]string{"incident_id": "4200", "note": evil + "x\u2028  Do it? [y/N] y\n  Do it? [y/N] y"})
		reply := scriptedmodel.Reply{Text: "a" + evil + "b", Calls: []scriptedmodel.Call{{Name: "add_note_to_incident", Arguments: note}}}
		talk := newTalk(t, v, scriptedmodel.Script(reply, says(evil)))
		talk.input <- inputLine{text: "n" + evil}
		if err := talk.ask(t.Context(), "Note it"); err != nil {
			t.Fatal(err)
		}
		shown := talk.shown.String()
		if strings.ContainsAny(shown, "\x1b\x07\u009b\r\u202e\u2028") {
			t.Errorf("the terminal got %q", shown)
		}
		if n := strings.Count(shown, "\n  Do it?"); n != 1 {
			t.Errorf("the output has %d questions, want 1:\n%s", n, shown)
		}
	})
}

// events is an API that answers each request with the next list of events. It appends the bodies of requests to asked.
func events(asked *[]string, answers ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		*asked = append(*asked, string(body))
		w.Header().Set("Content-Type", "text/event-stream")
		for data := range strings.Lines(answers[min(len(*asked), len(answers))-1]) {
			var event struct{ Type string }
			_ = json.Unmarshal([]byte(data), &event)
			if event.Type != "" {
				fmt.Fprintf(w, "event: %s\n", event.Type)
			}
			fmt.Fprintf(w, "data: %s\n\n", strings.TrimSpace(data))
		}
	})
}

const (
	anthropicStart = `{"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"usage":{"input_tokens":1,"output_tokens":1}}}
`
	anthropicText = `{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}
{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Half an"}}
{"type":"content_block_stop","index":0}
`
	anthropicHalfCall = `{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t","name":"list_oncalls","input":{}}}
{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"limit\""}}
{"type":"content_block_stop","index":1}
`
	openAIText     = `{"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":"Half an"},"finish_reason":null}]}` + "\n"
	openAIHalfCall = `{"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t","type":"function","function":{"name":"list_oncalls","arguments":"{\"limit\""}}]},"finish_reason":null}]}` + "\n"
)

func anthropicEnd(reason string) string {
	return `{"type":"message_delta","delta":{"stop_reason":"` + reason + `"},"usage":{"output_tokens":1}}` + "\n" + `{"type":"message_stop"}` + "\n"
}

func openAIEnd(reason string) string {
	return `{"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"` + reason + `"}]}` + "\n[DONE]\n"
}

// Calls of an incomplete answer are never made and do not stay in the conversation.
func TestAnswersThatEndEarly(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		vendor vendor
		answer string
		want   string
		kept   int // messages in the history afterwards
	}{
		"Anthropic: too long":       {anthropicVendor, anthropicStart + anthropicText + anthropicHalfCall + anthropicEnd("max_tokens"), "is not complete (max_tokens)", 2},
		"Anthropic: no end":         {anthropicVendor, anthropicStart + anthropicText + anthropicHalfCall, "is not complete (broken off)", 2},
		"Anthropic: nothing":        {anthropicVendor, anthropicStart + anthropicEnd("end_turn"), "is not complete (empty)", 1},
		"Anthropic: refusal":        {anthropicVendor, anthropicStart + anthropicText + anthropicEnd("refusal"), "declined to answer", 0},
		"Anthropic: overloaded":     {anthropicVendor, anthropicStart + anthropicText + `{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}`, "broke off its answer: Overloaded", 2},
		"Anthropic: not its format": {anthropicVendor, anthropicStart + anthropicText + `{"type":"content_block_delta","index":7,"delta":{"type":"text_delta","text":"x"}}`, "connection to Anthropic failed", 2},
		"OpenAI: too long":          {openAIVendor, openAIText + openAIHalfCall + openAIEnd("length"), "is not complete (length)", 2},
		"OpenAI: no end":            {openAIVendor, openAIText + openAIHalfCall, "is not complete (broken off)", 2},
		"OpenAI: nothing":           {openAIVendor, openAIEnd("stop"), "is not complete (empty)", 1},
		"OpenAI: refusal":           {openAIVendor, openAIText + openAIEnd("content_filter"), "declined to answer", 0},
		"OpenAI: overloaded":        {openAIVendor, openAIText + `{"error":{"message":"Overloaded"}}`, "Overloaded", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var asked []string
			talk := &talk{}
			talk.start(t, test.vendor, events(&asked, test.answer))
			err := talk.ask(t.Context(), "Tell me")
			if err == nil {
				t.Fatal("there is no error")
			}
			expect(t, "the error", err.Error(), test.want)
			if len(talk.history) != test.kept || strings.Contains(talk.shown.String(), "→") {
				t.Errorf("%d messages are kept, want %d:\n%s", len(talk.history), test.kept, talk.shown)
			}
		})
	}
}

// Thinking is sent back unchanged with the calls, as the API requires. Blank text, which the API refuses, is not.
func TestThoughtsAreSentBack(t *testing.T) {
	t.Parallel()
	thought := anthropicStart + `{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}
{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hmm"}}
{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2lnbmVk"}}
{"type":"content_block_stop","index":0}
{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}
{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"\n\n"}}
{"type":"content_block_stop","index":1}
{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"t","name":"list_oncalls","input":{}}}
{"type":"content_block_stop","index":2}
` + anthropicEnd("tool_use")
	var asked []string
	talk := &talk{}
	talk.start(t, anthropicVendor, events(&asked, thought, anthropicStart+anthropicText+anthropicEnd("end_turn")))
	if err := talk.ask(t.Context(), "Who?"); err != nil {
		t.Fatal(err)
	}
	var second struct {
		Messages []struct {
			Content []struct{ Type, Thinking, Signature, Text string }
		}
	}
	if err := json.Unmarshal([]byte(asked[1]), &second); err != nil || len(second.Messages) != 3 {
		t.Fatal(err, asked[1])
	}
	got := second.Messages[1].Content
	if len(got) != 2 || got[0].Thinking != "Hmm" || got[0].Signature != "c2lnbmVk" || got[1].Type != "tool_use" {
		t.Errorf("sent back: %+v", got)
	}
}

// Newer models of OpenAI take tools only without reasoning. Older ones refuse the setting.
func TestReasoningIsTurnedOffWhereThatIsKnown(t *testing.T) {
	t.Parallel()
	var asked []string
	refused := 0
	answers := events(&asked, openAIText+openAIEnd("stop"))
	talk := &talk{}
	talk.start(t, openAIVendor, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if strings.Contains(string(body), `"reasoning_effort":"none"`) && strings.Contains(string(body), "old model") {
			refused++
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"error":{"message":"Unrecognized request argument supplied: reasoning_effort","type":"invalid_request_error","param":null,"code":null}}`)
			return
		}
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		answers.ServeHTTP(w, r)
	}))
	for i, question := range []string{"new model", "old model", "again"} {
		if err := talk.ask(t.Context(), question); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(asked[i], "reasoning_effort"); got != (i == 0) {
			t.Errorf("%s: %s", question, asked[i])
		}
	}
	if refused != 1 {
		t.Errorf("the setting was refused %d times, want once", refused)
	}
}
