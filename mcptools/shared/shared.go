// Package shared is what several processes that serve the same tools have in common, such as the instances of an HTTP server behind a
// load balancer: how often something was done, and which answers of users have been used up.
//
// A [Store] keeps it. [Memory] is a Store for a single process, and the default everywhere. For several processes, implement Store on a
// database that all of them reach, and pass it to middleware.WithStore and serve.WithStore.
package shared

import (
	"context"
	"errors"
	"time"
)

// The errors of a Store. Match them with errors.Is.
var (
	// ErrUnavailable is the error of a Store that cannot be reached, or is too slow, or full. Nothing was counted or used up, or it is not
	// known. Its text completes the sentence "… was not run, because".
	ErrUnavailable = errors.New("the state that this server shares with its other instances is unavailable")

	ErrUsed    = errors.New("the id was used before")
	ErrExpired = errors.New("the id has expired")
	ErrTooMany = errors.New("too many ids of this owner were used that have not expired")
)

// SecretSize is the length of a secret in bytes.
const SecretSize = 32

// Store keeps what processes share. It is safe for concurrent use. It reads the time from one clock only, its own, since those of
// processes differ. Implementations outside of the process should neither store nor log the texts that they are passed, such as the name
// of a caller: a hash of them is enough.
type Store interface {
	// Take counts a use under key, or returns a *FullError if all uses that count there would weigh more than limit. The weight is positive.
	// A key always has the same period. Until the use is settled it counts; if its process dies before, it counts for at least one period.
	Take(ctx context.Context, key string, weight int, limit Limit) (Use, error)

	// Once uses up an id of an owner, which can be used a single time, and only before until. Otherwise it returns ErrUsed or ErrExpired.
	// It returns ErrTooMany if the owner has used so many ids that no other can be remembered.
	Once(ctx context.Context, owner, id string, until time.Time) error

	// Secret returns SecretSize random bytes, the same to every process that passes the same name. A secret that nobody has asked for in an hour
	// may be replaced.
	Secret(ctx context.Context, name string) ([]byte, error)
}

// Limit is the total weight that uses may have within a period.
type Limit struct {
	Weight int
	Period time.Duration
}

// Use is a use that Take has counted.
type Use interface {
	// Settle ends the use. If counts, the use counts for one more period, otherwise no longer. A Store that cannot write this lets the use
	// count. Call Settle once.
	Settle(ctx context.Context, counts bool)
}

// FullError is the error of a use that would exceed a limit. It was not counted.
type FullError struct {
	// RetryAfter is how long to wait until the use is possible, if there is no other before. It is an estimate if it depends on uses that
	// are not settled yet. It is 0 if the use weighs more than the limit.
	RetryAfter time.Duration
}

func (e *FullError) Error() string { return "the limit is reached" }
