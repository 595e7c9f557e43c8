package serve

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"regexp"
	"sync"
	"unicode/utf8"
)

// idSearchBytes is how much of a line that cannot be parsed is searched for an id, at each end: some clients write the id first, others
// last.
const idSearchBytes = 1 << 10

// byteOrderMark may begin the first line of a program's output, and any line of concatenated files.
var byteOrderMark = []byte("\ufeff")

// line is a line of input without its line end and byte-order mark. If it was too long, text is its beginning and tail its end.
type line struct {
	text    []byte
	tail    []byte
	tooLong bool
}

// lineReader splits input into lines of bounded length.
type lineReader struct {
	in    *bufio.Reader
	limit int
}

func newLineReader(in io.Reader, limit int) *lineReader {
	return &lineReader{in: bufio.NewReaderSize(in, 64<<10), limit: limit}
}

// next returns the next line. The last one may lack its line end. After it, next returns io.EOF.
func (r *lineReader) next() (line, error) {
	var l line
	for {
		chunk, err := r.in.ReadSlice('\n')
		content, ended := bytes.CutSuffix(chunk, []byte("\n"))
		l.add(content, r.limit)
		switch {
		case ended:
			l.text = bytes.TrimSuffix(bytes.TrimPrefix(l.text, byteOrderMark), []byte("\r"))
			return l, nil
		case err == bufio.ErrBufferFull:
		case err == io.EOF && len(l.text) > 0:
			l.text = bytes.TrimPrefix(l.text, byteOrderMark)
			return l, nil
		case err != nil:
			return line{}, err
		}
	}
}

func (l *line) add(content []byte, limit int) {
	if !l.tooLong && len(l.text)+len(content) <= limit {
		l.text = append(l.text, content...)
		return
	}
	if !l.tooLong {
		l.tooLong = true
		l.tail = bytes.Clone(lastBytes(l.text))
		head := append(l.text, content...)
		l.text = bytes.Clone(head[:min(len(head), idSearchBytes)])
	}
	joined := append(l.tail, lastBytes(content)...)
	l.tail = append(l.tail[:0], lastBytes(joined)...)
}

func lastBytes(b []byte) []byte {
	return b[max(0, len(b)-idSearchBytes):]
}

// requestID looks for the id of the request in a line that is too long or not JSON. It returns nil if it finds none.
func (l *line) requestID() json.RawMessage {
	tail := l.tail
	if !l.tooLong {
		tail = lastBytes(l.text)
	}
	for _, id := range []json.RawMessage{leadingID(l.text[:min(len(l.text), idSearchBytes)]), trailingID(tail)} {
		if json.Valid(id) && utf8.Valid(id) && isRequestID(id) {
			return id
		}
	}
	return nil
}

// leadingID returns the top-level "id" in the beginning of an object, or nil.
func leadingID(head []byte) json.RawMessage {
	decoder := json.NewDecoder(bytes.NewReader(head))
	decoder.UseNumber()
	if first, _ := decoder.Token(); first != json.Delim('{') {
		return nil
	}
	depth, key := 1, ""
	for {
		token, err := decoder.Token()
		if err != nil || int(decoder.InputOffset()) >= len(head) {
			return nil
		}
		switch token := token.(type) {
		case json.Delim:
			if token == '{' || token == '[' {
				depth++
			} else {
				depth--
			}
			key = ""
		case string, json.Number:
			if depth != 1 {
				continue
			}
			if key == "id" {
				id, _ := json.Marshal(token)
				return id
			}
			if name, ok := token.(string); ok && key == "" {
				key = name
				continue
			}
			key = ""
		default:
			key = ""
		}
	}
}

var lastMemberID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[{,]\s*"id"\s*:\s*("[^"\\]*"|-?\d+)\s*\}\s*$`) })

// trailingID returns the "id" that is the last member of an object, from the object's end, or nil.
func trailingID(tail []byte) json.RawMessage {
	match := lastMemberID().FindSubmatch(tail)
	if match == nil {
		return nil
	}
	return match[1]
}
