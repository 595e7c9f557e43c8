package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/scriptedmodel"
)

// modelFunc implements model by a function.
type modelFunc func(ctx context.Context) (message, error)

func (f modelFunc) reply(ctx context.Context, _ []message, _ func(string)) (message, error) {
	return f(ctx)
}

// conversation runs converse and returns a channel for its error.
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
		t.Fatal("the interrupt is not received")
	}
}

func TestInterrupts(t *testing.T) {
	t.Parallel()
	t.Run("the answer, then the prompt", func(t *testing.T) {
		t.Parallel()
		lines, interrupts := make(chan inputLine), make(chan os.Signal)
		screen, shown := newScreen(lines)
		asked := make(chan bool)
		waits := modelFunc(func(ctx context.Context) (message, error) {
			asked <- true
			<-ctx.Done()
			return message{}, ctx.Err()
		})
		done := conversation(t, &chat{model: waits, screen: screen}, interrupts)
		lines <- inputLine{text: "A question"}
		<-asked
		interrupt(t, interrupts)
		shown.await(t, "Interrupted.")
		shown.await(t, "Interrupted. The assistant remembers what was said and done before.\n\n> ")
		interrupt(t, interrupts)
		ended(t, done)
	})
	t.Run("an answer that does not stop", func(t *testing.T) {
		t.Parallel()
		lines, interrupts := make(chan inputLine), make(chan os.Signal)
		screen, _ := newScreen(lines)
		asked, stuck := make(chan bool), make(chan struct{})
		defer close(stuck)
		deaf := modelFunc(func(context.Context) (message, error) {
			asked <- true
			<-stuck
			return message{}, io.EOF
		})
		done := conversation(t, &chat{model: deaf, screen: screen}, interrupts)
		lines <- inputLine{text: "A question"}
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
			talk.input <- inputLine{text: line}
		}
		close(talk.input)
		ended(t, conversation(t, talk.chat, nil))
		expect(t, "the terminal", talk.shown.String(), "✗ "+v.name+" failed (529: Overloaded). Ask again in a minute.\n\n> Hello!\nHere.\n")
	})
}

func TestExitEnds(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"exit", "QUIT"} {
		lines := make(chan inputLine, 1)
		lines <- inputLine{text: word}
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

// A yes typed before the question is not used.
func TestLinesTypedAheadAreNoAnswer(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]bool{"y\n": true, "n\n": false} {
		for _, ahead := range []int{0, 1, 25, 500} { // in the channel, and in the scanner
			synctest.Test(t, func(t *testing.T) {
				in, keys := io.Pipe()
				shown := &strings.Builder{}
				screen := newTerminal(io.MultiReader(strings.NewReader(strings.Repeat("y\n", ahead)), in), shown, true, false)
				synctest.Wait()
				asked := make(chan bool)
				go func() {
					yes, err := screen.ask(t.Context(), "Sure?\x1b[2J")
					if err != nil {
						t.Error(err)
					}
					asked <- yes
				}()
				synctest.Wait()
				fmt.Fprint(keys, "y\n") // as the question appears
				time.Sleep(2 * timeToRead)
				fmt.Fprint(keys, answer)
				if got := <-asked; got != want {
					t.Errorf("%d lines ahead, %q: %t", ahead, answer, got)
				}
				keys.Close()
				expect(t, "the terminal", shown.String(), "Sure?[2J [y/N] ")
				if n := strings.Count(shown.String(), "(Not used, since you typed it before you could read this question: y)"); n != ahead+1 {
					t.Errorf("%d lines were not used, want %d:\n%s", n, ahead+1, shown)
				}
			})
		}
	}
}

// Lines from a file are answers in their order, also if they were read before the question.
func TestRecordedLinesAreAnswers(t *testing.T) {
	t.Parallel()
	screen := newTerminal(strings.NewReader("y\nn\nyes"), io.Discard, false, false)
	for _, want := range []bool{true, false, true} {
		if got, err := screen.ask(t.Context(), "Sure?"); got != want || err != nil {
			t.Errorf("got %t, %v, want %t", got, err, want)
		}
	}
}
