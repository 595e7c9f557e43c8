package keys

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/env"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/files"
)

// profilesFile is the content of profiles.json. It keeps members that this version does not know, and never has a key.
type profilesFile struct {
	members  map[string]json.RawMessage
	profiles map[string]map[string]json.RawMessage
}

// readProfilesFile reads profiles.json. A missing or empty file has no profiles.
func readProfilesFile(path string) (*profilesFile, error) {
	f := &profilesFile{members: map[string]json.RawMessage{}, profiles: map[string]map[string]json.RawMessage{}}
	text, err := files.Read(path, "a file of profiles")
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return nil, fmt.Errorf("the profiles cannot be read: %w", err)
	}
	if text = bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\ufeff"))); len(text) == 0 {
		return f, nil
	}
	if err = json.Unmarshal(text, &f.members); err == nil && f.members == nil {
		err = errors.New("it is null")
	}
	if profiles := f.members["profiles"]; err == nil && profiles != nil {
		if err = json.Unmarshal(profiles, &f.profiles); err != nil {
			err = fmt.Errorf("profiles: %w", inWords(err))
		}
	}
	err = inWords(err)
	for name := range f.profiles {
		if err == nil {
			_, _, err = f.profile(name)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%s is not a file of profiles: %w. Correct it, or remove it and log in again", path, err)
	}
	return f, nil
}

// wordedError is an error of the JSON decoder in words for people.
type wordedError struct {
	text  string
	cause error
}

func (e wordedError) Error() string { return e.text }

func (e wordedError) Unwrap() error { return e.cause }

// inWords puts an error of the JSON decoder, which names types of Go, into words; it returns any other error as it is.
func inWords(err error) error {
	if _, done := errors.AsType[wordedError](err); done {
		return err
	}
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return wordedError{fmt.Sprintf("it is not valid JSON at byte %d (%v)", syntax.Offset, syntax), err}
	}
	mismatch, ok := errors.AsType[*json.UnmarshalTypeError](err)
	if !ok {
		return err
	}
	place, wanted := "it", "an object, {…}"
	if mismatch.Field != "" {
		place = mismatch.Field
	}
	if mismatch.Type.Kind() == reflect.String {
		wanted = "a text"
	}
	return wordedError{fmt.Sprintf("%s is of the type %s, and must be %s", place, mismatch.Value, wanted), err}
}

// profile returns a profile, and reports whether there is one of this name.
func (f *profilesFile) profile(name string) (Profile, bool, error) {
	members, found := f.profiles[name]
	if !found {
		return Profile{}, false, nil
	}
	text, err := json.Marshal(members)
	profile := Profile{Name: name}
	if err = errors.Join(err, json.Unmarshal(text, &profile)); err != nil {
		return Profile{}, false, fmt.Errorf("profile %.60q: %w", name, inWords(err))
	}
	return profile, true, nil
}

// set adds or replaces a profile. Members that this version does not know stay.
func (f *profilesFile) set(profile Profile) error {
	text, err := json.Marshal(profile)
	if err != nil {
		return err
	}
	members := f.profiles[profile.Name]
	if members == nil {
		members = map[string]json.RawMessage{}
	}
	for field := range reflect.TypeFor[Profile]().Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		delete(members, name)
	}
	if f.profiles == nil { // "profiles": null
		f.profiles = map[string]map[string]json.RawMessage{}
	}
	f.profiles[profile.Name] = members
	return json.Unmarshal(text, &members)
}

// write replaces the file.
func (f *profilesFile) write(path string) error {
	profiles, err := json.Marshal(f.profiles)
	if err != nil {
		return err
	}
	f.members["profiles"] = profiles
	text, err := json.MarshalIndent(f.members, "", "  ")
	if err != nil {
		return err
	}
	return files.WritePrivate(path, append(text, '\n'))
}

// DirectoryVariable names the directory of the profiles, for machines and services without a home directory.
const DirectoryVariable = "PAGERDUTY_CONFIG_DIR"

var errNoDirectory = errors.New("there is no directory for profiles")

// directory returns the directory of the profiles.
func directory(environment env.Variables) (string, error) {
	if value := environment.Value(DirectoryVariable); value != "" {
		return environment.ExpandHome(value), nil
	}
	parent, err := environment.ConfigDir()
	if err != nil {
		return "", fmt.Errorf("%w: %w. Set %s to one", errNoDirectory, err, DirectoryVariable)
	}
	return parent + string(os.PathSeparator) + "pagerduty-mcp", nil
}
