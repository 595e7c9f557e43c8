package paging_test

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
)

// numbers yields 1 to n and then the error, if there is one. read counts what was taken.
func numbers(n int, end error, read *int) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := range n {
			*read++
			if !yield(i+1, nil) {
				return
			}
		}
		if end != nil {
			yield(0, end)
		}
	}
}

func TestSift(t *testing.T) {
	t.Parallel()
	even := func(n int) bool { return n%2 == 0 }
	list := func(limit, offset int, total bool) paging.Counted {
		return paging.Counted{Arguments: paging.Arguments{Limit: limit, Offset: offset}, Total: total}
	}
	for name, test := range map[string]struct {
		arguments paging.Counted
		sieve     paging.Sieve[int]
		length    int
		end       error
		items     []int
		more      bool
		read      int
		total     int // 0 for none
		note      bool
	}{
		"reads no more than it needs": {list(2, 1, false), paging.Sieve[int]{Keep: even}, 100, nil, []int{4, 6}, true, 8, 0, true},
		"counts":                      {list(2, 0, true), paging.Sieve[int]{Keep: even}, 9, nil, []int{2, 4}, true, 9, 4, true},
		"reverses":                    {list(2, 1, false), paging.Sieve[int]{Keep: even, Reverse: true}, 9, nil, []int{6, 4}, true, 9, 0, true},
		"stops beyond":                {list(5, 0, true), paging.Sieve[int]{Keep: even, Beyond: func(n int) bool { return n > 5 }}, 100, nil, []int{2, 4}, false, 6, 2, true},
		"keeps all":                   {list(5, 0, false), paging.Sieve[int]{}, 3, nil, []int{1, 2, 3}, false, 3, 0, false},
		"empty":                       {list(5, 0, true), paging.Sieve[int]{}, 0, nil, []int{}, false, 0, -1, false},
		"cut by PagerDuty":            {list(5, 0, true), paging.Sieve[int]{Keep: even}, 4, pagerduty.ErrWindow, []int{2, 4}, true, 4, 0, true},
		"cut here":                    {list(1, 9_998, false), paging.Sieve[int]{Reverse: true}, 20_000, nil, []int{2}, true, 10_001, 0, true},
		"beyond the offset":           {list(5, 50, false), paging.Sieve[int]{}, 3, nil, []int{}, false, 3, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			read := 0
			test.sieve.Noun = "numbers"
			got, err := paging.Sift(t.Context(), test.arguments, test.sieve, numbers(test.length, test.end, &read), func(n int) int { return n })
			if err != nil || !slices.Equal(got.Items, test.items) || got.More != test.more || read != test.read || (len(got.Notes) == 1) != test.note {
				t.Errorf("got %v more %v, read %d, notes %q, error %v", got.Items, got.More, read, got.Notes, err)
			}
			if total := fmt.Sprint(max(test.total, 0)); (got.Total != nil) != (test.total != 0) || got.Total != nil && fmt.Sprint(*got.Total) != total {
				t.Errorf("total is %v, want %v", got.Total, test.total)
			}
		})
	}
}

// A list that is cut says how to see the rest, since no offset leads there.
func TestNoteOfACutList(t *testing.T) {
	t.Parallel()
	read := 0
	got, err := paging.Sift(t.Context(), paging.Counted{}, paging.Sieve[int]{Noun: "numbers"}, numbers(4, pagerduty.ErrWindow, &read), func(n int) int { return n })
	const note = "PagerDuty lists no more than 4 numbers, which were searched; there may be more. To see them, narrow the list with its other arguments."
	if err != nil || !got.More || got.NextOffset != 0 || !slices.Equal(got.Notes, []string{note}) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestSiftFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	read := 0
	if _, err := paging.Sift(t.Context(), paging.Counted{}, paging.Sieve[int]{}, numbers(3, broken, &read), func(n int) int { return n }); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	if _, err := paging.Sift(t.Context(), paging.Counted{Arguments: paging.Arguments{Offset: 10_000}}, paging.Sieve[int]{}, numbers(3, nil, &read), func(n int) int { return n }); !errors.Is(err, pagerduty.ErrWindow) || read != 3 {
		t.Errorf("error %v after %d", err, read)
	}
}
