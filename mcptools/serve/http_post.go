package serve

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// post answers a POST, which carries one message.
func (h *httpHandler) post(ctx context.Context, out *httpReply, r *http.Request) {
	if status, problem := checkContent(r, h.maxMessageBytes); problem != nil {
		out.refuse(status, nil, problem)
		return
	}
	if !out.json && !out.stream {
		out.refuse(http.StatusNotAcceptable, nil, invalidRequest("the header Accept must name application/json and text/event-stream."))
		return
	}
	place, refusal := h.load.enter(mcptools.Caller(ctx))
	if refusal != 0 {
		h.refused(ctx, Refusal{Reason: RefusalBusy})
		out.refuseBusy(refusal)
		return
	}
	defer place.leave()
	body, status, problem := h.readBody(out, r, place)
	if problem != nil {
		out.refuse(status, nil, problem)
		return
	}
	m, problem := parseMessage(line{text: body}, h.maxMessageBytes)
	if problem != nil {
		out.refuse(http.StatusBadRequest, m.id, problem)
		return
	}
	modern, problemDetails := h.checkHeaders(r.Header, m)
	if problemDetails != nil {
		out.refuse(http.StatusBadRequest, m.id, problemDetails)
		return
	}
	h.handle(ctx, out, httpMessage{message: m, modern: modern, header: r.Header, turns: place.of.turns})
}

// checkContent refuses a body that cannot be a message, before it is read.
func checkContent(r *http.Request, limit int) (status int, problem *protocolError) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err != nil || kind != "application/json":
		return http.StatusUnsupportedMediaType, invalidRequest("the header Content-Type must be application/json.")
	case r.Header.Get("Content-Encoding") != "":
		return http.StatusUnsupportedMediaType, invalidRequest("a compressed message is not supported: send it without Content-Encoding.")
	case r.ContentLength > int64(limit):
		return http.StatusRequestEntityTooLarge, tooLarge(limit)
	}
	return 0, nil
}

// readBody reads the body of a request, in bounded size and time.
func (h *httpHandler) readBody(out *httpReply, r *http.Request, place *place) (body []byte, status int, problem *protocolError) {
	body, err := io.ReadAll(&countedBody{http.MaxBytesReader(out.w, r.Body, int64(h.maxMessageBytes)), place})
	if err == nil {
		out.unlimited()
		return body, 0, nil
	}
	if r.ProtoMajor == 1 {
		out.setHeader("Connection", "close") // otherwise net/http waits for the rest of the body
	}
	_, tooLong := errors.AsType[*http.MaxBytesError](err)
	busy, isBusy := errors.AsType[busyError](err)
	switch {
	case isBusy:
		h.refused(r.Context(), Refusal{Reason: RefusalBusy})
		return nil, int(busy), &protocolError{mcp.INTERNAL_ERROR, busyText}
	case tooLong:
		return nil, http.StatusRequestEntityTooLarge, tooLarge(h.maxMessageBytes)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, http.StatusRequestTimeout, parseError("the message did not arrive within %s.", bodyTime)
	}
	return nil, http.StatusBadRequest, parseError("the message could not be read.")
}

// countedBody counts what has arrived of a message.
type countedBody struct {
	io.Reader
	place *place
}

func (b *countedBody) Read(into []byte) (int, error) {
	n, err := b.Reader.Read(into)
	if refusal := b.place.grow(n); refusal != 0 {
		return n, busyError(refusal)
	}
	return n, err
}

// busyError is an HTTP status for a request that would exceed a limit.
type busyError int

func (e busyError) Error() string { return busyText }
