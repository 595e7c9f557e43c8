package redisstore_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	random "math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/wire"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/shared"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/redisstore"
)

// bothStores returns a store in memory, and one in Redis, which two processes use.
func bothStores(t *testing.T) map[string][2]shared.Store {
	memory := shared.NewMemory()
	server := startRedis(t)
	return map[string][2]shared.Store{"memory": {memory, memory}, "Redis": {openStore(t, server.url()), openStore(t, server.url())}}
}

// take counts a use, and returns how long to wait if that is not possible; 0 if it is.
func take(t *testing.T, store shared.Store, key string, weight int, limit shared.Limit) (shared.Use, time.Duration) {
	t.Helper()
	use, err := store.Take(t.Context(), key, weight, limit)
	if full, ok := errors.AsType[*shared.FullError](err); ok {
		return nil, max(full.RetryAfter, 1)
	}
	if err != nil {
		t.Fatal(err)
	}
	return use, 0
}

// Both stores count alike, whichever process counts.
func TestTake(t *testing.T) {
	t.Parallel()
	limit := shared.Limit{Weight: 5, Period: 2 * time.Second}
	for name, stores := range bothStores(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			one, other := stores[0], stores[1]
			expectFull := func(store shared.Store, key string, weight int, want bool) shared.Use {
				t.Helper()
				use, wait := take(t, store, key, weight, limit)
				if (wait > 0) != want || wait > limit.Period {
					t.Fatalf("%s, %d: wait for %v", key, weight, wait)
				}
				return use
			}
			three := expectFull(one, "a", 3, false)
			expectFull(other, "a", 3, true)
			two := expectFull(other, "a", 2, false)
			expectFull(one, "b", 6, true)
			expectFull(one, "b", 5, false).Settle(t.Context(), true)
			expectFull(one, "a", 1, true)
			two.Settle(t.Context(), false)
			expectFull(one, "a", 2, false)
			expectFull(one, "a", 1, true)
			begin := time.Now()
			three.Settle(t.Context(), true)
			time.Sleep(limit.Period - 500*time.Millisecond)
			early, wait := take(t, other, "a", 3, limit)
			if wait == 0 { // this machine was busy
				early.Settle(t.Context(), false)
			}
			if took := time.Since(begin); took < limit.Period && (wait == 0 || wait > limit.Period-took+300*time.Millisecond) {
				t.Errorf("wait for %v after %v", wait, took)
			}
			time.Sleep(limit.Period - time.Since(begin) + 50*time.Millisecond)
			expectFull(other, "a", 3, false)
		})
	}
}

// Random uses in Redis are allowed and refused as in memory.
func TestTakeIsExact(t *testing.T) { // alone, because of the time
	numbers := random.New(random.NewPCG(3, 4))
	stores := bothStores(t)
	const tick = 100 * time.Millisecond
	limit := shared.Limit{Weight: 7, Period: 9*tick + tick/2} // never ends near a tick
	begin := time.Now()
	for i := range 60 {
		time.Sleep(time.Until(begin.Add(time.Duration(i) * tick)))
		weight, counts := 1+numbers.IntN(4), numbers.IntN(5) > 0
		var refused []bool
		for _, name := range []string{"memory", "Redis"} {
			use, wait := take(t, stores[name][i%2], "key", weight, limit)
			if refused = append(refused, wait > 0); wait == 0 {
				use.Settle(t.Context(), counts)
			}
		}
		if late := time.Since(begin) - time.Duration(i)*tick; late > tick/3 {
			t.Skipf("this machine is too busy: %v late", late)
		}
		if refused[0] != refused[1] {
			t.Fatalf("%d: refused in memory: %t, in Redis: %t", i, refused[0], refused[1])
		}
	}
}

// Uses at once never exceed the limit together, and all of it is used.
func TestTakeAtOnce(t *testing.T) {
	t.Parallel()
	for name, stores := range bothStores(t) {
		var taken atomic.Int32
		var wg sync.WaitGroup
		for i := range 200 {
			wg.Go(func() {
				if use, err := stores[i%2].Take(t.Context(), "pages", 1, shared.Limit{Weight: 5, Period: time.Hour}); err == nil {
					taken.Add(1)
					use.Settle(t.Context(), true)
				}
			})
		}
		wg.Wait()
		if got := taken.Load(); got != 5 {
			t.Errorf("%s: %d of 5 were taken", name, got)
		}
	}
}

// A use goes on counting while it is not settled, for longer than its period. If its process dies, it counts for another period.
func TestUseIsRenewed(t *testing.T) {
	t.Parallel()
	server := startRedis(t)
	died, other := openStore(t, server.url()), openStore(t, server.url())
	limit := shared.Limit{Weight: 1, Period: time.Second}
	if _, wait := take(t, died, "key", 1, limit); wait != 0 {
		t.Fatal("it was not taken")
	}
	time.Sleep(3 * limit.Period)
	if _, wait := take(t, other, "key", 1, limit); wait == 0 {
		t.Error("a use that is not settled no longer counts")
	}
	died.Close()
	time.Sleep(limit.Period - 100*time.Millisecond)
	if _, wait := take(t, other, "key", 1, limit); wait == 0 {
		t.Error("a use of a process that died did not count for its period")
	}
	time.Sleep(limit.Period + 600*time.Millisecond)
	if _, wait := take(t, other, "key", 1, limit); wait != 0 {
		t.Error("a use of a process that died counts on")
	}
}

// A store that forgot everything while a call ran counts the call when it ends.
func TestUseIsCountedAfterARestart(t *testing.T) {
	t.Parallel()
	server := startRedis(t)
	store := openStore(t, server.url())
	limit := shared.Limit{Weight: 1, Period: time.Hour}
	use, _ := take(t, store, "key", 1, limit)
	server.stop()
	server.start()
	use.Settle(t.Context(), true)
	if _, wait := take(t, store, "key", 1, limit); wait == 0 {
		t.Error("the call does not count")
	}
}

// What could not be settled counts until the store is back, and is settled then.
func TestSettleIsRepeated(t *testing.T) {
	t.Parallel()
	server := startRedis(t)
	store, other := openStore(t, server.url()), openStore(t, server.url())
	limit := shared.Limit{Weight: 1, Period: time.Hour}
	use, _ := take(t, store, "key", 1, limit)
	pause := 3 * redisstore.Patience // the two calls wait for one each
	if err := server.Do(t.Context(), "client", "pause", pause.Milliseconds()).Err(); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	use.Settle(t.Context(), false)
	if took := time.Since(begin); took > redisstore.Patience+3*time.Second {
		t.Errorf("the call waited for %v", took)
	}
	if _, err := other.Take(t.Context(), "key", 1, limit); !errors.Is(err, shared.ErrUnavailable) || !strings.Contains(err.Error(), "it did not answer within 2s") {
		t.Errorf("paused: %v", err)
	}
	awaitRoom(t, other, "key", limit) // neither the use nor the call that could not be counted is left
}

// awaitRoom waits until a use is possible.
func awaitRoom(t *testing.T, store shared.Store, key string, limit shared.Limit) {
	t.Helper()
	for deadline := time.Now().Add(wire.Patience); ; time.Sleep(20 * time.Millisecond) {
		if _, err := store.Take(t.Context(), key, 1, limit); err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("there is never room")
		}
	}
}

// An attempt that arrives after it was given up uses nothing up for long.
func TestAttemptIsLate(t *testing.T) {
	t.Parallel()
	server := startRedis(t)
	path := startSlowPath(t, server.address())
	store, other := openStore(t, path.url), openStore(t, server.url())
	if err := store.Check(t.Context()); err != nil { // now it is connected
		t.Fatal(err)
	}
	_ = store.Once(t.Context(), "bob", "id", time.Now().Add(time.Minute)) // now the script is known
	path.delay.Store(int64(redisstore.Patience + 300*time.Millisecond))
	until := time.Now().Add(time.Minute)
	if err := store.Once(t.Context(), "ada", "id", until); !errors.Is(err, shared.ErrUnavailable) {
		t.Fatal(err)
	}
	path.delay.Store(0)
	time.Sleep(time.Second) // now the attempt has arrived
	for deadline := time.Now().Add(wire.Patience); other.Once(t.Context(), "ada", "id", until) != nil; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the id is used up by an attempt that was given up")
		}
	}
}

// An id counts once, for one owner, before it expires by the store's clock.
func TestOnce(t *testing.T) {
	t.Parallel()
	for name, stores := range bothStores(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			until := time.Now().Add(3 * time.Second)
			for i, step := range []struct {
				owner, id string
				until     time.Time
				want      error
			}{
				{"ada", "1", until, nil}, {"ada", "1", until, shared.ErrUsed}, {"bob", "1", until, nil}, {"ada", "2", until, nil},
				{"ada", "3", time.Now(), shared.ErrExpired}, {"", "1", until, nil}, {"ada", "1", until.Add(time.Hour), shared.ErrUsed},
			} {
				if err := stores[i%2].Once(t.Context(), step.owner, step.id, step.until); !errors.Is(err, step.want) || (err == nil) != (step.want == nil) {
					t.Errorf("%d: %v, want %v", i, err, step.want)
				}
			}
			time.Sleep(time.Until(until) + 100*time.Millisecond)
			if err := stores[1].Once(t.Context(), "ada", "1", until); !errors.Is(err, shared.ErrExpired) {
				t.Errorf("expired: %v", err)
			}
			var first atomic.Int32
			var wg sync.WaitGroup
			for i := range 100 {
				wg.Go(func() {
					if stores[i%2].Once(t.Context(), "ada", "at once", time.Now().Add(time.Minute)) == nil {
						first.Add(1)
					}
				})
			}
			wg.Wait()
			if first.Load() != 1 {
				t.Errorf("%d used it", first.Load())
			}
		})
	}
}

// One owner cannot fill the store.
func TestTooManyIDs(t *testing.T) {
	t.Parallel()
	server := startRedis(t)
	store := openStore(t, server.url())
	use := func(owner string) error {
		return store.Once(t.Context(), owner, rand.Text(), time.Now().Add(time.Hour))
	}
	for range shared.MaxUsedByOwner {
		if err := use("ada"); err != nil {
			t.Fatal(err)
		}
	}
	if err := use("ada"); !errors.Is(err, shared.ErrTooMany) {
		t.Error(err)
	}
	if err := use("bob"); err != nil {
		t.Error(err)
	}
}

func TestSecret(t *testing.T) {
	t.Parallel()
	for name, stores := range bothStores(t) {
		first, err := stores[0].Secret(t.Context(), "a")
		second, err2 := stores[1].Secret(t.Context(), "a")
		other, err3 := stores[0].Secret(t.Context(), "b")
		if err != nil || err2 != nil || err3 != nil || len(first) != shared.SecretSize || !bytes.Equal(first, second) || bytes.Equal(first, other) {
			t.Errorf("%s: %x %v, %x %v, %x %v", name, first, err, second, err2, other, err3)
		}
	}
}

// Nothing that is passed is readable in the store, and everything expires.
func TestNothingIsReadable(t *testing.T) {
	t.Parallel()
	server := startRedis(t)
	store := openStore(t, server.url())
	const private = "u+VeryPrivateKey12345"
	use, err := store.Take(t.Context(), private, 1, shared.Limit{Weight: 1, Period: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	use.Settle(t.Context(), true)
	if err := store.Once(t.Context(), private, private+"id", time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Secret(t.Context(), private); err != nil {
		t.Fatal(err)
	}
	if err := store.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	text := server.allText(t.Context())
	if strings.Contains(text, "Private") || strings.Count(text, "test:") < 3 {
		t.Errorf("the store has\n%s", text)
	}
}

// An operation whose reply is lost is repeated, and done once.
func TestReplyIsLost(t *testing.T) {
	t.Parallel()
	path := startSlowPath(t, startRedis(t).address())
	store := openStore(t, path.url)
	limit := shared.Limit{Weight: 1, Period: time.Hour}
	until := time.Now().Add(time.Minute)
	if err := store.Check(t.Context()); err != nil { // now it is connected
		t.Fatal(err)
	}
	take(t, store, "another key", 1, limit) // now the script is known
	_ = store.Once(t.Context(), "another owner", "id", until)
	path.lose.Store(true)
	use, wait := take(t, store, "key", 1, limit)
	if wait != 0 || path.lose.Load() {
		t.Fatalf("wait for %v", wait)
	}
	path.lose.Store(true)
	use.Settle(t.Context(), true)
	if _, wait := take(t, store, "key", 1, limit); wait == 0 || path.lose.Load() {
		t.Error("the use does not count")
	}
	path.lose.Store(true)
	if err := store.Once(t.Context(), "ada", "id", until); err != nil || path.lose.Load() {
		t.Errorf("the own attempt counts as another: %v", err)
	}
	if err := store.Once(t.Context(), "ada", "id", until); !errors.Is(err, shared.ErrUsed) {
		t.Errorf("it counts twice: %v", err)
	}
}

// A caller who is gone is not a failure of the store.
func TestCallerIsGone(t *testing.T) {
	t.Parallel()
	store := openStore(t, startRedis(t).url())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := store.Take(ctx, "key", 1, shared.Limit{Weight: 1, Period: time.Hour}); !errors.Is(err, context.Canceled) || errors.Is(err, shared.ErrUnavailable) {
		t.Error(err)
	}
	if _, wait := take(t, store, "key", 1, shared.Limit{Weight: 1, Period: time.Hour}); wait != 0 {
		t.Error("the call counts, and never ran")
	}
}
