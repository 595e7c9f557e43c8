package serve

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"regexp"
	"unicode/utf8"
)

// Of a line that cannot be read this much is searched for the id of its request, at either end: some clients write the
// id first, others last.
const idSearchBytes = 1 << 10

// byteOrderMark is what some programs write before their first line, and files put together have before others.
var byteOrderMark = []byte("\ufeff")

// line is one line of input without its end, and without a byte-order mark. When it was too long, text is its beginning and tail its end.
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

// next returns the next line. The last one may lack its line end; io.EOF comes after it.
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

// requestID finds the id of the request in a line that is not to be parsed: too long, or not JSON. It is nil when there
// is none to be seen.
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

// leadingID finds a top-level "id" in the beginning of an object.
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

// trailingID finds an "id" that is the last member of the object which ends here.
func trailingID(tail []byte) json.RawMessage {
	last := regexp.MustCompile(`[{,]\s*"id"\s*:\s*("[^"\\]*"|-?\d+)\s*\}\s*$`)
	match := last.FindSubmatch(tail)
	if match == nil {
		return nil
	}
	return match[1]
}
