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

// shake makes the handshake of a client with the capabilities given.
func (p *peer) shake(version, capabilities string) {
	p.t.Helper()
	p.send(`{"jsonrpc":"2.0","id":"init","method":"initialize","params":{"protocolVersion":%q,"capabilities":%s,"clientInfo":{"name":"c","version":"1"}}}`, version, capabilities)
	p.expect(`"init"`)
	p.send(`{"jsonrpc":"2.0","method":"notifications/initialized"}`)
}

// connectToAsk connects a client of the handshake era that can be asked.
func connectToAsk(t *testing.T, tools []mcptools.Tool, opts ...serve.Option) *peer {
	t.Helper()
	p := connect(t, newServer(t, append(testTools(), tools...), opts...))
	p.shake("2025-11-25", `{"elicitation":{}}`)
	return p
}

// callToAsk calls the tool ask.
func (p *peer) callToAsk(id string, questions ...string) {
	p.t.Helper()
	list, _ := json.Marshal(questions)
	p.call(id, fmt.Sprintf(`{"name":"ask","arguments":{"questions":%s}}`, list))
}

// asked is the next message, which must be a question. It returns its id.
func (p *peer) asked(question string) (id string) {
	p.t.Helper()
	message := p.next()
	var params struct{ Message string }
	if err := json.Unmarshal(message.Params, &params); err != nil || message.Method != "elicitation/create" || params.Message != question {
		p.t.Fatalf("got %+v, want the question %q", message, question)
	}
	return string(message.ID)
}

func (p *peer) answer(id, result string) {
	p.t.Helper()
	p.send(`{"jsonrpc":"2.0","id":%s,"result":%s}`, id, result)
}

// says checks the text of a tool's result.
func (r received) says(t testing.TB, want string, wantError bool) {
	t.Helper()
	if text, isError := r.toolText(t); !strings.Contains(text, want) || isError != wantError {
		t.Errorf("got %q (error: %v), want %q", text, isError, want)
	}
}

// withdrawn checks that the next message takes a question back.
func (p *peer) withdrawn(id string) {
	p.t.Helper()
	message := p.next()
	var params struct{ RequestID json.RawMessage }
	if err := json.Unmarshal(message.Params, &params); err != nil || message.Method != "notifications/cancelled" || string(params.RequestID) != id || message.ID != nil {
		p.t.Errorf("got %+v, want the end of question %s", message, id)
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
		p.shake(version, `{"elicitation":{},"sampling":{},"roots":7}`)
		p.callToAsk("1", "Page <Ada>?")
		if question := p.expect(`"ask-1"`); string(question.Params) != want {
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
		{`"result":{"action":"accept","content":"yes"}`, `cannot be understood`, true},
		{`"result":{"action":"Accepted"}`, `cannot be understood`, true},
		{`"result":{"content":{"confirm":true}}`, `cannot be understood`, true},
		{`"result":{}`, `cannot be understood`, true},
		{`"result":null`, `cannot be understood`, true},
		{`"result":true`, `cannot be understood`, true},
		{`"error":{"code":-32603,"message":"no\u0007 screen"}`, `the client did not put the question to the user (error -32603): no screen`, true},
		{`"error":{"code":-32603,"message":"no screen"},"result":{"action":"accept"}`, `(error -32603)`, true},
		{`"error":"no"`, `it gives no reason`, true},
	} {
		t.Run(test.response, func(t *testing.T) {
			t.Parallel()
			p := connectToAsk(t, []mcptools.Tool{askTool()})
			p.callToAsk("1", "Sure?")
			p.send(`{"jsonrpc":"2.0","id":%s,%s}`, p.asked("Sure?"), test.response)
			p.expect("1").says(t, test.want, test.isError)
		})
	}
}

// A client that cannot ask is never asked, and the tool can tell.
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
		p.call("1", params)
		p.expect("1").says(t, "the user cannot be asked: this client offers no way", true)
		if err := <-failed; !errors.Is(err, mcptools.ErrCannotAsk) {
			t.Errorf("the tool got %v", err)
		}
	}
	const call = `{"name":"ask","arguments":{"questions":["Sure?"]}}`
	for _, capabilities := range []string{`{}`, `{"elicitation":null}`, `{"elicitation":{"url":{}}}`, `{"elicitation":"yes"}`, `null`} {
		p := connect(t, newServer(t, []mcptools.Tool{tool}))
		p.send(`{"jsonrpc":"2.0","id":"init","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":%s,"clientInfo":{"name":"c","version":"1"}}}`, capabilities)
		p.expect(`"init"`) // a result or an error
		check(p, call)
	}
	check(connect(t, newServer(t, []mcptools.Tool{tool})), call)
	p := connect(t, newServer(t, []mcptools.Tool{tool}))
	p.shake("2025-11-25", `{"elicitation":{}}`) // does not count for a call of the stateless era
	for _, capabilities := range []string{`{}`, `{"elicitation":{"url":{}}}`} {
		check(p, stateless(capabilities, "ask", `{"questions":["Sure?"]}`, ""))
	}
}

// Answers reach the call that asked, in whatever order they come. What answers nothing does no harm.
func TestAnswersInAnyOrder(t *testing.T) {
	t.Parallel()
	p := connectToAsk(t, []mcptools.Tool{askTool()})
	p.callToAsk("1", "First?")
	first := p.asked("First?")
	p.callToAsk("2", "Second?")
	second := p.asked("Second?")
	for _, response := range []string{
		`{"jsonrpc":"2.0","id":"ask-3","result":{"action":"accept"}}`,
		`{"jsonrpc":"2.0","id":1,"result":{"action":"accept"}}`,
		`{"jsonrpc":"2.0","id":null,"result":{"action":"accept"}}`,
		`{"jsonrpc":"2.0","id":["ask-1"],"result":{"action":"accept"}}`,
		`{"jsonrpc":"2.0","result":{"action":"accept"}}`,
		`{"jsonrpc":"2.0","error":{"code":1,"message":"x"}}`,
	} {
		p.send("%s", response)
	}
	p.ping()
	p.answer(second, `{"action":"decline"}`)
	p.expect("2").says(t, `[false]`, false)
	p.answer(second, `{"action":"accept"}`)
	p.answer(`"\u0061sk-1"`, `{"action":"accept"}`) // the same id, written otherwise
	p.answer(first, `{"action":"decline"}`)
	p.expect("1").says(t, `[true]`, false)
	if rest := p.end(); len(rest) != 0 {
		t.Errorf("also got %v", rest)
	}
}

func TestQuestionsOneAfterTheOther(t *testing.T) {
	t.Parallel()
	together := mcptools.Read("together", "Asks twice at once.", func(ctx context.Context, _ struct{}) (askOutput, error) {
		out := askOutput{make([]bool, 2)}
		other := make(chan error)
		go func() {
			yes, err := mcptools.Ask(ctx, "Sure?")
			out.Answers[0] = yes
			other <- err
		}()
		yes, err := mcptools.Ask(ctx, "Sure?")
		out.Answers[1] = yes
		return out, errors.Join(err, <-other)
	})
	p := connectToAsk(t, []mcptools.Tool{askTool(), together})
	p.callToAsk("1", "Sure?", "Really?", "Sure?")
	for _, question := range []string{"Sure?", "Really?"} {
		p.answer(p.asked(question), `{"action":"accept"}`)
	}
	p.answer(p.asked("Sure?"), `{"action":"decline"}`)
	p.expect("1").says(t, `[true,true,false]`, false)

	p.call("2", `{"name":"together"}`)
	first := p.asked("Sure?")
	p.ping() // and no second question
	p.answer(first, `{"action":"accept"}`)
	p.answer(p.asked("Sure?"), `{"action":"accept"}`)
	p.expect("2").says(t, `[true,true]`, false)
}

// A call that is cancelled while its question is open ends, and takes the question back.
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
	p.call("1", `{"name":"impatient","arguments":{"questions":["Sure?"]}}`)
	id := p.asked("Sure?")
	p.send(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}`)
	p.withdrawn(id)
	if err := <-stopped; err != context.Canceled {
		t.Errorf("the tool got %v", err)
	}
	p.answer(id, `{"action":"accept"}`)
	p.call("2", `{"name":"impatient","arguments":{"questions":["Sure?"]}}`)
	p.answer(p.asked("Sure?"), `{"action":"accept"}`)
	p.expect("2").says(t, `[true]`, false)
	if rest := p.end(); len(rest) != 0 {
		t.Errorf("also got %v", rest)
	}
}

// At the end of the input nobody is left to answer: open questions end at once, not when the time to drain is up.
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
		p.end()["1"].says(t, "the user cannot be asked: the client has closed its end", true)
		if err := <-failed; !errors.Is(err, mcptools.ErrCannotAsk) || time.Since(begin) > 0 {
			t.Errorf("the tool got %v after %s", err, time.Since(begin))
		}
	})
}

// When the server stops, the context's error is what a tool gets.
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

// A call that waits for its user holds up nothing: it leaves its slot to others, and takes one again when it goes on.
func TestOthersRunWhileAsking(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := connectToAsk(t, []mcptools.Tool{askTool()}, serve.WithMaxConcurrent(1))
		p.callToAsk("1", "First?")
		first := p.asked("First?")
		p.callToAsk("2", "Second?")
		second := p.asked("Second?")
		p.ping()
		p.send(`{"jsonrpc":"2.0","id":3,"method":"tools/list"}`)
		p.expect("3")

		p.call("4", `{"name":"sleep"}`)
		synctest.Wait()
		p.answer(first, `{"action":"accept"}`)
		p.answer(second, `{"action":"accept"}`)
		p.ping() // no call goes on while another runs
		replies := map[string]received{}
		for range 3 {
			reply := p.next()
			replies[string(reply.ID)] = reply
		}
		replies["4"].says(t, "slept", false)
		replies["1"].says(t, `[true]`, false)
		replies["2"].says(t, `[true]`, false)
		p.call("5", `{"name":"sleep"}`)
		p.expect("5").says(t, "slept", false)
	})
}

// Only so many questions can wait at a time. One more is an error, and the next is put again when one is answered.
func TestTooManyQuestions(t *testing.T) {
	t.Parallel()
	p := connectToAsk(t, []mcptools.Tool{askTool()})
	const most = 100
	var ids []string
	for id := range most {
		p.callToAsk(fmt.Sprint(id), "Sure?")
		ids = append(ids, p.asked("Sure?"))
	}
	p.callToAsk(`"more"`, "Sure?")
	p.expect(`"more"`).says(t, "too many questions wait for the user already", true)
	p.answer(ids[7], `{"action":"accept"}`)
	p.next().says(t, `[true]`, false)
	p.callToAsk(`"more"`, "Sure?")
	p.asked("Sure?")
}
