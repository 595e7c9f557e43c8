package main

import (
	"fmt"
	"io"
	"time"
)

// print writes the figures and their targets, and returns the number of missed targets.
func (f *figures) print(out io.Writer, s settings) (missed int) {
	row := func(what, value, target string, ok bool) {
		verdict := ""
		switch {
		case target != "" && ok:
			verdict = "ok"
		case target != "":
			verdict = "MISSED"
			missed++
		}
		fmt.Fprintf(out, "%-58s %14s   %-12s %s\n", what, value, target, verdict)
	}
	info := func(what, value string) { row(what, value, "", true) }

	fmt.Fprintf(out, "CPU, user and system, medians of %d rounds of %d calls\n", s.rounds, s.calls)
	info("  server", milliseconds(f.server))
	info("  bare client", milliseconds(f.client))
	info("  server without a call", milliseconds(f.serverIdle))
	info("  bare client without a page", milliseconds(f.clientIdle))
	whole := ratio(f.server, f.client)
	row("  whole processes, server : client", fmt.Sprintf("%.2f", whole), "≤ 1.80", whole <= 1.8)
	info("  less what each takes without a call", fmt.Sprintf("%.2f", ratio(f.server-f.serverIdle, f.client-f.clientIdle)))

	fmt.Fprintf(out, "Memory of the server after the calls\n")
	row("  most", megabytes(f.peakKB), "< 25 MB", f.peakKB*1024 < 25_000_000)
	info("  at the end", megabytes(f.endKB))

	fmt.Fprintf(out, "From exec to the reply to initialize, and to that to tools/list, medians of %d starts\n", s.starts)
	for _, start := range []struct {
		what  string
		times startTimes
	}{{"empty mcp-go server", f.empty}, {"server with a key", f.withKey}, {"server with --demo", f.demo}, {"pagerduty-oncall", f.onCall}, {"pagerduty-mcp with every area", f.everyArea}} {
		info("  "+start.what, milliseconds(start.times.initialize)+", "+milliseconds(start.times.toolsList))
	}
	over := f.withKey.initialize - f.empty.initialize
	row("  key, over the empty server", milliseconds(over), "≤ 10 ms", over <= 10*time.Millisecond)
	over = f.demo.initialize - f.empty.initialize
	row("  demo, over the empty server", milliseconds(over), "≤ 10 ms", over <= 10*time.Millisecond)

	over = f.everyArea.initialize - f.empty.initialize
	row("  every area, over the empty server", milliseconds(over), "≤ 5 ms", over <= 5*time.Millisecond)

	fmt.Fprintf(out, "Sizes\n")
	info("  page of 100 incidents, as the API sends it", byteCount(f.pageBytes))
	row("  100 incidents, as list_incidents returns them", byteCount(f.listBytes), "≤ 40000 B", f.listBytes <= 40_000)
	info("  tools/list, read-only", byteCount(f.toolsListBytes))
	info("  binary", byteCount(f.binaryBytes))
	return missed
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(max(b, 1)) }

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
}

func megabytes(kB int) string { return fmt.Sprintf("%.1f MB", float64(kB)*1024/1e6) }

func byteCount(n int) string { return fmt.Sprintf("%d B", n) }
