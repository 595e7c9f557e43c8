package command

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// expandHome expands ~ as a shell does: hosts pass it on unchanged.
func expandHome(path string) string {
	rest, found := strings.CutPrefix(path, "~")
	if !found || rest != "" && !os.IsPathSeparator(rest[0]) {
		return path
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return path
	}
	return filepath.Join(home, rest)
}

// openToAll returns a warning if every user of the machine can read or change a file, else "". It does not check on Windows, whose
// permissions are not in the file mode.
func openToAll(path, what string, secret bool) string {
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS == "windows" {
		return ""
	}
	wanted := "chmod 600 " + path
	switch mode := info.Mode().Perm(); {
	case mode&0o002 != 0:
		return fmt.Sprintf("%s can be changed by every user of this machine: %s", what, wanted)
	case secret && mode&0o004 != 0:
		return fmt.Sprintf("%s can be read by every user of this machine: %s", what, wanted)
	}
	return ""
}

// warnings returns warnings about the files that the settings name.
func (s *settings) warnings(environment func(string) (string, bool)) []string {
	var all []string
	warn := func(path, what string, secret bool) {
		if warning := openToAll(path, what+" "+path, secret); warning != "" {
			all = append(all, warning)
		}
	}
	if file, _ := environment(keyFileVariable); !s.demo {
		warn(expandHome(strings.TrimSpace(file)), "the key file", true)
	}
	warn(s.auditLog, "the audit log", false)
	warn(s.http.tokenFile, "the file of server tokens", true)
	warn(s.http.tlsKey, "the key of the certificate", true)
	return append(all, s.http.warnings()...)
}
