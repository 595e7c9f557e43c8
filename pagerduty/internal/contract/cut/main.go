// Command cut takes the part of PagerDuty's API contract that the project uses out of the full
// OpenAPI description: the operations named in operations.txt and every component that they
// reach. It also writes what the simulator knows of the contract: the name of every operation, and
// what those of operations.txt take. Run it at the root of the module, after each change of operations.txt:
//
//	go run ./pagerduty/internal/contract/cut -from PATH_OF_FULL_CONTRACT
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
)

func main() {
	from := flag.String("from", "", "the full OpenAPI description, as JSON (required)")
	operations := flag.String("operations", "pagerduty/internal/contract/operations.txt", "the operations to keep, an operationId a line")
	to := flag.String("to", "pagerduty/internal/contract/contract.json", "where the part is written")
	simulated := flag.String("simulated", "pagerduty/simulator/operations.json", "where the simulator's list of operations is written")
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
		return fmt.Errorf("reading the operations to keep: %w", err)
	}
	full, err := os.ReadFile(from)
	if err != nil {
		return fmt.Errorf("reading the full contract: %w", err)
	}
	keep, err := parseOperations(list)
	if err != nil {
		return fmt.Errorf("%s: %w", operations, err)
	}
	part, err := cut(full, keep)
	if err != nil {
		return fmt.Errorf("cutting %s: %w", from, err)
	}
	described, err := describe(full, keep)
	if err != nil {
		return fmt.Errorf("describing %s: %w", from, err)
	}
	return errors.Join(os.WriteFile(to, part, 0o644), os.WriteFile(simulated, described, 0o644))
}
