package hosts

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// maxSize is far more than any configuration file takes.
const maxSize = 64 << 20

// file is a configuration file as it was read.
type file struct {
	path   string // as the host knows it
	target string // where symbolic links lead
	text   []byte
	info   fs.FileInfo // nil if there is no file
}

func readFile(path string) (file, error) {
	f := file{path: path}
	var err error
	if f.target, err = followLinks(path); err != nil {
		return f, err
	}
	opened, err := os.Open(f.target)
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return f, fmt.Errorf("%s cannot be read: %w", path, cause(err))
	}
	defer opened.Close()
	if f.info, err = opened.Stat(); err == nil && !f.info.Mode().IsRegular() {
		return f, fmt.Errorf("%s is not a file", path)
	}
	f.text, err = io.ReadAll(io.LimitReader(opened, maxSize+1))
	if err == nil && len(f.text) > maxSize {
		err = errors.New("it is too large for a configuration file")
	}
	if err != nil {
		return f, fmt.Errorf("%s cannot be read: %w", path, cause(err))
	}
	return f, nil
}

// followLinks returns the file to which a path leads, which may not exist yet.
func followLinks(path string) (string, error) {
	for range 40 {
		link, err := os.Readlink(path)
		if err != nil {
			return path, nil // no link, or nothing at all
		}
		if !filepath.IsAbs(link) {
			folder, err := filepath.EvalSymlinks(filepath.Dir(path)) // which may be a link, too
			if err != nil {
				return "", fmt.Errorf("%s is a symbolic link that cannot be followed: %w", path, cause(err))
			}
			link = filepath.Join(folder, link)
		}
		path = link
	}
	return "", fmt.Errorf("%s is a symbolic link that leads nowhere", path)
}

// errChanged reports that somebody has written the file since it was read.
var errChanged = errors.New("another program keeps changing the file: close it and try again")

// isChanged reports whether the file differs from what was read.
func (f file) isChanged() bool {
	now, err := readFile(f.path)
	return err != nil || now.target != f.target || (now.info == nil) != (f.info == nil) || !bytes.Equal(now.text, f.text)
}

// mode returns the permissions for the file: its own, and for a new one those of a private file, or of a file for all who share a project.
func (f file) mode(scope Scope, secret bool) fs.FileMode {
	mode := fs.FileMode(0o600)
	if f.info != nil {
		mode = f.info.Mode().Perm()
	} else if scope == Project {
		mode = 0o644
	}
	if secret {
		mode &= 0o700
	}
	return mode
}

// replace writes the file at once or not at all. It keeps the owner, and refuses if somebody has changed the file.
func (f file) replace(text []byte, mode fs.FileMode) error {
	temporary, err := os.CreateTemp(filepath.Dir(f.target), "."+filepath.Base(f.target)+".*")
	if err != nil {
		return f.cannotWrite(err)
	}
	_, err = temporary.Write(text)
	err = errors.Join(err, temporary.Chmod(mode), temporary.Sync(), temporary.Close())
	if err == nil && f.info != nil {
		err = keepOwner(temporary.Name(), f.info)
	}
	if err == nil && f.isChanged() {
		err = errChanged
	}
	if err == nil {
		err = os.Rename(temporary.Name(), f.target)
	}
	if err == nil {
		return nil
	}
	_ = os.Remove(temporary.Name()) // the error above is the one to report
	if errors.Is(err, errChanged) {
		return err
	}
	return f.cannotWrite(err)
}

// remove deletes the file, unless somebody has changed it.
func (f file) remove() error {
	if f.isChanged() {
		return errChanged
	}
	if err := os.Remove(f.target); err != nil {
		return f.cannotWrite(err)
	}
	return nil
}

// checkWritable reports a file that its owner has made read-only. A rename would replace it all the same.
func (f file) checkWritable() error {
	if f.info == nil {
		return nil
	}
	opened, err := os.OpenFile(f.target, os.O_WRONLY, 0)
	if err == nil {
		err = opened.Close()
	}
	if err == nil && f.info.Mode().Perm()&0o200 == 0 { // root could write it
		err = fs.ErrPermission
	}
	if err != nil {
		return f.cannotWrite(err)
	}
	return nil
}

func (f file) cannotWrite(err error) error {
	return fmt.Errorf("%s cannot be written, and is unchanged: %w", f.path, cause(err))
}

// cause returns an error without the path that the sentence around it names already.
func cause(err error) error {
	if wrapped, ok := errors.AsType[*fs.PathError](err); ok {
		return wrapped.Err
	}
	if wrapped, ok := errors.AsType[*os.LinkError](err); ok {
		return wrapped.Err
	}
	return err
}

// makeFolders creates the folder of a file, and returns the folders that did not exist, the outermost first.
func makeFolders(folder string) ([]string, error) {
	var missing []string
	for at := folder; !exists(at); at = filepath.Dir(at) {
		missing = append([]string{at}, missing...)
		if at == filepath.Dir(at) {
			break
		}
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, fmt.Errorf("the folder %s cannot be created: %w", folder, cause(err))
	}
	return missing, nil
}

// removeFolders removes folders that are empty, the innermost first, and returns those that are not.
func removeFolders(folders []string) []string {
	for i := len(folders) - 1; i >= 0; i-- {
		if os.Remove(folders[i]) != nil {
			return folders[:i+1]
		}
	}
	return nil
}
