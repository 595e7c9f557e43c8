// Command packaging builds a release: binaries, archives and packages, from the commit that is checked out, into dist.
// docs/releasing.md describes each file. Two builds of one commit with one version of Go are equal byte by byte.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	chosen := flag.String("platforms", "", "comma-separated platforms, such as linux/amd64; all if empty")
	out := flag.String("out", "dist", "directory for the release; an older release in it is replaced")
	flag.Parse()
	if err := run(ctx, *chosen, *out); err != nil {
		fmt.Fprintln(os.Stderr, "packaging:", err)
		os.Exit(1)
	}
}

// run builds the release for the chosen platforms. It leaves an older release alone until everything is compiled.
func run(ctx context.Context, chosen, out string) error {
	platforms, err := choosePlatforms(chosen)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "packaging")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	r, err := build(ctx, platforms, work)
	if err != nil {
		return err
	}
	if r.completions, err = completions(ctx, work); err != nil {
		return err
	}
	if r.licences, err = licences(ctx, r.binaries); err != nil {
		return err
	}
	if r.roots, err = roots(ctx); err != nil {
		return err
	}
	if r.chart, err = chartFiles("."); err != nil {
		return err
	}
	if r.documents, err = documents("."); err != nil {
		return err
	}
	if err := empty(out); err != nil {
		return err
	}
	r.out = out
	if err := sboms(ctx, r, work); err != nil {
		return err
	}
	return r.pack()
}

// choosePlatforms returns the platforms of a comma-separated list, or all if it is empty.
func choosePlatforms(list string) ([]platform, error) {
	if list == "" {
		return allPlatforms(), nil
	}
	var chosen []platform
	for name := range strings.SplitSeq(list, ",") {
		found := false
		for _, p := range allPlatforms() {
			if p.String() == strings.TrimSpace(name) {
				chosen, found = append(chosen, p), true
			}
		}
		if !found {
			return nil, fmt.Errorf("there are no releases for the platform %q; there are for %v", name, allPlatforms())
		}
	}
	return chosen, nil
}

// empty removes an older release. It refuses to remove anything else.
func empty(out string) error {
	files, err := os.ReadDir(out)
	if errors.Is(err, os.ErrNotExist) || err == nil && len(files) == 0 {
		return os.MkdirAll(out, 0o755)
	}
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(out, checksumsFile)); err != nil {
		return fmt.Errorf("%s is not empty and has no %s, so it is not an older release: remove it yourself, or choose another directory with -out", out, checksumsFile)
	}
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	return os.MkdirAll(out, 0o755)
}
