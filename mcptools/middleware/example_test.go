package middleware_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/shared"
)

// Ask before a call that can page somebody, allow ten pages an hour, and record every call. Here the user says no.
func Example() {
	tools := []mcptools.Tool{createIncident()}
	file := io.Discard // in a program: a file opened with os.O_APPEND

	pages := func(call mcptools.Call) int { return call.Count("pages") }
	ask := middleware.AskUser(func(ctx context.Context, call mcptools.Call) string {
		return call.Question(ctx).Text(500) + " This may page somebody."
	})
	confirm := func(ctx context.Context, call mcptools.Call) (middleware.Decision, error) {
		if pages(call) == 0 {
			return middleware.Allow(), nil
		}
		return ask(ctx, call)
	}
	tools = middleware.Around(tools, middleware.Marked("pages"), middleware.Confirm(confirm), middleware.Cap(10, time.Hour, pages))
	tools = middleware.Around(tools, nil, middleware.Audit(middleware.AuditLog(file)))

	ctx := mcptools.ContextWithAsk(context.Background(), func(_ context.Context, question string) (yes bool, err error) {
		fmt.Println(question)
		return false, nil
	})
	result := tools[0].Call(ctx, json.RawMessage(`{"title":"Checkout is down"}`))
	fmt.Println(result.Text)
	fmt.Println(errors.Is(result.Err, middleware.ErrDenied))
	// Output:
	// Create incident? This may page somebody.
	// The question was declined and nothing was done: the user said no, or perhaps was never asked, since some clients decline without asking. Do not try this again, in this or another way, unless the user asks for it.
	// true
}

// A rule can decide instead of a person.
func ExampleConfirm() {
	workingHours := func(context.Context, mcptools.Call) (middleware.Decision, error) {
		if hour := now().Hour(); hour < 9 || hour >= 17 {
			return middleware.Deny("Outside of working hours only people open incidents. Tell the user what you found."), nil
		}
		return middleware.Allow(), nil
	}
	tool := createIncident().With(middleware.Confirm(workingHours))
	fmt.Println(tool.Call(context.Background(), json.RawMessage(`{"title":"Checkout is down"}`)).Text)
	// Output: Outside of working hours only people open incidents. Tell the user what you found.
}

// In a chat the approval comes later, from a button. The program postpones the call, keeps it, and makes it after the approval.
func ExampleApprove() {
	var waiting []mcptools.Call
	button := func(_ context.Context, call mcptools.Call) (middleware.Decision, error) {
		waiting = append(waiting, call)
		return middleware.Pending("The people in the channel see a button."), nil
	}
	tool := createIncident().With(middleware.Confirm(button))
	ctx := context.Background()
	fmt.Println(tool.Call(ctx, json.RawMessage(`{"title":"Checkout is down"}`)).Text)

	call := waiting[0] // somebody has pressed the button
	result := call.Tool.Call(middleware.Approve(ctx, call), call.Arguments)
	fmt.Println(result.Text)
	// Output:
	// Nothing was done yet: this call waits for a person's approval, and runs as soon as it is approved. Do not repeat it, and do not try another way. Tell the user that it is waiting. The people in the channel see a button.
	// "created: Checkout is down"
}

// At most two calls an hour, over all tools with this cap.
func ExampleCap() {
	tool := createIncident().With(middleware.Cap(2, time.Hour, nil))
	for range 3 {
		result := tool.Call(context.Background(), json.RawMessage(`{"title":"Checkout is down"}`))
		if full, ok := errors.AsType[*middleware.CapError](result.Err); ok {
			fmt.Println("refused: the limit is", full.Limit, "in", full.Period)
			continue
		}
		fmt.Println(result.Text)
	}
	// Output:
	// "created: Checkout is down"
	// "created: Checkout is down"
	// refused: the limit is 2 in 1h0m0s
}

// Two processes, which have the store in common, make one call an hour together.
func ExampleWithStore() {
	store := shared.NewMemory() // several processes need one outside of them
	for range 2 {
		tool := createIncident().With(middleware.Cap(1, time.Hour, nil, middleware.WithStore(store, "incidents")))
		result := tool.Call(context.Background(), json.RawMessage(`{"title":"Checkout is down"}`))
		fmt.Println(result.Err == nil)
	}
	// Output:
	// true
	// false
}

func ExampleAudit() {
	write := func(_ context.Context, r middleware.Record) error {
		fmt.Println(r.Stage, r.Tool, r.Effect, string(r.Arguments), r.Err)
		return nil // an error at StageBegin prevents the call
	}
	tool := createIncident().With(middleware.Audit(write))
	tool.Call(context.Background(), json.RawMessage(`{"title":"Checkout is down"}`))
	// Output:
	// begin create_incident additive {"title":"Checkout is down"} <nil>
	// end create_incident additive {"title":"Checkout is down"} <nil>
}

// Hide telephone numbers from the model.
func ExampleRedact() {
	phone := regexp.MustCompile(`\+?\d[\d ()-]{7,}\d`)
	hidden := middleware.Redact(func(s string) string { return phone.ReplaceAllString(s, "[phone]") })

	tool := createIncident().With(hidden)
	fmt.Println(tool.Call(context.Background(), json.RawMessage(`{"title":"Call +44 20 7946 0000"}`)).Text)
	// Output: "created: Call [phone]"
}

func ExampleTimeLimit() {
	wait := func(ctx context.Context, _ struct{}) (string, error) {
		<-ctx.Done()
		return "", ctx.Err()
	}
	tool := mcptools.Read("wait", "Waits for something that does not come.", wait).With(middleware.TimeLimit(10 * time.Millisecond))
	fmt.Println(tool.Call(context.Background(), nil).Text)
	// Output: wait was stopped after its time limit of 10ms. Ask for less, or try again later.
}

type incidentInput struct {
	Title string `json:"title"`
}

// createIncident returns a tool that pretends to page somebody.
func createIncident() mcptools.Tool {
	create := func(_ context.Context, in incidentInput) (string, error) { return "created: " + in.Title, nil }
	return mcptools.Additive("create_incident", "Opens an incident.", create, mcptools.WithMarks("pages"))
}

// now is a time.Now that returns a late evening.
func now() time.Time { return time.Date(2026, time.March, 4, 23, 0, 0, 0, time.UTC) }
