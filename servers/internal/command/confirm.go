package command

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

// confirmation selects the calls that the user confirms. Each value includes the one before.
type confirmation string

const (
	confirmNever       confirmation = "never"
	confirmPages       confirmation = "pages"
	confirmDestructive confirmation = "destructive"
	confirmAll         confirmation = "all"
)

var errNoConfirmation = errors.New("must be never, pages, destructive or all")

// UnmarshalText reads the value of --confirm.
func (c *confirmation) UnmarshalText(text []byte) error {
	switch read := confirmation(strings.ToLower(string(text))); read {
	case confirmNever, confirmPages, confirmDestructive, confirmAll:
		*c = read
		return nil
	}
	return errNoConfirmation
}

// MarshalText returns the value of --confirm.
func (c confirmation) MarshalText() ([]byte, error) { return []byte(c), nil }

// asks reports whether the user confirms a call of the tool; pages is whether the call may notify anybody.
func (c confirmation) asks(tool mcptools.Tool, pages bool) bool {
	switch c {
	case confirmPages:
		return pages
	case confirmDestructive:
		return pages || tool.Effect == mcptools.EffectDestructive
	case confirmAll:
		return middleware.Writes(tool)
	}
	return false
}

// asksOf reports whether the user confirms any call of the tool.
func (c confirmation) asksOf(tool mcptools.Tool) bool {
	return c.asks(tool, middleware.Marked(marks.Pages)(tool))
}

// calls describes the calls that the user confirms: "a call that …".
func (c confirmation) calls() string {
	return map[confirmation]string{
		confirmPages:       "may notify somebody",
		confirmDestructive: "may notify somebody, or changes or removes what is there",
		confirmAll:         "changes anything in PagerDuty",
	}[c]
}

// decide asks the user if the setting demands it. If nobody can be asked, the call does not run, and the error names alternatives.
func (c confirmation) decide() middleware.Decider {
	ask := middleware.AskUser(question)
	return func(ctx context.Context, call mcptools.Call) (middleware.Decision, error) {
		if !c.asks(call.Tool, call.Count(marks.Pages) > 0) {
			return middleware.Allow(), nil
		}
		decision, err := ask(ctx, call)
		if errors.Is(err, mcptools.ErrCannotAsk) {
			err = fmt.Errorf("%w. Tell the user what you wanted to do: they can do it in PagerDuty's web app, or use a client that supports MCP elicitation. "+
				"The operator can start the server with another --confirm than %s", err, c)
		}
		return decision, err
	}
}
