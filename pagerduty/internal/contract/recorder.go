package contract

import (
	"bufio"
	"bytes"
	"net"
	"net/http"
)

// recorder holds an answer back until it has been checked, so that a client that has its answer
// can rely on the check being done.
type recorder struct {
	to       http.ResponseWriter
	status   int
	body     bytes.Buffer
	complete bool // the handler has written all that it wanted to
	hijacked bool
}

func (r *recorder) Header() http.Header { return r.to.Header() }

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= 200 {
		r.status = status
	}
}

func (r *recorder) Write(b []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(b)
}

// Flush does nothing: the answer goes out when it has been checked.
func (r *recorder) Flush() {}

// Hijack gives the connection away, and with it the answer, which then is not checked.
func (r *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(r.to).Hijack()
	r.hijacked = err == nil
	return conn, rw, err
}

// code is the status that the answer has or, before anything is written, will have.
func (r *recorder) code() int {
	if r.status == 0 {
		return http.StatusOK
	}
	return r.status
}

// send lets the answer go.
func (r *recorder) send() {
	if r.hijacked || !r.complete && r.status == 0 {
		return
	}
	r.to.WriteHeader(r.code())
	_, _ = r.to.Write(r.body.Bytes()) // a client that has gone needs no answer
	if !r.complete {
		_ = http.NewResponseController(r.to).Flush() // else the server drops what it holds back
	}
}
