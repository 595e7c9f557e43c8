package hosts

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/env"
)

// Machine is where hosts are looked for.
type Machine struct {
	OS          string // as GOOS
	Home        string
	Folder      string // the working directory, in which project files are
	Environment env.Variables
	Program     func() (string, error) // returns the path of the program that runs
	Now         func() time.Time
}

// ThisMachine returns the machine on which the process runs: one with this environment, and the program at this path.
func ThisMachine(environment env.Variables, program func() (string, error)) (Machine, error) {
	folder, err := os.Getwd()
	if err != nil {
		return Machine{}, err
	}
	home, err := environment.HomeDir()
	if err != nil {
		return Machine{}, errors.New("there is no home directory: set HOME")
	}
	return Machine{OS: runtime.GOOS, Home: home, Folder: folder, Environment: environment, Program: program, Now: time.Now}, nil
}

// homeDefaults are folders in which programs keep files while the variable is not set, relative to the home directory.
var homeDefaults = map[string]string{
	"XDG_CONFIG_HOME": ".config", "XDG_STATE_HOME": ".local/state", "APPDATA": "AppData/Roaming", "LOCALAPPDATA": "AppData/Local",
}

// expand replaces ~ or a variable at the start of a path. It reports false if the variable is not set.
func (m Machine) expand(path string) (string, bool) {
	start, rest, _ := strings.Cut(path, "/")
	name, isVariable := strings.CutPrefix(start, "$")
	switch {
	case start == "~":
		start = m.Home
	case isVariable:
		value, _ := m.Environment.Lookup(name)
		if value == "" {
			folder, found := homeDefaults[name]
			if !found {
				return "", false
			}
			value = filepath.Join(m.Home, folder)
		}
		start = value
	}
	return filepath.Join(start, filepath.FromSlash(rest)), true
}

// UserFile returns the user's file of a host.
func (m Machine) UserFile(h Host) (string, error) {
	for _, location := range h.User {
		path, fits := m.expand(location.Path)
		if !fits || location.OS != "" && location.OS != m.OS {
			continue
		}
		if location.OnlyIn != "" {
			if folder, _ := m.expand(location.OnlyIn); !exists(folder) {
				continue
			}
		}
		for _, other := range location.Others {
			if other = filepath.Join(filepath.Dir(path), other); !exists(path) && exists(other) {
				return other, nil
			}
		}
		return path, nil
	}
	return "", errors.New(h.Title + " has no known file on this system")
}

// Scope is whose file is meant.
type Scope string

// The scopes.
const (
	User    Scope = "user"
	Project Scope = "project"
)

// File returns the file of a host for a scope.
func (m Machine) File(h Host, scope Scope) (string, error) {
	if scope != Project {
		return m.UserFile(h)
	}
	if h.Project == "" {
		return "", errors.New(h.Title + " has no file for a project: leave out --scope")
	}
	return filepath.Join(m.Folder, filepath.FromSlash(h.Project)), nil
}

// Has reports whether a host seems to be installed: its program is on PATH, or the folder of its file is there.
func (m Machine) Has(h Host) bool {
	for _, command := range h.Commands {
		if _, err := m.Environment.LookPath(command); err == nil {
			return true
		}
	}
	file, err := m.UserFile(h)
	return err == nil && (exists(file) || filepath.Dir(file) != m.Home && exists(filepath.Dir(file)))
}

// Short returns a path with ~ for the home directory, for people.
func (m Machine) Short(path string) string {
	if rest, found := strings.CutPrefix(path, m.Home+string(filepath.Separator)); found && m.Home != "" {
		return "~" + string(filepath.Separator) + rest
	}
	return path
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
