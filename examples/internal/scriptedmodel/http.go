package scriptedmodel

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// refusal is the error of a request that the vendor refuses.
type refusal struct {
	status  int
	message string
}

func (r *refusal) Error() string { return r.message }

func refuse(status int, format string, arguments ...any) *refusal {
	return &refusal{status, fmt.Sprintf(format, arguments...)}
}

// vendor serves a vendor's API.
type vendor struct {
	model     Model
	path      string // the end of the path
	idPrefix  string // of generated call ids
	requestID string // the name of the header
	check     func(http.Header) error
	decoder   func() request
	errorBody func(status int, message string) any
}

// request is a decoded request of a vendor, and writes the answer to it.
type request interface {
	conversation() (Conversation, error)
	whole(reply Reply) any
}

// streamed is a request that may ask for a stream.
type streamed interface {
	streams() bool
	stream(s *stream, reply Reply)
}

func (v vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	err := v.serve(w, r)
	if err == nil {
		return
	}
	refused, ok := errors.AsType[*refusal](err)
	if !ok {
		refused = refuse(http.StatusBadRequest, "%v", err)
	}
	writeJSON(w, refused.status, v.errorBody(refused.status, refused.message))
}

func (v vendor) serve(w http.ResponseWriter, r *http.Request) error {
	if r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, v.path) {
		return refuse(http.StatusNotFound, "there is no %s %s", r.Method, r.URL.Path)
	}
	if err := v.check(r.Header); err != nil {
		return err
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	request := v.decoder()
	if err := json.Unmarshal(body, request); err != nil {
		return fmt.Errorf("decoding the body: %w", err)
	}
	conversation, err := request.conversation()
	if err != nil {
		return err
	}
	reply := v.model.ask(conversation, v.idPrefix)
	if reply.Status != 0 {
		return refuse(reply.Status, "%s", reply.Text)
	}
	w.Header().Set(v.requestID, "req_scripted")
	streamed, ok := request.(streamed)
	if !ok || !streamed.streams() {
		writeJSON(w, http.StatusOK, request.whole(reply))
		return nil
	}
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	streamed.stream(&stream{w: w, r: r}, reply)
	return nil
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	text := encode(body)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(text) // the client may have gone
}

func encode(value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // the arguments in a Reply are not JSON
	}
	return text
}

// stream writes server-sent events.
type stream struct {
	w http.ResponseWriter
	r *http.Request
}

// send writes an event; an empty name is left out.
func (s *stream) send(name string, data any) {
	if name != "" {
		name = "event: " + name + "\n"
	}
	s.write(name + "data: " + string(encode(data)) + "\n\n")
}

func (s *stream) write(text string) {
	_, _ = io.WriteString(s.w, text) // the client may have gone
	_ = http.NewResponseController(s.w).Flush()
}

// sendText calls send with each chunk of a text, after a pause, until the client disconnects. Chunks are short, to find readers that
// join them wrongly.
func (s *stream) sendText(text string, pause time.Duration, send func(chunk string)) {
	for chunk := range slices.Chunk([]rune(text), 7) {
		select {
		case <-s.r.Context().Done():
			return
		case <-time.After(pause):
		}
		send(string(chunk))
	}
}
