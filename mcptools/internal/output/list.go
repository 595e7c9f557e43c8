package output

import (
	"bytes"
	"slices"
	"sort"
)

// Room returns how many bytes of a budget the items of a List may take.
func Room(budget int) int {
	const around = 1000 // bytes for what stands around the items
	return max(budget-min(around, budget/4), 1)
}

// SizeOf returns how many bytes an item of a List counts for: a large one is trimmed rather than left for later.
func SizeOf(item []byte, budget int) int {
	const useful = 1000
	return min(len(item), max(budget/4, useful))
}

// List encodes a list with as many of the items as fit into the budget, but at least one. end encodes what follows the
// items if only the first count of them are shown, from the comma on.
func List(items [][]byte, budget int, end func(count int) ([]byte, error)) ([]byte, error) {
	after, err := end(len(items))
	if err != nil {
		return nil, err
	}
	if whole := joinList(items, after); budget == 0 || len(whole) <= budget {
		return whole, nil
	}
	for count := len(items); count > 0; count-- {
		if after, err = end(count); err != nil {
			return nil, err
		}
		if fitted := fitItems(items[:count], budget-len(joinList(nil, after)), budget); fitted != nil {
			return joinList(fitted, after), nil
		}
	}
	return trim(joinList(items[:min(len(items), 1)], after), budget)
}

func joinList(items [][]byte, after []byte) []byte {
	return slices.Concat([]byte(`{"items":[`), bytes.Join(items, []byte(",")), []byte("]"), after)
}

// fitItems cuts the largest items down so that all have room. It returns nil if this is not possible, or if it would cut items that
// are not large; a single item is cut in any case.
func fitItems(items [][]byte, room, budget int) [][]byte {
	room -= len(items) - 1 // commas
	size := 0
	for _, item := range items {
		size += SizeOf(item, budget)
	}
	if size > room && len(items) > 1 {
		return nil
	}
	share := sort.Search(room, func(i int) bool {
		size := 0
		for _, item := range items {
			size += min(len(item), i+1)
		}
		return size > room
	})
	fitted := make([][]byte, len(items))
	for i, item := range items {
		var err error
		if fitted[i], err = Within(item, share); share == 0 || err != nil {
			return nil
		}
	}
	return fitted
}
