package command_test

import (
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// slowAPI answers when the test lets it. It reports each request, and each that the client gave up.
type slowAPI struct {
	*commandtest.API
	asked, answer, givenUp chan struct{}
}

func newSlowAPI(t *testing.T) *slowAPI {
	api := &slowAPI{asked: make(chan struct{}, 100), answer: make(chan struct{}), givenUp: make(chan struct{}, 100)}
	api.API = commandtest.NewAPI(t, func(w http.ResponseWriter, r *http.Request) {
		api.asked <- struct{}{}
		select {
		case <-api.answer:
			answerEmptyList(w, r)
		case <-r.Context().Done():
			api.givenUp <- struct{}{}
		}
	})
	return api
}

// wait waits for as many signals.
func wait(t *testing.T, signals <-chan struct{}, count int, what string) {
	t.Helper()
	for i := range count {
		select {
		case <-signals:
		case <-time.After(10 * time.Second):
			t.Fatalf("%d of %d: %s", i, count, what)
		}
	}
}

// Calls to a slow PagerDuty do not wait for each other, and nothing waits for them.
func TestSlowCallsRunTogether(t *testing.T) {
	t.Parallel()
	const answersAfter = 1500 * time.Millisecond
	api := commandtest.NewAPI(t, func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(answersAfter):
			answerEmptyList(w, r)
		case <-r.Context().Done():
		}
	})
	server := incidents.Start(t, api.Variables(key))
	server.Initialize()
	began := time.Now()
	for id := range 3 {
		server.Call(fmt.Sprint(id), "list_incidents", listOpen)
	}
	server.Ping()
	if took := time.Since(began); took > answersAfter/3 {
		t.Errorf("ping was answered after %s", took)
	}
	for range 3 {
		if text, isError := server.Next().ToolText(t); isError {
			t.Error(text)
		}
	}
	if took := time.Since(began); took > 2*answersAfter {
		t.Errorf("three calls took %s to a PagerDuty that takes %s", took, answersAfter)
	}
}

func TestPingWhileCallsWait(t *testing.T) {
	t.Parallel()
	api := newSlowAPI(t)
	server := incidents.Start(t, api.Variables(key))
	server.Initialize()
	const calls = 20
	for id := range calls {
		server.Call(fmt.Sprint(id), "list_incidents", listOpen)
	}
	wait(t, api.asked, calls, "the API is not asked for every call at once")
	quickest := time.Hour // of several: the machine may have other work
	for range 5 {
		began := time.Now()
		server.Ping()
		quickest = min(quickest, time.Since(began))
	}
	if quickest > 100*time.Millisecond {
		t.Errorf("ping takes %s while calls wait", quickest)
	}
	close(api.answer)
	if rest := server.End(); len(rest) != calls {
		t.Errorf("%d of %d calls were answered", len(rest), calls)
	}
}

// A call that is cancelled stops down to the request to PagerDuty, and is not answered; the others go on.
func TestCancelledCallStops(t *testing.T) {
	t.Parallel()
	api := newSlowAPI(t)
	server := incidents.Start(t, api.Variables(key))
	server.Initialize()
	server.Call("1", "list_incidents", listOpen)
	wait(t, api.asked, 1, "the API is not asked")
	server.Call("2", "list_incidents", `{"statuses":["acknowledged"]}`)
	wait(t, api.asked, 1, "the API is not asked")
	server.Send(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1,"reason":"no longer needed"}}`)
	wait(t, api.givenUp, 1, "the request to the API goes on")
	close(api.answer)
	if text, isError := server.Expect("2").ToolText(t); isError {
		t.Errorf("the other call failed: %s", text)
	}
	if rest := server.End(); len(rest) != 0 {
		t.Errorf("a cancelled call was answered: %+v", rest)
	}
	if len(api.Requests()) != 2 {
		t.Errorf("the API was asked %+v, want two requests", api.Requests())
	}
}

// A script that pipes its calls in and is gone gets every answer.
func TestEndOfInputLosesNoReply(t *testing.T) {
	t.Parallel()
	api := newSlowAPI(t)
	server := incidents.Start(t, api.Variables(key))
	const calls = 30
	var script strings.Builder
	script.WriteString(`{"jsonrpc":"2.0","id":"hello","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"script","version":"1"}}}` + "\n")
	for id := range calls {
		fmt.Fprintf(&script, "\n"+`{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"list_incidents","arguments":%s}}`, id, listOpen)
	}
	text := strings.Replace(script.String(), "\n\n", "\n", 1) // the last line has no end
	if _, err := server.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	server.CloseInput()
	server.Expect(`"hello"`)
	wait(t, api.asked, calls, "the API is not asked for every call")
	close(api.answer)
	rest := server.Wait()
	for id, message := range rest {
		if text, isError := message.ToolText(t); isError {
			t.Errorf("call %s failed: %s", id, text)
		}
	}
	if len(rest) != calls {
		t.Errorf("%d of %d calls were answered", len(rest), calls)
	}
}

// Signals end the server well: nothing but protocol was written, and the code is 0.
func TestSignals(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("a Windows process is not sent signals")
	}
	for _, end := range []os.Signal{syscall.SIGTERM, syscall.SIGHUP, os.Interrupt} {
		for _, calls := range []int{0, 3} {
			t.Run(fmt.Sprintf("%s in %d calls", end, calls), func(t *testing.T) {
				t.Parallel()
				if signal.Ignored(end) {
					t.Skip("these tests run under nohup, which the server inherits")
				}
				api := newSlowAPI(t)
				server := incidents.Start(t, api.Variables(key))
				server.Initialize()
				for id := range calls {
					server.Call(fmt.Sprint(id), "list_incidents", listOpen)
				}
				wait(t, api.asked, calls, "the API is not asked")
				began := time.Now()
				server.Signal(end)
				rest := server.Wait()
				if took := time.Since(began); took > 3*time.Second || len(rest) != calls {
					t.Errorf("ended after %s with %d answers, want %d", took, len(rest), calls)
				}
				for id, message := range rest {
					if text, isError := message.ToolText(t); !isError {
						t.Errorf("call %s succeeded: %s", id, text)
					}
				}
				wait(t, api.givenUp, calls, "a request to the API goes on")
			})
		}
	}
}

// A client that closes its reading end is gone: the server ends, and does not die of SIGPIPE.
func TestClientIsGone(t *testing.T) {
	t.Parallel()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	command := incidents.Exec(t.Context(), nil, "--demo")
	var stderr commandtest.Buffer
	command.Stdout, command.Stderr = writer, &stderr
	stdin, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	writer.Close()
	reader.Close()
	if _, err := stdin.Write([]byte(`{"jsonrpc":"2.0","id":1,"method":"ping"}` + "\n")); err != nil {
		t.Fatal(err)
	}
	_ = command.Wait()
	if code := command.ProcessState.ExitCode(); code != 1 || !strings.Contains(stderr.String(), "writing to the client") {
		t.Errorf("the server ended with %s: %s", command.ProcessState, stderr.String())
	}
}
