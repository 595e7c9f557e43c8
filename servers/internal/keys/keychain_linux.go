package keys

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

var errNoKeychain = errors.New("there is no keychain here: no Secret Service (GNOME Keyring, KWallet, KeePassXC) runs in this session")

// reachable returns an error if there is no message bus, without which there is no Secret Service. The library would start a bus, and leave it
// running. It reads the variables of the process itself, so this does, too.
func reachable() error {
	if address := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); address != "" && address != "autolaunch:" {
		return nil
	}
	for _, name := range []string{"bus", "dbus-session"} {
		if _, err := os.Stat(fmt.Sprintf("/run/user/%d/%s", os.Getuid(), name)); err == nil {
			return nil
		}
	}
	return errNoKeychain
}

// explain explains an error of the Secret Service.
func explain(err error) error {
	switch {
	case err == nil:
		return nil
	case strings.Contains(err.Error(), "org.freedesktop.secrets"), strings.Contains(err.Error(), "dial unix"):
		return fmt.Errorf("%w (%w)", errNoKeychain, err)
	case strings.Contains(err.Error(), "failed to unlock"):
		return fmt.Errorf("the keychain is locked, and was not unlocked (%w)", err)
	}
	return err
}
