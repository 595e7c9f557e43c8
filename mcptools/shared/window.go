package shared

import (
	"context"
	"time"
)

// window tracks the weight of the uses of one key within the period that ends now.
type window struct {
	period  time.Duration
	running int        // the weight of uses that are not settled
	used    int        // the weight of uses that were settled within the period
	ended   []endedUse // those uses, oldest first; their total weight is at most the limit
}

type endedUse struct {
	at     time.Time
	weight int
}

func (w *window) take(n, limit int, now time.Time) error {
	w.forget(now)
	if n <= limit-w.running-w.used {
		w.running += n
		return nil
	}
	full := &FullError{}
	if n <= limit {
		full.RetryAfter = w.retryAfter(n, limit, now)
	}
	return full
}

// forget removes the uses that no longer count.
func (w *window) forget(now time.Time) {
	for len(w.ended) > 0 && now.Sub(w.ended[0].at) >= w.period {
		w.used -= w.ended[0].weight
		w.ended = w.ended[1:]
	}
}

// retryAfter returns how long until a use of weight n is possible. Running uses may count for at least a period.
func (w *window) retryAfter(n, limit int, now time.Time) time.Duration {
	free := limit - w.running - w.used
	for _, use := range w.ended {
		if free += use.weight; n <= free {
			return w.period - now.Sub(use.at)
		}
	}
	return w.period
}

func (w *window) settle(n int, counts bool) {
	w.running -= n
	if counts {
		w.used += n
		w.ended = append(w.ended, endedUse{time.Now(), n})
	}
}

// isEmpty reports whether nothing counts.
func (w *window) isEmpty(now time.Time) bool {
	w.forget(now)
	return w.running == 0 && w.used == 0
}

// Take counts a use. A key of which nothing counts costs no memory.
func (m *Memory) Take(_ context.Context, key string, weight int, limit Limit) (Use, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	if now.Sub(m.swept) >= limit.Period {
		m.sweep(now)
	}
	w := m.windows[key]
	if w == nil {
		w = &window{period: limit.Period}
	}
	if err := w.take(weight, limit.Weight, now); err != nil {
		return nil, err
	}
	m.windows[key] = w
	return memoryUse{m, key, weight}, nil
}

// sweep forgets the keys that were not used again. A key is kept for at most two periods after its last use.
func (m *Memory) sweep(now time.Time) {
	m.swept = now
	for key, w := range m.windows {
		if w.isEmpty(now) {
			delete(m.windows, key)
		}
	}
}

type memoryUse struct {
	memory *Memory
	key    string
	weight int
}

func (u memoryUse) Settle(_ context.Context, counts bool) {
	u.memory.mu.Lock()
	defer u.memory.mu.Unlock()
	w := u.memory.windows[u.key] // there since Take, because the use counted
	if w.settle(u.weight, counts); w.isEmpty(time.Now()) {
		delete(u.memory.windows, u.key)
	}
}
