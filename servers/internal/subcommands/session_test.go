package subcommands_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// The session in the README is what the commands print, with lines and ends of lines left out. Times differ from day to day.
func TestSessionInReadme(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)```console\n(.*?)```").FindStringSubmatch(string(text))
	if block == nil {
		t.Fatal("the README has no session")
	}
	var printed []string
	for _, line := range strings.Split(strings.TrimSpace(block[1]), "\n") {
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			output, err := shell(t, command).Output()
			if err != nil {
				t.Fatalf("%s: %v", command, err)
			}
			printed = strings.Split(string(output), "\n")
			continue
		}
		if printed = after(printed, line); printed == nil {
			t.Fatalf("the command does not print this line, or not after the one before: %s", line)
		}
	}
}

// after returns the lines that follow the line that a shown one stands for; nil if there is none.
func after(printed []string, shown string) []string {
	shown, _ = strings.CutSuffix(shown, "…")
	for i, line := range printed {
		if strings.HasPrefix(withoutTimes(line)+" ", withoutTimes(shown)) {
			return append([]string{}, printed[i+1:]...)
		}
	}
	return nil
}

var times = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)|\b(\d+[dhms] ?)+\b`)

// withoutTimes returns a line without times, and with single spaces: columns are as wide as what stands in them.
func withoutTimes(line string) string {
	return strings.Join(strings.Fields(times.ReplaceAllString(line, "T ")), " ")
}
