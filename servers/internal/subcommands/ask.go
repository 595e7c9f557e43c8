package subcommands

import (
	"context"
	"errors"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

var errNoTerminal = errors.New("standard input and standard error are no terminal")

// withQuestions returns a context in which tools ask the person at the terminal. The end of the input is a no.
func (p program) withQuestions(ctx context.Context) context.Context {
	terminal := p.terminal()
	if terminal == nil {
		return mcptools.ContextWithoutAsk(ctx, errNoTerminal)
	}
	return mcptools.ContextWithAsk(ctx, func(ctx context.Context, question string) (bool, error) {
		yes, err := terminal.agree(ctx, question+"\nDo it?", false)
		if errors.Is(err, errNoAnswer) {
			err = nil
		}
		return yes, err
	})
}

// terminal returns where a person answers questions; nil if nobody can read them, or answer.
func (p program) terminal() *terminal {
	file := command.Terminal(p.process.Stdin)
	if file == nil || !command.IsTerminal(p.process.Stderr) {
		return nil
	}
	return &terminal{file, p.process.Stderr}
}
