package command

import (
	"io/fs"
	"os"
	"slices"
	"sync"
	"time"
)

// reloaded is what load makes of files. It is made again after one of them changes.
type reloaded[T any] struct {
	paths []string
	load  func() (T, error)
	// failed is called once for each change after which load fails.
	failed func(err error)

	mu      sync.Mutex
	seen    []fs.FileInfo // nil elements for missing files
	settled bool          // a change after loading would show in seen
	value   T
	err     error
}

// clockTick is how exact a file system's times are, at worst.
const clockTick = 2 * time.Second

// get returns the value. If load failed after the last change, it returns the value from before, and the error.
func (r *reloaded[T]) get() (T, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now := r.look(); !r.settled || !slices.EqualFunc(r.seen, now, sameFile) {
		changed := r.seen != nil && !slices.EqualFunc(r.seen, now, sameFile)
		r.seen = now
		r.settled = !slices.ContainsFunc(now, func(info fs.FileInfo) bool { return info != nil && time.Since(info.ModTime()) < clockTick })
		value, err := r.load()
		if r.err = err; err == nil {
			r.value = value
		} else if changed {
			r.failed(err)
		}
	}
	return r.value, r.err
}

// look returns what the file system says of the files.
func (r *reloaded[T]) look() []fs.FileInfo {
	infos := make([]fs.FileInfo, len(r.paths))
	for i, path := range r.paths {
		if info, err := os.Stat(path); err == nil {
			infos[i] = info
		}
	}
	return infos
}

func sameFile(a, b fs.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size()
}
