package contract_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/contract"
)

func TestContractPartHoldsTheListedOperations(t *testing.T) {
	t.Parallel()
	list, err := os.ReadFile("operations.txt")
	if err != nil {
		t.Fatal(err)
	}
	var listed []string
	for line := range strings.Lines(string(list)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			listed = append(listed, line)
		}
	}
	if got := contract.Operations(); !slices.Equal(got, listed) {
		t.Errorf("contract.json holds\n%q, want those of operations.txt\n%q", got, listed)
	}
}

func TestContractPartIsValidOpenAPI(t *testing.T) {
	t.Parallel()
	doc, err := openapi3.NewLoader().LoadFromFile("contract.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Error(err)
	}
}
