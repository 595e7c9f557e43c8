package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// Two builds of one commit are equal, byte by byte: in other directories, with nothing that the first one compiled, in another time zone.
func TestTwoBuildsAreEqual(t *testing.T) {
	if os.Getenv("FULL_TESTS") == "" {
		t.Skip("compiles everything twice: left to make full")
	}
	here := platform{runtime.GOOS, runtime.GOARCH}
	if _, err := choosePlatforms(here.String()); err != nil {
		t.Skip(err)
	}
	first := buildClone(t, here, "TZ=UTC")
	second := buildClone(t, here, "TZ=Asia/Tokyo", "GOCACHE="+t.TempDir(), "GOFLAGS=-tags=other")
	names := files(t, first)
	if len(names) < 10 {
		t.Fatalf("the release has the files %q alone", names)
	}
	if got := files(t, second); len(got) != len(names) {
		t.Errorf("the second release has the files %q, the first has %q", got, names)
	}
	for _, name := range names {
		one, two := release{out: first}, release{out: second}
		if string(one.read(t, name)) != string(two.read(t, name)) {
			t.Errorf("%s differs", name)
		}
	}
}

// buildClone clones the repository, builds a release in it and returns the directory of the release.
func buildClone(t *testing.T, p platform, environment ...string) string {
	t.Helper()
	clone := filepath.Join(t.TempDir(), "clone")
	for _, command := range []*exec.Cmd{
		exec.CommandContext(t.Context(), "git", "clone", "--quiet", "..", clone),
		exec.CommandContext(t.Context(), "go", "run", "./packaging", "-platforms", p.String()),
	} {
		if command.Args[0] == "go" {
			command.Dir, command.Env = clone, append(os.Environ(), environment...)
		}
		if output, err := command.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", command, err, output)
		}
	}
	return filepath.Join(clone, "dist")
}
