package adaptertest

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/scriptedmodel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Agent is an example whose model answers a question, with the tools list_incidents, get_incident and get_past_incidents.
type Agent struct {
	// API is the vendor's API that the example uses, from package scriptedmodel.
	API func(scriptedmodel.Model) http.Handler
	// Run calls the example's run, with the vendor's client for the API at the URL vendor.
	Run func(ctx context.Context, out io.Writer, account pagerduty.ClientSource, vendor, question string) error
	// MarksFailures means that the vendor's format has a flag for failed calls.
	MarksFailures bool
	// EndsAtBadCalls means that the framework ends the run at a call of an unknown tool, or with arguments that do not match the
	// schema. By default tools must accept numbers as strings, and answer a misspelt name with similar ones.
	EndsAtBadCalls bool
}

const question = "What is on fire?"

// Test tests the example.
func (a Agent) Test(t *testing.T) {
	t.Parallel()
	t.Run("the model reads what the tools found", a.finds)
	if a.EndsAtBadCalls {
		t.Run("a call that does not fit ends the run", a.endsAtBadCalls)
	} else {
		t.Run("a call that does not fit is forgiven or explained", a.forgivesBadCalls)
	}
	t.Run("a cancelled run ends the request to PagerDuty", a.endsARequest)
	t.Run("a cancelled run asks the model no more", a.endsTheConversation)
	t.Run("a model that goes on is stopped", a.givesUp)
}

const answer = "The checkout is on fire."

// ask runs the example with a model that makes the calls and then answers. results are the messages that the model read, by the id
// of the call.
func (a Agent) ask(t *testing.T, account pagerduty.ClientSource, calls ...scriptedmodel.Call) (
	heard *scriptedmodel.Conversation, results map[string]scriptedmodel.Message, err error) {
	t.Helper()
	vendor, heard := Vendor(t, a.API, AsksFor(calls...))
	var out strings.Builder
	err = a.Run(t.Context(), &out, account, vendor, question)
	if want := answer + "\n"; err == nil && !strings.HasSuffix(out.String(), want) {
		t.Errorf("the output is %q, want %q at the end", &out, want)
	}
	results = map[string]scriptedmodel.Message{}
	for _, message := range heard.Messages {
		if message.Role == "tool" {
			results[message.CallID] = message
		}
	}
	return heard, results, err
}

// AsksFor returns a model that makes these calls, all in one turn, and then answers. Without calls it answers at once.
func AsksFor(calls ...scriptedmodel.Call) scriptedmodel.Model {
	return func(heard scriptedmodel.Conversation) scriptedmodel.Reply {
		if len(calls) == 0 || heard.Messages[len(heard.Messages)-1].Role == "tool" {
			return scriptedmodel.Reply{Text: answer}
		}
		return scriptedmodel.Reply{Text: "I look.", Calls: calls}
	}
}

func call(id, name, arguments string) scriptedmodel.Call {
	return scriptedmodel.Call{ID: id, Name: name, Arguments: json.RawMessage(arguments)}
}

func (a Agent) finds(t *testing.T) {
	t.Parallel()
	account := newAccount(t)
	heard, results, err := a.ask(t, account.Client(),
		call("found", "get_incident", `{"incident_id":"Q2CHECKOUTLATE"}`),
		call("listed", "list_incidents", `{"statuses":["triggered"],"limit":2}`),
		call("failed", "get_incident", NoSuchIncident))
	if err != nil {
		t.Fatal(err)
	}
	if heard.System == "" || len(heard.Tools) != 3 || heard.Messages[0].Text != question || len(results) != 3 {
		t.Errorf("the model got %+v", heard)
	}
	if found := results["found"]; found.IsError || !strings.Contains(found.Text, `"id":"Q2CHECKOUTLATE"`) {
		t.Errorf("the model reads %+v about the incident", found)
	}
	var list struct{ Items []struct{ Status string } }
	if err := json.Unmarshal([]byte(results["listed"].Text), &list); err != nil || len(list.Items) != 2 || list.Items[0].Status != "triggered" {
		t.Errorf("the list that the model reads is %+v (%v)", results["listed"], err)
	}
	if failed := results["failed"]; failed.IsError != a.MarksFailures || !strings.Contains(failed.Text, "PNOSUCH1") {
		t.Errorf("the model reads %+v about the failure", failed)
	}
	for _, path := range []string{"/incidents/Q2CHECKOUTLATE", "/incidents/{$}"} {
		if len(account.RequestsTo("GET", path)) == 0 {
			t.Errorf("PagerDuty got no request for %s", path)
		}
	}
}

// badCalls returns a call with a number as a string and a null, and a call of a misspelt tool. The keys are words of their errors.
func badCalls() map[string]scriptedmodel.Call {
	return map[string]scriptedmodel.Call{
		"limit":        call("forgiven", "list_incidents", `{"limit":"1","offset":null}`),
		"get_incidnet": call("misspelt", "get_incidnet", NoSuchIncident),
	}
}

func (a Agent) forgivesBadCalls(t *testing.T) {
	t.Parallel()
	bad := badCalls()
	_, results, err := a.ask(t, newAccount(t).Client(), bad["limit"], bad["get_incidnet"])
	if err != nil {
		t.Fatal(err)
	}
	var list struct{ Items []any }
	if err := json.Unmarshal([]byte(results["forgiven"].Text), &list); err != nil || len(list.Items) != 1 {
		t.Errorf("the list that the model reads is %+v (%v)", results["forgiven"], err)
	}
	got := results["misspelt"]
	if got.IsError != a.MarksFailures || !strings.Contains(got.Text, "get_incidnet") || !strings.Contains(got.Text, "get_incident") {
		t.Errorf("the model reads %+v about the misspelt name", got)
	}
}

func (a Agent) endsAtBadCalls(t *testing.T) {
	t.Parallel()
	for what, bad := range badCalls() {
		account := newAccount(t)
		if _, _, err := a.ask(t, account.Client(), bad); err == nil || !strings.Contains(err.Error(), what) || len(account.Requests()) > 0 {
			t.Errorf("%s: error %v after %d requests, want an error with this word and no request", what, err, len(account.Requests()))
		}
	}
}

func (a Agent) endsARequest(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	option, ended := cancelInFlight(cancel)
	vendor, _ := Vendor(t, a.API, AsksFor(call("listed", "list_incidents", "{}")))
	var out strings.Builder
	err := a.Run(ctx, &out, newAccount(t).Client(option), vendor, question)
	if !errors.Is(err, context.Canceled) || strings.Contains(out.String(), answer) {
		t.Errorf("the cancelled run prints %q and returns %v", &out, err)
	}
	if ctx.Err() == nil || !<-ended {
		t.Error("the request to PagerDuty was not sent, or not cancelled")
	}
}

func (a Agent) endsTheConversation(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	account := newAccount(t)
	vendor, heard := Vendor(t, a.API, func(scriptedmodel.Conversation) scriptedmodel.Reply {
		cancel()
		return scriptedmodel.Reply{Calls: []scriptedmodel.Call{call("listed", "list_incidents", "{}")}}
	})
	if err := a.Run(ctx, io.Discard, account.Client(), vendor, question); !errors.Is(err, context.Canceled) {
		t.Errorf("the cancelled run returns %v", err)
	}
	if len(heard.Messages) != 1 || len(account.Requests()) > 0 {
		t.Errorf("PagerDuty got %d requests, and the model %+v", len(account.Requests()), heard.Messages)
	}
}

func (a Agent) givesUp(t *testing.T) {
	t.Parallel()
	account := newAccount(t)
	vendor, _ := Vendor(t, a.API, func(scriptedmodel.Conversation) scriptedmodel.Reply {
		return scriptedmodel.Reply{Calls: []scriptedmodel.Call{{Name: "list_incidents"}}}
	})
	err := a.Run(t.Context(), io.Discard, account.Client(), vendor, question)
	if asked := account.Requests(); err == nil || len(asked) < 2 || len(asked) > 20 {
		t.Errorf("the run returns %v after %d calls", err, len(asked))
	}
}
