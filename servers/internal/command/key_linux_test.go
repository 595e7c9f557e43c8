package command_test

import (
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A keychain that never answers delays neither the handshake nor the end of the server, and no call longer than its time limit.
func TestHungKeychain(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	bus, err := net.Listen("unix", filepath.Join(directory, "bus")) // nobody accepts
	if err != nil {
		t.Fatal(err)
	}
	defer bus.Close()
	writeFile(t, filepath.Join(directory, "profiles.json"), `{"profiles":{"default":{"store":"keychain","host":"http://127.0.0.1:1"}}}`)
	server := incidents.Start(t, []string{"PAGERDUTY_CONFIG_DIR=" + directory, "DBUS_SESSION_BUS_ADDRESS=unix:path=" + bus.Addr().String()}, "--call-timeout=1s")
	began := time.Now()
	server.Initialize()
	server.Request("0", "tools/list", "{}")
	server.Expect("0")
	server.Call("1", "list_incidents", listOpen)
	if text, isError := server.Expect("1").ToolText(t); !isError || !strings.Contains(text, "the key is not there yet (profile default, in the keychain)") {
		t.Errorf("the call: %s", text)
	}
	server.End()
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("all that took %s", took)
	}
}

// Without a message bus there is no keychain, and none is started.
func TestNoKeychain(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	writeFile(t, filepath.Join(directory, "profiles.json"), `{"profiles":{"default":{"store":"keychain","host":"http://127.0.0.1:1"}}}`)
	got := incidents.Run(t, "", []string{"PAGERDUTY_CONFIG_DIR=" + directory, "DBUS_SESSION_BUS_ADDRESS=unix:path=" + directory}, "--check")
	if got.Code != 1 || !strings.Contains(got.Stdout, "key      not readable\nkey from profile default, in the keychain\n") || !strings.Contains(got.Stdout, "there is no keychain here") {
		t.Errorf("%+v", got)
	}
}
