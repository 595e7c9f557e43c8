// Package marks defines the marks of PagerDuty's tools, for use in your policies. mcptools.Tool.Marks lists a tool's marks, and
// mcptools.Call.Count returns the count of a mark for a call. Every tool that writes has either Pages or Quiet, and either Duty or
// NoDuty.
package marks

const (
	// Pages marks a tool that can notify people. The count is an upper bound for the notifications of a call; one notification may reach
	// everybody who is on call.
	Pages = "pages"

	// People marks a tool whose calls can name the people they notify. The count is how many people the call names. It is 0 if the call
	// may also notify people whom it does not name, such as whoever is on call.
	People = "people"

	// Quiet marks a tool that writes and notifies nobody.
	Quiet = "quiet"

	// Duty marks a tool that can change who is on call, now or later. PagerDuty may tell these people about a hand-over, depending on
	// their own settings. The count is 0 if the call changes nobody's duty.
	Duty = "duty"

	// NoDuty marks a tool that writes and changes nobody's duty.
	NoDuty = "no_duty"
)
