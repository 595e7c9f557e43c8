// Command chatbot is an on-call assistant for the terminal. It gives some of PagerDuty's tools to a model of Anthropic or OpenAI, and
// asks before it changes anything.
//
//	go run . --demo   # with a simulated account and a scripted model: no key, no network
//	go run .          # with PAGERDUTY_USER_API_KEY, and ANTHROPIC_API_KEY or OPENAI_API_KEY
//
//go:generate go test -run ^TestSessionInREADME$ . -update
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
)

func main() {
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	colour := isTerminal(os.Stdout) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "" && os.Getenv("TERM") != "dumb"
	screen := newTerminal(os.Stdin, os.Stdout, isTerminal(os.Stdin), colour)
	err := run(context.Background(), os.Args[1:], screen, interrupts, time.Now)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "chatbot:", singleLine(err.Error()))
		os.Exit(1)
	}
}

func isTerminal(file *os.File) bool {
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// setup has the account and the model of a conversation.
type setup struct {
	account *pagerduty.Client
	connect func(system string, tools []mcptools.Tool) (model, error)
	notes   []string // to print at the start
}

// run runs the program. now is the clock of the demo account and of the tools.
func run(ctx context.Context, arguments []string, screen *terminal, interrupts <-chan os.Signal, now func() time.Time) error {
	flags := flag.NewFlagSet("chatbot", flag.ContinueOnError)
	demo := flags.Bool("demo", false, "use a simulated account and a scripted model, which need no key")
	model := flags.String("model", "", "name of the model (default "+anthropicVendor.model+" or "+openAIVendor.model+")")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q: start the program, then type your question", flags.Arg(0))
	}
	ctx, cancel := context.WithCancel(tools.ContextWithClock(ctx, now)) // the demo's account has the same clock
	defer cancel()
	var from setup
	var err error
	if *demo {
		from, err = setUpDemo(ctx, now, screen.interactive)
	} else {
		from, err = setUp(os.Getenv, *model)
	}
	if err != nil {
		return err
	}
	return assist(ctx, from, screen, interrupts)
}

// assist prints an introduction and runs the conversation.
func assist(ctx context.Context, from setup, screen *terminal, interrupts <-chan os.Signal) error {
	who, err := currentUser(ctx, from.account)
	if err != nil {
		return err
	}
	tools, instructions, err := newTools(from.account)
	if err != nil {
		return err
	}
	model, err := from.connect(systemPrompt(who, instructions, time.Now()), tools)
	if err != nil {
		return err
	}
	screen.printLine("On-call assistant for %s. It asks before it changes anything. Ctrl-C stops an answer, Ctrl-D quits.", who.name)
	for _, note := range from.notes {
		screen.printLine("%s", note)
	}
	screen.printLine("Try: Which incidents are open?")
	ctx = mcptools.ContextWithAsk(ctx, screen.ask)
	return converse(ctx, &chat{model: model, tools: tools, screen: screen}, interrupts)
}
