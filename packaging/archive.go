package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"cmp"
	"compress/gzip"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// entry is a file of an archive.
type entry struct {
	name       string // with slashes
	content    []byte
	executable bool
}

func (e entry) mode() fs.FileMode {
	if e.executable {
		return 0o755
	}
	return 0o644
}

// archives writes what people download and unpack.
func (r *release) archives() error {
	for server := range slices.Values(r.servers()) {
		p := server.platform
		entries := append(slices.Clone(r.completions), r.licences, r.document("LICENSE", "LICENSE"), r.document("README.md", "README.md"))
		for _, b := range r.binaries {
			if b.platform == p {
				entries = append(entries, entry{name: p.executable(b.command), content: b.content, executable: true})
			}
		}
		var err error
		if p.os == "windows" {
			err = r.add(r.fileName(p, ".zip"), zipped(entries, r.time))
		} else {
			err = r.add(r.fileName(p, ".tar.gz"), gzipped(tarred(entries, r.time)))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// tarred returns a tar archive that depends on nothing but its arguments: entries sorted, owned by root.
func tarred(entries []entry, at time.Time) []byte {
	var archive bytes.Buffer
	writer := tar.NewWriter(&archive)
	for _, e := range sorted(entries) {
		must(writer.WriteHeader(&tar.Header{
			Typeflag: tar.TypeReg, Name: e.name, Mode: int64(e.mode()), Size: int64(len(e.content)), ModTime: at, Format: tar.FormatUSTAR,
		}))
		_, err := writer.Write(e.content)
		must(err)
	}
	must(writer.Close())
	return archive.Bytes()
}

func gzipped(content []byte) []byte {
	var compressed bytes.Buffer
	writer := gzip.NewWriter(&compressed) // its header has neither a name nor a time
	_, err := writer.Write(content)
	must(err)
	must(writer.Close())
	return compressed.Bytes()
}

// zipped is tarred for zip archives.
func zipped(entries []entry, at time.Time) []byte {
	var archive bytes.Buffer
	writer := zip.NewWriter(&archive)
	for _, e := range sorted(entries) {
		header := &zip.FileHeader{Name: e.name, Method: zip.Deflate, Modified: at.UTC()}
		header.SetMode(e.mode())
		file, err := writer.CreateHeader(header)
		must(err)
		_, err = file.Write(e.content)
		must(err)
	}
	must(writer.Close())
	return archive.Bytes()
}

func sorted(entries []entry) []entry {
	return slices.SortedFunc(slices.Values(entries), func(a, b entry) int { return cmp.Compare(a.name, b.name) })
}

// must panics on errors of writers that write to memory, which have none.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

// documents reads the files of the repository that packages contain.
func documents(root string) ([]entry, error) {
	var found []entry
	read := func(name string) error {
		content, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		found = append(found, entry{name: name, content: content})
		return err
	}
	for _, name := range []string{"LICENSE", "README.md"} {
		if err := read(name); err != nil {
			return nil, err
		}
	}
	return found, filepath.WalkDir(filepath.Join(root, "skills"), func(path string, file fs.DirEntry, err error) error {
		if err != nil || file.IsDir() {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		return read(filepath.ToSlash(name))
	})
}

// skills returns the documents that teach agents to use the command.
func (r *release) skills() []entry {
	return slices.DeleteFunc(slices.Clone(r.documents), func(e entry) bool { return !strings.HasPrefix(e.name, "skills/") })
}
