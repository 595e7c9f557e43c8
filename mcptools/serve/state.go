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

// maxUsedStates is how many used states are remembered until they expire. It bounds memory.
const maxUsedStates = 10_000

var (
	errUsedState = errors.New("the answer with this requestState was used before, by a call that may have taken effect, so it does not count again and " +
		"nothing more was done; check the result of that call before you call without requestState and inputResponses, which asks again")
	errTooManyStates = errors.New("too many questions were answered in the last minutes, so this answer does not count yet and nothing was done; " +
		"make the same call again in a few minutes")
)

// states seals the state that stateless clients keep between the attempts of a call, and makes sure that each state is used once.
type states struct {
	key *stateKey

	mu   sync.Mutex
	used map[string]int64 // expiry of used states by id, in Unix time
}

func newStates() *states { return &states{key: newStateKey(), used: map[string]int64{}} }

// use marks a state as used. It returns false if the state has expired. Both are decided under one lock, because expired states are
// forgotten.
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
		return false, errTooManyStates // a forgotten state could be used again
	}
	s.used[id] = expires
	return true, nil
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
