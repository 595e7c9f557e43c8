package hosts_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts"
)

// Whatever a host's file holds: it is refused and stays as it is, or it is the same again after the uninstall. A record and a backup that
// are lost cost the exact way back, and nothing else.
func FuzzInstallAndUninstall(f *testing.F) {
	all := hosts.All()
	for i, host := range all {
		files, err := filepath.Glob("testdata/" + host.Name + ".*")
		if err != nil || len(files) != 1 {
			f.Fatal(files, err)
		}
		text, err := os.ReadFile(files[0])
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text, uint(i), false)
		f.Add(text, uint(i), true)
	}
	f.Fuzz(func(t *testing.T, text []byte, which uint, lost bool) {
		machine := newMachine(t)
		host := all[which%uint(len(all))]
		file, err := machine.UserFile(host)
		if err != nil {
			t.Fatal(err)
		}
		write(t, file, string(text))
		before := snapshot(t, machine.Home)
		server := newServer(t, machine, hosts.Choices{Key: hosts.KeyFile, KeyText: "~/key"})
		change, err := machine.Install(host, server, hosts.Options{})
		if err != nil {
			if after := snapshot(t, machine.Home); len(after) != len(before) || after[file] != before[file] {
				t.Fatalf("refused, and yet changed: %v", after)
			}
			return
		}
		if change.Kind != hosts.Added {
			return
		}
		if lost {
			if err := errors.Join(os.Remove(change.Backup), os.RemoveAll(filepath.Join(machine.Home, ".local"))); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := machine.Uninstall(host, server.Name, hosts.Options{}); err != nil {
			t.Fatalf("%v:\n%s", err, read(t, file))
		}
		if after := snapshot(t, machine.Home); !lost && (len(after) != len(before) || after[file] != before[file]) {
			t.Fatalf("the file was\n%q\nand is\n%q", before[file], after[file])
		}
	})
}
