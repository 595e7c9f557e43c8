package keys

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/env"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/files"
)

// Keychain keeps secrets by the name of their profile.
type Keychain interface {
	// Get returns a secret; ErrNoSecret if there is none.
	Get(ctx context.Context, profile string) (string, error)
	Set(ctx context.Context, profile, secret string) error
	// Delete removes a secret; ErrNoSecret if there is none.
	Delete(ctx context.Context, profile string) error
}

// ErrNoSecret is the error for a key that is not where its profile says.
var ErrNoSecret = errors.New("there is no key under this name any more: log in again")

// ErrNoProfile is the error for a profile that does not exist.
var ErrNoProfile = errors.New("there is no such profile")

// Profiles are the keys that pagerduty-mcp login stored: profiles.json says where each key is, and the keychain or a file of its own has it.
type Profiles struct {
	directory string
	keychain  Keychain
}

// Open returns the profiles of the user. It reads nothing yet.
func Open(environment env.Variables, keychain Keychain) (*Profiles, error) {
	path, err := directory(environment)
	if err != nil {
		return nil, err
	}
	return &Profiles{directory: path, keychain: keychain}, nil
}

// File returns the path of profiles.json.
func (p *Profiles) File() string { return filepath.Join(p.directory, "profiles.json") }

// KeyFile returns the path of the file in which a profile with the store InFile has its key.
func (p *Profiles) KeyFile(name string) string { return filepath.Join(p.directory, "keys", name) }

// List returns all profiles by name.
func (p *Profiles) List() ([]Profile, error) {
	file, err := readProfilesFile(p.File())
	if err != nil {
		return nil, err
	}
	var list []Profile
	for name := range file.profiles {
		profile, _, err := file.profile(name)
		if err != nil {
			return nil, err
		}
		list = append(list, profile)
	}
	slices.SortFunc(list, func(a, b Profile) int { return strings.Compare(a.Name, b.Name) })
	return list, nil
}

// Get returns the profile of this name, or an error that wraps ErrNoProfile.
func (p *Profiles) Get(name string) (Profile, error) {
	list, err := p.List()
	if err != nil {
		return Profile{}, err
	}
	var names []string
	for _, profile := range list {
		if profile.Name == name {
			return profile, nil
		}
		names = append(names, profile.Name)
	}
	there := "There is none yet"
	if len(names) > 0 {
		there = "There are: " + strings.Join(names, ", ")
	}
	return Profile{}, fmt.Errorf("%w: %.60q. %s. pagerduty-mcp login --profile NAME makes one", ErrNoProfile, name, there)
}

// Where returns where a profile keeps its key, for people.
func (p *Profiles) Where(profile Profile) string {
	if profile.Store == InFile {
		return "the file " + p.KeyFile(profile.Name)
	}
	return "the " + string(profile.Store)
}

// key reads the key of a profile.
func (p *Profiles) key(ctx context.Context, profile Profile) (string, error) {
	switch profile.Store {
	case InKeychain:
		return p.keychain.Get(ctx, profile.Name)
	case InFile:
		text, err := files.Read(p.KeyFile(profile.Name), "a key")
		if errors.Is(err, fs.ErrNotExist) {
			err = fmt.Errorf("%w (%w)", ErrNoSecret, err)
		}
		return string(text), err
	}
	return "", fmt.Errorf("this version cannot read keys from %.60q", profile.Store)
}

// keyFor reads the key of a profile, which may have been replaced since it was found. A key for another host is not returned.
func (p *Profiles) keyFor(ctx context.Context, found Profile) (string, error) {
	now, err := p.Get(found.Name)
	if err != nil {
		return "", err
	}
	if now.Host != found.Host {
		return "", fmt.Errorf("the profile was replaced by one for %s, and this program works with %s: start it again", now.Host, found.Host)
	}
	return p.key(ctx, now)
}

func (p *Profiles) setKey(ctx context.Context, profile Profile, key string) error {
	if profile.Store == InFile {
		return files.WritePrivate(p.KeyFile(profile.Name), []byte(key+"\n"))
	}
	return p.keychain.Set(ctx, profile.Name, key)
}

// deleteKey removes the key of a profile. It is no error if it is gone.
func (p *Profiles) deleteKey(ctx context.Context, profile Profile) (err error) {
	switch profile.Store {
	case InKeychain:
		err = p.keychain.Delete(ctx, profile.Name)
	case InFile:
		err = os.Remove(p.KeyFile(profile.Name))
	}
	if errors.Is(err, ErrNoSecret) || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// StoreError is the error of a key that could not be stored. Nothing was stored then.
type StoreError struct {
	Where string
	Cause error
}

// Error names the store and the cause.
func (e *StoreError) Error() string {
	return fmt.Sprintf("the key could not be stored in %s: %v", e.Where, e.Cause)
}

// Unwrap returns the cause.
func (e *StoreError) Unwrap() error { return e.Cause }

// Save stores a profile and its key, both or neither, and replaces a profile of the same name. leftover is set if both are stored, but the key
// of the profile before could not be removed from another store.
func (p *Profiles) Save(ctx context.Context, profile Profile, key string) (leftover, err error) {
	if err := CheckName(profile.Name); err != nil {
		return nil, err
	}
	file, err := readProfilesFile(p.File())
	if err != nil {
		return nil, err
	}
	before, replaces, err := file.profile(profile.Name)
	if err != nil {
		return nil, err
	}
	undo, isKnown := p.undo(ctx, profile, before, replaces)
	if err := p.setKey(ctx, profile, key); err != nil {
		if isKnown { // the store may have the key all the same
			short, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTimeout)
			defer cancel()
			_ = undo(short) // the error before is the one to report
		}
		return nil, &StoreError{p.Where(profile), err}
	}
	if file, err = readProfilesFile(p.File()); err == nil { // again: storing may have waited for a person
		err = file.set(profile)
	}
	if err == nil {
		err = file.write(p.File())
	}
	if err != nil {
		err = fmt.Errorf("writing %s: %w", p.File(), err)
		if failed := undo(ctx); failed != nil {
			return nil, fmt.Errorf("%w. The key was stored in %s before that, and could not be removed there: %w", err, p.Where(profile), failed)
		}
		return nil, fmt.Errorf("%w. Nothing was stored", err)
	}
	if replaces && before.Store != profile.Store {
		leftover = p.deleteKey(ctx, before)
	}
	return leftover, nil
}

// undoTimeout is how long a store that failed may take to undo.
const undoTimeout = 5 * time.Second

// undo returns a function that returns the store of a profile to what it is now. If that is not known, the function removes the key.
func (p *Profiles) undo(ctx context.Context, profile, before Profile, replaces bool) (undo func(context.Context) error, isKnown bool) {
	remove := func(ctx context.Context) error { return p.deleteKey(ctx, profile) }
	if !replaces || before.Store != profile.Store {
		return remove, true
	}
	old, err := p.key(ctx, before)
	if err != nil {
		return remove, errors.Is(err, ErrNoSecret)
	}
	return func(ctx context.Context) error { return p.setKey(ctx, before, strings.TrimSpace(old)) }, true
}

// Remove removes a profile and its key. If the key cannot be removed, both stay.
func (p *Profiles) Remove(ctx context.Context, name string) (Profile, error) {
	profile, err := p.Get(name)
	if err != nil {
		return Profile{}, err
	}
	if err := p.deleteKey(ctx, profile); err != nil {
		return profile, fmt.Errorf("removing the key from %s: %w. The profile stays; where its keychain is gone, remove it from %s", p.Where(profile), err, p.File())
	}
	file, err := readProfilesFile(p.File())
	if err == nil {
		delete(file.profiles, name)
		err = file.write(p.File())
	}
	if err != nil {
		return profile, fmt.Errorf("the key is removed, but not its line in %s: %w. Try again", p.File(), err)
	}
	return profile, nil
}
