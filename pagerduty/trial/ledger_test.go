package trial_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/trial"
)

//go:generate go test . -run ^TestLedger$ -update

var update = flag.Bool("update", false, "write testdata/ledger.txt anew")

// The scripts solve every task, and cost what the ledger says.
func TestLedger(t *testing.T) {
	t.Parallel()
	got, err := trial.Ledger(t.Context(), trial.Tasks())
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", "ledger.txt")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want, err := os.ReadFile(file); err != nil || string(want) != got {
		t.Errorf("%s is out of date (%v). If the change is meant, run make generate and read the difference. Got:\n%s", file, err, got)
	}
}
