package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"
)

//go:generate go test . -run TestClaudeFiles -update

var update = flag.Bool("update", false, "write the files of the Claude Code plugin anew")

// pack writes a release with programs that are one line of text each.
func pack(t *testing.T, platforms ...platform) *release {
	t.Helper()
	r := &release{
		version: "1.2.3", time: time.Date(2026, 11, 30, 12, 0, 1, 0, time.FixedZone("", 3600)), out: t.TempDir(),
		licences:    entry{name: "THIRD_PARTY_LICENSES", content: []byte("licences")},
		roots:       entry{name: rootsFile, content: []byte("authorities")},
		chart:       []entry{{name: "pagerduty-mcp/Chart.yaml", content: []byte("name: pagerduty-mcp\nversion: 0.0.0\nappVersion: 0.0.0\n")}},
		completions: []entry{{name: "completions/pagerduty-mcp.bash", content: []byte("complete")}},
		documents: []entry{
			{name: "LICENSE", content: []byte("licence")}, {name: "README.md", content: []byte("readme")},
			{name: "skills/pagerduty/SKILL.md", content: []byte("skill")},
		},
	}
	for _, p := range platforms {
		for _, command := range []string{serverCommand, simulatorCommand} {
			r.binaries = append(r.binaries, binary{command: command, platform: p, content: []byte(command + " for " + p.String())})
		}
	}
	if err := r.pack(); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *release) read(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(r.out, name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func (r *release) decode(t *testing.T, name string, into any) {
	t.Helper()
	decodeJSON(t, r.read(t, name), into)
}

func decodeJSON(t *testing.T, content []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(content, into); err != nil {
		t.Fatalf("%v in %s", err, content)
	}
}

func files(t *testing.T, directory string) []string {
	t.Helper()
	list, err := os.ReadDir(directory)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range list {
		names = append(names, file.Name())
	}
	return names
}

func TestReleaseHasAllFiles(t *testing.T) {
	t.Parallel()
	want := []string{"SHA256SUMS", "pagerduty-mcp.json", "pagerduty-mcp.rb", "server.json", "pagerduty-mcp_1.2.3_image.tar", "pagerduty-mcp_1.2.3_chart.tgz", "pagerduty-mcp-1.2.3.tgz"}
	for _, p := range []string{"darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64"} {
		want = append(want, "pagerduty-mcp_1.2.3_"+p+".tar.gz", "pagerduty-mcp_1.2.3_"+p+".mcpb")
	}
	for _, p := range []string{"windows_amd64", "windows_arm64"} {
		want = append(want, "pagerduty-mcp_1.2.3_"+p+".zip", "pagerduty-mcp_1.2.3_"+p+".mcpb")
	}
	for _, system := range []string{"darwin", "linux", "win32"} {
		for _, architecture := range []string{"x64", "arm64"} {
			want = append(want, "pagerduty-mcp-"+system+"-"+architecture+"-1.2.3.tgz", system+"."+architecture+".pagerduty.tar.gz")
		}
	}
	slices.Sort(want)
	if got := files(t, pack(t, allPlatforms()...).out); !slices.Equal(got, want) {
		t.Errorf("the release has the files\n%q, want\n%q", got, want)
	}
}

func TestReleaseOfOnePlatform(t *testing.T) {
	t.Parallel()
	r := pack(t, platform{"windows", "arm64"})
	for _, name := range files(t, r.out) {
		if strings.Contains(name, "linux") || strings.Contains(name, "image") || strings.Contains(name, "chart") || strings.HasSuffix(name, ".rb") {
			t.Errorf("a release for Windows has %s", name)
		}
	}
	var server registryServer
	if r.decode(t, "server.json", &server); len(server.Packages) != 2 {
		t.Errorf("the registry lists %v, want npm and one bundle", server.Packages)
	}
}

func TestChecksums(t *testing.T) {
	t.Parallel()
	r := pack(t, allPlatforms()...)
	var want strings.Builder
	for _, name := range files(t, r.out) {
		if name != checksumsFile {
			fmt.Fprintf(&want, "%x  %s\n", sha256.Sum256(r.read(t, name)), name)
		}
	}
	if got := string(r.read(t, checksumsFile)); got != want.String() {
		t.Errorf("the checksums are\n%swant\n%s", got, want.String())
	}
}

// The order in which files come, and the zone of the machine's clock, must not show.
func TestArchivesAreTheSame(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 30, 12, 0, 1, 0, time.UTC)
	entries := []entry{{name: "b", content: []byte("second"), executable: true}, {name: "a", content: []byte("first")}}
	reversed := []entry{entries[1], entries[0]}
	elsewhere := at.In(time.FixedZone("", -7*3600))
	if !bytes.Equal(gzipped(tarred(entries, at)), gzipped(tarred(reversed, elsewhere))) {
		t.Error("tar archives differ")
	}
	if !bytes.Equal(zipped(entries, at), zipped(reversed, elsewhere)) {
		t.Error("zip archives differ")
	}
}

func TestArchiveContents(t *testing.T) {
	t.Parallel()
	r := pack(t, platform{"linux", "arm64"}, platform{"windows", "amd64"})
	common := []string{"LICENSE", "README.md", "THIRD_PARTY_LICENSES", "completions/pagerduty-mcp.bash"}
	for name, want := range map[string][]string{
		"pagerduty-mcp_1.2.3_linux_arm64.tar.gz": append(slices.Clone(common), "pagerduty-mcp*", "pagerduty-simulator*"),
		"linux.arm64.pagerduty.tar.gz":           {"LICENSE", "THIRD_PARTY_LICENSES", "gemini-extension.json", "pagerduty-mcp*", "skills/pagerduty/SKILL.md"},
		"pagerduty-mcp-linux-arm64-1.2.3.tgz":    {"package/LICENSE", "package/THIRD_PARTY_LICENSES", "package/bin/pagerduty-mcp*", "package/package.json"},
		"pagerduty-mcp-1.2.3.tgz":                {"package/LICENSE", "package/README.md", "package/launch.js*", "package/package.json"},
	} {
		if got := tarNames(t, r.read(t, name)); !slices.Equal(got, want) {
			t.Errorf("%s contains %q, want %q", name, got, want)
		}
	}
	for name, want := range map[string][]string{
		"pagerduty-mcp_1.2.3_windows_amd64.zip": append(slices.Clone(common), "pagerduty-mcp.exe*", "pagerduty-simulator.exe*"),
		"pagerduty-mcp_1.2.3_linux_arm64.mcpb":  {"LICENSE", "THIRD_PARTY_LICENSES", "manifest.json", "server/pagerduty-mcp*"},
	} {
		if got := zipNames(t, r.read(t, name)); !slices.Equal(got, want) {
			t.Errorf("%s contains %q, want %q", name, got, want)
		}
	}
}

// tarNames returns the names in a compressed tar archive, with * behind programs.
func tarNames(t *testing.T, archive []byte) (names []string) {
	t.Helper()
	content, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		t.Fatal(err)
	}
	for reader := tar.NewReader(content); ; {
		header, err := reader.Next()
		if err == io.EOF {
			return names
		}
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, starred(header.Name, header.FileInfo().Mode()))
	}
}

// untar returns a file of a compressed tar archive.
func untar(t *testing.T, archive []byte, name string) []byte {
	t.Helper()
	content, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		t.Fatal(err)
	}
	for reader := tar.NewReader(content); ; {
		header, err := reader.Next()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if header.Name == name {
			file, err := io.ReadAll(reader)
			if err != nil {
				t.Fatal(err)
			}
			return file
		}
	}
}

func zipNames(t *testing.T, archive []byte) (names []string) {
	t.Helper()
	reader, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range reader.File {
		names = append(names, starred(file.Name, file.Mode()))
	}
	return names
}

func starred(name string, mode os.FileMode) string {
	if mode&0o111 != 0 {
		return name + "*"
	}
	return name
}

func TestChoosePlatforms(t *testing.T) {
	t.Parallel()
	if got, err := choosePlatforms("linux/amd64, darwin/arm64"); err != nil || len(got) != 2 || got[1].String() != "darwin/arm64" {
		t.Errorf("two platforms: %v, %v", got, err)
	}
	if got, err := choosePlatforms(""); err != nil || len(got) != 6 {
		t.Errorf("all platforms: %v, %v", got, err)
	}
	if _, err := choosePlatforms("plan9/amd64"); err == nil || !strings.Contains(err.Error(), "linux/arm64") {
		t.Errorf("an unknown platform: %v, want the known ones", err)
	}
}

func TestOnlyOldReleasesAreRemoved(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	precious := filepath.Join(directory, "precious")
	if err := os.WriteFile(precious, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := empty(directory); err == nil {
		t.Error("a directory that is no release was emptied")
	}
	if _, err := os.Stat(precious); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(filepath.Join(directory, checksumsFile), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := empty(directory); err != nil || len(files(t, directory)) != 0 {
		t.Errorf("an older release was not removed: %v", err)
	}
}

func TestLicenceOfLibrary(t *testing.T) {
	t.Parallel()
	m := module{Path: "example.com/library", Dir: t.TempDir()}
	if _, err := licenceOf(m); err == nil || !strings.Contains(err.Error(), m.Path) {
		t.Errorf("a library without a licence: %v", err)
	}
	for name, text := range map[string]string{"LICENSE.md": "you may\r\n", "NOTICE": "thanks", "licenses.go": "package licences"} {
		if err := os.WriteFile(filepath.Join(m.Dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if text, err := licenceOf(m); err != nil || text != "you may\n\nthanks" {
		t.Errorf("the licence is %q, %v", text, err)
	}
}

func TestVersionComesFromTheTag(t *testing.T) {
	t.Parallel()
	var r release
	tagged := &buildinfo.BuildInfo{Main: debug.Module{Version: "v1.2.3"}, Settings: []debug.BuildSetting{{Key: "vcs.time", Value: "2026-11-30T12:00:00Z"}}}
	if err := r.describe(tagged); err != nil || r.version != "1.2.3" || r.time.Hour() != 12 {
		t.Errorf("%q of %v, %v", r.version, r.time, err)
	}
	if err := r.describe(&buildinfo.BuildInfo{Main: debug.Module{Version: "(devel)"}}); err == nil || !strings.Contains(err.Error(), "git clone") {
		t.Errorf("a build without a version: %v", err)
	}
}
