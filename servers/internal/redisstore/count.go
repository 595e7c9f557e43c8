package redisstore

import (
	"context"
	"crypto/rand"
	"strconv"
	"sync"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/shared"
)

// A count is a sorted set. A member is a use, as weight:id; its score is the time at which it stops counting, in microseconds. There are at
// most as many members that count as the limit, so that adding up their weights is quick.
//
// The first write of each script is one that a full store refuses: after any other, it would let the script exceed its memory.

// expireWithLast lets the key end with its last member.
const expireWithLast = `
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
if last then redis.call('PEXPIREAT', KEYS[1], math.ceil(last / 1000)) end
`

const microseconds = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local function number(n) return string.format('%.0f', n) end
`

// take adds a use if it is within the limit, and returns -1. Otherwise it returns how many microseconds to wait. A use that is there was
// added by this script, whose reply was lost.
const take = microseconds + `
local member, weight, limit, period, lease = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
if redis.call('ZSCORE', KEYS[1], member) then return -1 end
local uses, free = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. number(now), '+inf', 'WITHSCORES'), limit
for i = 1, #uses, 2 do free = free - tonumber(string.match(uses[i], '^%d+')) end
if weight <= free then
  redis.call('ZADD', KEYS[1], number(now + period + lease), member)
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', number(now))` + expireWithLast + `
  return -1
end
for i = 1, #uses, 2 do
  free = free + tonumber(string.match(uses[i], '^%d+'))
  if weight <= free then return math.max(1, math.min(period, uses[i + 1] - now)) end
end
return period
`

// keep lets a use count for a time from now. It adds the use if the store has lost it.
const keep = microseconds + `
redis.call('ZADD', KEYS[1], number(now + ARGV[2]), ARGV[1])` + expireWithLast + `
return 1
`

// release removes a use.
const release = `return redis.call('ZREM', KEYS[1], ARGV[1])`

// maxLease is how much longer than its period a use counts whose instance has died. It is renewed at half of this time, so that the period
// begins with the end of the call, however long that takes.
const maxLease = 2 * time.Minute

// use is a use that counts.
type use struct {
	store         *Store
	key, member   string
	period, lease time.Duration

	mu      sync.Mutex // held while the use is written
	renewal *time.Timer
	settled bool
}

// Take counts a use.
func (s *Store) Take(ctx context.Context, key string, weight int, limit shared.Limit) (shared.Use, error) {
	if weight > limit.Weight {
		return nil, &shared.FullError{}
	}
	u := &use{
		store: s, key: s.key("count", key), member: strconv.Itoa(weight) + ":" + rand.Text(),
		period: limit.Period, lease: min(limit.Period, maxLease),
	}
	reply, err := s.run(ctx, take, u.key, u.member, weight, limit.Weight, limit.Period.Microseconds(), u.lease.Microseconds())
	if err != nil {
		if maybeDone(err) { // its call will not run
			s.undo(func(ctx context.Context) error { return u.write(ctx, false, 0) })
		}
		return nil, err
	}
	wait, err := reply.Int64()
	if err != nil {
		return nil, &unavailableError{reason: reason(err), cause: err}
	}
	if wait >= 0 {
		return nil, &shared.FullError{RetryAfter: time.Duration(wait) * time.Microsecond}
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.renewal = time.AfterFunc(u.lease/2, u.renew)
	return u, nil
}

// renew lets a use count that has not been settled yet. If it fails, the use counts for half a lease and a period more.
func (u *use) renew() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.settled {
		return
	}
	_ = u.write(context.Background(), true, u.period+u.lease)
	u.renewal.Reset(u.lease / 2)
}

// Settle ends the use.
func (u *use) Settle(ctx context.Context, counts bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.settled = true
	u.renewal.Stop()
	settle := func(ctx context.Context) error { return u.write(ctx, counts, u.period) }
	if settle(ctx) != nil {
		u.store.repeat(settle)
	}
}

func (u *use) write(ctx context.Context, counts bool, within time.Duration) error {
	if !counts {
		_, err := u.store.run(ctx, release, u.key, u.member)
		return err
	}
	_, err := u.store.run(ctx, keep, u.key, u.member, within.Microseconds())
	return err
}
