package serve

import (
	"bytes"
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
)

func TestLines(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("0123456789", 20_000)
	for _, test := range []struct {
		name, in string
		limit    int
		want     []string // "…" for a line that is too long
	}{
		{"nothing", "", 10, nil},
		{"lines", "a\nb\n", 10, []string{"a", "b"}},
		{"no end", "a\nb", 10, []string{"a", "b"}},
		{"carriage returns", "a\r\nb\r\r\n\r\n", 10, []string{"a", "b\r", ""}},
		{"byte-order mark", "\ufeffa\nb\n\ufeffc", 10, []string{"a", "b", "c"}},
		{"blank lines", "\n\na\n", 10, []string{"", "", "a"}},
		{"at the limit", "0123456789\n0123456789", 10, []string{"0123456789", "0123456789"}},
		{"over the limit", "0123456789a\nb\n0123456789a", 10, []string{"…", "b", "…"}},
		{"longer than the buffer", long + "\n" + long + "\nb", len(long), []string{long, long, "b"}},
		{"far over the limit", long + "\nb\n" + long, 10, []string{"…", "b", "…"}},
	} {
		for how, in := range map[string]io.Reader{
			"whole":    strings.NewReader(test.in),
			"halves":   iotest.HalfReader(strings.NewReader(test.in)),
			"one byte": iotest.OneByteReader(strings.NewReader(test.in)),
			"with EOF": iotest.DataErrReader(strings.NewReader(test.in)),
		} {
			reader := newLineReader(in, test.limit)
			for i := 0; ; i++ {
				l, err := reader.next()
				if err != nil {
					if err != io.EOF || i != len(test.want) {
						t.Errorf("%s, %s: %v after %d lines, want %d", test.name, how, err, i, len(test.want))
					}
					break
				}
				if got := string(l.text); i >= len(test.want) || l.tooLong != (test.want[i] == "…") || !l.tooLong && got != test.want[i] {
					t.Errorf("%s, %s: line %d is %.50q, too long: %t", test.name, how, i, got, l.tooLong)
					break
				}
			}
		}
	}
}

// A line that is cut off by an error is not returned as a whole one.
func TestLineThatBreaksOff(t *testing.T) {
	t.Parallel()
	reader := newLineReader(io.MultiReader(strings.NewReader(`{"a":1`), iotest.ErrReader(errors.ErrUnsupported)), 100)
	if l, err := reader.next(); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("got %q, %v", l.text, err)
	}
}

func TestIDOfUnreadableLine(t *testing.T) {
	t.Parallel()
	filler := strings.Repeat("x", 3000)
	for _, test := range []struct{ line, id string }{
		{`{"jsonrpc":"2.0","id":12,"method":"a","params":{"b":"` + filler + `"}}`, `12`},
		{`{"id":"a\"b","params":"` + filler + `"}`, `"a\"b"`},
		{`{"params":{"id":5,"c":["id",6,{"id":7}]},"id":-8,"d":"` + filler + `"}`, `-8`},
		{`{"a":"id","b":true,"c":null,"id":9,"d":"` + filler + `"}`, `9`},
		{`{"method":"a","params":{"id":5,"b":"` + filler + `"},"jsonrpc":"2.0","id":13}`, `13`},
		{`{"params":{"b":"` + filler + `"}, "id" : "x" } ` + "\r", `"x"`},
		{`{"params":{"b":"` + filler + `","id":14}}`, ``},
		{`{"params":"` + filler + `,\"id\":\"x\"}"}`, ``},
		{`{"params":"` + filler + `","id":1.5}`, ``},
		{`{"id":{"id":1},"params":"` + filler + `"}`, ``},
		{`{"id":1.0,"params":"` + filler + `"}`, `1.0`},
		{`{"id":true,"params":"` + filler + `"}`, ``},
		{`{"params":"` + filler + `","id":007}`, ``},
		{`{"params":"` + filler + `","id":"` + "a\tb" + `"}`, ``},
		{`{"params":"` + filler + `","id":"` + "\xff" + `"}`, ``},
		{`{"id":null,"params":"` + filler + `"}`, ``},
		{`["id",1,"` + filler + `"]`, ``},
		{filler, ``},
		{`{"` + strings.Repeat("a", 1016) + `":1,"id":1234567,"b":"` + filler + `"}`, ``}, // cut within the first KB
	} {
		l, err := newLineReader(strings.NewReader(test.line), 100).next()
		if err != nil || !l.tooLong {
			t.Fatal(err)
		}
		if id := l.requestID(); string(id) != test.id {
			t.Errorf("%.60s…%s: got the id %s, want %s", test.line, test.line[len(test.line)-30:], id, test.id)
		}
	}
}

// A line of 50 MB needs no more memory than the limit, and its request is answered. Not parallel, because it measures memory.
func TestHugeLineTakesNoMemory(t *testing.T) {
	const megabyte = 1 << 20
	server, err := New(Info{Name: "test"}, nil, WithMaxMessageBytes(megabyte))
	if err != nil {
		t.Fatal(err)
	}
	chunk := bytes.Repeat([]byte("x"), megabyte)
	in := []io.Reader{strings.NewReader(`{"jsonrpc":"2.0","method":"tools/call","params":{"name":"`)}
	for range 50 {
		in = append(in, bytes.NewReader(chunk))
	}
	in = append(in, strings.NewReader(`"},"id":"huge"}`+"\n"+`{"jsonrpc":"2.0","id":2,"method":"ping"}`))

	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var out bytes.Buffer
	if err := server.Stdio(context.Background(), io.MultiReader(in...), &out); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 12*megabyte {
		t.Errorf("allocated %d MB in all", used/megabyte)
	}
	refusal, pong, _ := strings.Cut(out.String(), "\n")
	if !strings.Contains(refusal, `"id":"huge","error":{"code":-32600`) || !strings.Contains(refusal, "1048576 bytes") || !strings.Contains(pong, `"id":2,"result":{}`) {
		t.Errorf("got %s", out.String())
	}
}
