// Command measure measures what the pagerduty-incidents server costs, and the start of pagerduty-mcp with every area:
//
//	go run ./internal/measure
//
// The server, the bare client and the empty server for comparison, and an API that answers with fixed bytes, each run in a process of
// their own.
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
	played, err := runRole(os.Args[1:])
	if !played {
		err = run(ctx, build, os.Args[1:], os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

// settings are the sizes of the measurement.
type settings struct {
	calls, rounds, starts int
	check                 bool
}

// builder builds what is measured into a directory.
type builder func(ctx context.Context, directory string) error

func run(ctx context.Context, build builder, arguments []string, out io.Writer) error {
	var s settings
	flags := pflag.NewFlagSet("measure", pflag.ContinueOnError)
	flags.IntVar(&s.calls, "calls", 200, "list_incidents calls in a round")
	flags.IntVar(&s.rounds, "rounds", 5, "rounds of calls; medians are shown")
	flags.IntVar(&s.starts, "starts", 40, "starts of each server; medians are shown")
	flags.BoolVar(&s.check, "check", false, "fail when a target is missed")
	if err := flags.Parse(arguments); err != nil {
		if err == pflag.ErrHelp {
			return nil
		}
		return err
	}
	if s.calls < 1 || s.rounds < 1 || s.starts < 1 {
		return fmt.Errorf("--calls, --rounds and --starts must be at least 1")
	}
	directory, err := os.MkdirTemp("", "measure-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(directory)
	if err := build(ctx, directory); err != nil {
		return err
	}
	figures, err := measure(ctx, s, directory)
	if err != nil {
		return err
	}
	missed := figures.print(out, s)
	if s.check && missed > 0 {
		return fmt.Errorf("%d targets are missed", missed)
	}
	return nil
}
