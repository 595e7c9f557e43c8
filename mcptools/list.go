package mcptools

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
)

// List is the result of a tool that lists: the items and where to go on. Alone or as a part of a result, it encodes as
// {"items":[…],"more":true,"next_offset":25}; Items is [] where there are none. Strings in items are cut to 300 characters.
//
// As a tool's whole result it stops at the byte budget by itself, with More set. Collect fills one page by page.
type List[T any] struct {
	Items      []T      `json:"items"`
	More       bool     `json:"more"`                 // there is more behind the last item
	NextOffset int      `json:"next_offset,omitzero"` // the offset of the first item that is not here
	NextAfter  string   `json:"next_after,omitzero"`  // the cursor behind the last item, where a list pages by cursors
	Total      *int     `json:"total,omitzero"`       // how many there are in all, if that was asked for
	Window     *Window  `json:"window,omitzero"`      // the times that were used
	Notes      []string `json:"notes,omitzero"`       // what the reader has to know about the list

	collected *collected // the encoded items, if Collect made the list
}

// Window is the span of time that a list covers: times with their offset, and the name of the zone that times without one were
// read in.
type Window struct {
	Since    string `json:"since,omitzero"`
	Until    string `json:"until,omitzero"`
	TimeZone string `json:"time_zone,omitzero"`
	AllTime  bool   `json:"all_time,omitzero"` // no bounds at all
}

// listing is any List.
type listing interface {
	encodeWithin(budget int) ([]byte, error)
	listType() reflect.Type
}

func (l List[T]) listType() reflect.Type { return reflect.TypeFor[List[T]]() }

// MarshalJSON encodes the whole list, whatever its size.
func (l List[T]) MarshalJSON() ([]byte, error) { return l.encodeWithin(0) }

// encodeWithin encodes as many items as fit into the budget, but at least one.
func (l List[T]) encodeWithin(budget int) ([]byte, error) {
	items, err := l.encodeItems()
	if err != nil {
		return nil, err
	}
	end, err := l.ending()
	if err != nil {
		return nil, err
	}
	whole := len(listBegin) + items.size(items.count()) + len(end)
	if budget == 0 || whole <= budget {
		return items.write(items.count(), end, whole), nil
	}
	return l.encodeSome(items, budget)
}

const listBegin = `{"items":[`

// encodeSome encodes as many of the first items as fit when the large ones are trimmed, since not all fit whole.
func (l List[T]) encodeSome(items *collected, budget int) ([]byte, error) {
	most := mostOfItem(budget)
	size := items.trimmedSize(most)
	for count := items.count(); count > 0; count-- {
		if len(listBegin)+size <= budget {
			end, err := l.cut(count, items).ending()
			if err != nil {
				return nil, err
			}
			if room := budget - len(listBegin) - len(end); size <= room {
				trimmed, err := items.trim(count, most, room)
				if err != nil {
					break // none but the first can be shown for certain
				}
				return trimmed.write(count, end, budget), nil
			}
		}
		size -= min(len(items.item(count-1)), most) + len(",")
	}
	return l.encodeFirst(items, budget)
}

// mostOfItem is what an item may take whole of a List that is full. A larger one is trimmed rather than left for later.
func mostOfItem(budget int) int {
	const useful = 1000
	return max(budget/4, useful)
}

// encodeFirst encodes the first item, trimmed, since it is too large by itself.
func (l List[T]) encodeFirst(items *collected, budget int) ([]byte, error) {
	count := min(items.count(), 1)
	end, err := l.cut(count, items).ending()
	if err != nil {
		return nil, err
	}
	whole := items.write(count, end, len(listBegin)+items.size(count)+len(end))
	if room := budget - (len(whole) - items.size(count)); count == 1 && room > 0 {
		if first, err := trim(items.item(0), room); err == nil {
			return slices.Concat([]byte(listBegin), first, end), nil
		}
	}
	return trim(whole, budget)
}

// cut is the list, without its items, as it is when only count of them are shown.
func (l List[T]) cut(count int, items *collected) List[T] {
	left := len(l.Items) - count
	if left == 0 {
		return l
	}
	l.More = true
	l.NextAfter = "" // it stands behind the last item, which is not shown
	switch {
	case items.known:
		l.NextOffset = items.base + count
	case l.NextOffset >= len(l.Items) && l.NextOffset > 0:
		l.NextOffset -= left
	default:
		l.NextOffset = 0
		note := fmt.Sprintf("%d of these %d items are left out, since the result would be too large: ask for fewer.", left, len(l.Items))
		l.Notes = append(l.Notes[:len(l.Notes):len(l.Notes)], note)
	}
	return l
}

// ending encodes what follows the items.
func (l List[T]) ending() ([]byte, error) {
	encoded, err := marshal(struct {
		More       bool     `json:"more"`
		NextOffset int      `json:"next_offset,omitzero"`
		NextAfter  string   `json:"next_after,omitzero"`
		Total      *int     `json:"total,omitzero"`
		Window     *Window  `json:"window,omitzero"`
		Notes      []string `json:"notes,omitempty"`
	}{l.More, l.NextOffset, l.NextAfter, l.Total, l.Window, l.Notes})
	if err != nil {
		return nil, err
	}
	encoded = cleanJSON(encoded, maxStringLength)
	encoded[0] = ','
	return append([]byte{']'}, encoded...), nil
}

// encodeItems returns the items as Collect encoded them, or encodes them now.
func (l List[T]) encodeItems() (*collected, error) {
	if l.collected != nil && l.collected.count() == len(l.Items) {
		return l.collected, nil
	}
	items := &collected{}
	for _, item := range l.Items {
		encoded, err := encodeItem(item)
		if err != nil {
			return nil, err
		}
		items.add(encoded)
	}
	return items, nil
}

func encodeItem(item any) ([]byte, error) {
	encoded, err := marshal(item)
	if err != nil {
		return nil, err
	}
	return cleanJSON(encoded, maxListStringLength), nil
}

// collected are encoded items, one behind the other.
type collected struct {
	base    int  // the offset of the first
	known   bool // base is known
	content []byte
	ends    []int // where each item ends in content
}

func (c *collected) add(encoded []byte) {
	c.content = append(c.content, encoded...)
	c.ends = append(c.ends, len(c.content))
}

func (c *collected) count() int { return len(c.ends) }

// item returns the i-th item.
func (c *collected) item(i int) json.RawMessage {
	if i == 0 {
		return c.content[:c.ends[0]]
	}
	return c.content[c.ends[i-1]:c.ends[i]]
}

// size is how many bytes the first count items take in a list, commas included.
func (c *collected) size(count int) int {
	if count == 0 {
		return 0
	}
	return c.ends[count-1] + count - 1
}

// trimmedSize is how many bytes all items take, commas included, when none takes more than most.
func (c *collected) trimmedSize(most int) (size int) {
	for i := range c.count() {
		size += min(len(c.item(i)), most) + min(i, len(","))
	}
	return size
}

// trim returns the first count items, those larger than most cut down so that all have room.
func (c *collected) trim(count, most, room int) (*collected, error) {
	most = waterLevel(room-(count-1), most, func(share int) (size int) {
		for i := range count {
			size += min(len(c.item(i)), share)
		}
		return size
	})
	trimmed := &collected{base: c.base, known: c.known}
	for i := range count {
		item, err := []byte(c.item(i)), error(nil)
		if len(item) > most {
			if item, err = trim(item, most); err != nil {
				return nil, err
			}
		}
		trimmed.add(item)
	}
	return trimmed, nil
}

// write encodes a list of the first count items that closes with end.
func (c *collected) write(count int, end []byte, size int) []byte {
	out := append(make([]byte, 0, size), listBegin...)
	for i := range count {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, c.item(i)...)
	}
	return append(out, end...)
}
