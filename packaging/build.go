package main

import (
	"context"
	"debug/buildinfo"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// platform is an operating system and an architecture, as Go names them.
type platform struct{ os, arch string }

func (p platform) String() string { return p.os + "/" + p.arch }

// allPlatforms returns the platforms of a release.
func allPlatforms() []platform {
	return []platform{{"darwin", "amd64"}, {"darwin", "arm64"}, {"linux", "amd64"}, {"linux", "arm64"}, {"windows", "amd64"}, {"windows", "arm64"}}
}

// executable returns the name of a command's file on the platform.
func (p platform) executable(command string) string {
	if p.os == "windows" {
		return command + ".exe"
	}
	return command
}

// node returns the names that Node gives to the system and to the architecture.
func (p platform) node() (system, architecture string) {
	system, architecture = p.os, p.arch
	if system == "windows" {
		system = "win32"
	}
	if architecture == "amd64" {
		architecture = "x64"
	}
	return system, architecture
}

// The commands of a release, which are directories in servers.
const (
	serverCommand    = "pagerduty-mcp"
	simulatorCommand = "pagerduty-simulator"
)

// binary is a command that was built for a platform.
type binary struct {
	command  string
	platform platform
	content  []byte
	info     *buildinfo.BuildInfo // nil in tests
}

// build compiles the commands for the platforms. Versions come from the git tag alone: Go writes it into each binary.
func build(ctx context.Context, platforms []platform, work string) (*release, error) {
	r := &release{}
	for _, p := range platforms {
		for _, command := range []string{serverCommand, simulatorCommand} {
			b, err := compile(ctx, command, p, binaryPath(work, command, p))
			if err != nil {
				return nil, err
			}
			r.binaries = append(r.binaries, b)
		}
	}
	return r, r.describe(r.binaries[0].info)
}

func binaryPath(work, command string, p platform) string {
	return filepath.Join(work, p.os+"_"+p.arch, p.executable(command))
}

// compile builds one static binary. The environment of whoever builds does not change its bytes.
func compile(ctx context.Context, command string, p platform, path string) (binary, error) {
	compiler := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=true", "-ldflags=-s -w", "-o", path, "./servers/"+command)
	compiler.Env = append(os.Environ(), "GOOS="+p.os, "GOARCH="+p.arch,
		"CGO_ENABLED=0", "GOFLAGS=", "GOEXPERIMENT=", "GOAMD64=v1", "GOARM64=v8.0", "GOFIPS140=off", "GOWORK=off")
	compiler.Stderr = os.Stderr
	if err := compiler.Run(); err != nil {
		return binary{}, fmt.Errorf("building %s for %s: %w", command, p, err)
	}
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		return binary{}, err
	}
	content, err := os.ReadFile(path)
	return binary{command: command, platform: p, content: content, info: info}, err
}

// describe takes version, commit and time from what Go wrote into a binary.
func (r *release) describe(info *buildinfo.BuildInfo) error {
	settings := map[string]string{}
	for _, setting := range info.Settings {
		settings[setting.Key] = setting.Value
	}
	tag, ok := strings.CutPrefix(info.Main.Version, "v")
	if !ok || settings["vcs.time"] == "" {
		return fmt.Errorf("the binary has no version: run this in a git clone, with git installed; Go reads no version in a linked worktree or in a copy without .git")
	}
	if settings["vcs.modified"] == "true" {
		fmt.Fprintln(os.Stderr, "packaging: there are changes that are not committed: do not publish this build")
	}
	var err error
	r.version = tag
	r.time, err = time.Parse(time.RFC3339, settings["vcs.time"])
	return err
}

// completions returns the shells' completion scripts, which the server prints itself.
func completions(ctx context.Context, work string) ([]entry, error) {
	here := platform{runtime.GOOS, runtime.GOARCH}
	path := binaryPath(work, serverCommand, here)
	if _, err := os.Stat(path); err != nil { // the release is for other platforms only
		if _, err := compile(ctx, serverCommand, here, path); err != nil {
			return nil, err
		}
	}
	var scripts []entry
	for shell, extension := range map[string]string{"bash": "bash", "zsh": "zsh", "fish": "fish", "powershell": "ps1"} {
		printer := exec.CommandContext(ctx, path, "completion", shell)
		printer.Stderr = os.Stderr
		script, err := printer.Output()
		if err != nil || len(script) == 0 {
			return nil, fmt.Errorf("%s completion %s printed no script: %w", serverCommand, shell, err)
		}
		scripts = append(scripts, entry{name: "completions/" + serverCommand + "." + extension, content: script})
	}
	return scripts, nil
}
