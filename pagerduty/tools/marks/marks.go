// Package marks names the marks of PagerDuty's tools, on which programs base their policies: mcptools.Call.Count counts them in a
// call, and Tool.Marks lists them. Every tool that writes has either Pages or Quiet.
package marks

const (
	// Pages marks a tool that can notify people. The count is the number of notifications that a call may send; one of them may reach
	// everybody who is on call.
	Pages = "pages"

	// People marks a tool whose calls can name the people whom they notify. The count is their number, or 0 if a call also notifies
	// others, such as whoever is on call.
	People = "people"

	// Quiet marks a tool that writes and notifies nobody.
	Quiet = "quiet"
)
