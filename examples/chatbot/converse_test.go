package main

import (
	"context"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/scriptedmodel"
)

// modelFunc is a model that is a function.
type modelFunc func(ctx context.Context) (message, error)

func (f modelFunc) reply(ctx context.Context, _ []message, _ func(string)) (message, error) {
	return f(ctx)
}

// conversation runs converse and gives its end.
func conversation(t *testing.T, c *chat, interrupts <-chan os.Signal) <-chan error {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- converse(t.Context(), c, interrupts) }()
	return done
}

func ended(t *testing.T, done <-chan error) {
	t.Helper()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the conversation does not end")
	}
}

func interrupt(t *testing.T, interrupts chan<- os.Signal) {
	t.Helper()
	select {
	case interrupts <- os.Interrupt:
	case <-time.After(10 * time.Second):
		t.Fatal("nobody heeds the interrupt")
	}
}

func TestInterrupts(t *testing.T) {
	t.Parallel()
	t.Run("the answer, then the prompt", func(t *testing.T) {
		t.Parallel()
		lines, interrupts := make(chan string), make(chan os.Signal)
		screen, shown := newScreen(lines)
		asked := make(chan bool)
		waits := modelFunc(func(ctx context.Context) (message, error) {
			asked <- true
			<-ctx.Done()
			return message{}, ctx.Err()
		})
		done := conversation(t, &chat{model: waits, screen: screen}, interrupts)
		lines <- "A question"
		<-asked
		interrupt(t, interrupts)
		shown.await(t, "Interrupted.")
		shown.await(t, "Interrupted. What was said and done until then is remembered.\n\n> ")
		interrupt(t, interrupts)
		ended(t, done)
	})
	t.Run("an answer that does not stop", func(t *testing.T) {
		t.Parallel()
		lines, interrupts := make(chan string), make(chan os.Signal)
		screen, _ := newScreen(lines)
		asked, stuck := make(chan bool), make(chan struct{})
		defer close(stuck)
		deaf := modelFunc(func(context.Context) (message, error) {
			asked <- true
			<-stuck
			return message{}, io.EOF
		})
		done := conversation(t, &chat{model: deaf, screen: screen}, interrupts)
		lines <- "A question"
		<-asked
		interrupt(t, interrupts)
		interrupt(t, interrupts)
		ended(t, done)
	})
}

func TestAFailureDoesNotEndTheConversation(t *testing.T) {
	forBoth(t, func(t *testing.T, v vendor) {
		failing := true
		talk := newTalk(t, v, func(scriptedmodel.Conversation) scriptedmodel.Reply {
			if failing {
				failing = false
				return scriptedmodel.Reply{Status: 529, Text: "Overloaded"}
			}
			return says("Here.")
		})
		for _, line := range []string{"", "  ", "Hello?", "Hello!"} {
			talk.input <- line
		}
		close(talk.input)
		ended(t, conversation(t, talk.chat, nil))
		expect(t, "the terminal", talk.shown.String(), "✗ "+v.name+" failed (529: Overloaded). Ask again in a minute.\n\n> Hello!\nHere.\n")
	})
}

func TestExitEnds(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"exit", "QUIT"} {
		lines := make(chan string, 1)
		lines <- word
		screen, _ := newScreen(lines)
		ended(t, conversation(t, &chat{screen: screen}, nil))
	}
}

func TestInput(t *testing.T) {
	t.Parallel()
	t.Run("a line without an end", func(t *testing.T) {
		t.Parallel()
		screen := newTerminal(strings.NewReader("one\ntwo"), io.Discard, false, false)
		for _, want := range []string{"one", "two"} {
			if got, err := screen.prompt(t.Context()); got != want || err != nil {
				t.Errorf("got %q, %v", got, err)
			}
		}
		if _, err := screen.prompt(t.Context()); err != io.EOF {
			t.Errorf("the end is %v", err)
		}
	})
	t.Run("a line that is too long", func(t *testing.T) {
		t.Parallel()
		screen := newTerminal(strings.NewReader(strings.Repeat("x", maxLine+1)), io.Discard, false, false)
		if _, err := screen.prompt(t.Context()); err == nil || !strings.Contains(err.Error(), "longer than") {
			t.Errorf("the error is %v", err)
		}
	})
}

// A yes that was typed before there was a question is no answer to it.
func TestLinesTypedAheadAreNoAnswer(t *testing.T) {
	t.Parallel()
	lines := make(chan string, 2)
	screen, shown := newScreen(lines)
	screen.typed = true
	lines <- "y"
	answered := make(chan bool)
	go func() {
		yes, _ := screen.ask(t.Context(), "Sure?\x1b[2J")
		answered <- yes
	}()
	shown.await(t, "Sure?[2J [y/N]")
	lines <- "n"
	if <-answered {
		t.Error("what was typed ahead counted as yes")
	}
	expect(t, "the terminal", shown.String(), "(Not used, since you typed it before this question: y)")
}
