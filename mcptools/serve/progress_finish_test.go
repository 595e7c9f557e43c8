package serve

import (
	"slices"
	"testing"
	"testing/synctest"
)

// The reply waits for a message that is still being sent, and for progress that was reported meanwhile.
func TestFinishWaitsForTheMessage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		begun, written := make(chan int, 10), make(chan struct{})
		p := &progressReporter{send: func(n progressNotification) {
			begun <- n.Params.Progress
			<-written
		}}
		defer close(written)
		finished := make(chan struct{})
		go p.report(1, 2)
		synctest.Wait()
		p.report(2, 2)
		go func() {
			p.finish()
			close(finished)
		}()
		var sent []int
		for range 2 {
			synctest.Wait()
			select {
			case <-finished:
				t.Fatalf("finished before the message after %v was written", sent)
			default:
			}
			if len(begun) != 1 {
				t.Fatalf("%d messages are being sent at once after %v", len(begun), sent)
			}
			sent = append(sent, <-begun)
			written <- struct{}{}
		}
		<-finished
		p.report(3, 3)
		if synctest.Wait(); !slices.Equal(sent, []int{1, 2}) || len(begun) != 0 {
			t.Errorf("sent %v, and %d more after the end", sent, len(begun))
		}
	})
}
