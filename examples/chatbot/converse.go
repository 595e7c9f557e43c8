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

// converse answers questions until the input or the context ends. An interrupt stops the answer that is under way, a second
// one the conversation; while nothing is under way, the first does.
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
		case <-ctx.Done(): // without waiting for what does not heed it
			return nil
		}
		stop()
		switch {
		case turn.Err() != nil:
			c.screen.tell("Interrupted. What was said and done until then is remembered.")
		case err != nil:
			c.screen.tell("✗ %v", err)
		}
		cancel()
	}
}

// onInterrupt does the first action at the first interrupt, the second at the second, until it is stopped.
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
