package serve_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/wire"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

// stateless returns the params of a tools/call by a stateless client. more is appended to them.
func stateless(capabilities, tool, arguments, more string) string {
	return fmt.Sprintf(`{"name":%q,"arguments":%s,"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":%s}%s}`,
		tool, arguments, capabilities, more)
}

// again returns what a client adds when it makes a call again. An empty answer is omitted.
func again(state, answer string) string {
	more := fmt.Sprintf(`,"requestState":%q`, state)
	if answer != "" {
		more += fmt.Sprintf(`,"inputResponses":{"question":%s,"other":{"action":"accept"}}`, answer)
	}
	return more
}

const canBeAsked = `{"elicitation":{"form":{},"url":{}}}`

// askStateless calls the tool ask as a stateless client.
func (p *peer) askStateless(arguments, more string) wire.Message {
	p.t.Helper()
	p.Request(`1`, "tools/call", stateless(canBeAsked, "ask", arguments, more))
	return p.Expect("1")
}

// stateOf returns the request state of a response, which must require an answer to the question.
func stateOf(t testing.TB, response wire.Message, question string) (state string) {
	t.Helper()
	var result struct {
		ResultType    string
		InputRequests map[string]struct {
			Method string
			Params struct{ Mode, Message string }
		}
		RequestState string
	}
	_ = json.Unmarshal(response.Result, &result)
	request := result.InputRequests["question"]
	if result.ResultType != "input_required" || len(result.InputRequests) != 1 || request.Method != "elicitation/create" ||
		request.Params.Mode != "form" || request.Params.Message != question || result.RequestState == "" {
		t.Fatalf("got %s, want the question %q", response, question)
	}
	return result.RequestState
}

func TestInputRequired(t *testing.T) {
	t.Parallel()
	p := connect(t, newServer(t, []mcptools.Tool{askTool()}))
	const arguments = `{"questions":["Page <Ada>?"]}`
	asked := p.askStateless(arguments, "")
	state := stateOf(t, asked, "Page <Ada>?")
	if text := string(asked.Result); strings.Contains(text, `"content"`) || strings.Contains(text, "isError") || strings.Contains(state, "Ada") || !strings.Contains(text, `"default":true`) {
		t.Errorf("got %s", text)
	}
	for _, test := range []struct {
		answer  string
		want    string
		isError bool
	}{
		{`{"action":"accept","content":{"confirm":true}}`, `[true]`, false},
		{`{"action":"accept"}`, `[true]`, false},
		{`{"action":"accept","content":{"confirm":false}}`, `[false]`, false},
		{`{"action":"decline"}`, `[false]`, false},
		{`{"action":"cancel"}`, `[false]`, false},
		{`{"action":"accept","content":{"confirm":null}}`, `cannot be understood`, true},
		{`{"action":"maybe"}`, `cannot be understood`, true},
		{`{}`, `cannot be understood`, true},
		{`null`, `cannot be understood`, true},
		{`"yes"`, `cannot be understood`, true},
	} {
		checkText(t, p.askStateless(arguments, again(state, test.answer)), test.want, test.isError)
		if !test.isError {
			state = stateOf(t, p.askStateless(arguments, ""), "Page <Ada>?")
		}
	}
	checkText(t, p.askStateless(arguments, again(state, `{"action":"accept"}`)), `[true]`, false) // an answer that cannot be understood does not use up the state

	// Without an answer the question is asked again. An answer without a state does not count.
	const sure = `{"questions":["Sure?"]}`
	state = stateOf(t, p.askStateless(sure, ""), "Sure?")
	state = stateOf(t, p.askStateless(sure, again(state, "")), "Sure?")
	checkText(t, p.askStateless(sure, again(state, `{"action":"accept"}`)), `[true]`, false)
	stateOf(t, p.askStateless(sure, `,"inputResponses":{"question":{"action":"accept"}}`), "Sure?")
}

// checkForeign checks that a state was refused because it belongs to another call. The protocol asks for an error, not for a result.
func checkForeign(t *testing.T, name string, got wire.Message) {
	t.Helper()
	if got.Error == nil || got.Error.Code != mcp.INVALID_PARAMS || !strings.Contains(got.Error.Message, "does not count and nothing was done") {
		t.Errorf("%s: got %s", name, got)
	}
}

// A state that this server did not issue for this call never counts, and the tool does not run.
func TestForeignState(t *testing.T) {
	t.Parallel()
	other := mcptools.Destructive("other", "Asks too.", askAll)
	server := newServer(t, []mcptools.Tool{askTool(), other})
	p := connect(t, server)
	const arguments, yes = `{"questions":["Sure?"]}`, `{"action":"accept"}`
	state := stateOf(t, p.askStateless(arguments, ""), "Sure?")
	refused := func(name string, got wire.Message) {
		t.Helper()
		checkForeign(t, name, got)
	}
	for at := range len(state) - 1 { // the last character has bits that stand for nothing
		forged := []byte(state)
		forged[at] = 'A'
		if state[at] == 'A' {
			forged[at] = 'B'
		}
		refused(fmt.Sprint("byte ", at), p.askStateless(arguments, again(string(forged), yes)))
	}
	for name, forged := range map[string]string{
		"cut":       state[:len(state)-4],
		"longer":    state + "AAAA",
		"not ours":  "eyJhc2tlZCI6IiJ9",
		"no base64": "§§§",
	} {
		refused(name, p.askStateless(arguments, again(forged, yes)))
	}
	for name, different := range map[string]string{
		"other arguments": `{"questions":["Sure?"],"note":"x"}`,
		"other question":  `{"questions":["Surely?"]}`,
		"another list":    `{"questions":["Sure?","Sure?"]}`,
		"no questions":    `{"questions":[]}`,
	} {
		refused(name, p.askStateless(different, again(state, yes)))
	}
	p.Request("1", "tools/call", stateless(canBeAsked, "other", arguments, again(state, yes)))
	refused("other tool", p.Expect("1"))
	refused("other server", connect(t, newServer(t, []mcptools.Tool{askTool()})).askStateless(arguments, again(state, yes)))
	refused("other connection", connect(t, server).askStateless(arguments, again(state, yes)))
	checkText(t, p.askStateless(arguments, again(state, yes)), `[true]`, false)
}

// An answer that is too late does not count: the question is asked again.
func TestLateAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := connect(t, newServer(t, []mcptools.Tool{askTool()}))
		const arguments, yes = `{"questions":["Sure?"]}`, `{"action":"accept"}`
		state := stateOf(t, p.askStateless(arguments, ""), "Sure?")
		time.Sleep(9 * time.Minute)
		checkText(t, p.askStateless(arguments, again(state, yes)), `[true]`, false)
		time.Sleep(time.Minute)
		state = stateOf(t, p.askStateless(arguments, again(state, yes)), "Sure?")
		checkText(t, p.askStateless(arguments, again(state, yes)), `[true]`, false)
	})
}

func TestSeveralRounds(t *testing.T) {
	t.Parallel()
	p := connect(t, newServer(t, []mcptools.Tool{askTool()}))
	const arguments = `{"questions":["Sure?","Really?","Sure?"]}`
	state := stateOf(t, p.askStateless(arguments, ""), "Sure?")
	second := stateOf(t, p.askStateless(arguments, again(state, `{"action":"accept"}`)), "Really?")
	third := stateOf(t, p.askStateless(arguments, again(second, `{"action":"decline"}`)), "Sure?")
	checkText(t, p.askStateless(arguments, again(third, `{"action":"decline"}`)), `[true,false,false]`, false)
	for name, used := range map[string]string{"third": again(third, `{"action":"accept"}`), "second": again(second, "")} {
		if text, isError := p.askStateless(arguments, used).ToolText(t); !isError || !strings.Contains(text, "was used before") {
			t.Errorf("%s: got %q", name, text)
		}
	}
}

// A yes lets a call run once, even if the client sends it many times at once.
func TestAnswerCountsOnce(t *testing.T) {
	t.Parallel()
	var runs atomic.Int32
	tool := mcptools.Destructive("ask", "Counts.", func(ctx context.Context, in askInput) (out askOutput, err error) {
		if out, err = askAll(ctx, in); err == nil {
			runs.Add(1)
		}
		return out, err
	})
	p := connect(t, newServer(t, []mcptools.Tool{tool}))
	const arguments = `{"questions":["Sure?"]}`
	state := stateOf(t, p.askStateless(arguments, ""), "Sure?")
	const times = 20
	for id := range times {
		p.Request(fmt.Sprint(id), "tools/call", stateless(canBeAsked, "ask", arguments, again(state, `{"action":"accept"}`)))
	}
	for range times {
		if text, isError := p.Next().ToolText(t); isError && !strings.Contains(text, "check the result of that call") {
			t.Errorf("got %q", text)
		}
	}
	checkText(t, p.askStateless(arguments, again(state, `{"action":"accept"}`)), "does not count again", true)
	checkText(t, p.askStateless(arguments, again(state, "")), "does not count again", true)
	if runs.Load() != 1 {
		t.Errorf("the call ran %d times", runs.Load())
	}
	stateOf(t, p.askStateless(arguments, ""), "Sure?")
}

type numbered struct {
	N    float64 `json:"n,omitempty"`
	Note string  `json:"note,omitempty"`
}

// An answer is valid for the canonical arguments, however the client writes them.
func TestAnswerIsBoundToTheArguments(t *testing.T) {
	t.Parallel()
	tool := mcptools.Destructive("ask", "Asks.", func(ctx context.Context, in numbered) (askOutput, error) {
		yes, err := mcptools.Ask(ctx, "Sure?")
		return askOutput{[]bool{yes}}, err
	})
	p := connect(t, newServer(t, []mcptools.Tool{tool}))
	for _, test := range []struct {
		first, second string
		want          string
		isError       bool
	}{
		{`{"n":1,"note":"<n>"}`, `{ "note":"\u003cn>", "n" : 1 }`, `[true]`, false},
		{`{"n":1.0}`, `{"n":1}`, `[true]`, false},
		{`{"n":1}`, `{"n":"1"}`, `[true]`, false},
		{`{}`, `null`, `[true]`, false},
		{`{"n":1}`, `{"n":1,"n":1}`, `[true]`, false},
		{`{"n":2}`, `{"n":1,"n":2}`, `given twice`, true},
	} {
		state := stateOf(t, p.askStateless(test.first, ""), "Sure?")
		checkText(t, p.askStateless(test.second, again(state, `{"action":"accept"}`)), test.want, test.isError)
	}
	for _, second := range []string{`{"n":2}`, `{"n":1,"note":"x"}`} {
		state := stateOf(t, p.askStateless(`{"n":1}`, ""), "Sure?")
		checkForeign(t, second, p.askStateless(second, again(state, `{"action":"accept"}`)))
	}
}

// An answer counts for ten minutes, no matter how many questions follow.
func TestOldAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := connect(t, newServer(t, []mcptools.Tool{askTool()}))
		const arguments, yes = `{"questions":["First?","Second?","Third?"]}`, `{"action":"accept"}`
		state := stateOf(t, p.askStateless(arguments, ""), "First?")
		state = stateOf(t, p.askStateless(arguments, again(state, yes)), "Second?")
		time.Sleep(9 * time.Minute)
		state = stateOf(t, p.askStateless(arguments, again(state, yes)), "Third?")
		time.Sleep(time.Minute)
		state = stateOf(t, p.askStateless(arguments, again(state, yes)), "First?")
		checkText(t, p.askStateless(arguments, again(state, yes)), `[true,true,true]`, false)
	})
}

// After an answer has expired, the answer to a later question with the same text, whether new or not, does not take its place.
func TestOldAnswerToTheSameText(t *testing.T) {
	t.Parallel()
	const yes, no = `{"action":"accept"}`, `{"action":"decline"}`
	for _, questions := range [][]string{{"Sure?", "Sure?", "Really?"}, {"Sure?", "Really?", "Sure?"}} {
		synctest.Test(t, func(t *testing.T) {
			p := connect(t, newServer(t, []mcptools.Tool{askTool()}))
			list, _ := json.Marshal(questions)
			arguments := fmt.Sprintf(`{"questions":%s}`, list)
			state := stateOf(t, p.askStateless(arguments, ""), "Sure?")
			state = stateOf(t, p.askStateless(arguments, again(state, no)), questions[1])
			time.Sleep(9 * time.Minute)
			state = stateOf(t, p.askStateless(arguments, again(state, yes)), questions[2])
			time.Sleep(time.Minute)
			state = stateOf(t, p.askStateless(arguments, again(state, yes)), "Sure?")
			state = stateOf(t, p.askStateless(arguments, again(state, no)), "Sure?")
			checkText(t, p.askStateless(arguments, again(state, yes)), `[false,true,true]`, false)
		})
	}
}

// The log shows which answers did not count, and the reason.
func TestRefusedAnswersAreLogged(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, nil))
	p := connect(t, newServer(t, []mcptools.Tool{askTool()}, serve.WithLogger(logger)))
	const arguments, yes = `{"questions":["Secret?"]}`, `{"action":"accept"}`
	logged := func(cause string) {
		t.Helper()
		p.Ping()
		for _, want := range []string{`level=WARN msg="answer refused" tool=ask error="`, cause} {
			if text := log.String(); !strings.Contains(text, want) || strings.Contains(text, "Secret") {
				t.Errorf("%q is missing in %s", want, text)
			}
		}
		log.Reset()
	}
	p.askStateless(arguments, again("AAAA", yes))
	logged("cipher: ")
	state := stateOf(t, p.askStateless(arguments, ""), "Secret?")
	p.askStateless(arguments, again(state, `{"action":"accept","content":{"confirm":null}}`))
	logged("confirm is neither true nor false")
	p.askStateless(arguments, again(state, yes))
	p.askStateless(arguments, again(state, yes))
	logged("was used before")

	p.InitializeAs("2025-11-25", `{"elicitation":{}}`)
	p.callToAsk("1", "Secret?")
	p.answer(p.asked("Secret?"), `{"action":7}`)
	checkText(t, p.Expect("1"), "cannot be understood", true)
	logged("cannot unmarshal number")
}

// An answer belongs to the text of its question: if the text changes between two runs, the new question is asked.
func TestQuestionChanges(t *testing.T) {
	t.Parallel()
	people := 3
	tool := mcptools.Destructive("ask", "Asks.", func(ctx context.Context, _ askInput) (askOutput, error) {
		yes, err := mcptools.Ask(ctx, fmt.Sprintf("Page %d people?", people))
		return askOutput{[]bool{yes}}, err
	})
	p := connect(t, newServer(t, []mcptools.Tool{tool}))
	const arguments, yes = `{"questions":[]}`, `{"action":"accept"}`
	state := stateOf(t, p.askStateless(arguments, ""), "Page 3 people?")
	people = 4
	state = stateOf(t, p.askStateless(arguments, again(state, yes)), "Page 4 people?")
	checkText(t, p.askStateless(arguments, again(state, yes)), `[true]`, false)
	people = 3
	state = stateOf(t, p.askStateless(arguments, ""), "Page 3 people?")
	people = 4
	state = stateOf(t, p.askStateless(arguments, again(state, yes)), "Page 4 people?")
	people = 3
	checkText(t, p.askStateless(arguments, again(state, `{"action":"decline"}`)), `[true]`, false) // the user said yes to this question before
}

// A call requires input only if it has asked and then returns ErrInputRequired.
func TestNoInputRequired(t *testing.T) {
	t.Parallel()
	unasked := mcptools.Read("unasked", "Asks nothing.", func(context.Context, askInput) (askOutput, error) {
		return askOutput{}, mcptools.ErrInputRequired
	})
	shrugs := mcptools.Read("shrugs", "Goes on without an answer.", func(ctx context.Context, in askInput) (askOutput, error) {
		yes, err := mcptools.Ask(ctx, "Sure?")
		if !errors.Is(err, mcptools.ErrInputRequired) {
			t.Errorf("got %v", err)
		}
		return askOutput{[]bool{yes}}, nil
	})
	wraps := mcptools.Read("ask", "Wraps the error, and asks at once.", func(ctx context.Context, in askInput) (askOutput, error) {
		_, first := mcptools.Ask(ctx, "First?")
		_, second := mcptools.Ask(ctx, "Second?")
		if err := errors.Join(first, second); err != nil {
			return askOutput{}, fmt.Errorf("not yet: %w", err)
		}
		return askOutput{}, nil
	})
	p := connectToAsk(t, []mcptools.Tool{unasked, shrugs, wraps})
	p.Request("1", "tools/call", stateless(canBeAsked, "unasked", `{"questions":[]}`, ""))
	checkText(t, p.Expect("1"), "a question to the user is waiting", true)
	p.Call("1", "unasked", `{"questions":[]}`)
	checkText(t, p.Expect("1"), "a question to the user is waiting", true)
	p.Request("1", "tools/call", stateless(canBeAsked, "shrugs", `{"questions":[]}`, ""))
	checkText(t, p.Expect("1"), "[false]", false)
	state := stateOf(t, p.askStateless(`{"questions":[]}`, ""), "First?")
	state = stateOf(t, p.askStateless(`{"questions":[]}`, again(state, `{"action":"accept"}`)), "Second?")
	checkText(t, p.askStateless(`{"questions":[]}`, again(state, `{"action":"accept"}`)), "answers", false)
}

// The answer to a question with a key counts even if the text of the question changes: for example if a name in it changed, or could not
// be looked up.
func TestAnswerToOtherWords(t *testing.T) {
	t.Parallel()
	var worded int
	words := func(context.Context, mcptools.Call) string {
		worded++
		return fmt.Sprintf("Sure, for the %d. time?", worded)
	}
	ask := middleware.Confirm(middleware.AskUser(words))
	tool := mcptools.Destructive("ask", "Is done.", func(context.Context, askInput) (askOutput, error) { return askOutput{}, nil }, mcptools.WithQuestion(
		func(context.Context, askInput) mcptools.Question { return mcptools.NewQuestion("Sure?") })).With(ask).With(ask)
	p := connect(t, newServer(t, []mcptools.Tool{tool}))
	const arguments, yes = `{"questions":[]}`, `{"action":"accept"}`
	first := stateOf(t, p.askStateless(arguments, ""), "Sure, for the 1. time?")
	second := stateOf(t, p.askStateless(arguments, again(first, yes)), "Sure, for the 3. time?")
	checkText(t, p.askStateless(arguments, again(second, yes)), `{"answers":null}`, false)

	worded = 0
	p.Request("1", "tools/call", stateless(`{}`, "ask", arguments, ""))
	checkText(t, p.Expect("1"), "the user cannot be asked", true)
	p.Request("1", "tools/call", fmt.Sprintf(`{"name":"ask","arguments":%s}`, arguments))
	checkText(t, p.Expect("1"), "the user cannot be asked", true)
	if worded > 0 {
		t.Error("a question was worded for nobody")
	}
}
