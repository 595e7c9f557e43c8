package when_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	_ "time/tzdata" // for the same zones on every machine

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

func TestNamed(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Europe/Berlin": "Europe/Berlin", " Europe/Berlin ": "Europe/Berlin", "europe/berlin": "Europe/Berlin", "EUROPE/BERLIN": "Europe/Berlin",
		"utc": "UTC", "Utc": "UTC", "etc/utc": "Etc/UTC", "America/New York": "America/New_York", "america/new_york": "America/New_York",
		"america/argentina/buenos aires": "America/Argentina/Buenos_Aires", "us/pacific": "US/Pacific", "america/port_of_spain": "America/Port_of_Spain",
		"africa/dar es salaam": "Africa/Dar_es_Salaam", "america/port-au-prince": "America/Port-au-Prince", "etc/gmt-2": "Etc/GMT-2", "japan": "Japan",
		"Antarctica/McMurdo": "Antarctica/McMurdo",
	} {
		if got, err := when.Named("time_zone", text); err != nil || got.String() != want {
			t.Errorf("%q is %v, %v; want %s", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"Berlin": "write Europe/Berlin", "new york": "write America/New_York", "PST": "write America/Los_Angeles", "cst": "America/Chicago or Asia/Shanghai",
		"GMT+2": "Etc/GMT-2", "utc-05:00": "Etc/GMT+5", "+02:00": "Etc/GMT-2", "GMT+99": "such as Europe/Berlin or UTC", "": "such as Europe/Berlin or UTC",
		"Local": "no time zone", "local": "no time zone", "localtime": "no time zone", "PosixRules": "no time zone", "Mars/Olympus": "such as Europe/Berlin or UTC", "Pacific Time (US & Canada)": "no time zone", "../x": "no time zone",
	} {
		if got, err := when.Named("time_zone", text); err == nil || !strings.HasPrefix(err.Error(), "time_zone: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is %v, %v; want %q", text, got, err, want)
		}
	}
}

// What an error suggests is a zone. The list of this machine, if it has one, shows that few names need their exact case.
func TestNamesInLowerCase(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile(filepath.Join("/usr/share/zoneinfo", "tzdata.zi"))
	if err != nil {
		t.Skipf("this machine has no list of time zones: %v", err)
	}
	read, failed := 0, 0
	for line := range strings.SplitSeq(string(table), "\n") {
		fields := strings.Fields(line)
		if len(fields) < 3 || fields[0] != "Z" {
			continue
		}
		read++
		if got, err := when.Named("time_zone", strings.ToLower(fields[1])); err != nil || got.String() != fields[1] {
			failed++
			t.Logf("%s: %v, %v", fields[1], got, err)
		}
	}
	if read < 300 || failed > 5 {
		t.Errorf("%d of %d names are not found in lower case", failed, read)
	}
}
