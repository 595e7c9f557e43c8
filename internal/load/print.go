package main

import (
	"fmt"
	"io"
	"slices"
	"time"
)

// The targets: the share of the bare server's calls a second, and the bytes that an idle caller may cost more.
const (
	wantShare = 0.80
	wantIdle  = 12_000
)

// print prints the results. It returns how many targets are missed.
func (c *comparison) print(out io.Writer, s settings) (missed int) {
	fmt.Fprintf(out, "%d clients, medians of %d rounds, on one machine with the simulator\n\n", s.clients, s.rounds)
	fmt.Fprintf(out, "%-34s %12s %12s\n", "", "ours", "bare")
	row := func(name string, of func(f *figures) string) {
		fmt.Fprintf(out, "%-34s %12s %12s\n", name, of(&c.ours), of(&c.bare))
	}
	row("calls", func(f *figures) string { return fmt.Sprint(f.calls) })
	row("calls that failed", func(f *figures) string { return fmt.Sprint(f.failed) })
	row("calls a second", func(f *figures) string { return fmt.Sprintf("%.0f", median(f.perSecond)) })
	row("half of the calls within", func(f *figures) string { return percentile(f.took, 0.5).Round(100 * time.Microsecond).String() })
	row("99 of 100 calls within", func(f *figures) string { return percentile(f.took, 0.99).Round(100 * time.Microsecond).String() })
	row("memory after the first round", func(f *figures) string { return megabytes(f.memory[0]) })
	row("memory after the last round", func(f *figures) string { return megabytes(f.memory[len(f.memory)-1]) })
	row(fmt.Sprintf("memory for each of %d idle callers", s.idle), func(f *figures) string { return fmt.Sprintf("%d B", f.perIdle) })
	fmt.Fprintln(out)
	target := func(met bool, text string, values ...any) {
		verdict := "ok"
		if !met {
			verdict, missed = "MISSED", missed+1
		}
		fmt.Fprintf(out, "%-6s %s\n", verdict, fmt.Sprintf(text, values...))
	}
	share := median(c.ours.perSecond) / median(c.bare.perSecond)
	target(c.ours.failed == 0, "no call fails")
	target(share >= wantShare, "%.0f %% of the bare server's calls a second, at least %.0f %%", 100*share, 100*wantShare)
	target(c.ours.perIdle-c.bare.perIdle <= wantIdle, "an idle caller costs %d B more, at most %d B", c.ours.perIdle-c.bare.perIdle, wantIdle)
	most := slices.Max(c.ours.memory)
	target(float64(most) <= 1.3*float64(c.ours.memory[0]), "memory stays flat: at most %s after a round", megabytes(most))
	return missed
}

func megabytes(bytes int) string { return fmt.Sprintf("%.1f MB", float64(bytes)/1e6) }
