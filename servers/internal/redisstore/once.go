package redisstore

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/shared"
)

// The ids that an owner has used are a sorted set, by the time at which they expire, in milliseconds. Each has a second member, which shows
// the attempt that used it up: so an attempt whose reply was lost can be repeated.

const once = `
local id, attempt, expires, limit = ARGV[1], ARGV[1] .. ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now >= expires then return 'expired' end
if redis.call('ZSCORE', KEYS[1], attempt) then return 'first' end
if redis.call('ZSCORE', KEYS[1], id) then return 'used' end
if redis.call('ZCOUNT', KEYS[1], '(' .. string.format('%.0f', now), '+inf') >= 2 * limit then return 'too many' end
redis.call('ZADD', KEYS[1], ARGV[3], id, ARGV[3], attempt)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]))
return 'first'
`

// unuse undoes an attempt.
const unuse = `
if redis.call('ZREM', KEYS[1], ARGV[1] .. ARGV[2]) == 1 then redis.call('ZREM', KEYS[1], ARGV[1]) end
return 1
`

// Once uses up an id.
func (s *Store) Once(ctx context.Context, owner, id string, until time.Time) error {
	key, hashed, attempt := s.key("used", owner), hash(id), ":"+rand.Text()
	reply, err := s.run(ctx, once, key, hashed, attempt, until.UnixMilli(), shared.MaxUsedByOwner)
	if err != nil {
		if maybeDone(err) {
			s.undo(func(ctx context.Context) error {
				_, err := s.run(ctx, unuse, key, hashed, attempt)
				return err
			})
		}
		return err
	}
	switch said := reply.Val(); said {
	case "first":
		return nil
	case "used":
		return shared.ErrUsed
	case "expired":
		return shared.ErrExpired
	case "too many":
		return shared.ErrTooMany
	default:
		return &unavailableError{reason: "it answered with an error", cause: fmt.Errorf("the script returned %.100v", said)}
	}
}

// secretAge is how long a secret is kept after it was asked for.
const secretAge = 24 * time.Hour

const secret = `
local secret = redis.call('GET', KEYS[1])
if not secret then
  secret = ARGV[1]
  redis.call('SET', KEYS[1], secret)
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return secret
`

// Secret returns a secret.
func (s *Store) Secret(ctx context.Context, name string) ([]byte, error) {
	fresh := make([]byte, shared.SecretSize)
	_, _ = rand.Read(fresh) // never fails
	reply, err := s.run(ctx, secret, s.key("secret", name), fresh, secretAge.Milliseconds())
	if err != nil {
		return nil, err
	}
	kept, err := reply.Text()
	if err != nil {
		return nil, &unavailableError{reason: reason(err), cause: err}
	}
	return []byte(kept), nil
}
