// Package redisstore keeps in Redis or Valkey what the instances of a server share. Every operation is one script on one key. It can be
// repeated without effect, since an operation whose reply was lost is repeated. Keys hold hashes of what they are for, and expire.
package redisstore

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
	"github.com/redis/go-redis/v9/maintnotifications"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/shared"
)

const (
	// Patience is how long an operation may take.
	Patience = 2 * time.Second

	poolSize   = 64      // as many operations wait for a slow store at the same time
	bufferSize = 4 << 10 // bytes; operations are short
)

// Options are the options of a Store.
type Options struct {
	Address  Address
	Password func() (string, error) // is called for each new connection; "" for none
	Prefix   string                 // of all keys
	Logger   *slog.Logger
}

// Store is a shared.Store in Redis or Valkey.
type Store struct {
	client  *redis.Client
	prefix  string
	logger  *slog.Logger
	away    atomic.Bool // the last operation failed
	repeats repeats
	health  health
}

var _ shared.Store = (*Store)(nil)

// silence keeps go-redis from writing to standard error on its own.
var silence = sync.OnceFunc(logging.Disable)

// Open returns a store. It connects with the first operation, and again whenever it must.
func Open(options Options) *Store {
	silence()
	s := &Store{client: redis.NewClient(clientOptions(options)), prefix: options.Prefix, logger: options.Logger}
	s.repeats = newRepeats()
	return s
}

func clientOptions(options Options) *redis.Options {
	settings := &redis.Options{
		Addr: options.Address.endpoint(),
		DB:   options.Address.Database,
		CredentialsProviderContext: func(context.Context) (string, string, error) {
			password, err := options.Password()
			if err != nil {
				err = fmt.Errorf("%w: %w", errPassword, err)
			}
			return options.Address.User, password, err
		},
		Protocol:                 2, // has all that scripts return
		DisableIdentity:          true,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
		MaxRetries:               2, // while Patience lasts
		DialerRetries:            1,
		DialTimeout:              Patience,
		ReadTimeout:              Patience,
		WriteTimeout:             Patience,
		ContextTimeoutEnabled:    true,
		PoolSize:                 poolSize,
		PipelinePoolSize:         -1,
		ReadBufferSize:           bufferSize,
		WriteBufferSize:          bufferSize,
	}
	if options.Address.TLS {
		settings.TLSConfig = &tls.Config{ServerName: options.Address.Host, MinVersion: tls.VersionTLS12}
	}
	return settings
}

// Close ends all connections. Uses that are not settled count until they expire.
func (s *Store) Close() {
	s.repeats.stop()
	_ = s.client.Close() // nothing is buffered
}

// key returns the key for a text, which it does not show.
func (s *Store) key(kind, text string) string { return s.prefix + ":" + kind + ":" + hash(text) }

func hash(text string) string {
	sum := sha256.Sum256([]byte("pagerduty-mcp\x00" + text))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// run runs a script on a key.
func (s *Store) run(ctx context.Context, script, key string, arguments ...any) (*redis.Cmd, error) {
	limited, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	reply := redis.NewScript(script).Run(limited, s.client, []string{key}, arguments...)
	err := reply.Err()
	switch {
	case err == nil:
		s.notice(nil)
		return reply, nil
	case ctx.Err() != nil: // the caller's, which says nothing about the store
		return nil, fmt.Errorf("%w while the shared state was updated: %w", ctx.Err(), err)
	}
	unavailable := &unavailableError{reason: reason(err), cause: err}
	s.notice(unavailable)
	return nil, unavailable
}

// notice logs when the store is lost and when it is back.
func (s *Store) notice(err *unavailableError) {
	if away := err != nil; s.away.Swap(away) == away {
		return
	}
	if err == nil {
		s.logger.Warn("the shared state is available again")
		return
	}
	s.logger.Warn("the shared state is unavailable: calls that need it are refused", "reason", err.reason, "error", err.cause)
}

// maybeDone reports whether an operation that failed may have been carried out all the same.
func maybeDone(err error) bool {
	_, answered := errors.AsType[redis.Error](err)
	return !answered && !isDial(err)
}
