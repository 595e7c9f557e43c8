package paging

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Sieve filters and orders the records of a list here, where PagerDuty cannot.
type Sieve[T any] struct {
	Noun    string       // of the records in notes, such as "alerts"
	Keep    func(T) bool // nil keeps all
	Beyond  func(T) bool // reports that no later record can be kept; nil if only the end of the list shows that
	Reverse bool         // returns the last record first
}

// Sift reads records until the arguments have as many as they need, and shows those that the sieve keeps. With Reverse or Total it reads
// all. It reads at most 10,000 records. A note says how many it read if that tells more than the list, and how to go on if there may be
// more: no offset leads to them.
func Sift[T, V any](ctx context.Context, arguments Counted, sieve Sieve[T], records iter.Seq2[T, error], view func(T) V) (mcptools.List[V], error) {
	if err := arguments.Check(); err != nil {
		return mcptools.List[V]{}, err
	}
	kept, read, cut, err := sieve.read(arguments, records)
	if err != nil {
		return mcptools.List[V]{}, err
	}
	if sieve.Reverse {
		slices.Reverse(kept)
	}
	views := make([]V, len(kept))
	for i := min(arguments.Offset, len(kept)); i < min(arguments.End(), len(kept)); i++ { // the others are not returned
		views[i] = view(kept[i])
	}
	list, err := Slice(ctx, arguments.Arguments, views)
	if err != nil {
		return list, err
	}
	if cut {
		note := fmt.Sprintf("PagerDuty lists no more than %d %s, which were searched; there may be more. To see them, narrow the list with its other arguments.", read, sieve.Noun)
		list.More, list.Notes = true, append(list.Notes, note)
	} else if len(kept) < read {
		list.Notes = append(list.Notes, fmt.Sprintf("Searched %d %s.", read, sieve.Noun))
	}
	if arguments.Total && !cut {
		list.Total = new(len(kept))
	}
	return list, nil
}

// read returns the records to keep, the number of records that it read, and whether PagerDuty lists no more of them.
func (s Sieve[T]) read(arguments Counted, records iter.Seq2[T, error]) (kept []T, read int, cut bool, err error) {
	for record, err := range records {
		if errors.Is(err, pagerduty.ErrWindow) && read > 0 {
			return kept, read, true, nil
		}
		if err != nil {
			return nil, read, false, err
		}
		if read == maxRecords {
			return kept, read, true, nil
		}
		read++
		if s.Beyond != nil && s.Beyond(record) {
			break
		}
		if s.Keep == nil || s.Keep(record) {
			kept = append(kept, record)
		}
		if !s.Reverse && !arguments.Total && len(kept) > arguments.End() {
			break
		}
	}
	return kept, read, false, nil
}
