package env_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/env"
)

// Variables lead to the same directories and programs as the process with these variables finds.
func TestAsTheProcessFinds(t *testing.T) {
	directory, other := t.TempDir(), t.TempDir()
	program := map[bool]string{true: "pagerduty-found.exe", false: "pagerduty-found"}[runtime.GOOS == "windows"]
	for _, folder := range []string{directory, other} {
		if err := os.WriteFile(filepath.Join(folder, program), nil, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	empty, list := filepath.Join(directory, "empty"), string(os.PathListSeparator)
	for _, set := range []map[string]string{
		{},
		{"HOME": "", "USERPROFILE": "", "AppData": "", "XDG_CONFIG_HOME": "", "PATH": ""},
		{"HOME": "/home/ada", "USERPROFILE": `C:\Users\ada`, "AppData": `C:\Data`, "XDG_CONFIG_HOME": ""},
		{"XDG_CONFIG_HOME": "/etc/xdg"},
		{"XDG_CONFIG_HOME": "relative"},
		{"PATH": empty}, {"PATH": directory}, {"PATH": other + list + directory}, {"PATH": empty + list + directory + string(filepath.Separator)},
		{"PATH": "."}, {"PATH": list}, {"PATH": directory + list + "."}, {"PATH": "." + list + directory},
	} {
		for _, working := range []string{empty, directory} {
			t.Run("", func(t *testing.T) {
				if err := os.MkdirAll(working, 0o700); err != nil {
					t.Fatal(err)
				}
				t.Chdir(working)
				for name, value := range set {
					t.Setenv(name, value)
				}
				variables := env.Variables(os.Environ())
				same := func(what, got string, err error, want string, wantErr error) {
					t.Helper()
					if (err == nil) != (wantErr == nil) || err == nil && filepath.Clean(got) != filepath.Clean(want) {
						t.Errorf("%s with %q in %s is %q (%v), and of the process %q (%v)", what, set, working, got, err, want, wantErr)
					}
				}
				got, err := variables.HomeDir()
				want, wantErr := os.UserHomeDir()
				same("home", got, err, want, wantErr)
				if wantErr != nil && err.Error() != wantErr.Error() {
					t.Errorf("%v, want %v", err, wantErr)
				}
				got, err = variables.ConfigDir()
				want, wantErr = os.UserConfigDir()
				same("configuration", got, err, want, wantErr)
				if wantErr != nil && err.Error() != wantErr.Error() {
					t.Errorf("%v, want %v", err, wantErr)
				}
				got, err = variables.LookPath("pagerduty-found")
				want, wantErr = exec.LookPath("pagerduty-found")
				if same("program", got, err, want, wantErr); errors.Is(err, exec.ErrDot) != errors.Is(wantErr, exec.ErrDot) {
					t.Errorf("%v, want %v", err, wantErr)
				}
			})
		}
	}
}

func TestLookup(t *testing.T) {
	t.Parallel()
	variables := env.Variables{"A=1", "EMPTY=", "EQUALS=a=b", "A= 2 "}
	for name, want := range map[string]string{"A": " 2 ", "EMPTY": "", "EQUALS": "a=b"} {
		if got, found := variables.Lookup(name); got != want || !found {
			t.Errorf("%s is %q, %t", name, got, found)
		}
	}
	if got, found := variables.Lookup("NONE"); got != "" || found {
		t.Errorf("what is not set is %q, %t", got, found)
	}
	if got := variables.Value("A"); got != "2" {
		t.Errorf("the value is %q", got)
	}
	if _, found := variables.Lookup("empty"); found != (runtime.GOOS == "windows") {
		t.Errorf("a name in other letters is set: %t", found)
	}
}

func TestExpandHome(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	variables := env.Variables{"HOME=" + home, "USERPROFILE=" + home}
	for path, want := range map[string]string{"~": home, "~/key": filepath.Join(home, "key"), "~ada/key": "~ada/key", "/a/~": "/a/~", "": "", "key": "key"} {
		if got := variables.ExpandHome(path); got != want {
			t.Errorf("%q is %q, want %q", path, got, want)
		}
	}
	if got := (env.Variables{}).ExpandHome("~/key"); got != "~/key" {
		t.Errorf("without a home directory it is %q", got)
	}
}
