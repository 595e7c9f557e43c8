package adaptertest

import (
	"bytes"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const (
	runsMain   = "ADAPTERTEST_RUNS_MAIN" // set where a test's binary is to be the example
	accountKey = "PAGERDUTY_USER_API_KEY"
)

// Main is the TestMain of an example that uses [TestNeeds].
func Main(m *testing.M, main func()) {
	if os.Getenv(runsMain) != "" {
		main()
		return
	}
	m.Run()
}

// TestNeeds runs the example itself without a key, and tells whether it ends with a sentence that names the variable to set. With
// a vendor's key beside PagerDuty's it is an agent, which says how it is run where no question is given.
func TestNeeds(t *testing.T, vendorKeys ...string) {
	t.Parallel()
	keys := append(vendorKeys, accountKey)
	if len(vendorKeys) > 0 {
		checkRefusal(t, keys, nil, "usage: go run . \"")
	}
	for i, key := range keys {
		checkRefusal(t, slices.Delete(slices.Clone(keys), i, i+1), []string{question}, key)
	}
}

// checkRefusal runs the example with these variables set alone, and looks for a word in what it complains of.
func checkRefusal(t *testing.T, set, arguments []string, want string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), os.Args[0], arguments...)
	command.Env = append(slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return strings.Contains(variable, "_KEY=")
	}), runsMain+"=1")
	for _, key := range set {
		command.Env = append(command.Env, key+"=u+sPGExampleKey12345")
	}
	var said, complained bytes.Buffer
	command.Stdout, command.Stderr = &said, &complained
	err := command.Run()
	if err == nil || said.Len() > 0 || !strings.Contains(complained.String(), want) || strings.Count(complained.String(), "\n") != 1 {
		t.Errorf("with %q and the arguments %q it says %q and %q and ends with %v, want one line with %q", set, arguments, &said, &complained, err, want)
	}
}
