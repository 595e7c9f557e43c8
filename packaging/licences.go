package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"encoding/json"
)

// module is a library that a binary contains, and where its files are.
type module struct{ Path, Version, Dir string }

// licences returns one text with the licences of all libraries in the binaries, and of Go's own.
func licences(ctx context.Context, binaries []binary) (entry, error) {
	modules, err := modulesIn(ctx, binaries)
	if err != nil {
		return entry{}, err
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%s and %s contain these libraries.\n", serverCommand, simulatorCommand)
	for _, m := range modules {
		licence, err := licenceOf(m)
		if err != nil {
			return entry{}, err
		}
		fmt.Fprintf(&text, "\n%s\n%s %s\n\n%s\n", strings.Repeat("=", 80), m.Path, m.Version, licence)
	}
	return entry{name: "THIRD_PARTY_LICENSES", content: []byte(text.String())}, nil
}

// modulesIn returns the libraries that Go linked into the binaries, sorted, with Go's standard library first.
func modulesIn(ctx context.Context, binaries []binary) ([]module, error) {
	goRoot, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("go env GOROOT: %w", err)
	}
	versions := map[string]string{}
	for _, b := range binaries {
		for _, library := range b.info.Deps {
			versions[library.Path] = library.Version
		}
	}
	list := exec.CommandContext(ctx, "go", "list", "-m", "-json")
	for path := range versions {
		list.Args = append(list.Args, path)
	}
	list.Stderr = os.Stderr
	output, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("go list -m: %w", err)
	}
	modules := []module{}
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		var m module
		if err := decoder.Decode(&m); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		modules = append(modules, m)
	}
	slices.SortFunc(modules, func(a, b module) int { return cmp.Compare(a.Path, b.Path) })
	return slices.Insert(modules, 0, module{Path: "Go", Version: runtime.Version(), Dir: strings.TrimSpace(string(goRoot))}), nil
}

// licenceOf returns the text of all licence files of a library.
func licenceOf(m module) (string, error) {
	files, err := os.ReadDir(m.Dir)
	if err != nil {
		return "", fmt.Errorf("the licence of %s: %w", m.Path, err)
	}
	name := regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents)([.-].*)?$`)
	var texts []string
	for _, file := range files {
		if file.IsDir() || !name.MatchString(file.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(m.Dir, file.Name()))
		if err != nil {
			return "", err
		}
		texts = append(texts, strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")))
	}
	if len(texts) == 0 {
		return "", fmt.Errorf("%s has no licence file in %s: a release must not contain it", m.Path, m.Dir)
	}
	return strings.Join(texts, "\n\n"), nil
}
