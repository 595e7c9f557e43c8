package redisstore

import (
	"context"
	"strings"
	"sync"
	"time"
)

// healthAge is how long a result of Health is good.
const healthAge = time.Second

// health is the last result of Health.
type health struct {
	mu      sync.Mutex
	checked time.Time
	err     error
}

// probe writes, since a store that is full or a replica can be read.
const probe = `return redis.call('SET', KEYS[1], '', 'PX', 1000)`

// Check returns why the store is unavailable, or nil.
func (s *Store) Check(ctx context.Context) error {
	_, err := s.run(ctx, probe, s.key("probe", ""))
	return err
}

// Health is Check, which it makes at most once a second while nothing changes, and for which it waits no longer than within.
func (s *Store) Health(within time.Duration) error {
	s.health.mu.Lock()
	defer s.health.mu.Unlock()
	if time.Since(s.health.checked) < healthAge && (s.health.err != nil) == s.away.Load() {
		return s.health.err
	}
	checked := make(chan error, 1)
	go func() { checked <- s.Check(context.Background()) }()
	select {
	case s.health.err = <-checked:
	case <-time.After(within):
		s.health.err = &unavailableError{reason: "it did not answer within " + within.String(), cause: context.DeadlineExceeded}
	}
	s.health.checked = time.Now()
	return s.health.err
}

// Report describes a store for its operator.
type Report struct {
	Server string // such as "Redis 7.0.15"
	Evicts bool   // it throws away keys when it is full, and would forget what it counts
}

// Inspect asks the store what it is. Some stores do not let their users ask.
func (s *Store) Inspect(ctx context.Context) (report Report, err error) {
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	text, err := s.client.Info(ctx, "everything").Result()
	if err != nil {
		return report, &unavailableError{reason: reason(err), cause: err}
	}
	values := map[string]string{}
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		values[name] = value
	}
	switch {
	case values["valkey_version"] != "":
		report.Server = "Valkey " + values["valkey_version"]
	case values["redis_version"] != "":
		report.Server = "Redis " + values["redis_version"]
	}
	policy := values["maxmemory_policy"]
	report.Evicts = policy != "" && policy != "noeviction"
	return report, nil
}
