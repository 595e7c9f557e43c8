package serve

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
)

// stateKey seals what a client keeps for the server, which can neither read nor change it. A key lives as long as its server.
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

// sortedJSON is JSON in a form that does not depend on the order of members and on white space, which a client may change when
// it sends the same again.
func sortedJSON(raw json.RawMessage) []byte {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return raw
	}
	sorted, err := json.Marshal(value)
	if err != nil {
		return raw
	}
	return sorted
}
