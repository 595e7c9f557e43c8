package when

import (
	"fmt"
	"time"
)

// Span reads since and until. Without since the span begins now, or length before an until that is past; without until it is of
// that length.
func (p *Parser) Span(since, until string, length time.Duration) (from, to time.Time, err error) {
	from, to = p.Now, p.Now
	if since != "" {
		if from, err = p.Parse("since", since); err != nil {
			return from, to, err
		}
	}
	if until != "" {
		if to, err = p.ParseEnd("until", until); err != nil {
			return from, to, err
		}
	}
	switch {
	case until == "":
		to = from.Add(length)
	case since == "" && !to.After(p.Now):
		from = to.Add(-length)
	}
	return from, to, Ordered(from, to)
}

// Ordered refuses a span that does not end after it begins.
func Ordered(since, until time.Time) error {
	if !since.Before(until) {
		return fmt.Errorf("since (%s) is not before until (%s)", since.Format(time.RFC3339), until.Format(time.RFC3339))
	}
	return nil
}
