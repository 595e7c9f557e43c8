package serve

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/shared"
)

var (
	errUsedState = errors.New("the answer with this requestState was used before, by a call that may have taken effect, so it does not count again and " +
		"nothing more was done; check the result of that call before you call without requestState and inputResponses, which asks again")
	errTooManyStates = errors.New("too many questions were answered in the last minutes, so this answer does not count yet and nothing was done; " +
		"make the same call again in a few minutes")
)

// states seals the state that stateless clients keep between the attempts of a call, and makes sure that each state is used once, by
// whichever process.
type states struct{ store shared.Store }

// use marks a state as used. It returns false if the state has expired.
func (s states) use(ctx context.Context, owner, id string, expires int64) (current bool, err error) {
	switch err := s.store.Once(ctx, owner, id, time.Unix(expires, 0)); {
	case err == nil:
		return true, nil
	case errors.Is(err, shared.ErrExpired):
		return false, nil
	case errors.Is(err, shared.ErrUsed):
		return false, errUsedState
	case errors.Is(err, shared.ErrTooMany):
		return false, errTooManyStates
	default:
		return false, notChecked(err)
	}
}

// notChecked returns the error of an answer of which the store cannot tell whether it counts.
func notChecked(err error) error {
	return fmt.Errorf("the user's answer does not count yet and %w, because the answer could not be checked: %w; make the same call again in a minute",
		mcptools.ErrNothingDone, err)
}

// key returns the key with which all processes seal states.
func (s states) key(ctx context.Context) (*stateKey, error) {
	secret, err := s.store.Secret(ctx, "requestState")
	if err != nil {
		return nil, err
	}
	key := new(stateKey)
	if copy(key[:], secret) != len(key) {
		return nil, fmt.Errorf("serve: the store returned a secret of %d bytes, not %d", len(secret), len(key))
	}
	return key, nil
}

// stateKey encrypts state that a client keeps and can neither read nor change.
type stateKey [shared.SecretSize]byte

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
