//go:build !linux

package keys

import (
	"errors"
	"fmt"
	"os/exec"
)

// reachable returns nil: the keychain is part of the system.
func reachable() error { return nil }

// explain explains an error of the keychain. On macOS it is the exit code of a command.
func explain(err error) error {
	if _, ok := errors.AsType[*exec.ExitError](err); ok {
		return fmt.Errorf("the keychain refused (%w). Over SSH it is locked: unlock it with security unlock-keychain", err)
	}
	return err
}
