package command

import (
	"crypto/tls"
	"fmt"
)

// certificate returns the configuration of --tls-cert and --tls-key; nil without them. When a change of the files makes them unusable,
// failed is told, and the certificate from before stays.
func (h *httpSettings) certificate(failed func(error)) (*tls.Config, error) {
	if h.tlsCert == "" {
		return nil, nil
	}
	files := &reloaded[*tls.Certificate]{
		paths: []string{h.tlsCert, h.tlsKey},
		load: func() (*tls.Certificate, error) {
			pair, err := tls.LoadX509KeyPair(h.tlsCert, h.tlsKey)
			if err != nil {
				return nil, fmt.Errorf("--tls-cert and --tls-key: %w", err)
			}
			return &pair, nil
		},
		failed: failed,
	}
	if _, err := files.get(); err != nil {
		return nil, err
	}
	return &tls.Config{
		NextProtos: []string{"h2", "http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			pair, _ := files.get()
			return pair, nil
		},
	}, nil
}
