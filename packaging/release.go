package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// checksumsFile lists the checksums of all other files of a release.
const checksumsFile = "SHA256SUMS"

// release is what a release is made of, and what has been written of it.
type release struct {
	version     string    // of the tag, without its v
	time        time.Time // of the commit
	binaries    []binary
	completions []entry
	licences    entry   // of the libraries that the binaries contain
	roots       entry   // the certificate authorities that images trust
	chart       []entry // the Helm chart, as it is in the repository
	documents   []entry // licence, README and skills, as they are in the repository

	out  string
	sums map[string]string // SHA-256 in hexadecimal, by name of a file in out
}

// pack writes everything. What states checksums comes after what they are of.
func (r *release) pack() error {
	for _, write := range []func() error{
		r.archives, r.bundles, r.extensions, r.npm, r.images, r.helmChart, // from binaries
		r.formula, r.scoop, r.registry, // from checksums
		r.checksums,
	} {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}

// add writes a file of the release and remembers its checksum.
func (r *release) add(name string, content []byte) error {
	sum := sha256.Sum256(content)
	if r.sums == nil {
		r.sums = map[string]string{}
	}
	r.sums[name] = hex.EncodeToString(sum[:])
	path := filepath.Join(r.out, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o644)
}

// addJSON writes a value as JSON that a person can read.
func (r *release) addJSON(name string, value any) error {
	return r.add(name, encode(value))
}

// checksums writes what `sha256sum --check` reads.
func (r *release) checksums() error {
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(r.sums)) {
		fmt.Fprintf(&text, "%s  %s\n", r.sums[name], name)
	}
	return r.add(checksumsFile, []byte(text.String()))
}

// servers returns the binaries of the MCP server, which packages contain without the simulator.
func (r *release) servers() []binary {
	return slices.DeleteFunc(slices.Clone(r.binaries), func(b binary) bool { return b.command != serverCommand })
}

// fileName names a file that a platform has one of.
func (r *release) fileName(p platform, extension string) string {
	return fmt.Sprintf("%s_%s_%s_%s%s", serverCommand, r.version, p.os, p.arch, extension)
}

// address returns where a file of the release can be downloaded.
func (r *release) address(file string) string {
	return repository + "/releases/download/v" + r.version + "/" + file
}

// document returns a file of the repository under another name.
func (r *release) document(name, as string) entry {
	for _, document := range r.documents {
		if document.name == name {
			document.name = as
			return document
		}
	}
	panic("no document " + name) // documents returns all that are asked for
}

// encode returns a value as indented JSON. Values of this package always encode.
func encode(value any) []byte {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		panic(err)
	}
	return []byte(text.String())
}
