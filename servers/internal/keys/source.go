package keys

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/env"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/files"
)

// The variables that have a key, or say where it is. Set one of them at most.
const (
	Variable        = "PAGERDUTY_USER_API_KEY"
	FileVariable    = "PAGERDUTY_USER_API_KEY_FILE"
	CommandVariable = "PAGERDUTY_USER_API_KEY_COMMAND"
)

// The variables that belong to a key.
const (
	HostVariable    = "PAGERDUTY_API_HOST"
	FromVariable    = "PAGERDUTY_FROM_EMAIL"
	ProfileVariable = "PAGERDUTY_PROFILE"
)

// Variables are the variables of which one at most is set.
func Variables() []string { return []string{Variable, FileVariable, CommandVariable} }

// ErrNoKey is the error if nothing says where a key is.
var ErrNoKey = errors.New("there is no PagerDuty API key. Run pagerduty-mcp login, or set " + Variable + " to a key (in PagerDuty: My Profile, User Settings, " +
	"Create API User Token), " + FileVariable + " to a file that holds one, or " + CommandVariable + " to a command that prints one. --demo needs no key")

// Source is where a key is. Its name goes before errors.
type Source struct {
	Name    string   // such as PAGERDUTY_USER_API_KEY_FILE /etc/key
	Remedy  string   // what the operator changes if PagerDuty refuses the key: a variable, or a command
	File    string   // that holds the key; "" if none does
	Profile *Profile // nil if a variable says where the key is
	// ProfileFile is the file that describes the profile; "" without one.
	ProfileFile string
	Ignored     []string // variables that are set and do not count, since a profile is named
	// Slow sources are not read before the first request: they take time, or ask a person.
	Slow bool

	read   func(context.Context) (string, error)
	reader *reader // of a slow source
}

// Waits reports whether the key is being read.
func (s *Source) Waits() bool { return s.reader != nil && s.reader.runs() }

// Close ends the reading of a slow source, with all its processes.
func (s *Source) Close() {
	if s.reader != nil {
		s.reader.close()
	}
}

// ReadError is the error of a key that cannot be read where it is.
type ReadError struct {
	Source string
	Cause  error
}

// Error names the source and the cause.
func (e *ReadError) Error() string { return e.Source + ": " + e.Cause.Error() }

// Unwrap returns the cause.
func (e *ReadError) Unwrap() error { return e.Cause }

// Read reads the key. It returns a *ReadError if it cannot.
func (s *Source) Read(ctx context.Context) (string, error) {
	text, err := s.read(ctx)
	if err != nil {
		return "", &ReadError{s.Name, err}
	}
	return text, nil
}

// Find returns where the key is: in the profile if one is named, else where a variable says, else in the profile DefaultProfile. The end of
// ctx ends the reading of a slow source.
func Find(ctx context.Context, profile string, environment env.Variables, keychain Keychain) (*Source, error) {
	set := map[string]string{}
	var names []string
	for _, name := range Variables() {
		if value := environment.Value(name); value != "" {
			set[name], names = value, append(names, name)
		}
	}
	switch {
	case profile != "":
		source, err := findProfile(ctx, profile, environment, keychain)
		if err != nil {
			return nil, err
		}
		source.Ignored = names
		return source, nil
	case len(names) > 1:
		return nil, fmt.Errorf("%s are both set: keep one of them", strings.Join(names, " and "))
	case set[Variable] != "":
		return &Source{Name: Variable, Remedy: Variable, read: func(context.Context) (string, error) { return set[Variable], nil }}, nil
	case set[FileVariable] != "":
		return readFile(FileVariable, environment.ExpandHome(set[FileVariable]), "a key"), nil
	case set[CommandVariable] != "":
		return slow(ctx, &Source{Name: CommandVariable, Remedy: CommandVariable, read: func(ctx context.Context) (string, error) {
			return runCommand(ctx, set[CommandVariable], environment, Timeout)
		}}), nil
	}
	source, err := findProfile(ctx, DefaultProfile, environment, keychain)
	if errors.Is(err, ErrNoProfile) || errors.Is(err, errNoDirectory) {
		return nil, ErrNoKey
	}
	return source, err
}

// readFile returns the file that a variable names, which holds a key or another secret.
func readFile(variable, path, what string) *Source {
	return &Source{Name: variable + " " + path, Remedy: variable, File: path, read: func(context.Context) (string, error) {
		text, err := files.Read(path, what)
		return string(text), err
	}}
}

// slow returns a source that is read in the background.
func slow(process context.Context, source *Source) *Source {
	ctx, cancel := context.WithCancel(process)
	reader := &reader{process: ctx, cancel: cancel, read: source.read}
	source.Slow, source.read, source.reader = true, reader.get, reader
	return source
}

func findProfile(ctx context.Context, name string, environment env.Variables, keychain Keychain) (*Source, error) {
	profiles, err := Open(environment, keychain)
	if err != nil {
		return nil, err
	}
	profile, err := profiles.Get(name)
	if err != nil {
		return nil, err
	}
	source := &Source{
		Name: fmt.Sprintf("profile %s, in %s", name, profiles.Where(profile)), Remedy: "pagerduty-mcp login --profile " + name, Profile: &profile, ProfileFile: profiles.File(),
		read: func(ctx context.Context) (string, error) { return profiles.keyFor(ctx, profile) },
	}
	switch profile.Store {
	case InKeychain:
		return slow(ctx, source), nil
	case InFile:
		source.File = profiles.KeyFile(name)
		return source, nil
	}
	return nil, fmt.Errorf("profile %s has its key in %.60q, which this version cannot read: install a newer one, or log in again", name, profile.Store)
}
