package serve_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

// selfSigned returns a certificate for 127.0.0.1.
func selfSigned(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(certificate)
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}, pool
}

// frame returns an HTTP/2 frame.
func frame(kind, flags byte, stream uint32, payload []byte) []byte {
	head := binary.BigEndian.AppendUint32(nil, uint32(len(payload))<<8|uint32(kind))
	return append(binary.BigEndian.AppendUint32(append(head, flags), stream), payload...)
}

// The kinds of frames and their flags: RFC 9113, section 6.
const (
	frameHeaders, frameReset, frameSettings, framePing, frameContinuation = 1, 3, 4, 6, 9
	endStream, endHeaders                                                 = 1, 4
)

// getRequest is the header block of a GET of / on 127.0.0.1: entries of HPACK's static table, and one literal.
var getRequest = append([]byte{0x82, 0x84, 0x87, 0x01, 9}, "127.0.0.1"...)

// A flood of HTTP/2 frames neither stops the service for others nor grows the memory without a bound.
func TestHTTP2Floods(t *testing.T) {
	t.Parallel()
	certificate, pool := selfSigned(t)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{certificate}, NextProtos: []string{"h2", "http/1.1"}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- serve.HTTP(ctx, listener, newServer(t, testTools()).Handler(), time.Second, slog.New(slog.DiscardHandler))
	}()
	defer func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true}
	defer transport.CloseIdleConnections()
	check := func(when string) {
		request, _ := http.NewRequest(http.MethodPost, "https://"+listener.Addr().String()+"/mcp", strings.NewReader(ping))
		request.Header.Set("Content-Type", "application/json")
		answer, err := (&http.Client{Transport: transport, Timeout: 10 * time.Second}).Do(request)
		if err != nil {
			t.Fatalf("%s: %v", when, err)
		}
		defer answer.Body.Close()
		if body, err := io.ReadAll(answer.Body); err != nil || answer.ProtoMajor != 2 || !strings.Contains(string(body), `"result":{}`) {
			t.Errorf("%s: got HTTP/%d, %s, %v", when, answer.ProtoMajor, body, err)
		}
	}
	check("before")
	for name, flood := range map[string]func(i uint32) []byte{
		"streams that are reset at once": func(i uint32) []byte {
			return append(frame(frameHeaders, endStream|endHeaders, 2*i+1, getRequest), frame(frameReset, 0, 2*i+1, []byte{0, 0, 0, 8})...)
		},
		"pings":    func(uint32) []byte { return frame(framePing, 0, 0, make([]byte, 8)) },
		"settings": func(uint32) []byte { return frame(frameSettings, 0, 0, nil) },
		"endless headers": func(i uint32) []byte {
			if i == 0 {
				return frame(frameHeaders, 0, 1, getRequest)
			}
			return frame(frameContinuation, 0, 1, bytes.Repeat([]byte{0x00, 1, 'a', 1, 'b'}, 1000))
		},
	} {
		connection, err := tls.Dial("tcp", listener.Addr().String(), &tls.Config{RootCAs: pool, NextProtos: []string{"h2"}})
		if err != nil {
			t.Fatal(err)
		}
		_ = connection.SetDeadline(time.Now().Add(5 * time.Second))
		go func() { _, _ = io.Copy(io.Discard, connection) }()
		sent := append([]byte("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), frame(frameSettings, 0, 0, nil)...)
		for i := range uint32(20_000) {
			if sent = append(sent, flood(i)...); len(sent) > 16<<10 {
				if _, err := connection.Write(sent); err != nil {
					break // the server has ended the connection
				}
				sent = sent[:0]
			}
		}
		check("after " + name)
		connection.Close()
	}
}
