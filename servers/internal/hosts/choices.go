package hosts

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// Choices are what a user decides about a server.
type Choices struct {
	Name     string
	Command  string // "" for the program that runs
	Toolsets []string
	Writes   bool
	Profile  string // "" for the default one
	APIHost  string // "" for that of the profile, or PagerDuty in the US
	Demo     bool
	Key      Key
	KeyText  string // the file, the command or the key itself
}

// Key is where the server finds its key.
type Key string

// The places of a key.
const (
	KeyProfile     Key = ""        // where login has stored it: the entry says nothing
	KeyEnvironment Key = "env"     // in the host's environment: the entry refers to the variable
	KeyFile        Key = "file"    // in a file that the entry names
	KeyCommand     Key = "command" // what a command prints, which is in the entry
	KeyPlain       Key = "plain"   // in the entry
)

// Server returns the server for the choices.
func (m Machine) Server(c Choices) (Server, error) {
	server := Server{Name: c.Name, Command: c.Command}
	if server.Name == "" {
		server.Name = DefaultName
	}
	if strings.ContainsAny(server.Command, `/\`) && !strings.HasPrefix(server.Command, "~") && !filepath.IsAbs(server.Command) {
		server.Command = filepath.Join(m.Folder, server.Command) // the host chooses the working directory
	}
	if server.Command == "" {
		var err error
		if server.Command, err = m.FindProgram(); err != nil {
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
	if c.APIHost != "" {
		server.Env = append(server.Env, Variable{keys.HostVariable, c.APIHost})
	}
	return server, m.addKey(&server, c)
}

func (c Choices) checkDemo() error {
	if c.Key != KeyProfile || c.Profile != "" || c.APIHost != "" {
		return errors.New("--demo needs no key, profile or region: leave them out")
	}
	return nil
}

func (m Machine) addKey(server *Server, c Choices) error {
	switch {
	case c.Key != KeyProfile && c.Profile != "":
		return errors.New("--key and --profile both say where the key is: use one of them")
	case c.Key == KeyProfile && c.APIHost != "":
		return errors.New("a profile has its own region: leave out --region, or give it to login")
	case c.Key == KeyPlain && c.KeyText == "":
		return fmt.Errorf("--key plain takes the key from %s, which is not set", keys.Variable)
	case (c.Key == KeyFile || c.Key == KeyCommand) && c.KeyText == "":
		return fmt.Errorf("--key %s needs a value: file=PATH or command='COMMAND'", c.Key)
	}
	add := func(name, value string) { server.Env = append(server.Env, Variable{name, value}) }
	switch c.Key {
	case KeyProfile:
		if folder, _ := m.Environment.Lookup(keys.DirectoryVariable); folder != "" { // of the profiles; the host may not have the variable
			add(keys.DirectoryVariable, folder)
		}
	case KeyEnvironment:
		server.References = []string{keys.Variable}
	case KeyFile:
		path := c.KeyText
		if !strings.HasPrefix(path, "~") && !filepath.IsAbs(path) {
			path = filepath.Join(m.Folder, path) // the host chooses the working directory
		}
		add(keys.FileVariable, path)
	case KeyCommand:
		add(keys.CommandVariable, c.KeyText)
	case KeyPlain:
		add(keys.Variable, c.KeyText)
	}
	return nil
}

// FindProgram returns the path under which the running program will be found later. A link on PATH stays the same when the program is
// updated; the file to which it leads may not. It also returns an error if the path will not be there tomorrow.
func (m Machine) FindProgram() (string, error) {
	running, err := m.Program()
	if err != nil {
		return "", fmt.Errorf("the path of this program is not known: give it with --command: %w", err)
	}
	if resolved, err := filepath.EvalSymlinks(running); err == nil {
		running = resolved
	}
	if onPath, err := m.Environment.LookPath(filepath.Base(running)); err == nil {
		if absolute, err := filepath.Abs(onPath); err == nil && SameFile(absolute, running) {
			running = absolute
		}
	}
	return running, checkProgram(running)
}

// SameFile reports whether two paths lead to the same file.
func SameFile(a, b string) bool {
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
