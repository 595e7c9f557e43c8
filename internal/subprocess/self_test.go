package subprocess

import "testing"

// A copy under another name, or with other arguments, is the command: were it the tests, they would start it again.
func TestRunsTests(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		path      string
		arguments []string
		want      bool
	}{
		{"/tmp/go-build1/b001/command.test", []string{"-test.timeout=10m0s"}, true},
		{`C:\Temp\command.test.exe`, nil, true},
		{"/tmp/profiled", []string{"-test.run=TestX", "-test.cpuprofile=x"}, true},
		{"/tmp/pagerduty-mcp-1/pagerduty-mcp", nil, false},
		{"/tmp/renamed.exe", []string{"call", "list_incidents"}, false},
		{"/tmp/command.test/pagerduty-mcp", []string{"--demo"}, false},
	} {
		if got := runsTests(test.path, test.arguments); got != test.want {
			t.Errorf("%s %q: %t", test.path, test.arguments, got)
		}
	}
}
