package when

import (
	"strings"
	"time"
)

// relative reads "now", "-24h", "+2w", "- 7 days", "now+2h", "in 30 minutes" and "2 days ago".
func (p *Parser) relative(text string) (time.Time, bool) {
	rest := strings.ToLower(text)
	if rest == "now" {
		return p.Now, true
	}
	length, ahead := strings.CutPrefix(rest, "in ")
	length, ago := strings.CutSuffix(length, " ago")
	if !ahead && !ago {
		rest = strings.TrimSpace(strings.TrimPrefix(rest, "now"))
		if length, ahead = strings.CutPrefix(rest, "+"); !ahead {
			length, ago = strings.CutPrefix(rest, "-")
		}
	}
	days, clock, ok := readLength(strings.TrimSpace(length))
	switch {
	case ahead == ago, !ok, strings.HasSuffix(text, "M"): // which could mean months
		return time.Time{}, false
	case ago:
		days, clock = -days, -clock
	}
	return p.Now.AddDate(0, 0, days).Add(clock), true
}
