package observe

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// target is where spans are sent, as OpenTelemetry's variables describe it.
type target struct {
	url      *url.URL
	headers  http.Header // may hold a secret
	timeout  time.Duration
	compress bool
	tls      *tls.Config // nil for the usual certificates
}

const defaultExportTimeout = 10 * time.Second

// readTarget returns where spans are sent, or nil if nowhere.
func readTarget(environment func(string) (string, bool)) (*target, error) {
	value := func(name string) string {
		text, _ := environment(name)
		return strings.TrimSpace(text)
	}
	ofTraces := func(name string) string { // the variable about traces overrides the one about everything
		if text := value(strings.Replace(name, "OTLP_", "OTLP_TRACES_", 1)); text != "" {
			return text
		}
		return value(name)
	}
	address := value("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
	if address == "" {
		if address = value("OTEL_EXPORTER_OTLP_ENDPOINT"); address != "" {
			address = strings.TrimRight(address, "/") + "/v1/traces"
		}
	}
	if exporter := value("OTEL_TRACES_EXPORTER"); address == "" || strings.EqualFold(value("OTEL_SDK_DISABLED"), "true") || exporter == "none" {
		return nil, nil
	} else if exporter != "" && exporter != "otlp" {
		return nil, errors.New("OTEL_TRACES_EXPORTER must be otlp or none: this server has no other exporter")
	}
	switch ofTraces("OTEL_EXPORTER_OTLP_PROTOCOL") {
	case "", "http/protobuf":
	default:
		return nil, errors.New("OTEL_EXPORTER_OTLP_PROTOCOL must be http/protobuf: set that, and an endpoint that takes OTLP over HTTP, usually at port 4318")
	}
	t := &target{timeout: defaultExportTimeout, headers: http.Header{}, compress: ofTraces("OTEL_EXPORTER_OTLP_COMPRESSION") == "gzip"}
	var err error
	if t.url, err = url.Parse(address); err != nil || t.url.Host == "" || t.url.Scheme != "http" && t.url.Scheme != "https" {
		return nil, errors.New("OTEL_EXPORTER_OTLP_ENDPOINT must be a URL such as http://localhost:4318") // err may quote a password
	}
	if text := ofTraces("OTEL_EXPORTER_OTLP_TIMEOUT"); text != "" {
		milliseconds, err := strconv.Atoi(text)
		if err != nil || milliseconds <= 0 {
			return nil, errors.New("OTEL_EXPORTER_OTLP_TIMEOUT must be a number of milliseconds, such as 10000")
		}
		t.timeout = time.Duration(milliseconds) * time.Millisecond
	}
	if err := t.readHeaders(ofTraces("OTEL_EXPORTER_OTLP_HEADERS")); err != nil {
		return nil, err
	}
	return t, t.readCertificate(ofTraces("OTEL_EXPORTER_OTLP_CERTIFICATE"))
}

// readHeaders reads "name=value,other=value". The values are escaped as in a URL.
func (t *target) readHeaders(text string) error {
	for pair := range strings.SplitSeq(text, ",") {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		name, escaped, ok := strings.Cut(pair, "=")
		value, err := url.PathUnescape(strings.TrimSpace(escaped))
		if name = strings.TrimSpace(name); !ok || name == "" || err != nil {
			return errors.New("OTEL_EXPORTER_OTLP_HEADERS must be name=value, several with commas between them") // without the text: it may hold a secret
		}
		t.headers.Set(name, value)
	}
	return nil
}

// readCertificate reads the certificates that the target's must be signed with.
func (t *target) readCertificate(file string) error {
	if file == "" {
		return nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("OTEL_EXPORTER_OTLP_CERTIFICATE: %w", err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		return fmt.Errorf("OTEL_EXPORTER_OTLP_CERTIFICATE: %s holds no certificate in PEM form", file)
	}
	t.tls = &tls.Config{RootCAs: roots}
	return nil
}

// shown returns the address without what may be a secret.
func (t *target) shown() string { return t.url.Scheme + "://" + t.url.Host + t.url.Path }
