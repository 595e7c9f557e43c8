package serve_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/wire"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

type askInput struct {
	Questions []string `json:"questions" jsonschema_description:"What to ask."`
	Note      string   `json:"note,omitempty" jsonschema_description:"Anything."`
}

type askOutput struct {
	Answers []bool `json:"answers"`
}

func askAll(ctx context.Context, in askInput) (out askOutput, err error) {
	for _, question := range in.Questions {
		yes, err := mcptools.Ask(ctx, question)
		if err != nil {
			return out, err
		}
		out.Answers = append(out.Answers, yes)
	}
	return out, nil
}

func askTool() mcptools.Tool { return mcptools.Destructive("ask", "Asks the user.", askAll) }

// connectToAsk connects a client of the handshake era that can ask its user.
func connectToAsk(t *testing.T, tools []mcptools.Tool, opts ...serve.Option) *peer {
	t.Helper()
	p := connect(t, newServer(t, append(testTools(), tools...), opts...))
	p.InitializeAs("2025-11-25", `{"elicitation":{}}`)
	return p
}

// callToAsk calls the tool ask.
func (p *peer) callToAsk(id string, questions ...string) {
	p.t.Helper()
	list, _ := json.Marshal(questions)
	p.Request(id, "tools/call", fmt.Sprintf(`{"name":"ask","arguments":{"questions":%s}}`, list))
}

// asked returns the id of the next message, which must be the question.
func (p *peer) asked(question string) (id string) {
	p.t.Helper()
	return questionID(p.t, p.Next(), question)
}

// questionID returns the id of a message, which must be the question.
func questionID(t testing.TB, message wire.Message, question string) (id string) {
	t.Helper()
	var params struct{ Message string }
	if err := json.Unmarshal(message.Params, &params); err != nil || message.Method != "elicitation/create" || params.Message != question {
		t.Fatalf("got %s, want the question %q", message, question)
	}
	return string(message.ID)
}

func (p *peer) answer(id, result string) {
	p.t.Helper()
	p.Send(`{"jsonrpc":"2.0","id":%s,"result":%s}`, id, result)
}

// checkText checks that the text of a tool's result contains want.
func checkText(t testing.TB, result wire.Message, want string, wantError bool) {
	t.Helper()
	if text, isError := result.ToolText(t); !strings.Contains(text, want) || isError != wantError {
		t.Errorf("got %q (error: %v), want %q", text, isError, want)
	}
}

// withdrawn checks that the next message cancels a question.
func (p *peer) withdrawn(id string) {
	p.t.Helper()
	message := p.Next()
	var params struct{ RequestID json.RawMessage }
	if err := json.Unmarshal(message.Params, &params); err != nil || message.Method != "notifications/cancelled" || string(params.RequestID) != id || message.ID != nil {
		p.t.Errorf("got %+v, want the cancellation of question %s", message, id)
	}
}

func TestQuestionOnTheWire(t *testing.T) {
	t.Parallel()
	const form = `"requestedSchema":{"type":"object","properties":{"confirm":{"type":"boolean","title":"Yes","description":"Accept with this on to say yes; decline to say no.","default":true}}}}`
	for version, want := range map[string]string{
		"2025-06-18": `{"message":"Page <Ada>?",` + form,
		"2025-11-25": `{"mode":"form","message":"Page <Ada>?",` + form,
		"2099-01-01": `{"mode":"form","message":"Page <Ada>?",` + form,
	} {
		p := connect(t, newServer(t, []mcptools.Tool{askTool()}))
		p.InitializeAs(version, `{"elicitation":{},"sampling":{},"roots":7}`)
		p.callToAsk("1", "Page <Ada>?")
		if question := p.Expect(`"ask-1"`); string(question.Params) != want {
			t.Errorf("%s: got  %s\nwant %s", version, question.Params, want)
		}
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		response string
		want     string
		isError  bool
	}{
		{`"result":{"action":"accept","content":{"confirm":true}}`, `{"answers":[true]}`, false},
		{`"result":{"action":"accept","content":{"confirm":false}}`, `{"answers":[false]}`, false},
		{`"result":{"action":"accept","content":{}}`, `{"answers":[true]}`, false},
		{`"result":{"action":"accept","content":{"other":1}}`, `{"answers":[true]}`, false},
		{`"result":{"action":"accept","content":null}`, `{"answers":[true]}`, false},
		{`"result":{"action":"accept"}`, `{"answers":[true]}`, false},
		{`"result":{"action":"accept"},"error":null`, `{"answers":[true]}`, false},
		{`"result":{"action":"decline"}`, `{"answers":[false]}`, false},
		{`"result":{"action":"decline","content":{"confirm":true}}`, `{"answers":[false]}`, false},
		{`"result":{"action":"cancel","content":[]}`, `{"answers":[false]}`, false},
		{`"result":{"action":"accept","content":{"confirm":"yes"}}`, `cannot be understood`, true},
		{`"result":{"action":"accept","content":{"confirm":null}}`, `cannot be understood`, true},
		{`"result":{"action":"accept","content":{"confirm":1}}`, `cannot be understood`, true},
		{`"result":{"action":"accept","content":"yes"}`, `cannot be understood`, true},
		{`"result":{"action":"Accepted"}`, `cannot be understood`, true},
		{`"result":{"content":{"confirm":true}}`, `cannot be understood`, true},
		{`"result":{}`, `cannot be understood`, true},
		{`"result":null`, `cannot be understood`, true},
		{`"result":true`, `cannot be understood`, true},
		{`"error":{"code":-32603,"message":"no\u0007 screen"}`, `the client did not ask the user (error -32603): no screen`, true},
		{`"error":{"code":-32603,"message":"no screen"},"result":{"action":"accept"}`, `(error -32603)`, true},
		{`"error":"no"`, `it gave no reason`, true},
	} {
		t.Run(test.response, func(t *testing.T) {
			t.Parallel()
			p := connectToAsk(t, []mcptools.Tool{askTool()})
			p.callToAsk("1", "Sure?")
			p.Send(`{"jsonrpc":"2.0","id":%s,%s}`, p.asked("Sure?"), test.response)
			checkText(t, p.Expect("1"), test.want, test.isError)
		})
	}
}

// A client that cannot ask its user gets no question, and the tool gets ErrCannotAsk.
func TestCannotAsk(t *testing.T) {
	t.Parallel()
	failed := make(chan error, 1)
	tool := askTool().With(func(next mcptools.Handler) mcptools.Handler {
		return func(ctx context.Context, call mcptools.Call) mcptools.Result {
			result := next(ctx, call)
			failed <- result.Err
			return result
		}
	})
	check := func(p *peer, params string) {
		t.Helper()
		p.Request("1", "tools/call", params)
		checkText(t, p.Expect("1"), "the user cannot be asked: this client has no way to ask them", true)
		if err := <-failed; !errors.Is(err, mcptools.ErrCannotAsk) {
			t.Errorf("the tool got %v", err)
		}
	}
	const call = `{"name":"ask","arguments":{"questions":["Sure?"]}}`
	for _, capabilities := range []string{`{}`, `{"elicitation":null}`, `{"elicitation":{"url":{}}}`, `{"elicitation":"yes"}`, `null`} {
		p := connect(t, newServer(t, []mcptools.Tool{tool}))
		p.InitializeAs("2025-11-25", capabilities) // may fail
		check(p, call)
	}
	check(connect(t, newServer(t, []mcptools.Tool{tool})), call)
	p := connect(t, newServer(t, []mcptools.Tool{tool}))
	p.InitializeAs("2025-11-25", `{"elicitation":{}}`) // does not count for a call of the stateless era
	for _, capabilities := range []string{`{}`, `{"elicitation":{"url":{}}}`} {
		check(p, stateless(capabilities, "ask", `{"questions":["Sure?"]}`, ""))
	}
}

// Responses to no open question are ignored.
func TestAnswersToNothing(t *testing.T) {
	t.Parallel()
	p := connectToAsk(t, []mcptools.Tool{askTool()})
	p.callToAsk("1", "Sure?")
	id := p.asked("Sure?")
	for _, response := range []string{
		`{"jsonrpc":"2.0","id":"ask-3","result":{"action":"accept"}}`,
		`{"jsonrpc":"2.0","id":1,"result":{"action":"accept"}}`,
		`{"jsonrpc":"2.0","id":null,"result":{"action":"accept"}}`,
		`{"jsonrpc":"2.0","id":["ask-1"],"result":{"action":"accept"}}`,
		`{"jsonrpc":"2.0","result":{"action":"accept"}}`,
		`{"jsonrpc":"2.0","error":{"code":1,"message":"x"}}`,
	} {
		p.Send("%s", response)
	}
	p.Ping()
	p.answer(`"\u0061sk-1"`, `{"action":"decline"}`) // the same id, written otherwise
	checkText(t, p.Expect("1"), `[false]`, false)
	p.answer(id, `{"action":"accept"}`)
	if rest := p.end(); len(rest) != 0 {
		t.Errorf("also got %v", rest)
	}
}

// An answer that cannot be parsed ends its question. It gets no reply itself.
func TestAnswerThatCannotBeParsed(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 5000)
	for name, response := range map[string]string{
		"too long, id first": `{"jsonrpc":"2.0","id":"ask-1","result":{"action":"accept","content":{"note":"` + long + `"}}}`,
		"too long, id last":  `{"result":{"action":"accept","content":{"note":"` + long + `"}},"jsonrpc":"2.0","id":"ask-1"}`,
		"invalid UTF-8":      `{"jsonrpc":"2.0","id":"ask-1","result":{"action":"accept","content":{"note":"` + "\xff" + `"}}}`,
		"not JSON":           `{"jsonrpc":"2.0","id":"ask-1","result":{"action":accept}}`,
		"no result":          `{"jsonrpc":"2.0","id":"ask-1"}`,
		"a method too":       `{"jsonrpc":"2.0","id":"ask-1","method":"x","result":{"action":"accept"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := connectToAsk(t, []mcptools.Tool{askTool()}, serve.WithMaxMessageBytes(4096))
			p.callToAsk("1", "Sure?")
			p.asked("Sure?")
			p.Send("%s", response)
			checkText(t, p.Expect("1"), "cannot be understood", true)
			p.callToAsk("2", "Sure?")
			p.answer(p.asked("Sure?"), `{"action":"accept"}`)
			checkText(t, p.Expect("2"), `[true]`, false)
			if rest := p.end(); len(rest) != 0 {
				t.Errorf("also got %v", rest)
			}
		})
	}
}

// Cancelling a call ends it, and cancels its open question.
func TestCancelledWhileAsking(t *testing.T) {
	t.Parallel()
	stopped := make(chan error, 1)
	tool := mcptools.Read("impatient", "Asks for a moment.", func(ctx context.Context, in askInput) (askOutput, error) {
		ctx, cancel := context.WithCancel(ctx)
		if in.Note != "" {
			cancel()
		}
		defer cancel()
		yes, err := mcptools.Ask(ctx, in.Questions[0])
		stopped <- err
		return askOutput{[]bool{yes}}, err
	})
	p := connectToAsk(t, []mcptools.Tool{tool})
	p.Call("1", "impatient", `{"questions":["Sure?"]}`)
	id := p.asked("Sure?")
	p.Send(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}`)
	p.withdrawn(id)
	if err := <-stopped; err != context.Canceled {
		t.Errorf("the tool got %v", err)
	}
	p.answer(id, `{"action":"accept"}`)
	p.Call("2", "impatient", `{"questions":["Sure?"]}`)
	p.answer(p.asked("Sure?"), `{"action":"accept"}`)
	checkText(t, p.Expect("2"), `[true]`, false)
	if rest := p.end(); len(rest) != 0 {
		t.Errorf("also got %v", rest)
	}
}

// At the end of the input nobody can answer any more: open questions end at once, not after the drain time.
func TestEndOfInputWhileAsking(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		failed := make(chan error, 1)
		tool := askTool().With(func(next mcptools.Handler) mcptools.Handler {
			return func(ctx context.Context, call mcptools.Call) mcptools.Result {
				result := next(ctx, call)
				if _, err := mcptools.Ask(ctx, "Again?"); !errors.Is(err, mcptools.ErrCannotAsk) {
					t.Errorf("asking after the end: %v", err)
				}
				failed <- result.Err
				return result
			}
		})
		p := connectToAsk(t, []mcptools.Tool{tool})
		p.callToAsk("1", "Sure?")
		p.asked("Sure?")
		begin := time.Now()
		checkText(t, p.end()["1"], "the user cannot be asked: the connection to the client is ending", true)
		if err := <-failed; !errors.Is(err, mcptools.ErrCannotAsk) || time.Since(begin) > 0 {
			t.Errorf("the tool got %v after %s", err, time.Since(begin))
		}
	})
}

// When the server stops, the tool gets the context's error.
func TestStopWhileAsking(t *testing.T) {
	t.Parallel()
	failed := make(chan error, 1)
	tool := mcptools.Read("ask", "Asks.", func(ctx context.Context, in askInput) (askOutput, error) {
		_, err := mcptools.Ask(ctx, in.Questions[0])
		failed <- err
		return askOutput{}, err
	})
	p := connectToAsk(t, []mcptools.Tool{tool})
	p.callToAsk("1", "Sure?")
	p.asked("Sure?")
	p.cancel()
	if err := <-failed; err != context.Canceled {
		t.Errorf("the tool got %v", err)
	}
	if err := <-p.ended; err != nil {
		t.Error(err)
	}
}
