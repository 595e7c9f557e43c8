package keys

import (
	"context"
	"errors"
	"fmt"

	"github.com/zalando/go-keyring"
)

// service is the name under which the keychain shows the keys.
const service = "pagerduty-mcp"

// SystemKeychain is the keychain of the operating system: the Keychain of macOS, the Credential Manager of Windows, the Secret Service of a
// Linux desktop.
type SystemKeychain struct{}

// Reachable returns an error if there is no keychain. It asks nothing of it.
func (SystemKeychain) Reachable() error { return reachable() }

// Get implements Keychain.
func (SystemKeychain) Get(ctx context.Context, profile string) (secret string, err error) {
	return ask(ctx, func() (string, error) { return keyring.Get(service, profile) })
}

// Set implements Keychain. It reads the secret back, since the keychain of a session without a screen may report success and store nothing.
func (k SystemKeychain) Set(ctx context.Context, profile, secret string) error {
	_, err := ask(ctx, func() (string, error) { return "", keyring.Set(service, profile, secret) })
	if err != nil {
		return err
	}
	stored, err := k.Get(ctx, profile)
	if err == nil && stored != secret {
		err = errors.New("it returns something else than was stored")
	}
	if err != nil {
		return fmt.Errorf("the keychain did not keep the key: %w", err)
	}
	return nil
}

// Delete implements Keychain.
func (SystemKeychain) Delete(ctx context.Context, profile string) error {
	_, err := ask(ctx, func() (string, error) { return "", keyring.Delete(service, profile) })
	return err
}

// ask asks the keychain. The library cannot be interrupted: an answer that comes too late is dropped.
func ask(ctx context.Context, question func() (string, error)) (string, error) {
	if err := reachable(); err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	type answer struct {
		secret string
		err    error
	}
	answers := make(chan answer, 1)
	go func() {
		secret, err := question()
		answers <- answer{secret, err}
	}()
	select {
	case got := <-answers:
		if errors.Is(got.err, keyring.ErrNotFound) {
			return "", ErrNoSecret
		}
		return got.secret, explain(got.err)
	case <-ctx.Done():
		return "", fmt.Errorf("the keychain does not answer; it may be waiting for you to unlock it: %w", ctx.Err())
	}
}
