package main

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// rootsModule has Mozilla's list of certificate authorities. It is no dependency: only images need the list, since every other system has one.
const rootsModule = "golang.org/x/crypto/x509roots/fallback@v0.0.0-20261030153154-30a33513ff6d"

// rootsFile is where Go programs look first.
const rootsFile = "etc/ssl/certs/ca-certificates.crt"

// roots returns the certificate authorities that the server trusts in an image. Go's module proxy gives everyone the same bytes.
func roots(ctx context.Context) (entry, error) {
	download := exec.CommandContext(ctx, "go", "mod", "download", "-json", rootsModule)
	download.Stderr = os.Stderr
	output, err := download.Output()
	if err != nil {
		return entry{}, fmt.Errorf("go mod download %s: %w", rootsModule, err)
	}
	var found module
	if err := json.Unmarshal(output, &found); err != nil {
		return entry{}, err
	}
	certificates, err := os.ReadFile(filepath.Join(found.Dir, "bundle", "bundle.der"))
	if err != nil {
		return entry{}, err
	}
	return rootsOf(certificates)
}

// rootsOf returns the file of authorities with these certificates, which follow each other in DER.
func rootsOf(certificates []byte) (entry, error) {
	parsed, err := x509.ParseCertificates(certificates)
	if err != nil || len(parsed) == 0 {
		return entry{}, fmt.Errorf("%s has %d certificate authorities: %w", rootsModule, len(parsed), err)
	}
	var text bytes.Buffer
	for _, certificate := range parsed {
		must(pem.Encode(&text, &pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw}))
	}
	return entry{name: rootsFile, content: text.Bytes()}, nil
}
