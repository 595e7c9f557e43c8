// Command load compares the HTTP server with a bare server of mcp-go, whose handler makes the same request to PagerDuty and decodes the same
// structs:
//
//	go run ./internal/load
//
// The simulator, both servers and the clients each run in a process of their own, except that the clients share one.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/spf13/pflag"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	played, err := runRole(ctx, os.Args[1:])
	if !played {
		err = run(ctx, os.Args[1:], os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

// settings are the sizes of the measurement.
type settings struct {
	calls, clients, rounds, idle int
	check                        bool
}

func run(ctx context.Context, arguments []string, out io.Writer) error {
	var s settings
	flags := pflag.NewFlagSet("load", pflag.ContinueOnError)
	flags.IntVar(&s.calls, "calls", 50_000, "calls of each server, in all rounds: at least so many")
	flags.IntVar(&s.clients, "clients", 64, "clients that call at the same time")
	flags.IntVar(&s.rounds, "rounds", 5, "rounds in which the servers take turns")
	flags.IntVar(&s.idle, "idle", 8_000, "callers that have called once and keep their connection")
	flags.BoolVar(&s.check, "check", false, "fail when a target is missed")
	if err := flags.Parse(arguments); err != nil {
		if err == pflag.ErrHelp {
			return nil
		}
		return err
	}
	if s.calls < 1 || s.clients < 1 || s.rounds < 1 || s.idle < 1 {
		return fmt.Errorf("--calls, --clients, --rounds and --idle must be at least 1")
	}
	compared, err := measure(ctx, s)
	if err != nil {
		return err
	}
	if missed := compared.print(out, s); s.check && missed > 0 {
		return fmt.Errorf("%d targets are missed", missed)
	}
	return nil
}
