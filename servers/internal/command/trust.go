package command

import "runtime"

// ReadsCertificateFile reports whether SSL_CERT_FILE counts. macOS and Windows check certificates themselves.
func ReadsCertificateFile() bool { return runtime.GOOS != "darwin" && runtime.GOOS != "windows" }

// TrustRemedy returns what to do where a proxy inspects TLS.
func TrustRemedy() string {
	if ReadsCertificateFile() {
		return "If your network inspects TLS, set SSL_CERT_FILE to a file with the certificate of its proxy, in PEM, here and in the entries of your clients."
	}
	return "If your network inspects TLS, add the certificate of its proxy to those that the system trusts."
}

// trustSettings returns the setting that makes the server trust a certificate.
func trustSettings() []string {
	if ReadsCertificateFile() {
		return []string{"SSL_CERT_FILE, the path of a file of certificates in PEM"}
	}
	return []string{"the certificates that the system trusts"}
}
