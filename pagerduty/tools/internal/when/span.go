package when

import (
	"fmt"
	"time"
)

// Bounds reads the arguments since and until. It returns from and to for those that are empty.
func (p *Parser) Bounds(since, until string, from, to time.Time) (time.Time, time.Time, error) {
	var err error
	if since != "" {
		if from, err = p.Parse("since", since); err != nil {
			return from, to, err
		}
	}
	if until != "" {
		to, err = p.ParseEnd("until", until)
	}
	return from, to, err
}

// PastBounds is Bounds for what has happened: it refuses a since in the future.
func (p *Parser) PastBounds(since, until string, from, to time.Time) (time.Time, time.Time, error) {
	from, to, err := p.Bounds(since, until, from, to)
	if err == nil {
		err = p.CheckPast("since", from)
	}
	return from, to, err
}

// CheckPast refuses the start of what has happened if it is in the future. The name is that of the argument. A minute ahead is accepted:
// the caller's clock may be fast.
func (p *Parser) CheckPast(name string, start time.Time) error {
	if start.After(p.Now.Add(time.Minute)) {
		return fmt.Errorf("%s (%s) is in the future: give a past time", name, start.Format(time.RFC3339))
	}
	return nil
}

// EarlierOf returns the earlier of two times.
func EarlierOf(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// Span reads the arguments since and until. Without until the span has this length. Without since it begins now, or length before
// until if until is past.
func (p *Parser) Span(since, until string, length time.Duration) (from, to time.Time, err error) {
	from, to, err = p.Bounds(since, until, p.Now, p.Now)
	switch {
	case err != nil:
		return from, to, err
	case until == "":
		to = from.Add(length)
	case since == "" && !to.After(p.Now):
		from = to.Add(-length)
	}
	return from, to, CheckOrder("since", from, "until", to)
}

// CheckOrder refuses a start that is not before its end. The names are those of the arguments.
func CheckOrder(startName string, start time.Time, endName string, end time.Time) error {
	if !start.Before(end) {
		return fmt.Errorf("%s (%s) is not before %s (%s)", startName, start.Format(time.RFC3339), endName, end.Format(time.RFC3339))
	}
	return nil
}

// Longest is the longest time that one change plans. A longer one is probably mistyped.
const Longest = 366 * 24 * time.Hour

// CheckLength refuses a span that is longer than Longest. what is what would last so long, and effect what that would mean.
func CheckLength(what string, start, end time.Time, effect string) error {
	const day = 24 * time.Hour
	if end.Sub(start) > Longest {
		return fmt.Errorf("%s would last %d days, until %s, and %s: give an end at most %d days after start", what, end.Sub(start)/day, end.Format(time.RFC3339), effect, Longest/day)
	}
	return nil
}
