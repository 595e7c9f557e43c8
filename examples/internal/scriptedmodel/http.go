package scriptedmodel

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// maxRequestBytes is what both vendors take.
const maxRequestBytes = 32 << 20

// refusal is a request that a vendor does not answer.
type refusal struct {
	status  int
	message string
	param   string // which part of the request is meant
	code    string // OpenAI's word for it
}

func (r *refusal) Error() string { return r.message }

func invalid(param, format string, arguments ...any) *refusal {
	return &refusal{status: http.StatusBadRequest, param: param, message: fmt.Sprintf(format, arguments...)}
}

// vendor is the part of an API in which the vendors differ.
type vendor struct {
	path   string // how the paths end that it answers
	key    func(http.Header) error
	answer func(w http.ResponseWriter, r *http.Request, body []byte) error
	fail   func(w http.ResponseWriter, r *refusal)
}

func (v vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	err := v.serve(w, r)
	if err == nil {
		return
	}
	refused, ok := errors.AsType[*refusal](err)
	if !ok {
		refused = invalid("", "%v", err)
	}
	v.fail(w, refused)
}

func (v vendor) serve(w http.ResponseWriter, r *http.Request) error {
	if !strings.HasSuffix(r.URL.Path, v.path) {
		return &refusal{status: http.StatusNotFound, message: "unknown path " + r.URL.Path}
	}
	if r.Method != http.MethodPost {
		return &refusal{status: http.StatusMethodNotAllowed, message: r.Method + " is not allowed here, POST is"}
	}
	if err := v.key(r.Header); err != nil {
		return &refusal{status: http.StatusUnauthorized, message: err.Error(), code: "invalid_api_key"}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequestBytes))
	if err != nil {
		return &refusal{status: http.StatusRequestEntityTooLarge, message: err.Error()}
	}
	return v.answer(w, r, body)
}

func decode(body []byte, request any) error {
	if err := json.Unmarshal(body, request); err != nil {
		return invalid("", "the body is not what this API reads: %v", err)
	}
	return nil
}

func writeJSON(w http.ResponseWriter, status int, body any) error {
	encoded, err := json.Marshal(body)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(encoded) // a client that went away
	return nil
}

// stream writes server-sent events. Once writing fails, or the request ends, it writes no more.
type stream struct {
	w       http.ResponseWriter
	r       *http.Request
	stopped bool
}

func newStream(w http.ResponseWriter, r *http.Request) *stream {
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	return &stream{w: w, r: r}
}

// send writes an event, under a name if it has one.
func (s *stream) send(name string, data any) {
	if s.stopped {
		return
	}
	encoded, isText := data.(string)
	if !isText {
		content, err := json.Marshal(data)
		if err != nil {
			panic(err) // maps and texts of ours, and arguments that were checked
		}
		encoded = string(content)
	}
	if name != "" {
		name = "event: " + name + "\n"
	}
	if _, err := fmt.Fprintf(s.w, "%sdata: %s\n\n", name, encoded); err != nil {
		s.stopped = true
		return
	}
	_ = http.NewResponseController(s.w).Flush()
}

// pause waits, unless the client goes away.
func (s *stream) pause(d time.Duration) {
	if d <= 0 || s.stopped {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-s.r.Context().Done():
		s.stopped = true
	}
}

// pieces cuts text as a stream would, never within a character.
func pieces(text string, length int) []string {
	var cut []string
	for letters := []rune(text); len(letters) > 0; {
		n := min(length, len(letters))
		cut, letters = append(cut, string(letters[:n])), letters[n:]
	}
	return cut
}

// The lengths are short, so that a reader that joins chunks wrongly is found out.
const (
	textPiece     = 12
	argumentPiece = 5
)

// tokens is a guess at how much a text costs.
func tokens(text string) int { return (len(text) + 3) / 4 }

func (r Reply) tokens() int {
	n := tokens(r.Text)
	for _, call := range r.Calls {
		n += tokens(call.Name) + tokens(string(call.Arguments))
	}
	return n
}
