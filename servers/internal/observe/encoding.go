package observe

import (
	"encoding/binary"
	"math"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/instrumentation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// message is an encoded message of OTLP. The numbers are those of the fields in opentelemetry/proto/trace/v1/trace.proto and its neighbours.
//
// The module of Protocol Buffers would do the same. Linked into the servers, it opens and hashes the program at every start.
type message []byte

// How a field is encoded: https://protobuf.dev/programming-guides/encoding/#structure.
const (
	asVarint  = 0
	asFixed64 = 1
	asBytes   = 2
	asFixed32 = 5
)

// tag begins a field.
func (m *message) tag(field, encoding uint64) { *m = binary.AppendUvarint(*m, field<<3|encoding) }

func (m *message) bytes(field uint64, value []byte) {
	m.tag(field, asBytes)
	*m = append(binary.AppendUvarint(*m, uint64(len(value))), value...)
}

func (m *message) text(field uint64, value string) {
	if value != "" {
		m.bytes(field, []byte(value))
	}
}

func (m *message) number(field, value uint64) {
	m.tag(field, asVarint)
	*m = binary.AppendUvarint(*m, value)
}

func (m *message) boolean(field uint64, value bool) {
	if value {
		m.number(field, 1)
	} else {
		m.number(field, 0)
	}
}

func (m *message) fixed64(field, value uint64) {
	m.tag(field, asFixed64)
	*m = binary.LittleEndian.AppendUint64(*m, value)
}

func (m *message) fixed32(field uint64, value uint32) {
	m.tag(field, asFixed32)
	*m = binary.LittleEndian.AppendUint32(*m, value)
}

// encodeSpans returns an ExportTraceServiceRequest. All spans of a server have one resource and one scope.
func encodeSpans(spans []sdk.ReadOnlySpan) []byte {
	if len(spans) == 0 {
		return nil
	}
	var ofScope, ofResource, request message
	ofScope.bytes(1, encodeScope(spans[0].InstrumentationScope()))
	for _, span := range spans {
		ofScope.bytes(2, encodeSpan(span))
	}
	ofResource.bytes(1, encodeResource(spans[0].Resource()))
	ofResource.bytes(2, ofScope)
	request.bytes(1, ofResource)
	return request
}

func encodeResource(about *resource.Resource) (m message) {
	m.attributes(1, about.Attributes())
	return m
}

func encodeScope(scope instrumentation.Scope) (m message) {
	m.text(1, scope.Name)
	m.text(2, scope.Version)
	return m
}

func encodeSpan(span sdk.ReadOnlySpan) (m message) {
	context, parent := span.SpanContext(), span.Parent()
	m.identity(context)
	m.text(3, context.TraceState().String())
	if parent.HasSpanID() {
		id := parent.SpanID()
		m.bytes(4, id[:])
	}
	m.text(5, span.Name())
	m.number(6, uint64(span.SpanKind())) // the same numbers
	m.fixed64(7, nanoseconds(span.StartTime()))
	m.fixed64(8, nanoseconds(span.EndTime()))
	m.attributes(9, span.Attributes())
	for _, link := range span.Links() {
		m.bytes(13, encodeLink(link))
	}
	m.bytes(15, encodeStatus(span.Status()))
	m.fixed32(16, flags(context, parent.IsRemote()))
	return m
}

// identity encodes the ids of a span or a link.
func (m *message) identity(context trace.SpanContext) {
	traceID, spanID := context.TraceID(), context.SpanID()
	m.bytes(1, traceID[:])
	m.bytes(2, spanID[:])
}

// flags returns the trace flags, and whether the other end is in another process, which is known.
func flags(context trace.SpanContext, isRemote bool) uint32 {
	const remoteIsKnown, remote = 0x100, 0x200
	set := uint32(context.TraceFlags()) | remoteIsKnown
	if isRemote {
		set |= remote
	}
	return set
}

func encodeLink(link sdk.Link) (m message) {
	m.identity(link.SpanContext)
	m.text(3, link.SpanContext.TraceState().String())
	m.attributes(4, link.Attributes)
	m.fixed32(6, flags(link.SpanContext, link.SpanContext.IsRemote()))
	return m
}

func encodeStatus(status sdk.Status) (m message) {
	m.text(2, status.Description)
	switch status.Code {
	case codes.Ok:
		m.number(3, 1)
	case codes.Error:
		m.number(3, 2)
	}
	return m
}

func nanoseconds(t time.Time) uint64 { return uint64(max(0, t.UnixNano())) }

// attributes encodes KeyValues.
func (m *message) attributes(field uint64, all []attribute.KeyValue) {
	for _, one := range all {
		var pair message
		pair.text(1, string(one.Key))
		pair.bytes(2, encodeValue(one.Value))
		m.bytes(field, pair)
	}
}

// encodeValue encodes an AnyValue. Values of other kinds than these are texts.
func encodeValue(value attribute.Value) (m message) {
	switch value.Type() {
	case attribute.BOOL:
		m.boolean(2, value.AsBool())
	case attribute.INT64:
		m.number(3, uint64(value.AsInt64()))
	case attribute.FLOAT64:
		m.fixed64(4, math.Float64bits(value.AsFloat64()))
	default:
		m.bytes(1, []byte(value.String()))
	}
	return m
}
