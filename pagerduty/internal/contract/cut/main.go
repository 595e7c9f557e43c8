// Command cut extracts the part of PagerDuty's OpenAPI description that the project uses: the operations listed in
// operations.txt and the components that they reference. It also writes the simulator's list of operations, with the parameters
// and members that the listed ones take. Run it at the root of the module after each change of operations.txt:
//
//	go run ./pagerduty/internal/contract/cut -from PATH_OF_FULL_CONTRACT
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
)

func main() {
	from := flag.String("from", "", "the full OpenAPI description, as JSON (required)")
	operations := flag.String("operations", "pagerduty/internal/contract/operations.txt", "the operationIds to keep, one a line")
	to := flag.String("to", "pagerduty/internal/contract/contract.json", "where to write the contract of these operations")
	simulated := flag.String("simulated", "pagerduty/simulator/operations.json", "where to write the simulator's list of operations")
	flag.Parse()
	if *from == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(*from, *operations, *to, *simulated); err != nil {
		fmt.Fprintln(os.Stderr, "cut:", err)
		os.Exit(1)
	}
}

func run(from, operations, to, simulated string) error {
	list, err := os.ReadFile(operations)
	if err != nil {
		return err
	}
	keep, err := parseOperations(list)
	if err != nil {
		return fmt.Errorf("%s: %w", operations, err)
	}
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	var full document
	if err := json.Unmarshal(text, &full); err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	part, err := full.cut(keep)
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	// A line for each operation and each component keeps diffs short.
	return errors.Join(write(to, layout(part, 3)), write(simulated, layout(full.describe(keep), 1)))
}

func write(name string, lines []byte) error { return os.WriteFile(name, append(lines, '\n'), 0o644) }

// parseOperations reads one operationId a line, skipping empty lines and comments that start with #. It requires the ids to be
// sorted and without duplicates.
func parseOperations(list []byte) ([]string, error) {
	var ids []string
	for line := range strings.Lines(string(list)) {
		text, _, _ := strings.Cut(line, "#")
		id := strings.TrimSpace(text)
		if id == "" {
			continue
		}
		if len(ids) > 0 && id <= ids[len(ids)-1] {
			return nil, fmt.Errorf("%s follows %s: sort the list and remove duplicates", id, ids[len(ids)-1])
		}
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return nil, errors.New("the list has no operation")
	}
	return ids, nil
}
