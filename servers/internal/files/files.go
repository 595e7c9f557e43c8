// Package files reads and writes the small files that operators name or that the commands keep.
package files

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// MaxSize is more than any file of keys takes.
const MaxSize = 64 << 10

// Read reads a file that must be small: a device such as /dev/zero never ends. what completes "is too large to be …".
func Read(path, what string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, MaxSize+1))
	if err == nil && len(text) > MaxSize {
		err = fmt.Errorf("%s is too large to be %s", path, what)
	}
	return text, err
}

// WritePrivate replaces a file at once or not at all: nobody sees half of it. Only the user can read it. It creates missing directories, and
// follows a symbolic link.
func WritePrivate(path string, text []byte) error {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // 0600
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}

// OpenToAll returns a warning if every user of the machine can read or change a file, else "". It does not check on Windows, whose
// permissions are not in the file mode.
func OpenToAll(path, what string, secret bool) string {
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS == "windows" {
		return ""
	}
	wanted := "chmod 600 " + path
	switch mode := info.Mode().Perm(); {
	case mode&0o002 != 0:
		return fmt.Sprintf("%s can be changed by every user of this machine: %s", what, wanted)
	case secret && mode&0o004 != 0:
		return fmt.Sprintf("%s can be read by every user of this machine: %s", what, wanted)
	}
	return ""
}
