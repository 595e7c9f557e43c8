package hosts

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// keptBackups is how many backups of a file stay, besides the one to which uninstall returns.
const keptBackups = 3

// backup copies a file beside itself, under a name with the time, and returns the name.
func (m Machine) backup(f file, needed string) (string, error) {
	name := f.target + ".backup-" + m.Now().UTC().Format("20060102T150405Z")
	for exists(name) {
		name += "-again"
	}
	copied := file{path: name, target: name}
	if err := copied.replace(f.text, f.info.Mode().Perm()); err != nil {
		return "", fmt.Errorf("no backup can be written beside %s, which is unchanged: %w", f.path, err)
	}
	if err := keepOwner(name, f.info); err != nil {
		return "", f.cannotWrite(err)
	}
	all := backups(f.target)
	for _, old := range all[:max(0, len(all)-keptBackups)] {
		if old != needed && old != name {
			_ = os.Remove(old) // an old backup too many does no harm
		}
	}
	return name, nil
}

// backups returns the backups of a file, the oldest first.
func backups(target string) []string {
	entries, _ := os.ReadDir(filepath.Dir(target))
	var all []string
	for _, entry := range entries {
		if matched, _ := filepath.Match("*.backup-[0-9]*T[0-9]*Z*", entry.Name()); matched && len(entry.Name()) > len(filepath.Base(target)) &&
			entry.Name()[:len(filepath.Base(target))] == filepath.Base(target) {
			all = append(all, filepath.Join(filepath.Dir(target), entry.Name()))
		}
	}
	slices.Sort(all)
	return all
}

// dropBackups removes the backups that hold what the file holds again.
func dropBackups(target string, text []byte) {
	for _, backup := range backups(target) {
		if held, err := os.ReadFile(backup); err == nil && bytes.Equal(held, text) {
			_ = os.Remove(backup) // a backup too many does no harm
		}
	}
}
