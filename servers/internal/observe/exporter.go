package observe

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"sync/atomic"

	sdk "go.opentelemetry.io/otel/sdk/trace"
)

// exporter sends spans as OTLP over HTTP. OpenTelemetry's own exporter links gRPC, which would make every server a third larger:
// https://github.com/open-telemetry/opentelemetry-go/issues/2579
//
// The SDK calls it from one goroutine of its own, and throws away spans that come faster than they can be sent, so calls never wait for it.
// Spans that cannot be delivered are lost.
type exporter struct {
	target *target
	client *http.Client
	logger *slog.Logger
	down   atomic.Bool // the last attempt failed
}

func newExporter(target *target, logger *slog.Logger) *exporter {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = target.tls
	return &exporter{target: target, logger: logger, client: &http.Client{
		Transport:     transport,
		Timeout:       target.timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // the headers may hold a secret
	}}
}

// ExportSpans sends spans. It logs that they cannot be delivered, once until they can.
func (e *exporter) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	err := e.send(ctx, encodeSpans(spans))
	switch {
	case err != nil && !e.down.Swap(true):
		e.logger.Warn("traces cannot be delivered, and are dropped until they can", "to", e.target.shown(), "reason", err)
	case err == nil && e.down.Swap(false):
		e.logger.Warn("traces are delivered again", "to", e.target.shown())
	}
	return nil // the SDK would log each error
}

func (e *exporter) send(ctx context.Context, body []byte) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, e.target.url.String(), nil)
	if err != nil {
		return err
	}
	request.Header = e.target.headers.Clone()
	request.Header.Set("Content-Type", "application/x-protobuf")
	if e.target.compress {
		request.Header.Set("Content-Encoding", "gzip")
		if body, err = compressed(body); err != nil {
			return err
		}
	}
	request.Body, request.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	response, err := e.client.Do(request)
	if err != nil {
		if wrapped, ok := errors.AsType[*url.Error](err); ok {
			err = wrapped.Err // without the URL
		}
		return err
	}
	defer response.Body.Close()
	_, _ = io.CopyN(io.Discard, response.Body, 64<<10) // so that the connection can be used again
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return fmt.Errorf("the answer is %d %s", response.StatusCode, http.StatusText(response.StatusCode))
	}
	return nil
}

func compressed(body []byte) ([]byte, error) {
	var out bytes.Buffer
	writer := gzip.NewWriter(&out)
	_, err := writer.Write(body)
	err = errors.Join(err, writer.Close())
	return out.Bytes(), err
}

// Shutdown closes the connections.
func (e *exporter) Shutdown(context.Context) error {
	e.client.CloseIdleConnections()
	return nil
}
