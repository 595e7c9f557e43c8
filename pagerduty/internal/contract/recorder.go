package contract

import (
	"bufio"
	"bytes"
	"cmp"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
)

// recorder holds an answer back until it has been checked: when a client has its answer, the check is done.
type recorder struct {
	httptest.ResponseRecorder // its Code is 0 until the handler writes
	to                        http.ResponseWriter
	complete                  bool // the handler has returned
	hijacked                  bool
}

func newRecorder(to http.ResponseWriter) *recorder {
	return &recorder{ResponseRecorder: httptest.ResponseRecorder{Body: new(bytes.Buffer)}, to: to}
}

// Hijack hands over the connection. What is written to it is not checked.
func (r *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(r.to).Hijack()
	r.hijacked = err == nil
	return conn, rw, err
}

// status returns the status of the answer, which is 200 until the handler sets another.
func (r *recorder) status() int { return cmp.Or(r.Code, http.StatusOK) }

// send writes the answer to the client.
func (r *recorder) send() {
	if r.hijacked || !r.complete && r.Code == 0 {
		return
	}
	maps.Copy(r.to.Header(), r.Header())
	r.to.WriteHeader(r.status())
	_, _ = r.to.Write(r.Body.Bytes()) // the client may have gone
	if !r.complete {
		_ = http.NewResponseController(r.to).Flush() // the server would drop what it buffers when the handler panics
	}
}
