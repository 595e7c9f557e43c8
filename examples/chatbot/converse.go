package main

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
)

// converse answers questions until the input or the context ends. At the prompt an interrupt ends the conversation. During an answer
// the first interrupt stops the answer, and the second ends the conversation.
func converse(ctx context.Context, c *chat, interrupts <-chan os.Signal) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	for {
		stop := onInterrupt(interrupts, end)
		question, err := c.screen.prompt(ctx)
		stop()
		switch {
		case errors.Is(err, io.EOF), ctx.Err() != nil, slices.Contains([]string{"exit", "quit"}, strings.ToLower(question)):
			return nil
		case err != nil:
			return err
		}
		turn, cancel := context.WithCancel(ctx)
		stop = onInterrupt(interrupts, cancel, end)
		done := make(chan error, 1)
		go func() { done <- c.turn(turn, question) }()
		select {
		case err = <-done:
		case <-ctx.Done(): // without waiting for a call that ignores its context
			return nil
		}
		stop()
		switch {
		case turn.Err() != nil:
			c.screen.printLine("Interrupted. The assistant remembers what was said and done before.")
		case err != nil:
			c.screen.printLine("✗ %v", err)
		}
		cancel()
	}
}

// onInterrupt runs one action at each interrupt, in order, until stop is called.
func onInterrupt(interrupts <-chan os.Signal, actions ...func()) (stop func()) {
	stopped := make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() {
		for _, act := range actions {
			select {
			case <-interrupts:
				act()
			case <-stopped:
				return
			}
		}
	})
	return func() {
		close(stopped)
		watching.Wait()
	}
}
