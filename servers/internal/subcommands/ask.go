package subcommands

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

var errNoTerminal = errors.New("standard input and standard error are no terminal")

// withQuestions returns a context in which tools ask the person at the terminal.
func (p program) withQuestions(ctx context.Context) context.Context {
	if !command.IsTerminal(p.process.Stdin) || !command.IsTerminal(p.process.Stderr) {
		return mcptools.ContextWithoutAsk(ctx, errNoTerminal)
	}
	return mcptools.ContextWithAsk(ctx, p.ask)
}

// ask asks a question with yes or no. Anything but y and yes is no.
func (p program) ask(ctx context.Context, question string) (yes bool, err error) {
	fmt.Fprintf(p.process.Stderr, "%s\nDo it? [y/N] ", question)
	answers := make(chan string, 1)
	go func() { // it ends with the process
		answer, _ := bufio.NewReader(p.process.Stdin).ReadString('\n') // the end of input is a no
		answers <- answer
	}()
	select {
	case answer := <-answers:
		answer = strings.ToLower(strings.TrimSpace(answer))
		return answer == "y" || answer == "yes", nil
	case <-ctx.Done():
		fmt.Fprintln(p.process.Stderr)
		return false, ctx.Err()
	}
}
