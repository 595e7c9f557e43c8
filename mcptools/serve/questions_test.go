package serve

import (
	"context"
	"encoding/json"
	"io"
	"testing"
	"testing/synctest"
)

// An ended question leaves nothing in memory, however it ended.
func TestQuestionsAreForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &connection{
			requests: newRequests(100, 100),
			out:      &messageWriter{out: io.Discard, failed: func(error) {}},
			dialog:   newDialog(),
		}
		c.support.possible = true
		ask := func(ctx context.Context) <-chan error {
			ended := make(chan error, 1)
			req := &request{}
			c.requests.admit(ctx, req)
			go func() {
				_, err := c.askFuncFor(req)(ctx, "Sure?")
				ended <- err
			}()
			synctest.Wait()
			return ended
		}
		ctx, cancel := context.WithCancel(t.Context())
		waitsCtx, cancelWaits := context.WithCancel(t.Context())
		cancelled, cancelledInTurn := ask(ctx), ask(waitsCtx)
		answered, left, waits := ask(t.Context()), ask(t.Context()), ask(t.Context())
		cancelWaits()
		if err := <-cancelledInTurn; err != context.Canceled || c.questions.last != 1 {
			t.Errorf("cancelled while it waits for its turn: got %v, %d questions were put", err, c.questions.last)
		}
		cancel()
		if err := <-cancelled; err != context.Canceled {
			t.Errorf("cancelled: got %v", err)
		}
		synctest.Wait()
		if len(c.questions.waiting) != 1 {
			t.Errorf("%d questions are open", len(c.questions.waiting))
		}
		c.questions.answer(message{id: json.RawMessage(`"ask-2"`), result: json.RawMessage(`{"action":"accept"}`)})
		if err := <-answered; err != nil {
			t.Errorf("answered: got %v", err)
		}
		synctest.Wait()
		c.questions.close()
		if err := <-left; err != errClientLeft || len(c.questions.waiting) != 0 {
			t.Errorf("closed: got %v, %d questions are left", err, len(c.questions.waiting))
		}
		if err := <-waits; err != errClientLeft || len(c.questions.waiting) != 0 {
			t.Errorf("closed while it waits for its turn: got %v, %d questions are left", err, len(c.questions.waiting))
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
