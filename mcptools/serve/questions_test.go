package serve

import (
	"context"
	"encoding/json"
	"io"
	"testing"
	"testing/synctest"
)

// Nothing is kept of a question that has ended, in whatever way.
func TestQuestionsAreForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &connection{requests: newRequests(100, 100), out: &messageWriter{out: io.Discard, failed: func(error) {}}}
		ask := func(ctx context.Context) <-chan error {
			ended := make(chan error, 1)
			req := &request{}
			c.requests.waitForRoom(ctx, req)
			go func() {
				_, err := c.ask(ctx, req, "", "Sure?")
				ended <- err
			}()
			synctest.Wait()
			return ended
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancelled, answered, left := ask(ctx), ask(t.Context()), ask(t.Context())
		cancel()
		if err := <-cancelled; err != context.Canceled || len(c.questions.waiting) != 2 {
			t.Errorf("cancelled: got %v, %d questions are left", err, len(c.questions.waiting))
		}
		c.questions.answer(message{id: json.RawMessage(`"ask-2"`), result: json.RawMessage(`{"action":"accept"}`)})
		if err := <-answered; err != nil || len(c.questions.waiting) != 1 {
			t.Errorf("answered: got %v, %d questions are left", err, len(c.questions.waiting))
		}
		c.questions.close()
		if err := <-left; err != errClientLeft || len(c.questions.waiting) != 0 {
			t.Errorf("closed: got %v, %d questions are left", err, len(c.questions.waiting))
		}
		for range 50 { // what ends a question first is not what counts
			if err := <-ask(ctx); err != context.Canceled {
				t.Fatalf("the server stops: got %v", err)
			}
		}
		if err := <-ask(t.Context()); err != errClientLeft || len(c.questions.waiting) != 0 {
			t.Errorf("after the end: got %v, %d questions are left", err, len(c.questions.waiting))
		}
	})
}
