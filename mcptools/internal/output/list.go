package output

const (
	listBegin = `{"items":[`
	listEnd   = 1000 // bytes for what stands around the items of a list
)

// Room returns how many bytes of a budget the items of a List may take; 0 for any number.
func Room(budget int) int {
	if budget == 0 {
		return 0
	}
	return max(budget-min(listEnd, budget/4), 1)
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
	size, trimmedSize := 0, 0
	for _, item := range items {
		size += len(item) + len(",")
		trimmedSize += SizeOf(item, budget) + len(",")
	}
	if whole := writeList(items, after, size); budget == 0 || len(whole) <= budget {
		return whole, nil
	}
	for count := len(items); count > 0; count-- {
		if trimmedSize <= budget || count == 1 {
			if after, err = end(count); err != nil {
				return nil, err
			}
			room := budget - len(listBegin) - len("]") - len(after)
			if trimmedSize-len(",") <= room || count == 1 {
				if trimmed, ok := trimItems(items[:count], room); ok {
					return writeList(trimmed, after, budget), nil
				}
			}
		}
		trimmedSize -= SizeOf(items[count-1], budget) + len(",")
	}
	return trim(writeList(items[:min(len(items), 1)], after, 0), budget)
}

// trimItems cuts the largest items down so that all have room.
func trimItems(items [][]byte, room int) (trimmed [][]byte, ok bool) {
	share := waterLevel(room-(len(items)-1), func(share int) (size int) {
		for _, item := range items {
			size += min(len(item), share)
		}
		return size
	})
	for _, item := range items {
		if len(item) > share {
			var err error
			if item, err = trim(item, share); err != nil {
				return nil, false
			}
		}
		trimmed = append(trimmed, item)
	}
	return trimmed, true
}

// writeList encodes a list of items that take about size bytes, and what follows them.
func writeList(items [][]byte, after []byte, size int) []byte {
	out := append(make([]byte, 0, len(listBegin)+size+len(after)+1), listBegin...)
	for i, item := range items {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, item...)
	}
	return append(append(out, ']'), after...)
}
