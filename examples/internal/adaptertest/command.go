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
	runsMain   = "ADAPTERTEST_RUNS_MAIN" // makes a test's binary run the example
	accountKey = "PAGERDUTY_USER_API_KEY"
)

// Main implements TestMain for an example that uses [TestNeeds].
func Main(m *testing.M, main func()) {
	if os.Getenv(runsMain) != "" {
		main()
		return
	}
	m.Run()
}

// TestNeeds runs the example without each of its keys, and tests that it fails with a line that names the variable to set. An
// example with a key of a vendor is an agent, which must print its usage when it gets no question.
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

// checkRefusal runs the example with only these variables set, and expects an error of one line that contains want.
func checkRefusal(t *testing.T, set, arguments []string, want string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), os.Args[0], arguments...)
	command.Env = append(slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return strings.Contains(variable, "_KEY=")
	}), runsMain+"=1")
	for _, key := range set {
		command.Env = append(command.Env, key+"=u+sPGExampleKey12345")
	}
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	err := command.Run()
	if err == nil || stdout.Len() > 0 || !strings.Contains(stderr.String(), want) || strings.Count(stderr.String(), "\n") != 1 {
		t.Errorf("with %q and the arguments %q: stdout %q, stderr %q, %v; want one line with %q", set, arguments, &stdout, &stderr, err, want)
	}
}
