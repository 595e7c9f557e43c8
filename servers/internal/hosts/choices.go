package hosts

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const (
	keyVariable     = "PAGERDUTY_USER_API_KEY"
	keyFileVariable = "PAGERDUTY_USER_API_KEY_FILE"
	hostVariable    = "PAGERDUTY_API_HOST"
	folderVariable  = "PAGERDUTY_CONFIG_DIR"
)

// Choices are what a user decides about a server.
type Choices struct {
	Name     string
	Command  string // "" for the program that runs
	Toolsets []string
	Writes   bool
	Profile  string
	EU       bool
	Demo     bool
	Key      Key
	Plain    string // the key, with KeyPlain
	KeyFile  string // with KeyFile
}

// Key is where the server finds its key.
type Key string

// The places of a key.
const (
	KeyProfile     Key = ""      // where login has stored it: the entry says nothing
	KeyEnvironment Key = "env"   // in the host's environment: the entry refers to the variable
	KeyFile        Key = "file"  // in a file that the entry names
	KeyPlain       Key = "plain" // in the entry
)

// Server returns the server for the choices.
func (m Machine) Server(c Choices) (Server, error) {
	server := Server{Name: c.Name, Command: c.Command}
	if server.Name == "" {
		server.Name = DefaultName
	}
	if server.Command == "" {
		var err error
		if server.Command, err = findProgram(); err != nil {
			return server, err
		}
	}
	if len(c.Toolsets) > 0 {
		server.Args = append(server.Args, "--toolsets", strings.Join(c.Toolsets, ","))
	}
	if c.Writes {
		server.Args = append(server.Args, "--enable-write-tools", "--confirm", "pages")
	}
	if c.Demo {
		server.Args = append(server.Args, "--demo")
		return server, c.checkDemo()
	}
	if c.Profile != "" {
		server.Args = append(server.Args, "--profile", c.Profile)
	}
	if c.EU {
		server.Env = append(server.Env, Variable{hostVariable, "https://api.eu.pagerduty.com"})
	}
	return server, m.addKey(&server, c)
}

func (c Choices) checkDemo() error {
	if c.Key != KeyProfile || c.Profile != "" || c.EU {
		return errors.New("--demo needs no key, profile or region: leave them out")
	}
	return nil
}

func (m Machine) addKey(server *Server, c Choices) error {
	if c.Key != KeyProfile && c.Profile != "" {
		return errors.New("--key and --profile both say where the key is: use one of them")
	}
	switch c.Key {
	case KeyProfile:
		if folder, _ := m.Environment(folderVariable); folder != "" { // of the profiles; the host may not have the variable
			server.Env = append(server.Env, Variable{folderVariable, folder})
		}
	case KeyEnvironment:
		server.References = []string{keyVariable}
	case KeyFile:
		if c.KeyFile == "" {
			return errors.New("--key file=PATH needs the path of a file with the key")
		}
		path := c.KeyFile
		if !strings.HasPrefix(path, "~") {
			absolute, err := filepath.Abs(path)
			if err != nil {
				return err
			}
			path = absolute // the host chooses the working directory
		}
		server.Env = append(server.Env, Variable{keyFileVariable, path})
	case KeyPlain:
		if c.Plain == "" {
			return fmt.Errorf("--key plain takes the key from %s, which is not set", keyVariable)
		}
		server.Env = append(server.Env, Variable{keyVariable, c.Plain})
	}
	return nil
}

// findProgram returns the path under which the running program will be found later. A link on PATH stays the same when the program is
// updated; the file to which it leads may not.
func findProgram() (string, error) {
	running, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("the path of this program is not known: give it with --command: %w", err)
	}
	if resolved, err := filepath.EvalSymlinks(running); err == nil {
		running = resolved
	}
	if onPath, err := exec.LookPath(filepath.Base(running)); err == nil {
		if absolute, err := filepath.Abs(onPath); err == nil && sameFile(absolute, running) {
			running = absolute
		}
	}
	return running, checkProgram(running)
}

func sameFile(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}

// checkProgram reports a path that will not be there tomorrow.
func checkProgram(path string) error {
	for folder := range strings.SplitSeq(filepath.ToSlash(path), "/") {
		switch {
		case strings.HasPrefix(folder, "go-build"):
			return errors.New("this program runs from a folder of \"go run\", which is removed when it ends: " +
				"build it with \"go build\" or \"go install\", and run that")
		case folder == "_npx":
			return errors.New("this program runs from the cache of npx, which may be emptied: install it with \"npm install --global\", and run that")
		}
	}
	return nil
}
