package keys_test

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// The order in which a key is found.
func TestFind(t *testing.T) {
	t.Parallel()
	profiles, chain, base := open(t)
	save(t, profiles, work, "key-of-work")
	keyFile := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(keyFile, []byte("key-of-file"), 0o600); err != nil {
		t.Fatal(err)
	}
	variable, inFile, command := map[string]string{keys.Variable: "key-of-variable"}, map[string]string{keys.FileVariable: keyFile}, map[string]string{keys.CommandVariable: "echo key-of-command"}
	join := func(all ...map[string]string) map[string]string {
		joined := maps.Clone(base)
		for _, variables := range all {
			maps.Copy(joined, variables)
		}
		return joined
	}
	saysNoKey := keys.ErrNoKey.Error()
	for name, test := range map[string]struct {
		profile   string
		variables map[string]string
		key, name string
		ignored   []string
		says      string // of the error
	}{
		"nothing":                 {says: saysNoKey},
		"blank variables":         {variables: map[string]string{keys.Variable: " ", keys.CommandVariable: ""}, says: saysNoKey},
		"variable":                {variables: variable, key: "key-of-variable", name: keys.Variable},
		"file":                    {variables: inFile, key: "key-of-file", name: keys.FileVariable + " " + keyFile},
		"command":                 {variables: command, key: "key-of-command", name: keys.CommandVariable},
		"variable and file":       {variables: join(variable, inFile), says: keys.Variable + " and " + keys.FileVariable + " are both set"},
		"file and command":        {variables: join(inFile, command), says: keys.FileVariable + " and " + keys.CommandVariable + " are both set"},
		"profile":                 {profile: "work", key: "key-of-work", name: "profile work, in the keychain"},
		"profile and variables":   {profile: "work", variables: join(variable, command), key: "key-of-work", name: "profile work, in the keychain", ignored: []string{keys.Variable, keys.CommandVariable}},
		"profile that is not any": {profile: "wrok", variables: variable, says: `"wrok". There are: work`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source, err := keys.Find(t.Context(), test.profile, environment(join(test.variables)), chain)
			if test.says != "" {
				if err == nil || !strings.Contains(err.Error(), test.says) {
					t.Errorf("%v does not say %q", err, test.says)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer source.Close()
			key, err := source.Read(t.Context())
			if strings.TrimSpace(key) != test.key || err != nil || source.Name != test.name || !slices.Equal(source.Ignored, test.ignored) {
				t.Errorf("%q, %v of %+v", key, err, source)
			}
		})
	}
}

// The profile default goes before nothing.
func TestDefaultProfile(t *testing.T) {
	t.Parallel()
	profiles, chain, variables := open(t)
	normal := work
	normal.Name = keys.DefaultProfile
	save(t, profiles, normal, "key-of-default")
	source, err := keys.Find(t.Context(), "", environment(variables), chain)
	if err != nil || source.Profile == nil || *source.Profile != normal {
		t.Fatalf("%+v, %v", source, err)
	}
	variables[keys.Variable] = "key-of-variable"
	if source, err = keys.Find(t.Context(), "", environment(variables), chain); err != nil || source.Profile != nil || source.Name != keys.Variable {
		t.Errorf("a variable and the profile default: %+v, %v", source, err)
	}
}

// A profile of a later version is refused, and no other store is asked.
func TestUnknownStore(t *testing.T) {
	t.Parallel()
	profiles, chain, variables := open(t)
	writeProfiles(t, profiles, `{"profiles":{"work":{"store":"tpm","host":"https://api.pagerduty.com"}}}`)
	if _, err := keys.Find(t.Context(), "work", environment(variables), chain); err == nil || !strings.Contains(err.Error(), `"tpm"`) {
		t.Errorf("%v", err)
	}
}

// slowKeychain answers after a second.
type slowKeychain struct{ *keychain }

func (k slowKeychain) Get(ctx context.Context, profile string) (string, error) {
	select {
	case <-time.After(time.Second):
		return k.keychain.Get(ctx, profile)
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// A slow source is read in the background: who gives up leaves the reading to the next, and many calls at once read once.
func TestSlowSource(t *testing.T) {
	t.Parallel()
	profiles, chain, variables := open(t)
	save(t, profiles, work, "key-1")
	synctest.Test(t, func(t *testing.T) {
		source, err := keys.Find(t.Context(), "work", environment(variables), slowKeychain{chain})
		if err != nil {
			t.Fatal(err)
		}
		defer source.Close()
		chain.reads = 0
		hurried, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if _, err := source.Read(hurried); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("who gives up gets %v", err)
		}
		began, answers := time.Now(), make(chan string)
		for range 20 {
			go func() {
				key, _ := source.Read(t.Context())
				answers <- key
			}()
		}
		for range 20 {
			if key := <-answers; key != "key-1" {
				t.Errorf("got %q", key)
			}
		}
		if took := time.Since(began); chain.reads != 1 || took >= time.Second {
			t.Errorf("the keychain was read %d times, in %s", chain.reads, took)
		}
		chain.secrets["work"] = "key-2"
		if key, _ := source.Read(t.Context()); key != "key-1" || chain.reads != 1 {
			t.Errorf("at once after a reading: %q, %d readings", key, chain.reads)
		}
		time.Sleep(6 * time.Second)
		if key, _ := source.Read(t.Context()); key != "key-2" || chain.reads != 2 {
			t.Errorf("later: %q, %d readings", key, chain.reads)
		}
	})
}

// The end of the process ends a reading.
func TestCloseEndsReading(t *testing.T) {
	t.Parallel()
	profiles, chain, variables := open(t)
	save(t, profiles, work, "key-1")
	synctest.Test(t, func(t *testing.T) {
		source, err := keys.Find(t.Context(), "work", environment(variables), slowKeychain{chain})
		if err != nil {
			t.Fatal(err)
		}
		failed := make(chan error)
		go func() {
			_, err := source.Read(t.Context())
			failed <- err
		}()
		synctest.Wait()
		began := time.Now()
		source.Close()
		if err := <-failed; !errors.Is(err, context.Canceled) || time.Since(began) > 0 {
			t.Errorf("%v after %s", err, time.Since(began))
		}
	})
}

// A profile that was replaced while a server runs gives its new key, but not to the host of the one before.
func TestReplacedProfile(t *testing.T) {
	t.Parallel()
	profiles, chain, variables := open(t)
	save(t, profiles, file, "key-1")
	source, err := keys.Find(t.Context(), "work", environment(variables), chain)
	if err != nil {
		t.Fatal(err)
	}
	moved := file
	moved.Store = keys.InKeychain
	save(t, profiles, moved, "key-2")
	if key, err := source.Read(t.Context()); key != "key-2" || err != nil {
		t.Errorf("in another store: %q, %v", key, err)
	}
	save(t, profiles, work, "key-3") // in another region
	if key, err := source.Read(t.Context()); key != "" || err == nil || !strings.Contains(err.Error(), "start it again") {
		t.Errorf("for another host: %q, %v", key, err)
	}
}
