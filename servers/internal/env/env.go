// Package env reads environment variables that need not be those of the process that runs. It finds directories and programs as packages os
// and os/exec do, but by these variables.
package env

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// Variables are the variables of an environment, each as NAME=value. If there are several of a name, the last counts.
type Variables []string

// Lookup returns the value of a variable, and reports whether it is set.
func (v Variables) Lookup(name string) (value string, found bool) {
	for _, variable := range slices.Backward(v) {
		its, value, _ := strings.Cut(variable, "=")
		if its == name || runtime.GOOS == "windows" && strings.EqualFold(its, name) {
			return value, true
		}
	}
	return "", false
}

// Value returns the value of a variable without spaces around it; "" if it is not set.
func (v Variables) Value(name string) string {
	value, _ := v.Lookup(name)
	return strings.TrimSpace(value)
}

// HomeDir is os.UserHomeDir.
func (v Variables) HomeDir() (string, error) {
	name, shown := "HOME", "$HOME"
	if runtime.GOOS == "windows" {
		name, shown = "USERPROFILE", "%userprofile%"
	}
	if home, _ := v.Lookup(name); home != "" {
		return home, nil
	}
	return "", errors.New(shown + " is not defined")
}

// ConfigDir is os.UserConfigDir.
func (v Variables) ConfigDir() (string, error) {
	home, _ := v.Lookup("HOME")
	switch runtime.GOOS {
	case "windows":
		if folder, _ := v.Lookup("AppData"); folder != "" {
			return folder, nil
		}
		return "", errors.New("%AppData% is not defined")
	case "darwin":
		if home == "" {
			return "", errors.New("$HOME is not defined")
		}
		return home + "/Library/Application Support", nil
	}
	switch folder, _ := v.Lookup("XDG_CONFIG_HOME"); {
	case folder == "" && home == "":
		return "", errors.New("neither $XDG_CONFIG_HOME nor $HOME are defined")
	case folder == "":
		return home + "/.config", nil
	case !filepath.IsAbs(folder):
		return "", errors.New("path in $XDG_CONFIG_HOME is relative")
	default:
		return folder, nil
	}
}

// ExpandHome expands ~ as a shell does: hosts pass it on unchanged.
func (v Variables) ExpandHome(path string) string {
	rest, found := strings.CutPrefix(path, "~")
	if !found || rest != "" && !os.IsPathSeparator(rest[0]) {
		return path
	}
	home, err := v.HomeDir()
	if err != nil {
		return path
	}
	return filepath.Join(home, rest)
}

// LookPath is exec.LookPath for a name without a path: the error is exec.ErrDot if a relative folder has the program, such as the working
// directory.
func (v Variables) LookPath(name string) (string, error) {
	list, _ := v.Lookup("PATH")
	folders, here := filepath.SplitList(list), ""
	if runtime.GOOS == "windows" {
		folders = slices.DeleteFunc(folders, func(folder string) bool { return folder == "" })
		if _, only := v.Lookup("NoDefaultCurrentDirectoryInExePath"); !only { // Windows looks into the working directory first
			here, _ = exec.LookPath(`.\` + name)
		}
	}
	for _, folder := range folders {
		if folder == "" {
			folder = "."
		}
		found, err := exec.LookPath(strings.TrimSuffix(folder, string(filepath.Separator)) + string(filepath.Separator) + name) // Join would remove the dot
		switch {
		case err != nil:
			continue
		case here != "" && !sameFile(here, found), !filepath.IsAbs(found):
			return "", exec.ErrDot
		}
		return filepath.Clean(found), nil
	}
	if here != "" {
		return "", exec.ErrDot
	}
	return "", exec.ErrNotFound
}

// sameFile reports whether two paths are names of one file.
func sameFile(a, b string) bool {
	first, err := os.Lstat(a)
	if err != nil {
		return false
	}
	second, err := os.Lstat(b)
	return err == nil && os.SameFile(first, second)
}
