// Package marks names the marks of PagerDuty's tools, for policies of programs: mcptools.Tool.Marks lists a tool's marks, and
// mcptools.Call.Count counts one in a call. Every tool that writes has either Pages or Quiet.
package marks

const (
	// Pages marks a tool that can notify people. The count is an upper bound for the notifications of a call; one notification may reach
	// everybody who is on call.
	Pages = "pages"

	// People marks a tool whose calls can name the people they notify. The count is the number of these people, or 0 if a call also
	// notifies others, such as whoever is on call.
	People = "people"

	// Quiet marks a tool that writes and notifies nobody.
	Quiet = "quiet"
)
