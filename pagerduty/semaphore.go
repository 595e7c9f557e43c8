package pagerduty

import "context"

// semaphore bounds how many goroutines hold it at once by its capacity. Unlike a sync.Mutex, it stops waiting when a context ends.
type semaphore chan struct{}

func (s semaphore) acquire(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case s <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s semaphore) release() { <-s }
