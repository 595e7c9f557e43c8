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
	confirmDuty        confirmation = "duty"
	confirmDestructive confirmation = "destructive"
	confirmAll         confirmation = "all"
)

var errNoConfirmation = errors.New("must be never, pages, duty, destructive or all")

// UnmarshalText reads the value of --confirm.
func (c *confirmation) UnmarshalText(text []byte) error {
	switch read := confirmation(strings.ToLower(string(text))); read {
	case confirmNever, confirmPages, confirmDuty, confirmDestructive, confirmAll:
		*c = read
		return nil
	}
	return errNoConfirmation
}

// MarshalText returns the value of --confirm.
func (c confirmation) MarshalText() ([]byte, error) { return []byte(c), nil }

// asks reports whether the user confirms a call of the tool. has reports whether the call has a mark.
func (c confirmation) asks(tool mcptools.Tool, has func(mark string) bool) bool {
	switch c {
	case confirmPages:
		return has(marks.Pages)
	case confirmDuty:
		return has(marks.Pages) || has(marks.Duty)
	case confirmDestructive:
		return has(marks.Pages) || has(marks.Duty) || tool.Effect == mcptools.EffectDestructive
	case confirmAll:
		return middleware.Writes(tool)
	}
	return false
}

// asksOf reports whether the user confirms any call of the tool.
func (c confirmation) asksOf(tool mcptools.Tool) bool {
	return c.asks(tool, func(mark string) bool { return middleware.Marked(mark)(tool) })
}

// calls describes the calls that the user confirms: "a call that …".
func (c confirmation) calls() string {
	return map[confirmation]string{
		confirmPages:       "may notify somebody",
		confirmDuty:        "may notify somebody, or changes who is on call",
		confirmDestructive: "may notify somebody, or changes who is on call or what is there",
		confirmAll:         "changes anything in PagerDuty",
	}[c]
}

// decide asks the user if the setting demands it. If nobody can be asked, the call does not run, and the error names alternatives.
func (c confirmation) decide() middleware.Decider {
	ask := middleware.AskUser(question)
	return func(ctx context.Context, call mcptools.Call) (middleware.Decision, error) {
		if !c.asks(call.Tool, func(mark string) bool { return call.Count(mark) > 0 }) {
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
