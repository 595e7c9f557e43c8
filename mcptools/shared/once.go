package shared

import (
	"context"
	"time"
)

// These limits on the used ids that are remembered until they expire bound memory.
const (
	maxUsed = 100_000

	// MaxUsedByOwner is how many ids of one owner are remembered, who must not keep the others from using theirs.
	MaxUsedByOwner = 10_000
)

// usedIDs are the ids that were used and have not expired.
type usedIDs struct {
	used    map[usedID]int64 // Unix time at which it expires
	counts  map[string]int   // of used, by owner
	cleared int64            // when expired ids were forgotten, in Unix time
}

type usedID struct{ owner, id string }

func newUsedIDs() usedIDs { return usedIDs{used: map[usedID]int64{}, counts: map[string]int{}} }

// Once uses up an id. Times are whole seconds.
func (m *Memory) Once(_ context.Context, owner, id string, until time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.once.use(usedID{owner, id}, until.Unix())
}

// use decides whether an id has expired under the same lock as whether it was used, because expired ids are forgotten.
func (u *usedIDs) use(id usedID, expires int64) error {
	now := time.Now().Unix()
	if now >= expires {
		return ErrExpired
	}
	if _, used := u.used[id]; used {
		return ErrUsed
	}
	if u.full(id.owner) && u.cleared != now {
		u.cleared = now
		u.forgetExpired(now)
	}
	if u.full(id.owner) {
		return ErrTooMany // a forgotten id could be used again
	}
	u.used[id] = expires
	u.counts[id.owner]++
	return nil
}

// full reports whether no further id of the owner can be remembered.
func (u *usedIDs) full(owner string) bool {
	return len(u.used) >= maxUsed || u.counts[owner] >= MaxUsedByOwner
}

func (u *usedIDs) forgetExpired(now int64) {
	for id, expires := range u.used {
		if now < expires {
			continue
		}
		delete(u.used, id)
		if u.counts[id.owner]--; u.counts[id.owner] == 0 {
			delete(u.counts, id.owner)
		}
	}
}
