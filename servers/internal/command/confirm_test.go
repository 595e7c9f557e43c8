package command_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/people"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/services"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// Both eras of the protocol, which ask in different ways.
var protocols = []string{mcp.LATEST_LEGACY_PROTOCOL_VERSION, mcp.LATEST_PROTOCOL_VERSION}

// Calls on the demo account.
const (
	create   = `{"title":"Checkout is down","service_id":"Checkout API"}`
	note     = `{"incident_id":"Q2CHECKOUTLATE","note":"Looking into it."}`
	resolve  = `{"incident_ids":["Q2CHECKOUTLATE"],"status":"resolved"}`
	reassign = `{"incident_ids":["Q2CHECKOUTLATE"],"assignee_ids":["PUBRUNO","PUHENRY"]}`
)

// user answers questions, and remembers them.
type user struct {
	answer mcp.ElicitationResponseAction
	asked  chan string
}

func newUser(answer mcp.ElicitationResponseAction) *user {
	return &user{answer, make(chan string, 100)}
}

func (u *user) host(protocol string) commandtest.Host {
	return commandtest.Host{Protocol: protocol, Answer: func(question string) mcp.ElicitationResponseAction {
		u.asked <- question
		return u.answer
	}}
}

// questions returns the questions since the last call.
func (u *user) questions() []string {
	var questions []string
	for len(u.asked) > 0 {
		questions = append(questions, <-u.asked)
	}
	return questions
}

// callTool calls a tool with arguments in JSON.
func callTool(t *testing.T, connection *client.Client, tool, arguments string) (text string, isError bool) {
	t.Helper()
	answer, err := connection.CallTool(t.Context(), mcp.CallToolRequest{Params: mcp.CallToolParams{Name: tool, RawArguments: json.RawMessage(arguments)}})
	if err != nil {
		t.Fatal(err)
	}
	content, ok := answer.Content[0].(mcp.TextContent)
	if !ok {
		t.Fatalf("%s gives %+v", tool, answer)
	}
	return content.Text, answer.IsError
}

// isOpen reports whether an incident with this title was created.
func isOpen(t *testing.T, connection *client.Client, title string) bool {
	t.Helper()
	list, _ := callTool(t, connection, "list_incidents", `{"statuses":["triggered"],"limit":100}`)
	return strings.Contains(list, title)
}

func TestUserConfirms(t *testing.T) {
	t.Parallel()
	for _, protocol := range protocols {
		for answer, says := range map[mcp.ElicitationResponseAction]string{
			mcp.ElicitationResponseActionAccept:  `"created":true`,
			mcp.ElicitationResponseActionDecline: "perhaps was never asked",
			mcp.ElicitationResponseActionCancel:  "perhaps was never asked",
		} {
			t.Run(fmt.Sprint(protocol, answer), func(t *testing.T) {
				t.Parallel()
				user := newUser(answer)
				connection := incidents.ConnectHost(t, user.host(protocol), []string{"PAGERDUTY_CONFIRM=pages"}, "--demo", "--enable-write-tools")
				yes := answer == mcp.ElicitationResponseActionAccept
				if text, isError := callTool(t, connection, "create_incident", create); isError == yes || !strings.Contains(text, says) {
					t.Errorf("the answer %s gives %s", answer, text)
				}
				if open := isOpen(t, connection, "Checkout is down"); open != yes {
					t.Errorf("after %s the incident is there: %t", answer, open)
				}
				if got := user.questions(); len(got) != 1 || got[0] != "Open an incident on `Checkout API`: `Checkout is down`? May page whoever is on call. title: `Checkout is down`; service_id: `Checkout API`" {
					t.Errorf("asked %q", got)
				}
			})
		}
	}
}

// Where the client cannot ask nothing is done, and the model is told what is left.
func TestNobodyCanConfirm(t *testing.T) {
	t.Parallel()
	for _, protocol := range protocols {
		connection := incidents.ConnectHost(t, commandtest.Host{Protocol: protocol}, nil, "--demo", "--enable-write-tools", "--confirm=pages")
		text, isError := callTool(t, connection, "create_incident", create)
		for _, want := range []string{"nothing was done", "cannot be asked", "does not declare the capability elicitation", "web app", "elicitation", "--confirm than pages"} {
			if !isError || !strings.Contains(text, want) {
				t.Errorf("%s: it does not say %q: %s", protocol, want, text)
			}
		}
		if isOpen(t, connection, "Checkout is down") {
			t.Errorf("%s: the incident was made", protocol)
		}
		if text, isError := callTool(t, connection, "add_note_to_incident", note); isError {
			t.Errorf("%s: what pages nobody is refused: %s", protocol, text)
		}
	}
}

// Why nobody could be asked stays in the error, for whoever logs or records it.
func TestNobodyCanConfirmKeepsItsCause(t *testing.T) {
	t.Parallel()
	tool := mcptools.Additive("add_thing", "Adds.", func(context.Context, struct{}) (string, error) { return "added", nil })
	result := tool.With(middleware.Confirm(command.Decide("all"))).Call(t.Context(), nil)
	if !errors.Is(result.Err, mcptools.ErrCannotAsk) || !strings.Contains(result.Text, "--confirm than all") {
		t.Errorf("got %q (%v)", result.Text, result.Err)
	}
}

// What is asked about at which level.
func TestConfirmLevels(t *testing.T) {
	t.Parallel()
	calls := []struct {
		tool, arguments string
		asked           string // at these levels
	}{
		{"get_incident", `{"incident_id":"Q2CHECKOUTLATE"}`, ""},
		{"add_note_to_incident", note, "all"},
		{"manage_incidents", reassign, "pages duty destructive all"},
		{"manage_incidents", `{"manage_request":{"incident_ids":"Q2CHECKOUTLATE","assignee_ids":"PUBRUNO"}}`, "pages duty destructive all"},
		{"add_responders", `{"incident_id":"Q2CHECKOUTLATE","user_ids":["PUBRUNO"]}`, "pages duty destructive all"},
		{"create_incident", create, "pages duty destructive all"},
		{"manage_incidents", resolve, "destructive all"},
	}
	for _, level := range []string{"", "never", "pages", "duty", "destructive", "all", "ALL"} {
		t.Run(level, func(t *testing.T) {
			t.Parallel()
			var variables []string
			if level != "" {
				variables = append(variables, "PAGERDUTY_CONFIRM="+level)
			}
			user := newUser(mcp.ElicitationResponseActionDecline)
			connection := incidents.ConnectHost(t, user.host(""), variables, "--demo", "--enable-write-tools")
			for _, call := range calls {
				wanted := level != "" && strings.Contains(call.asked, strings.ToLower(level))
				text, isError := callTool(t, connection, call.tool, call.arguments)
				if asked := len(user.questions()); (asked == 1) != wanted || isError != wanted {
					t.Errorf("%s %s asks %d times and answers %s", call.tool, call.arguments, asked, text)
				}
			}
		})
	}
}

// A call that changes who is on call is confirmed from the level duty on, even if it only adds.
func TestConfirmDuty(t *testing.T) {
	t.Parallel()
	all := slices.Concat(people.Toolset(nil).Tools, services.Toolset(nil).Tools)
	for _, test := range []struct{ tool, arguments, asked string }{
		{"create_schedule_override", `{"schedule_id":"PSCHKP1","overrides":[{"start":"now","end":"+1h","user_id":"PUBRUNO"}]}`, "duty destructive all"},
		{"update_service", `{"service_id":"PSCHKAP","escalation_policy_id":"PECHECK"}`, "duty destructive all"},
		{"update_service", `{"service_id":"PSCHKAP","description":"x"}`, "destructive all"},
		{"create_team", `{"name":"x"}`, "all"},
	} {
		i := slices.IndexFunc(all, func(tool mcptools.Tool) bool { return tool.Name == test.tool })
		var asked []string
		for _, level := range []string{"never", "pages", "duty", "destructive", "all"} {
			if command.Asks(level, mcptools.Call{Tool: all[i], Arguments: json.RawMessage(test.arguments)}) {
				asked = append(asked, level)
			}
		}
		if got := strings.Join(asked, " "); got != test.asked {
			t.Errorf("%s %s is confirmed at %q, want %q", test.tool, test.arguments, got, test.asked)
		}
	}
}

// A server with no tool to ask about does not mention questions.
func TestInstructionsOfConfirm(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		arguments []string
		says      string
	}{
		{nil, ""},
		{[]string{"--confirm=all"}, ""},
		{[]string{"--enable-write-tools"}, ""},
		{[]string{"--enable-write-tools", "--confirm=pages"}, "a call that may notify somebody, the user is asked"},
		{[]string{"--enable-write-tools", "--confirm=destructive"}, "a call that may notify somebody, or changes who is on call or what is there, the user is asked"},
		{[]string{"--enable-write-tools", "--confirm=all"}, "a call that changes anything in PagerDuty, the user is asked"},
		{[]string{"--enable-write-tools", "--confirm=pages", "--tools=list_incidents,add_note_to_incident"}, ""},
	} {
		server := incidents.Start(t, nil, append(test.arguments, "--demo")...)
		hello := decode[struct{ Instructions string }](t, server.Initialize().Result)
		if !strings.Contains(hello.Instructions, test.says) || strings.Contains(hello.Instructions, "the user is asked") != (test.says != "") {
			t.Errorf("%q: it instructs %q", test.arguments, hello.Instructions)
		}
	}
}
