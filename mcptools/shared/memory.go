package shared

import (
	"context"
	"crypto/rand"
	"sync"
	"time"
)

// Memory is a Store of one process, which begins anew with the process. Make it with NewMemory.
type Memory struct {
	mu      sync.Mutex
	windows map[string]*window // by key; of keys of which something counts
	swept   time.Time          // when keys that were not used again were forgotten
	once    usedIDs
	secrets map[string][]byte
}

// NewMemory returns an empty Memory.
func NewMemory() *Memory {
	return &Memory{windows: map[string]*window{}, once: newUsedIDs(), secrets: map[string][]byte{}}
}

// Secret returns the secret of this name.
func (m *Memory) Secret(_ context.Context, name string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	secret := m.secrets[name]
	if secret == nil {
		secret = make([]byte, SecretSize)
		_, _ = rand.Read(secret) // never fails
		m.secrets[name] = secret
	}
	return secret, nil
}
