package serve

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"sync"
	"time"
)

// maxUsedStates is how many states may be used within the time that they are good for. It bounds memory.
const maxUsedStates = 10_000

var (
	errUsedState = errors.New("the answer with this requestState was used before, by a call that may have taken effect, so it does not count again and " +
		"nothing more was done; look what came of that call before you call without requestState and inputResponses, which puts the question again")
	errTooManyStates = errors.New("too many questions were answered within the last minutes, so this answer does not count yet and nothing was done; " +
		"make the same call again in a few minutes")
)

// states makes what clients keep for a server between the rounds of a call, and lets each be used once. It lives as long as
// its server.
type states struct {
	key *stateKey

	mu   sync.Mutex
	used map[string]int64 // when a state that was used expires, by its id; Unix time
}

func newStates() *states { return &states{key: newStateKey(), used: map[string]int64{}} }

// use uses a state up and reports whether it has not expired. What has expired is forgotten, so both are decided at once.
func (s *states) use(id string, expires int64) (current bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now().Unix()
	if now >= expires {
		return false, nil
	}
	if _, used := s.used[id]; used {
		return false, errUsedState
	}
	if len(s.used) >= maxUsedStates {
		maps.DeleteFunc(s.used, func(_ string, expires int64) bool { return now >= expires })
	}
	if len(s.used) >= maxUsedStates {
		return false, errTooManyStates // to forget one would let it be used again
	}
	s.used[id] = expires
	return true, nil
}

// stateKey seals what a client keeps for the server, which can neither read nor change it.
type stateKey [32]byte

func newStateKey() *stateKey {
	key := new(stateKey)
	_, _ = rand.Read(key[:]) // never fails
	return key
}

// Format keeps the key out of every text.
func (k *stateKey) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, "[redacted]") }

// aead cannot fail: a key has one of the lengths that AES knows.
func (k *stateKey) aead() cipher.AEAD {
	block, _ := aes.NewCipher(k[:])
	sealing, _ := cipher.NewGCMWithRandomNonce(block)
	return sealing
}

// seal makes a string of plain of which only open, with the same binding, makes plain again.
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
