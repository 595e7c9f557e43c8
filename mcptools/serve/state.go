package serve

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// These limits on the used states that are remembered until they expire bound memory.
const (
	maxUsedStates  = 100_000
	maxOwnerStates = 10_000 // of one owner, who must not keep the others from answering
)

var (
	errUsedState = errors.New("the answer with this requestState was used before, by a call that may have taken effect, so it does not count again and " +
		"nothing more was done; check the result of that call before you call without requestState and inputResponses, which asks again")
	errTooManyStates = errors.New("too many questions were answered in the last minutes, so this answer does not count yet and nothing was done; " +
		"make the same call again in a few minutes")
)

// states seals the state that stateless clients keep between the attempts of a call, and makes sure that each state is used once.
type states struct {
	key *stateKey

	mu      sync.Mutex
	used    map[string]usedState // by id
	counts  map[string]int       // of used, by owner
	cleared int64                // when expired states were forgotten, in Unix time
}

type usedState struct {
	owner   string
	expires int64 // Unix time
}

func newStates() *states {
	return &states{key: newStateKey(), used: map[string]usedState{}, counts: map[string]int{}}
}

// use marks a state as used. It returns false if the state has expired. Both are decided under one lock, because expired states are
// forgotten.
func (s *states) use(owner, id string, expires int64) (current bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now().Unix()
	if now >= expires {
		return false, nil
	}
	if _, used := s.used[id]; used {
		return false, errUsedState
	}
	if s.full(owner) && s.cleared != now {
		s.cleared = now
		s.forgetExpired(now)
	}
	if s.full(owner) {
		return false, errTooManyStates // a forgotten state could be used again
	}
	s.used[id] = usedState{owner, expires}
	s.counts[owner]++
	return true, nil
}

// full reports whether no further state of the owner can be remembered. s.mu is held.
func (s *states) full(owner string) bool {
	return len(s.used) >= maxUsedStates || s.counts[owner] >= maxOwnerStates
}

// forgetExpired forgets expired states. s.mu is held.
func (s *states) forgetExpired(now int64) {
	for id, state := range s.used {
		if now < state.expires {
			continue
		}
		delete(s.used, id)
		if s.counts[state.owner]--; s.counts[state.owner] == 0 {
			delete(s.counts, state.owner)
		}
	}
}

// stateKey encrypts state that a client keeps and can neither read nor change.
type stateKey [32]byte

func newStateKey() *stateKey {
	key := new(stateKey)
	_, _ = rand.Read(key[:]) // never fails
	return key
}

// Format keeps the key out of formatted text.
func (k *stateKey) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, "[redacted]") }

// aead returns the cipher. It cannot fail, because the length of the key is one of AES.
func (k *stateKey) aead() cipher.AEAD {
	block, _ := aes.NewCipher(k[:])
	sealing, _ := cipher.NewGCMWithRandomNonce(block)
	return sealing
}

// seal encrypts plain. Only open with the same binding decrypts it.
func (k *stateKey) seal(plain, binding []byte) string {
	return base64.RawURLEncoding.EncodeToString(k.aead().Seal(nil, nil, plain, binding))
}

func (k *stateKey) open(sealed string, binding []byte) (plain []byte, err error) {
	encrypted, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return nil, err
	}
	return k.aead().Open(nil, nil, encrypted, binding)
}
