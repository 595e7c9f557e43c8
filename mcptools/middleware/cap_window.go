package middleware

import (
	"sync"
	"time"
)

// window tracks the weight of the calls within the period that ends now.
type window struct {
	limit limit

	mutex   sync.Mutex
	running int         // the weight of running calls
	used    int         // the weight of calls that ended within the period
	ended   []endedCall // those calls, oldest first; at most limit of them
}

type endedCall struct {
	at     time.Time
	weight int
}

func (w *window) reserve(n int) *CapError {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	now := time.Now()
	w.forget(now)
	if n <= w.limit.weight-w.running-w.used {
		w.running += n
		return nil
	}
	refusal := &CapError{Limit: w.limit.weight, Period: w.limit.period, weight: n}
	if n <= w.limit.weight {
		refusal.RetryAfter = w.retryAfter(n, now)
	}
	return refusal
}

// forget removes the calls that no longer count.
func (w *window) forget(now time.Time) {
	for len(w.ended) > 0 && now.Sub(w.ended[0].at) >= w.limit.period {
		w.used -= w.ended[0].weight
		w.ended = w.ended[1:]
	}
}

// retryAfter returns how long until a call of weight n can run. Running calls may count for at least a period.
func (w *window) retryAfter(n int, now time.Time) time.Duration {
	free := w.limit.weight - w.running - w.used
	for _, call := range w.ended {
		if free += call.weight; n <= free {
			return w.limit.period - now.Sub(call.at)
		}
	}
	return w.limit.period
}

func (w *window) settle(n int, didNothing bool) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.running -= n
	if !didNothing {
		w.used += n
		w.ended = append(w.ended, endedCall{time.Now(), n})
	}
}

// isEmpty reports whether nothing counts.
func (w *window) isEmpty(now time.Time) bool {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.forget(now)
	return w.running == 0 && w.used == 0
}

// windows has a window for each caller of whom something counts.
type windows struct {
	limit limit

	mutex   sync.Mutex
	callers map[string]*window
	swept   time.Time
}

// callerCounter counts the calls of one caller.
type callerCounter struct {
	all    *windows
	caller string
}

func (c callerCounter) reserve(n int) *CapError {
	c.all.mutex.Lock()
	defer c.all.mutex.Unlock()
	now := time.Now()
	if now.Sub(c.all.swept) >= c.all.limit.period {
		c.all.sweep(now)
	}
	w := c.all.callers[c.caller]
	if w == nil {
		w = &window{limit: c.all.limit}
	}
	if err := w.reserve(n); err != nil {
		return err
	}
	c.all.callers[c.caller] = w
	return nil
}

func (c callerCounter) settle(n int, didNothing bool) {
	c.all.mutex.Lock()
	defer c.all.mutex.Unlock()
	w := c.all.callers[c.caller] // there since reserve, because the call counted
	if w.settle(n, didNothing); w.isEmpty(time.Now()) {
		delete(c.all.callers, c.caller)
	}
}

// sweep forgets the callers who have not come back. A caller is kept for at most two periods after their last call.
func (w *windows) sweep(now time.Time) {
	w.swept = now
	for caller, window := range w.callers {
		if window.isEmpty(now) {
			delete(w.callers, caller)
		}
	}
}
