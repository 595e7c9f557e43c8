package keys_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/env"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// keychain is a keychain in memory, which can be told to fail.
type keychain struct {
	mutex   sync.Mutex
	secrets map[string]string
	reads   int
	fails   error // what every call returns
	refuses error // what Delete returns
}

func (k *keychain) Get(_ context.Context, profile string) (string, error) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.reads++
	secret, found := k.secrets[profile]
	if k.fails == nil && !found {
		return "", keys.ErrNoSecret
	}
	return secret, k.fails
}

func (k *keychain) Set(_ context.Context, profile, secret string) error {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if k.fails == nil {
		k.secrets[profile] = secret
	}
	return k.fails
}

func (k *keychain) Delete(_ context.Context, profile string) error {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if _, found := k.secrets[profile]; !found {
		return keys.ErrNoSecret
	}
	if k.refuses == nil && k.fails == nil {
		delete(k.secrets, profile)
	}
	return errors.Join(k.refuses, k.fails)
}

// environment is an environment with these variables.
func environment(variables map[string]string) (all env.Variables) {
	for name, value := range variables {
		all = append(all, name+"="+value)
	}
	return all
}

// open opens profiles in a directory of their own.
func open(t *testing.T) (*keys.Profiles, *keychain, map[string]string) {
	t.Helper()
	variables := map[string]string{"PAGERDUTY_CONFIG_DIR": filepath.Join(t.TempDir(), "pagerduty-mcp")}
	chain := &keychain{secrets: map[string]string{}}
	profiles, err := keys.Open(environment(variables), chain)
	if err != nil {
		t.Fatal(err)
	}
	return profiles, chain, variables
}

var (
	work = keys.Profile{Name: "work", Store: keys.InKeychain, Host: "https://api.pagerduty.com", User: "Ada", Email: "ada@example.com", Account: "acme.pagerduty.com"}
	file = keys.Profile{Name: "work", Store: keys.InFile, Host: "https://api.eu.pagerduty.com", From: "ada@example.com"}
)

func save(t *testing.T, profiles *keys.Profiles, profile keys.Profile, key string) {
	t.Helper()
	if leftover, err := profiles.Save(t.Context(), profile, key); leftover != nil || err != nil {
		t.Fatalf("%v, %v", leftover, err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A key moves from store to store, is in one of them only, and never in profiles.json.
func TestStores(t *testing.T) {
	t.Parallel()
	profiles, chain, variables := open(t)
	find := func() string {
		source, err := keys.Find(t.Context(), "work", environment(variables), chain)
		if err != nil {
			t.Fatal(err)
		}
		defer source.Close()
		key, err := source.Read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(key)
	}
	save(t, profiles, work, "secret-1")
	if got := find(); got != "secret-1" || chain.secrets["work"] != "secret-1" {
		t.Errorf("from the keychain: %q", got)
	}
	save(t, profiles, file, "secret-2")
	if got := find(); got != "secret-2" || len(chain.secrets) != 0 {
		t.Errorf("from the file: %q; the keychain keeps %v", got, chain.secrets)
	}
	got, err := profiles.Get("work")
	if err != nil || got != file {
		t.Errorf("the profile is %+v, %v", got, err)
	}
	for _, path := range []string{profiles.File(), profiles.KeyFile("work")} {
		if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", path, info, err)
		}
	}
	save(t, profiles, work, "secret-3")
	if _, err := os.Stat(profiles.KeyFile("work")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the key file stays: %v", err)
	}
	if text := read(t, profiles.File()); strings.Contains(text, "secret") {
		t.Errorf("profiles.json has a key: %s", text)
	}
	if removed, err := profiles.Remove(t.Context(), "work"); err != nil || removed != work || len(chain.secrets) != 0 {
		t.Errorf("removing: %+v, %v, %v", removed, err, chain.secrets)
	}
	if _, err := profiles.Remove(t.Context(), "work"); !errors.Is(err, keys.ErrNoProfile) {
		t.Errorf("removing again: %v", err)
	}
}

// A profile and its key are stored both or neither.
func TestStoringFails(t *testing.T) {
	t.Parallel()
	t.Run("the keychain", func(t *testing.T) {
		t.Parallel()
		profiles, chain, _ := open(t)
		chain.fails = errors.New("it is locked")
		_, err := profiles.Save(t.Context(), work, "secret")
		if failed, ok := errors.AsType[*keys.StoreError](err); !ok || !errors.Is(err, chain.fails) || failed.Where != "the keychain" {
			t.Errorf("%v", err)
		}
		if _, err := os.Stat(profiles.File()); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("profiles.json was written: %v", err)
		}
	})
	t.Run("a keychain that stores and fails", func(t *testing.T) {
		t.Parallel()
		profiles, chain, variables := open(t)
		lying, err := keys.Open(environment(variables), failing{chain})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := lying.Save(t.Context(), work, "secret-1"); err == nil || len(chain.secrets) != 0 {
			t.Errorf("%v; the keychain has %v", err, chain.secrets)
		}
		save(t, profiles, work, "secret-1")
		if _, err := lying.Save(t.Context(), work, "secret-2"); err == nil || chain.secrets["work"] != "secret-1" {
			t.Errorf("%v; the keychain has %v", err, chain.secrets)
		}
	})
	t.Run("profiles.json", func(t *testing.T) {
		t.Parallel()
		profiles, chain, variables := open(t)
		blocker := variables["PAGERDUTY_CONFIG_DIR"]
		if err := os.WriteFile(blocker, nil, 0o600); err != nil { // no directory can be there
			t.Fatal(err)
		}
		if _, err := profiles.Save(t.Context(), work, "secret"); err == nil || len(chain.secrets) != 0 {
			t.Errorf("%v; the keychain keeps %v", err, chain.secrets)
		}
	})
	t.Run("profiles.json of a profile before", func(t *testing.T) {
		t.Parallel()
		profiles, chain, _ := open(t)
		save(t, profiles, work, "secret-1")
		_, err := profiles.Save(t.Context(), work, "secret-2")
		if err != nil {
			t.Fatal(err)
		}
		before := read(t, profiles.File())
		breaks := &breaking{keychain: chain, path: profiles.File()}
		broken, err := keys.Open(environment(map[string]string{"PAGERDUTY_CONFIG_DIR": filepath.Dir(profiles.File())}), breaks)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = broken.Save(t.Context(), work, "secret-3"); err == nil || !strings.Contains(err.Error(), "Nothing was stored") {
			t.Errorf("%v", err)
		}
		if chain.secrets["work"] != "secret-2" || read(t, profiles.File()) != "{" || before == "{" {
			t.Errorf("the keychain has %v, the file %q", chain.secrets, read(t, profiles.File()))
		}
		writeProfiles(t, profiles, before)
		other := work
		other.Name = "new"
		if _, err = broken.Save(t.Context(), other, "secret-4"); err == nil || len(chain.secrets) != 1 {
			t.Errorf("%v; the keychain has %v", err, chain.secrets)
		}
	})
	t.Run("removing the key before", func(t *testing.T) {
		t.Parallel()
		profiles, chain, _ := open(t)
		save(t, profiles, work, "secret-1")
		chain.refuses = errors.New("it is locked")
		if leftover, err := profiles.Save(t.Context(), file, "secret-2"); err != nil || !errors.Is(leftover, chain.refuses) {
			t.Errorf("%v, %v", leftover, err)
		}
	})
	t.Run("removing", func(t *testing.T) {
		t.Parallel()
		profiles, chain, _ := open(t)
		save(t, profiles, work, "secret-1")
		chain.refuses = errors.New("it is locked")
		if _, err := profiles.Remove(t.Context(), "work"); !errors.Is(err, chain.refuses) {
			t.Errorf("%v", err)
		}
		if _, err := profiles.Get("work"); err != nil {
			t.Errorf("the profile is gone, its key is not: %v", err)
		}
	})
}

// failing stores, and fails to confirm it.
type failing struct{ *keychain }

func (f failing) Set(ctx context.Context, profile, secret string) error {
	return errors.Join(f.keychain.Set(ctx, profile, secret), errors.New("it does not answer"))
}

// breaking breaks profiles.json when a key is stored.
type breaking struct {
	*keychain
	path string
}

func (b *breaking) Set(ctx context.Context, profile, secret string) error {
	return errors.Join(b.keychain.Set(ctx, profile, secret), os.WriteFile(b.path, []byte("{"), 0o600))
}

// Members that this version does not know stay, in the file and in a profile that is replaced.
func TestUnknownMembersStay(t *testing.T) {
	t.Parallel()
	profiles, _, _ := open(t)
	writeProfiles(t, profiles, `{"version":7,"profiles":{"work":{"store":"file","host":"https://a.example","from":"b@example.com","colour":"blue"},"other":{"store":"file","host":"","x":{"y":[1]}}}}`)
	save(t, profiles, work, "secret")
	text := read(t, profiles.File())
	for _, want := range []string{`"version": 7`, `"colour": "blue"`, `"email": "ada@example.com"`, `"y": [`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing in %s", want, text)
		}
	}
	if strings.Contains(text, "b@example.com") {
		t.Errorf("the From of the profile before stays: %s", text)
	}
	list, err := profiles.List()
	if err != nil || len(list) != 2 || !slices.IsSortedFunc(list, func(a, b keys.Profile) int { return strings.Compare(a.Name, b.Name) }) {
		t.Errorf("%+v, %v", list, err)
	}
}

func writeProfiles(t *testing.T, profiles *keys.Profiles, text string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(profiles.File()), 0o700), os.WriteFile(profiles.File(), []byte(text), 0o600)); err != nil {
		t.Fatal(err)
	}
}

// A broken file is an error with its path, and is never written.
func TestBrokenFile(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"{", "[]", "null", `{"profiles":[]}`, `{"profiles":{"work":7}}`, `{"profiles":{"work":{"host":7}}}`, strings.Repeat(" ", 1<<17)} {
		profiles, chain, variables := open(t)
		writeProfiles(t, profiles, text)
		_, saved := profiles.Save(t.Context(), work, "secret")
		_, removed := profiles.Remove(t.Context(), "work")
		_, found := keys.Find(t.Context(), "", environment(variables), chain)
		for _, err := range []error{saved, removed, found} {
			if err == nil || !strings.Contains(err.Error(), profiles.File()) {
				t.Errorf("%.20q: %v", text, err)
			}
		}
		if read(t, profiles.File()) != text || len(chain.secrets) != 0 {
			t.Errorf("%.20q: the file or the keychain was changed", text)
		}
	}
}

// A symbolic link to profiles.json stays one.
func TestLinkedFile(t *testing.T) {
	t.Parallel()
	profiles, _, _ := open(t)
	target := filepath.Join(t.TempDir(), "dotfiles.json")
	if err := errors.Join(os.WriteFile(target, []byte("{}"), 0o600), os.MkdirAll(filepath.Dir(profiles.File()), 0o700)); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, profiles.File()); err != nil {
		t.Skipf("this machine makes no symbolic links: %v", err)
	}
	save(t, profiles, file, "secret")
	if info, err := os.Lstat(profiles.File()); err != nil || info.Mode()&os.ModeSymlink == 0 || !strings.Contains(read(t, target), "work") {
		t.Errorf("%v, %v: %s", info, err, read(t, target))
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	for name, ok := range map[string]bool{
		"default": true, "work-2": true, "2_x": true, "": false, "Work": false, "a/b": false, "..": false, "-x": false, "a b": false, "ü": false, strings.Repeat("a", 41): false,
	} {
		if err := keys.CheckName(name); (err == nil) != ok {
			t.Errorf("%q: %v", name, err)
		}
	}
}
